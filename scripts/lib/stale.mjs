// Is a build older than what it was made from?
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

const sources = ['src', '.config', 'package.json', 'package-lock.json', 'README.md', 'CHANGELOG.md'];

/** `stamp` is a file that `mark` wrote when the build was done; `product` is one of its files. */
export function isStale(stamp, product) {
  if (!existsSync(stamp) || !existsSync(product)) {
    return true;
  }
  const made = statSync(stamp).mtimeMs;
  return sources.some((name) => newestMs(join(root, name)) > made);
}

/** Call with the moment at which the build began: what changed meanwhile is newer. */
export function mark(stamp) {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, '');
}

function newestMs(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    return 0;
  }
  let newest = found.mtimeMs;
  if (found.isDirectory()) {
    for (const name of readdirSync(path)) {
      newest = Math.max(newest, newestMs(join(path, name)));
    }
  }
  return newest;
}
