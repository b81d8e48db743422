// Where a program is, as a shell would find it.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first of `programs` in the first folder of `path` that has one; undefined when none has. */
export function onPath(programs: readonly string[], path: string | undefined): string | undefined {
  for (const folder of (path ?? '').split(delimiter).filter((one) => one !== '')) {
    for (const program of programs) {
      const file = join(folder, program);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // the next one
      }
    }
  }
  return undefined;
}
