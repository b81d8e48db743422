import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallPlant } from '../support/small-plant';

/** The program as people and scripts start it: exit codes, and what goes to which stream. */

const folder = mkdtempSync(join(tmpdir(), 'spiketrace-cli-'));
const meter = join(folder, 'meter.csv');
const states = join(folder, 'states.csv');
const run = (...given: string[]) => spawnSync(process.execPath, ['scripts/run-ts.mjs', 'src/cli/main.ts', ...given], { encoding: 'utf8' });

beforeAll(() => {
  const plant = smallPlant(3);
  const power = plant.meter;
  const readings = power.kind === 'power' ? [...power.timeMs].map((ms, i) => `${new Date(ms).toISOString()},${power.demandKw[i]}`) : [];
  writeFileSync(meter, ['time,power_kw', ...readings].join('\n'));
  const entries = plant.machines.flatMap((log) => [...log.timeMs].map((ms, i) => `${ms},${log.machineId},${log.states[log.stateCode[i] ?? 0]}`));
  writeFileSync(states, ['time,machine,state', ...entries].join('\n'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('good files: exit 0, one JSON document on standard output, the same bytes twice', () => {
  const first = run('--meter', meter, '--states', states, '--json');
  expect(first.status, first.stderr).toBe(0);
  const document = JSON.parse(first.stdout) as { schema: string; spikes: unknown[] };
  expect(document.schema).toBe('spiketrace/findings@1');
  expect(document.spikes.length).toBeGreaterThan(0);
  expect(run('--meter', meter, '--states', states, '--json').stdout).toBe(first.stdout);
}, 60_000);

test('arguments that make no sense: exit 2, nothing on standard output', () => {
  const { status, stdout, stderr } = run('--meter', meter);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain('--states');
}, 60_000);

test('a file that is not there: exit 2 and its name', () => {
  const { status, stdout, stderr } = run('--meter', join(folder, 'none.csv'), '--states', states);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain('none.csv cannot be read');
}, 60_000);

test('a malformed line: exit 2 with file and line, and no stack', () => {
  const bad = join(folder, 'bad.csv');
  writeFileSync(bad, 'time,power_kw\n2025-03-03T00:00Z,1\nsoon,2\n');
  const { status, stdout, stderr } = run('--meter', bad, '--states', states);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/bad\.csv, line 3/);
  expect(stderr).not.toMatch(/\n\s+at /);
}, 60_000);
