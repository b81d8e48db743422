import { expect, test } from 'vitest';
import { uniform } from '../../src/engine/random';
import { finite, median, quantile, spread } from '../../src/engine/stats';

const of = (...values: number[]) => Float64Array.from(values);

test('a quantile lies linearly between neighbours and skips what is no number', () => {
  expect(quantile(of(4, NaN, 1, 3, 2), 0.5)).toBe(2.5);
  // 0.25 · 3 = 0.75 of the way from 1 to 2.
  expect(quantile(of(1, 2, 3, 4), 0.25)).toBe(1.75);
  expect(median(of(NaN))).toBeNaN();
  expect(median(of())).toBeNaN();
});

test('one wild value hardly moves the spread: |v| of [2, −2, 0, 4, 60] are 0 2 2 4 60', () => {
  // The middle of 0, 2, 2, 4, 60 is 2.
  expect(spread(of(2, -2, 0, 4, 60))).toBeCloseTo(1.4826 * 2, 12);
});

test('infinities are no values', () => {
  expect([...finite(of(1, Infinity, NaN, -Infinity, 2))]).toEqual([1, 2]);
});

test.each([5, 6])('seed %i: a quantile is that of the sorted values', (seed) => {
  const next = uniform(seed);
  for (const size of [1, 2, 3, 10, 601, 2000, 5000, 10_000, 30_000]) {
    const values = Float64Array.from({ length: size }, () => Math.floor(size * next() * next()));
    const sorted = values.slice().sort();
    for (const q of [0, 0.1, 0.5, 0.95, 1]) {
      const at = q * (size - 1);
      const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
      expect(quantile(values, q)).toBe(low + (at - Math.floor(at)) * (high - low));
    }
  }
});

test('a quantile of many values is that of the sorted ones, whatever the sample of them says', () => {
  const next = uniform(9);
  const size = 20_000;
  const columns: Record<string, Float64Array> = {
    'all equal': new Float64Array(size).fill(3),
    'one half at zero': Float64Array.from({ length: size }, (_, i) => (i < size / 2 ? 0 : next())),
    'a period of the sample': Float64Array.from({ length: size }, (_, i) => (i % 19 === 0 ? 1000 : next())),
    'mostly missing': Float64Array.from({ length: size }, () => (next() < 0.99 ? NaN : next())),
    'with infinities': Float64Array.from({ length: size }, () => (next() < 0.2 ? Infinity : next() < 0.2 ? -Infinity : next() - 0.5)),
    'ascending': Float64Array.from({ length: size }, (_, i) => i),
  };
  for (const [name, values] of Object.entries(columns)) {
    for (const q of [0, 0.25, 0.5, 0.999, 1]) {
      const sorted = finite(values).sort();
      const of = (all: Float64Array) => {
        const at = q * (all.length - 1);
        return all[Math.floor(at)]! + (at - Math.floor(at)) * (all[Math.ceil(at)]! - all[Math.floor(at)]!);
      };
      expect(quantile(values, q), `${name} ${q}`).toBe(of(sorted));
    }
  }
});
