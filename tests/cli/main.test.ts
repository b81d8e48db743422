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

test('demand windows, a mark, a threshold and shifts go through the whole program', () => {
  const shifts = join(folder, 'shifts.csv');
  // The plant's day begins at midnight; a mark from ten past to half past four on its second day.
  writeFileSync(shifts, 'time,shift\n2025-03-03T00:00Z,early\n2025-03-03T12:00Z,late\n');
  const mark = '2025-03-04T04:10Z/2025-03-04T04:30Z';
  const { status, stdout, stderr } = run('--meter', meter, '--states', states, '--shifts', shifts, '--demand-window', '30m', '--contract-kw', '150', '--spot', 'above:170', '--mark', mark, '--placebo');
  expect(status, stderr).toBe(0);
  const document = JSON.parse(stdout) as { spikes: Array<{ startMs: number; endMs: number; spottedBy: string }>; windows: Array<{ overshoot?: { limitKw: number } }>; machines: unknown[]; placebo: { passed: boolean } };
  expect(document.placebo.passed).toBe(true);
  expect(document.windows.length).toBe(72 * 2);
  expect(document.windows.some(({ overshoot }) => overshoot?.limitKw === 150)).toBe(true);
  expect(new Set(document.spikes.map(({ spottedBy }) => spottedBy))).toEqual(new Set(['threshold', 'hand']));
  // The spike that began at 04:02 gave way.
  expect(document.spikes.find(({ spottedBy }) => spottedBy === 'hand')).toMatchObject({ startMs: Date.parse(mark.split('/')[0]!), endMs: Date.parse(mark.split('/')[1]!) });
  expect(document.machines.length).toBe(4);
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
