import { expect, test } from 'vitest';
import { finite, median, quantile, rollingMedian, spread } from '../../src/engine/stats';

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
