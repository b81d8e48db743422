import { expect, test } from 'vitest';
import { conformalFactor, coverageAt, halfWidthsAway } from './conformal';

const banded = (trueKw: number) => ({ trueKw, kw: 10, lowKw: 8, highKw: 14 });

test('halfWidthsAway measures with the side that the truth lies on', () => {
  expect(halfWidthsAway(banded(12))).toBe(0.5);
  expect(halfWidthsAway(banded(7))).toBe(1.5);
  expect(halfWidthsAway({ trueKw: 11, kw: 10, lowKw: 10, highKw: 10 })).toBe(Infinity);
});

test('conformalFactor is the ⌈(n + 1) · 0.9⌉-th smallest distance: of 19, the 18th', () => {
  const all = Array.from({ length: 19 }, (_, i) => banded(10 + 4 * (i + 1)));
  expect(conformalFactor(all)).toBe(18);
  expect(coverageAt(all, 18)).toBeCloseTo(18 / 19, 9);
});

test('too few to say: the factor has no end', () => {
  expect(conformalFactor([banded(10)])).toBe(Infinity);
});
