import { expect, test } from 'vitest';
import { uniform } from '../../src/engine/random';
import { selectKth } from '../../src/engine/select';

test('the k-th smallest stands at k, nothing larger before it and nothing smaller behind', () => {
  const next = uniform(7);
  for (const size of [1, 2, 5, 600, 601, 5000]) {
    const values = Float64Array.from({ length: size }, () => Math.floor(size * next()));
    const k = Math.floor(size * next());
    const expected = values.slice().sort()[k];
    expect(selectKth(values, k)).toBe(expected);
    expect(values.subarray(0, k).every((value) => value <= values[k]!)).toBe(true);
    expect(values.subarray(k).every((value) => value >= values[k]!)).toBe(true);
  }
});

test('there is no hundredth of ten values', () => {
  expect(() => selectKth(new Float64Array(10), 100)).toThrow(RangeError);
});
