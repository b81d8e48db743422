/** One column for each state: what a row does not say stays as it was, and two at once are no state. */
import { expect, test } from 'vitest';
import { collected } from '../../src/influx/state-log';
import type { MachineSource } from '../../src/influx';

const from: MachineSource = { measurement: 'st', field: '', stateFields: ['off', 'run'], id: 'mixer', tags: {} };
const told = async (...rows: ReadonlyArray<readonly unknown[]>) => {
  const all = collected(from);
  all.take({ series: { name: 'st', tags: new Map(), columns: ['time', 'off', 'run'], rows }, completeness: { kind: 'complete' } });
  const { timeMs, states, stateCode, notices } = await all.log('mixer', []);
  return [[...timeMs].map((ms, i) => [ms, states[stateCode[i] ?? 0]]), notices.map((one) => one.text)];
};

test('all columns in each row, as numbers or truth values', async () => {
  expect(await told([1, 1, 0], [2, 0, 1], [3, true, false])).toEqual([[[1, 'off'], [2, 'run'], [3, 'off']], []]);
});

test('only what changed, in one row or in two of the same instant', async () => {
  expect(await told([1, 1, 0], [2, 0, 1], [5, null, 0], [5, 1, null])).toEqual([[[1, 'off'], [2, 'run'], [5, 'off']], []]);
});

test('the newest of each column, asked for by itself, is one state', async () => {
  const all = collected(from);
  all.take({ series: { name: 'st', tags: new Map(), columns: ['time', 'off'], rows: [[7, 0]] }, completeness: { kind: 'complete' } });
  all.take({ series: { name: 'st', tags: new Map(), columns: ['time', 'run'], rows: [[7, 1]] }, completeness: { kind: 'complete' } });
  expect((await all.log('mixer', [])).states).toEqual(['run']);
});

test('none or two at once are unknown, and said with their number', async () => {
  expect(await told([1, 1, 1], [2, 0, 1], [3, 0, 0])).toEqual([
    [[1, 'UNKNOWN'], [2, 'run'], [3, 'UNKNOWN']], ['mixer had none of its state columns set, or more than one, at 2 instants; its state is unknown there.'],
  ]);
});

test('a column that holds anything else ends the question, with what it holds', async () => {
  await expect(told([1, 2, 0])).rejects.toThrow('Field off of st holds 2, and a column that is a state holds 0 or 1, or a truth value.');
});
