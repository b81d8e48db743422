import { expect, it } from 'vitest';
import { closing } from '../../src/panel/table';

it('rounds to integers that still add up to the rounded sum', () => {
  expect(closing([56.6, 26.7, 24.7])).toEqual([56, 27, 25]);
  expect(closing([-1.5, 10.2, 0.3])).toEqual([-1, 10, 0]);
  expect(closing([])).toEqual([]);
});

it('rounds parts so that they add up to a sum that was rounded beside others, in its decimals', () => {
  expect(closing([62.4, 14.6, -3.7], 0, 74)).toEqual([63, 15, -4]);
  expect(closing([0.0624, 0.0148, -0.0041], 3, 0.073).map((mw) => mw.toFixed(3))).toEqual(['0.062', '0.015', '-0.004']);
});
