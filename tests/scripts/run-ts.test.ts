import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** scripts/run-ts.mjs: a program runs the same from its source, from its bundle and from what V8 kept of it. */

const FOLDER = `.cache/run-ts-test-${process.pid}`;
const ENTRY = `${FOLDER}/program.ts`;
const kept = `.cache/ts/${ENTRY.replaceAll('/', '-').replace('.ts', '')}.cjs`;
const write = (answer: string) => writeFileSync(ENTRY, `const words: readonly string[] = process.argv.slice(2);\nif (words.includes('fail')) {\n  throw new Error('as asked');\n}\nprocess.stdout.write(\`${answer} \${words.join(' ')}\`);\n`);
const run = (...words: string[]) => spawnSync(process.execPath, ['scripts/run-ts.mjs', ENTRY, ...words], { encoding: 'utf8' });

beforeAll(() => {
  mkdirSync(FOLDER, { recursive: true });
  write('first');
});
afterAll(() => {
  rmSync(FOLDER, { recursive: true });
  ['', '.map', '.inputs.json', '.compiled'].forEach((part) => rmSync(`${kept}${part}`, { force: true }));
});

test('a program that fails keeps nothing compiled, and ends with its error', () => {
  const { status, stderr } = run('fail');
  expect(status).toBe(1);
  expect(stderr).toContain('as asked');
  expect(existsSync(`${kept}.compiled`)).toBe(false);
});

test('a second start answers as the first one, and a damaged store of compiled code is passed over', () => {
  expect(run('a', 'b').stdout).toBe('first a b');
  expect(existsSync(`${kept}.compiled`)).toBe(true);
  expect(run('c').stdout).toBe('first c');
  writeFileSync(`${kept}.compiled`, 'not what V8 wrote');
  expect(run('d').stdout).toBe('first d');
});

test('a source that changed is what runs, whatever was kept', () => {
  write('second');
  expect(run('e').stdout).toBe('second e');
});

test('so is one that changed and is as long as before', () => {
  write('fourth');
  expect(run('f').stdout).toBe('fourth f');
});
