/** Shifts: each lasts until the next begins, and a cut list of them says so. */
import { expect, test } from 'vitest';
import { createReader, type PlantReading } from '../../src/influx';

const START = Date.UTC(2026, 2, 3, 8);
const HOUR = 3_600_000;

async function read(values: readonly unknown[][]): Promise<PlantReading> {
  const body = JSON.stringify({ results: [{ series: [{ name: 'shift', columns: ['time', 'shift', 'crew'], values }] }] });
  const reader = createReader({
    source: { dialect: 'influxql', database: 'plant' }, map: { zone: 'UTC', meters: [], machines: [], shifts: { measurement: 'shift', field: 'name', tags: {} } },
    send: () => Promise.resolve({ status: 200, contentType: 'application/json', body }), nowMs: () => START + 9 * HOUR,
  });
  const outcome = await reader.readPlant(
    { meterId: '', view: { startMs: START, endMs: START + HOUR }, parts: { meter: false, machines: false, shifts: true, learning: false }, maxPoints: 100, nowMs: START },
    new AbortController().signal
  );
  if (outcome.kind === 'failed') {
    throw new Error(outcome.failure.text);
  }
  return outcome.value;
}

test('a shift that began before the view reaches into it, until the next one', async () => {
  const { shifts } = await read([[START - 2 * HOUR, 'early', 'A'], [START + HOUR / 2, 'late', null]]);
  expect(shifts).toEqual([
    { startMs: START - 2 * HOUR, endMs: START + HOUR / 2, text: 'early, crew A' }, { startMs: START + HOUR / 2, endMs: START + HOUR, text: 'late' },
  ]);
});

test('a crew may be a number, and an event without a shift begins none', async () => {
  const { shifts } = await read([[START - HOUR, 'early', 2], [START + 1000, null, 3], [START + 2000, '', 3]]);
  expect(shifts.map((one) => one.text)).toEqual(['early, crew 2']);
});

test('more events than one answer may hold are said to be cut', async () => {
  const { shiftsCompleteness } = await read(Array.from({ length: 1001 }, (_, i) => [START + i, `s${i}`, null]));
  expect(shiftsCompleteness).toEqual({ kind: 'truncated', by: 'row-limit', got: 1000, cap: 1000 });
});

test('an event without a time is a broken answer, and no shift of 1970', async () => {
  await expect(read([[null, 'early', 'A']])).rejects.toThrow('A row of the answer has the time null.');
});
