import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../src/base';
import { uniform } from '../../src/engine/random';
import { blockEdges, energyOf, measuredParts, runningAt, slidingPeaks } from '../../src/engine/windows';

const at = (iso: string) => Date.parse(iso);
const minutes = (edges: Float64Array) => [...edges].slice(1).map((ms, i) => (ms - edges[i]) / MINUTE_MS);

describe('blockEdges', () => {
  test('quarter hours of the wall clock, from the one in force to the one that holds the end', () => {
    const edges = blockEdges(at('2025-03-12T05:07Z'), at('2025-03-12T05:31Z'), 15 * MINUTE_MS, 'UTC');
    expect([...edges].map((ms) => new Date(ms).toISOString().slice(11, 16))).toEqual(['05:00', '05:15', '05:30', '05:45']);
  });

  test('a half hour of Kathmandu, five hours and 45 minutes ahead, begins at a quarter to and past in UTC', () => {
    const edges = blockEdges(at('2025-03-12T05:00Z'), at('2025-03-12T06:00Z'), 30 * MINUTE_MS, 'Asia/Kathmandu');
    expect([...edges].map((ms) => new Date(ms).toISOString().slice(11, 16))).toEqual(['04:45', '05:15', '05:45', '06:15']);
  });

  test('an hour of India, five and a half hours ahead, begins at half past in UTC', () => {
    const edges = blockEdges(at('2025-03-12T05:00Z'), at('2025-03-12T06:00Z'), HOUR_MS, 'Asia/Kolkata');
    expect([...edges].map((ms) => new Date(ms).toISOString().slice(11, 16))).toEqual(['04:30', '05:30', '06:30']);
  });

  // Berlin 2025: clocks go forward on 30 March at 01:00 UTC, back on 26 October at 01:00 UTC.
  test.each([
    ['23 hours have 92 quarters', '2025-03-29T23:00Z', '2025-03-30T22:00Z', 92],
    ['25 hours have 100 quarters', '2025-10-25T22:00Z', '2025-10-26T23:00Z', 100],
  ])('a day of %s, all of fifteen minutes', (_, from, to, count) => {
    const edges = blockEdges(at(from), at(to), 15 * MINUTE_MS, 'Europe/Berlin');
    expect([edges[0], edges[edges.length - 1]]).toEqual([at(from), at(to)]);
    expect(new Set(minutes(edges))).toEqual(new Set([15]));
    expect(edges.length - 1).toBe(count);
  });

  test('where the clock moves by half a block, the block ends there: Lord Howe, 6 April 2025, back from 02:00 to 01:30', () => {
    // +11:00 until 15:00 UTC, then +10:30 (IANA tzdata, Australia/Lord_Howe).
    const edges = blockEdges(at('2025-04-05T13:00Z'), at('2025-04-05T17:00Z'), HOUR_MS, 'Australia/Lord_Howe');
    expect(minutes(edges)).toEqual([60, 60, 30, 60, 60]);
  });

  test('a range without a length is our own mistake', () => {
    expect(() => blockEdges(5, 5, 15 * MINUTE_MS, 'UTC')).toThrow(/got 900000 ms, 5 to 5/);
  });
});

describe('energyOf', () => {
  const grid = { startMs: 0, stepMs: MINUTE_MS, count: 6 };
  const energy = energyOf(grid, Float64Array.of(60, 60, NaN, 120, 120, 60));

  test('60 kW for two minutes are 2 kWh, and half a minute adds half of its own', () => {
    expect(runningAt(energy.kwMs, grid, 2 * MINUTE_MS) / HOUR_MS).toBeCloseTo(2, 12);
    expect(runningAt(energy.kwMs, grid, 3.5 * MINUTE_MS) / HOUR_MS).toBeCloseTo(3, 12);
  });

  test('outside the readings nothing is added', () => {
    expect(runningAt(energy.kwMs, grid, -HOUR_MS)).toBe(0);
    expect(runningAt(energy.kwMs, grid, HOUR_MS)).toBe(runningAt(energy.kwMs, grid, 6 * MINUTE_MS));
  });

  test('the measured parts leave the missing minute out, cut at the window’s edges', () => {
    expect(measuredParts(energy, 30_000, 4.5 * MINUTE_MS)).toEqual([30_000, 120_000, 180_000, 270_000]);
  });
});

describe('slidingPeaks', () => {
  const grid = { startMs: 0, stepMs: MINUTE_MS, count: 60 };
  const demand = (high: (minute: number) => boolean) => energyOf(grid, Float64Array.from({ length: 60 }, (_, i) => (high(i) ? 200 : 100)));

  test('finds a quarter of an hour that lies across two blocks', () => {
    // Minutes 20 to 34 lie in the blocks 15–30 and 30–45: neither block reaches more than 167 kW.
    expect([...slidingPeaks(demand((i) => i >= 20 && i < 35), 15 * MINUTE_MS, undefined, 1)]).toEqual([20 * MINUTE_MS, 35 * MINUTE_MS]);
  });

  test('none overlaps another, and only those above the limit count', () => {
    const flat = slidingPeaks(demand((i) => i >= 20 && i < 35), 15 * MINUTE_MS, 150, 9);
    expect([...flat]).toEqual([20 * MINUTE_MS, 35 * MINUTE_MS]);
  });

  test('the quick choice equals the slow obvious one', () => {
    const next = uniform(7);
    const kw = Float64Array.from({ length: 60 }, () => 100 + Math.floor(50 * next()));
    const starts = Array.from({ length: 46 }, (_, bin) => bin);
    const mean = (bin: number) => kw.subarray(bin, bin + 15).reduce((sum, one) => sum + one, 0);
    const slow: number[] = [];
    for (const bin of starts.sort((a, b) => mean(b) - mean(a) || a - b)) {
      if (slow.length < 3 && slow.every((other) => Math.abs(other - bin) >= 15)) {
        slow.push(bin);
      }
    }
    const quick = slidingPeaks(energyOf(grid, kw), 15 * MINUTE_MS, undefined, 3);
    expect([...quick].filter((_, k) => k % 2 === 0).map((ms) => ms / MINUTE_MS)).toEqual(slow.sort((a, b) => a - b));
  });

  test('a length that is no whole number of readings has no sliding windows', () => {
    expect(slidingPeaks(energyOf({ ...grid, stepMs: 7 * MINUTE_MS }, new Float64Array(60)), 15 * MINUTE_MS, undefined, 3).length).toBe(0);
  });
});
