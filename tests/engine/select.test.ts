import { expect, test } from 'vitest';
import { uniform } from '../../src/engine/random';
import { quantileInPlace, select } from '../../src/engine/select';

test.each([3, 8, 21])('seed %i: the k-th smallest is what sorting puts at k, ties, runs and sorted columns included', (seed) => {
  const next = uniform(seed);
  for (const shape of [(i: number) => i, (i: number) => -i, () => 7, (i: number) => i % 4, () => Math.floor(9 * next()), () => next()]) {
    const values = Float64Array.from({ length: 1 + Math.floor(200 * next()) }, (_, i) => shape(i));
    const sorted = values.slice().sort();
    const k = Math.floor(next() * values.length);
    expect(select(values.slice(), k)).toBe(sorted[k]);
  }
});

test('quantiles lie between neighbours: 1 2 4 8 has its median at 3 and its third quartile at 5 (type 7 of Hyndman & Fan 1996)', () => {
  expect(quantileInPlace(Float64Array.of(8, 1, 4, 2), 0.5)).toBe(3);
  expect(quantileInPlace(Float64Array.of(8, 1, 4, 2), 0.75)).toBe(5);
  expect(quantileInPlace(Float64Array.of(8, 1, 4, 2), 1)).toBe(8);
  expect(quantileInPlace(new Float64Array(0), 0.5)).toBeNaN();
});

test('an index outside the column is refused with both numbers', () => {
  expect(() => select(Float64Array.of(1, 2), 2)).toThrow('got 2 of 2');
});
