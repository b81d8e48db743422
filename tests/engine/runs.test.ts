import { expect, test } from 'vitest';
import { ordinarySpread, runsAbove } from '../../src/engine/runs';

const of = (...values: number[]) => Float64Array.from(values);

test('σ is 1.4826 times the middle distance from the baseline', () => {
  // Distances 1 1 2 3 90: the middle one is 2.
  expect(ordinarySpread(of(101, 99, 102, 103, 190), of(100, 100, 100, 100, 100), 0, 5)).toBeCloseTo(1.4826 * 2, 12);
  // Of the last three alone: 2 3 90.
  expect(ordinarySpread(of(101, 99, 102, 103, 190), of(100, 100, 100, 100, 100), 2, 5)).toBeCloseTo(1.4826 * 3, 12);
});

test('on a quiet meter σ is a hundredth of the median demand, whichever sign it has', () => {
  expect(ordinarySpread(of(500, 500, 500, 501), of(500, 500, 500, 500), 0, 4)).toBeCloseTo(5, 12);
  expect(ordinarySpread(of(-500, -500, -500), of(-500, -500, -500), 0, 3)).toBeCloseTo(5, 12);
  // One reading of 2000 makes a hundredth of the largest 20, but the median is still 500.
  expect(ordinarySpread(of(500, 500, 500, 500, 2000), of(500, 500, 500, 500, 500), 0, 5)).toBeCloseTo(5, 12);
});

test('a run begins above on and reaches both ways as far as it stays above off', () => {
  const baseline = new Float64Array(9);
  expect(runsAbove(of(0, 2, 2, 5, 2, 0, 2, 2, 0), baseline, 4, 1, 1)).toEqual([[1, 4]]);
});

test('runs close by are one, and a bin without a reading is not above', () => {
  const baseline = new Float64Array(8);
  expect(runsAbove(of(5, NaN, 5, 0, 0, 0, 5, 5), baseline, 4, 1, 2)).toEqual([[0, 2], [6, 7]]);
  expect(runsAbove(of(5, NaN, 5, 0, 0, 0, 5, 5), baseline, 4, 1, 1)).toEqual([[0, 0], [2, 2], [6, 7]]);
});
