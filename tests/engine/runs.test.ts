import { expect, test } from 'vitest';
import { ordinarySpread, runsAbove } from '../../src/engine/runs';

const above = (kw: number[], on: number, off: number, merge: number) => runsAbove(Float64Array.from(kw), new Float64Array(kw.length), on, off, merge);

test('a run begins above the upper mark and reaches both ways as far as the lower', () => {
  expect(above([0, 3, 9, 4, 2, 0, 3, 0], 5, 2, 1)).toEqual([[1, 3]]);
});

test('runs that are near are one, and a bin without a reading is not above', () => {
  expect(above([9, 0, 9, 0, 0, 9], 5, 2, 2)).toEqual([[0, 2], [5, 5]]);
  expect(above([9, NaN, NaN, 9], 5, 2, 2)).toEqual([[0, 0], [3, 3]]);
});

test('ordinarySpread(…) is 1.4826 times the median distance from the baseline, at least a hundredth of the demand', () => {
  const kw = Float64Array.of(500, 98, 102, 96, 104, 100, 900);
  // Distances over bins 1 to 5: 2, 2, 4, 4, 0.
  expect(ordinarySpread(kw, new Float64Array(7).fill(100), 1, 6)).toBeCloseTo(2 * 1.4826, 12);
  expect(ordinarySpread(new Float64Array(5).fill(100), new Float64Array(5).fill(100), 0, 5)).toBe(1);
});
