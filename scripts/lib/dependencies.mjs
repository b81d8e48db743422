// Makes sure that the packages of package-lock.json are installed. Names nothing outside Node itself, for it runs before they are.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * Runs `npm ci` when node_modules is missing or belongs to another lock file. Messages go to standard error.
 * What somebody installed by hand is known by npm's own record of it.
 */
export function needDependencies() {
  const stamp = join(root, 'node_modules', '.spiketrace-lock');
  const lock = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) {
    return;
  }
  if (isInstalled()) {
    writeFileSync(stamp, lock);
    return;
  }
  process.stderr.write('Installing the packages of package-lock.json (npm ci) …\n');
  const npm = process.env.npm_execpath ? [process.execPath, [process.env.npm_execpath]] : ['npm', []];
  const done = spawnSync(npm[0], [...npm[1], 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root, stdio: ['ignore', 2, 2],
  });
  if (done.status !== 0) {
    process.stderr.write('npm ci failed. Is an npm registry reachable from this machine? See the lines above.\n');
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}

/** Whether npm wrote down the same packages as package-lock.json asks for, and after it. Those for other machines are in the lock file alone. */
function isInstalled() {
  const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
  try {
    const [wanted, installed] = [read('package-lock.json'), read('node_modules/.package-lock.json')];
    const [names, all] = [Object.keys(installed), Object.entries(wanted).filter(([name]) => name !== '')];
    return names.length > 0 && names.every((name) => wanted[name]?.integrity === installed[name].integrity && wanted[name]?.version === installed[name].version)
      && all.every(([name, { optional }]) => name in installed || optional);
  } catch {
    return false;
  }
}
