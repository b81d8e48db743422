import { expect, test } from 'vitest';
import { uniform } from '../../src/engine/random';
import { rollingMedian } from '../../src/engine/rolling-median';
import { median } from '../../src/engine/stats';

const of = (...values: number[]) => Float64Array.from(values);

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
