import { expect, test } from 'vitest';
import { notFinite } from './finite';

test('numbers that are none are found wherever they stand, and fields left out are no fault', () => {
  expect(notFinite({ a: [1, { b: NaN }], c: -Infinity, d: null, e: undefined, f: 'NaN', g: 0 })).toEqual(['.a[1].b = NaN', '.c = -Infinity', '.d = null']);
});
