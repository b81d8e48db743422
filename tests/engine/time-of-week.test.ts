import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/base';
import { sameTimeOfWeek } from '../../src/engine/time-of-week';

test('sameTimeOfWeek(…) is the median over the weeks, hour by hour of the site’s own clock', () => {
  // Hours 06:00 in Kolkata (+05:30): half past midnight in UTC. Four weeks: 10, 20, 30 and 400 kW; the median is 25.
  const grid = { startMs: Date.UTC(2025, 2, 3), stepMs: HOUR_MS / 2, count: 4 * 7 * 48 };
  const kw = Float64Array.from({ length: grid.count }, (_, i) => (i % (7 * 48) === 1 ? [10, 20, 30, 400][Math.floor(i / (7 * 48))]! : 5));
  const usual = sameTimeOfWeek(grid, kw, 0, grid.count, 'Asia/Kolkata')!;
  expect([usual[0], usual[1], usual[2], usual[1 + 7 * 48]]).toEqual([5, 25, 5, 25]);
});

test('sameTimeOfWeek(…) skips missing readings, and has nothing where there were none', () => {
  const grid = { startMs: Date.UTC(2025, 2, 3), stepMs: DAY_MS / 2, count: 4 * 14 };
  const kw = Float64Array.from({ length: grid.count }, (_, i) => (i % 14 === 3 ? NaN : i % 14 === 4 && i > 20 ? NaN : 7));
  const usual = sameTimeOfWeek(grid, kw, 0, grid.count, 'UTC')!;
  expect([usual[3], usual[4], usual[5]]).toEqual([NaN, 7, 7]);
});

test('sameTimeOfWeek(…) says nothing with less than four weeks', () => {
  const grid = { startMs: 0, stepMs: HOUR_MS, count: 28 * 24 - 1 };
  expect(sameTimeOfWeek(grid, new Float64Array(grid.count), 0, grid.count, 'UTC')).toBeUndefined();
});
