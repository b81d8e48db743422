import { expect, test } from 'vitest';
import { runsAbove } from '../../src/engine/runs';

const of = (...values: number[]) => Float64Array.from(values);

test('a run begins above on and reaches both ways as far as it stays above off', () => {
  const baseline = new Float64Array(9);
  expect(runsAbove(of(0, 2, 2, 5, 2, 0, 2, 2, 0), baseline, 4, 1, 1)).toEqual([[1, 4]]);
});

test('runs close by are one, and a bin without a reading is not above', () => {
  const baseline = new Float64Array(8);
  expect(runsAbove(of(5, NaN, 5, 0, 0, 0, 5, 5), baseline, 4, 1, 2)).toEqual([[0, 2], [6, 7]]);
  expect(runsAbove(of(5, NaN, 5, 0, 0, 0, 5, 5), baseline, 4, 1, 1)).toEqual([[0, 0], [2, 2], [6, 7]]);
});
