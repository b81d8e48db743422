/** When the packages are installed anew, seen in a folder of its own with an npm that only notes that it was called. */
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const LOCK = { '': {}, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' }, 'node_modules/b-mac': { version: '2.0.0', integrity: 'sha512-b', optional: true } };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spiketrace-dependencies-'));
  mkdirSync(join(folder, 'scripts/lib'), { recursive: true });
  copyFileSync(resolve(__dirname, '../../scripts/lib/dependencies.mjs'), join(folder, 'scripts/lib/dependencies.mjs'));
  writeFileSync(join(folder, 'npm.mjs'), `import { mkdirSync } from 'node:fs'; mkdirSync('node_modules', { recursive: true }); console.log('npm ' + process.argv.slice(2).join(' '));`);
  lockFile(LOCK);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lockFile = (packages: object) => writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages }));
const installed = (packages: object) => {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));
};
/** What is said on standard error. */
const need = (): Promise<string> => new Promise((done, fail) => {
  const program = `import { needDependencies } from ${JSON.stringify(pathToFileURL(join(folder, 'scripts/lib/dependencies.mjs')).href)}; needDependencies();`;
  execFile(process.execPath, ['--input-type=module', '-e', program], { env: { npm_execpath: join(folder, 'npm.mjs') } }, (error, _out, said) => (error ? fail(error) : done(said)));
});

test('in a fresh clone they are installed, once', async () => {
  expect(await need()).toMatch(/npm ci --no-audit/);
  expect(await need()).toBe('');
});

test('what somebody installed by hand is taken as it is', async () => {
  installed({ 'node_modules/a': LOCK['node_modules/a'] });
  expect(await need()).toBe('');
});

test.each<[string, object]>([
  ['lacks one that is asked for', {}],
  ['has another version', { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a2' } }],
  ['has one that nobody asks for', { 'node_modules/a': LOCK['node_modules/a'], 'node_modules/c': { version: '3.0.0', integrity: 'sha512-c' } }],
])('an installation by hand that %s is made anew', async (_what, packages) => {
  installed(packages);
  expect(await need()).toMatch(/npm ci --no-audit/);
});

test('another lock file asks for another installation', async () => {
  await need();
  lockFile({ ...LOCK, 'node_modules/d': { version: '1.0.0', integrity: 'sha512-d' } });
  expect(await need()).toMatch(/npm ci --no-audit/);
});
