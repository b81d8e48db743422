import { expect, test } from 'vitest';
import { stableOrder } from '../../src/base';
import { seededRandom } from '../scenarios/seeded';

const of = (...values: number[]) => Float64Array.from(values);

test('a column that ascends needs no order', () => {
  expect(stableOrder(of())).toBeUndefined();
  expect(stableOrder(of(3))).toBeUndefined();
  expect(stableOrder(of(1, 1, 2))).toBeUndefined();
});

test('equal values keep their order, and what is no number comes last', () => {
  expect([...stableOrder(of(2, 1, 2, 1))!]).toEqual([1, 3, 0, 2]);
  expect([...stableOrder(of(NaN, 5, NaN, 4))!]).toEqual([3, 1, 0, 2]);
});

test.each([1, 2, 3])('seed %i: the order is that of a stable sort', (seed) => {
  const random = seededRandom(seed);
  const values = Float64Array.from({ length: 777 }, () => Math.floor(100 * random.next()));
  const slow = [...values.keys()].sort((a, b) => values[a]! - values[b]! || a - b);
  expect([...stableOrder(values)!]).toEqual(slow);
});
