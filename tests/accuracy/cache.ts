import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { LabelledPlant } from './labelled';
import { labelledPlant } from './plants';

/** Made-up plants kept below .cache/, one file each; any change to the files that make them starts a fresh folder and drops the old ones. */

const SOURCES = 'tests/accuracy/plants';
const KEPT = join('.cache', 'accuracy');

/** Run from the repository's root, as npm does; elsewhere nothing is kept and the plant is simply made. */
export function cachedPlant(kind: string, seed: number): LabelledPlant {
  const folder = cacheFolder();
  if (folder === undefined) {
    return labelledPlant(kind, seed);
  }
  const file = join(folder, `${kind}-${seed}.v8`);
  if (existsSync(file)) {
    return restored(readFileSync(file));
  }
  const plant = labelledPlant(kind, seed);
  mkdirSync(folder, { recursive: true });
  // Two programs may make the same plant at once: each writes aside and renames, so nobody reads half a file.
  writeFileSync(`${file}.${process.pid}`, serialize(plant));
  renameSync(`${file}.${process.pid}`, file);
  return plant;
}

/** What we wrote ourselves, under the hash of the code that made it: its type is known. */
function restored(bytes: Buffer): LabelledPlant {
  return deserialize(bytes);
}

let folder: string | undefined;

function cacheFolder(): string | undefined {
  if (folder === undefined && existsSync(SOURCES)) {
    const hash = createHash('sha1');
    const files = [...readdirSync(SOURCES).map((name) => join(SOURCES, name)), 'tests/accuracy/labelled.ts', 'src/engine/random.ts', 'src/base/columns.ts'];
    files.sort().forEach((file) => hash.update(readFileSync(file)));
    folder = join(KEPT, hash.digest('hex').slice(0, 12));
    dropOthers(folder);
  }
  return folder;
}

function dropOthers(current: string): void {
  const others = existsSync(KEPT) ? readdirSync(KEPT).map((name) => join(KEPT, name)).filter((path) => path !== current) : [];
  others.forEach((path) => rmSync(path, { recursive: true, force: true }));
}
