import { expect, test } from 'vitest';
import { DEFAULT_SEEDS, seedKind, seedRange, seedsOf, SWEEP_SEEDS, TEST_SEEDS, TRAINING_SEEDS } from './seeds';

test('training and test seeds have none in common, and what is measured by default was not trained on', () => {
  const training = new Set(seedsOf(TRAINING_SEEDS));
  expect(seedsOf(TEST_SEEDS).some((seed) => training.has(seed))).toBe(false);
  expect(seedKind(DEFAULT_SEEDS)).toBe('test');
  expect(seedKind(SWEEP_SEEDS)).toBe('training');
  expect(seedKind({ first: 5, last: 120 })).toBe('mixed');
});

test('seedRange reads one seed or a range and refuses anything else', () => {
  expect(seedRange('7')).toEqual({ first: 7, last: 7 });
  expect(seedRange('101-103')).toEqual({ first: 101, last: 103 });
  expect(() => seedRange('5-3')).toThrow('5-3');
  expect(() => seedRange('all')).toThrow(RangeError);
});
