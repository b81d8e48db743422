/** Raw states become named ones, and the share of time that nothing names is a number. */
import { expect, test } from 'vitest';
import { HOUR_MS, machineLog } from '../../src/base';
import { mappedLog } from '../../src/influx';

const range = { startMs: 0, endMs: 10 * HOUR_MS };
const hours = (...entries: ReadonlyArray<readonly [number, string]>) => machineLog('press', entries.map(([hour, state]) => [hour * HOUR_MS, state] as const));
const states = ({ timeMs, stateCode, states: names }: ReturnType<typeof hours>) => [...timeMs].map((ms, i) => [ms / HOUR_MS, names[stateCode[i]!]]);

test('numbers and names of one state become one, and its neighbours are joined', () => {
  expect(states(mappedLog(hours([0, '4'], [1, '6'], [2, 'Execute'], [3, 'held']), { preset: 'packml' }, range))).toEqual([[0, 'IDLE'], [1, 'EXECUTE'], [3, 'HELD']]);
});

test('the own mapping goes before the preset', () => {
  const own = new Map([['6', 'PRESSING'], ['99', 'WARM-UP']]);
  expect(states(mappedLog(hours([0, '6'], [1, '99'], [2, '4']), { preset: 'packml', states: own }, range))).toEqual([[0, 'PRESSING'], [1, 'WARM-UP'], [2, 'IDLE']]);
});

test('what is not mapped keeps its text, and the time it takes is told of the known time alone', () => {
  // Known: 0–8 h, of which 77 holds from 5 to 8 h: 3 of 8.
  const log = mappedLog(hours([-3, '6'], [5, '77'], [8, 'UNKNOWN']), { preset: 'packml' }, range);
  expect(states(log)).toEqual([[-3, 'EXECUTE'], [5, '77'], [8, 'UNKNOWN']]);
  expect(log.unmappedShare).toBeCloseTo(3 / 8, 12);
  expect(log.notices).toEqual([expect.objectContaining({ code: 'unmapped-states', text: expect.stringMatching(/press: for 38 % of the time.*preset packml \(77\)/) as string })]);
});

test('without preset and mapping the log is as it came', () => {
  const log = hours([0, '6']);
  expect(mappedLog(log, {}, range)).toBe(log);
});

test('a whole mapping says zero, without a notice', () => {
  expect(mappedLog(hours([0, '6']), { preset: 'packml' }, range)).toMatchObject({ unmappedShare: 0, notices: [] });
});
