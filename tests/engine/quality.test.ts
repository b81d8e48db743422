import { expect, test } from 'vitest';
import { HOUR_MS, machineLog, MINUTE_MS } from '../../src/base';
import { readingNotices, sourceNotices, staleFromMs } from '../../src/engine/quality';
import { said } from '../../src/engine/words';

const grid = { startMs: 0, stepMs: MINUTE_MS, count: 600 };
const moving = Float64Array.from({ length: 600 }, (_, i) => 100 + 50 * Math.sin(i / 7));
const texts = (notices: ReadonlyArray<{ readonly text: string }>) => notices.map((notice) => said(notice).text);
/** Ten minutes on, ten off, from midnight for two hours, then silence. */
const silent = machineLog('oven', Array.from({ length: 12 }, (_, i) => [10 * i * MINUTE_MS, i % 2 ? 'ON' : 'OFF'] as const));

test('a machine that stays in a state far longer than it usually does, while the meter moves, is named with its age', () => {
  // On since 1:50, until ten o'clock: 8.2 h, more than twenty times ten minutes.
  expect(texts(sourceNotices([silent], grid, moving))).toEqual([
    'oven has said nothing for 8.2 h: ON since 1970-01-01 01:50 UTC, usually 10 min. The meter moved on.',
  ]);
});

test('its state is too old to be believed from twenty usual stays on, while the meter moves, and not while it rests', () => {
  // On since 1:50; twenty times ten minutes later it is 5:10.
  expect(staleFromMs(silent, grid, moving)).toBe((5 * 60 + 10) * MINUTE_MS);
  expect(staleFromMs(silent, grid, moving.map((kw, i) => (i < 110 ? kw : 100)))).toBeUndefined();
  expect(staleFromMs(machineLog('none', []), grid, moving)).toBeUndefined();
});

test('no word about silence when the meter stands still as well, when it is short, or when too little is known', () => {
  const still = moving.map((kw, i) => (i < 110 ? kw : 100));
  expect(sourceNotices([silent], grid, still)).toEqual([]);
  expect(sourceNotices([silent], { ...grid, count: 250 }, moving.subarray(0, 250))).toEqual([]);
  expect(sourceNotices([machineLog('new', [[0, 'OFF'], [MINUTE_MS, 'ON']]), machineLog('none', [])], grid, moving)).toEqual([]);
});

test('changes after the last reading are counted', () => {
  const ahead = machineLog('mill', [[0, 'OFF'], [11 * HOUR_MS, 'ON'], [12 * HOUR_MS, 'OFF']]);
  expect(texts(sourceNotices([ahead], grid, moving))).toEqual(['2 state changes of 1 machine are stamped after the last reading; left out.']);
});

test('readings without anything odd need no word', () => {
  expect(readingNotices(Float64Array.of(0, NaN, 5), 1e9)).toEqual([]);
});
