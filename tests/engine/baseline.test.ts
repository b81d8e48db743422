import { expect, test } from 'vitest';
import { MINUTE_MS } from '../../src/base';
import { baselineOf } from '../../src/engine/baseline';

test('baselineOf(…) is the median of the three hours around: a peak of half an hour does not move it', () => {
  const grid = { startMs: 0, stepMs: MINUTE_MS, count: 600 };
  const kw = Float64Array.from({ length: 600 }, (_, i) => (i >= 300 && i < 330 ? 500 : 100));
  expect(baselineOf(grid, kw).every((value) => value === 100)).toBe(true);
});
