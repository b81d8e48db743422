import { expect, test } from 'vitest';
import { uniform } from '../../src/engine/random';
import { finite, median, quantile, quantileOfDistance, rollingMedian, spread } from '../../src/engine/stats';

const of = (...values: number[]) => Float64Array.from(values);

test('a quantile lies linearly between neighbours and skips what is no number', () => {
  expect(quantile(of(4, NaN, 1, 3, 2), 0.5)).toBe(2.5);
  // 0.25 · 3 = 0.75 of the way from 1 to 2.
  expect(quantile(of(1, 2, 3, 4), 0.25)).toBe(1.75);
  expect(median(of(NaN))).toBeNaN();
  expect(median(of())).toBeNaN();
});

test('one wild value hardly moves the spread: |v| of [2, −2, 0, 4, 60] are 0 2 2 4 60', () => {
  // The middle of 0, 2, 2, 4, 60 is 2.
  expect(spread(of(2, -2, 0, 4, 60))).toBeCloseTo(1.4826 * 2, 12);
});

test('infinities are no values', () => {
  expect([...finite(of(1, Infinity, NaN, -Infinity, 2))]).toEqual([1, 2]);
});

test('a rolling median ignores a spike shorter than half its window', () => {
  // Windows of three: (1 1) → 1, (1 1 9) → 1, (1 9 1) → 1, (9 1 1) → 1, (1 1) → 1.
  expect([...rollingMedian(of(1, 1, 9, 1, 1), 1, 1, 1)]).toEqual([1, 1, 1, 1, 1]);
  expect([...rollingMedian(of(1, 2, 3, 4, 5), 1, 1, 1)]).toEqual([1.5, 2, 3, 4, 4.5]);
});

test('a window without a reading takes what lies around it, and nothing known stays unknown', () => {
  // The hole lies halfway between 2 and 6.
  expect([...rollingMedian(of(2, 2, NaN, NaN, NaN, 6, 6), 1, 1, 1)]).toEqual([2, 2, 2, 4, 6, 6, 6]);
  expect([...rollingMedian(of(NaN, NaN), 1, 1, 1)]).toEqual([NaN, NaN]);
});

/** Every window sorted by itself, straight from the definition. */
function obviousMedian(values: Float64Array, halfWidth: number, stride: number, skip: number): number[] {
  const centres = Array.from({ length: Math.ceil(values.length / stride) }, (_, k) => k * stride);
  const known = centres.flatMap((centre) => {
    const window: number[] = [];
    for (let i = Math.max(0, centre - halfWidth); i <= Math.min(values.length - 1, centre + halfWidth); i += skip) {
      window.push(values[i]!);
    }
    const value = median(Float64Array.from(window));
    return Number.isNaN(value) ? [] : [[centre, value] as const];
  });
  return Array.from(values, (_, i) => {
    const right = known.findIndex(([centre]) => centre >= i);
    const [before, after] = [known[right < 0 ? known.length - 1 : right - 1], known[right]];
    return before && after ? before[1] + ((after[1] - before[1]) / (after[0] - before[0])) * (i - before[0]) : (after ?? before ?? [0, NaN])[1];
  });
}

test.each([1, 2, 3, 4])('seed %i: a rolling median is the median of each of its windows, with holes, ties and any stride', (seed) => {
  const next = uniform(seed);
  for (let round = 0; round < 40; round++) {
    const share = next() < 0.3 ? 0.9 : 0.1;
    const values = Float64Array.from({ length: 1 + Math.floor(120 * next()) }, () => (next() < share ? NaN : Math.floor(8 * next())));
    const [halfWidth, stride, skip] = [Math.floor(20 * next()), 1 + Math.floor(9 * next()), 1 + Math.floor(4 * next())];
    expect([...rollingMedian(values, halfWidth, stride, skip)], `${halfWidth} ${stride} ${skip}`).toEqual(obviousMedian(values, halfWidth, stride, skip));
  }
});

test.each([5, 6])('seed %i: a quantile is that of the sorted values', (seed) => {
  const next = uniform(seed);
  for (const size of [1, 2, 3, 10, 601, 2000, 5000, 10_000, 30_000]) {
    const values = Float64Array.from({ length: size }, () => Math.floor(size * next() * next()));
    const sorted = values.slice().sort();
    for (const q of [0, 0.1, 0.5, 0.95, 1]) {
      const at = q * (size - 1);
      const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
      expect(quantile(values, q)).toBe(low + (at - Math.floor(at)) * (high - low));
    }
  }
});

test('a quantile of many values is that of the sorted ones, whatever the sample of them says', () => {
  const next = uniform(9);
  const size = 20_000;
  const columns: Record<string, Float64Array> = {
    'all equal': new Float64Array(size).fill(3),
    'one half at zero': Float64Array.from({ length: size }, (_, i) => (i < size / 2 ? 0 : next())),
    'a period of the sample': Float64Array.from({ length: size }, (_, i) => (i % 19 === 0 ? 1000 : next())),
    'mostly missing': Float64Array.from({ length: size }, () => (next() < 0.99 ? NaN : next())),
    'with infinities': Float64Array.from({ length: size }, () => (next() < 0.2 ? Infinity : next() < 0.2 ? -Infinity : next() - 0.5)),
    'ascending': Float64Array.from({ length: size }, (_, i) => i),
  };
  const minus = Float64Array.from({ length: size }, next);
  for (const [name, values] of Object.entries(columns)) {
    for (const q of [0, 0.25, 0.5, 0.999, 1]) {
      const sorted = finite(values).sort();
      const sizes = finite(values.map((value, i) => Math.abs(value - minus[i]!))).sort();
      const of = (all: Float64Array) => {
        const at = q * (all.length - 1);
        return all[Math.floor(at)]! + (at - Math.floor(at)) * (all[Math.ceil(at)]! - all[Math.floor(at)]!);
      };
      expect(quantile(values, q), `${name} ${q}`).toBe(of(sorted));
      expect(quantileOfDistance(values, minus, q), `${name} ${q}`).toBe(of(sizes));
    }
  }
});
