import { expect, it } from 'vitest';
import { closing } from '../../src/panel/table';

it('rounds to integers that still add up to the rounded sum', () => {
  expect(closing([56.6, 26.7, 24.7])).toEqual([56, 27, 25]);
  expect(closing([-1.5, 10.2, 0.3])).toEqual([-1, 10, 0]);
  expect(closing([])).toEqual([]);
});
