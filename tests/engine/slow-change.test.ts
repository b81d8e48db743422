import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/base';
import { dailyRemainder, slowRise, slowRiseNotice } from '../../src/engine/slow-change';
import { said } from '../../src/engine/words';

const days = (remainderKw: readonly number[]) => ({ dayMs: remainderKw.map((_, d) => d * DAY_MS), remainderKw: Float64Array.from(remainderKw) });
/** Noise that goes up and down by 1 kW: σ from day to day is 1.4826 · 2 / √2 = 2.1 kW. */
const noise = (d: number) => (d % 2 ? 0.5 : -0.5);

describe('slowRise', () => {
  test('two weeks of which the second lies 10 kW higher: since the eighth day, by 10 kW', () => {
    expect(slowRise(days(Array.from({ length: 14 }, (_, d) => (d >= 7 ? 10 : 0))), 100)).toEqual({ sinceMs: 7 * DAY_MS, riseKw: 10 });
  });

  test('a kilowatt more each day for three weeks is a rise', () => {
    const rise = slowRise(days(Array.from({ length: 21 }, (_, d) => d + noise(d))), 100)!;
    expect(rise.riseKw).toBeGreaterThan(5);
  });

  test('noise is none, and neither is a fall', () => {
    expect(slowRise(days(Array.from({ length: 28 }, (_, d) => noise(d))), 100)).toBeUndefined();
    expect(slowRise(days(Array.from({ length: 14 }, (_, d) => (d >= 7 ? 0 : 10))), 100)).toBeUndefined();
  });

  test('what rose for a week and then fell below where it began is no rise: a negative one is never told', () => {
    expect(slowRise(days(Array.from({ length: 28 }, (_, d) => (d < 7 ? 0 : d < 14 ? 10 : -30))), 100)).toBeUndefined();
  });

  test('what happens every weekday is no change: 30 kW from Monday to Friday', () => {
    // Begins on a Saturday.
    expect(slowRise(days(Array.from({ length: 28 }, (_, d) => (d % 7 < 2 ? 0 : 30) + noise(d))), 100)).toBeUndefined();
  });

  test('a change of a few thousandths of the demand is none, however regular', () => {
    expect(slowRise(days(Array.from({ length: 14 }, (_, d) => (d >= 7 ? 1 : 0))), 1000)).toBeUndefined();
  });

  test('under five weekdays that were seen twice nothing is said', () => {
    expect(slowRise(days([0, 0, 0, 0, 0, 0, 0, 10, 10, 10, 10]), 100)).toBeUndefined();
    expect(slowRise(days([0, 0, 0, 0, 0, 0, 0, 10, NaN, NaN, NaN, 10, 10, 10]), 100)).toBeUndefined();
  });
});

test('a day counts when half of it was measured, 23 hours long or not', () => {
  // From midnight in Berlin on 29 March 2025; the 30th has 23 hours. Of the 31st the first 13 hours are missing.
  const grid = { startMs: Date.parse('2025-03-29T00:00+01:00'), stepMs: HOUR_MS, count: 24 + 23 + 24 };
  const demandKw = Float64Array.from({ length: grid.count }, (_, i) => (i < 24 ? 105 : i < 47 ? 107 : i < 60 ? NaN : 300));
  const { dayMs, remainderKw } = dailyRemainder(grid, demandKw, new Float64Array(grid.count).fill(100), 0, grid.count, 'Europe/Berlin');
  expect([...remainderKw]).toEqual([5, 7, NaN]);
  expect(dayMs[2]! - dayMs[1]!).toBe(23 * HOUR_MS);
});

test('the notice names the site’s own day and what rose', () => {
  const grid = { startMs: Date.parse('2025-03-03T00:00+01:00'), stepMs: HOUR_MS, count: 14 * 24 };
  const demandKw = Float64Array.from({ length: grid.count }, (_, i) => (i >= 7 * 24 ? 112 : 100));
  const notice = slowRiseNotice(grid, demandKw, new Float64Array(grid.count).fill(100), 0, grid.count, 'Europe/Berlin');
  expect(said(notice!)).toEqual({ severity: 'info', code: 'slow-rise', text: 'What no state explains rose by 12.0 kW since 2025-03-10: a slow change, not a spike.' });
});
