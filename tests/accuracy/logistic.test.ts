import { expect, test } from 'vitest';
import { normal, uniform } from '../../src/engine/random';
import { fitLogistic, probabilityOf } from './logistic';

/** 3 of 10 right where the feature is 0, 8 of 10 where it is 1. */
const rows = Array.from({ length: 20 }, (_, i) => [i < 10 ? 0 : 1]);
const labels = Array.from({ length: 20 }, (_, i) => (i < 10 ? i < 3 : i < 18));

test('without ridge one yes-or-no feature gives the log odds of both groups', () => {
  // By hand: intercept ln(3/7), slope ln(8/2) − ln(3/7).
  const { intercept, weights } = fitLogistic(rows, labels, 0);
  expect(intercept).toBeCloseTo(Math.log(3 / 7), 6);
  expect(weights[0]).toBeCloseTo(Math.log(4) - Math.log(3 / 7), 6);
});

test('ridge leaves the intercept free: where the gradient vanishes, Σ (label − p) is 0 and Σ (label − p) x is l2 · weight', () => {
  const model = fitLogistic(rows, labels, 1);
  const off = rows.map((row, i) => (labels[i] ? 1 : 0) - probabilityOf(model, row));
  expect(off.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 6);
  expect(off.reduce((sum, value, i) => sum + value * (rows[i]?.[0] ?? 0), 0)).toBeCloseTo(model.weights[0] ?? NaN, 6);
});

test('a row of weight 2 counts as two rows', () => {
  const twice = fitLogistic([...rows, rows[0] ?? []], [...labels, true], 1);
  const weighted = fitLogistic(rows, labels, 1, rows.map((_, i) => (i === 0 ? 2 : 1)));
  expect(weighted.intercept).toBeCloseTo(twice.intercept, 8);
  expect(weighted.weights[0]).toBeCloseTo(twice.weights[0] ?? NaN, 8);
});

test('twenty thousand seeded draws give back the weights they were drawn with', () => {
  const unit = uniform(7);
  const draw = normal(unit);
  const truth = { intercept: -0.5, weights: [1.2, -0.8] };
  const drawn = Array.from({ length: 20_000 }, () => [draw(), draw()]);
  const model = fitLogistic(drawn, drawn.map((row) => unit() < probabilityOf(truth, row)), 1);
  expect(model.intercept).toBeCloseTo(-0.5, 1);
  expect(model.weights[0]).toBeCloseTo(1.2, 1);
  expect(model.weights[1]).toBeCloseTo(-0.8, 1);
});

test('labels that one feature tells apart end in finite weights', () => {
  const model = fitLogistic([[0], [0], [1], [1]], [false, false, true, true], 1);
  expect(Number.isFinite(model.intercept) && Number.isFinite(model.weights[0])).toBe(true);
});

test('rows and labels of different length are our mistake', () => {
  expect(() => fitLogistic(rows, labels.slice(1))).toThrow(RangeError);
});
