import { expect, test } from 'vitest';
import { quantumOf, shortestRowMs } from '../../src/engine/quantum';

const of = (...values: number[]) => Float64Array.from(values);

test('the step is the largest one that all readings are whole multiples apart', () => {
  expect(quantumOf(of(12.3, 12.5, 12.6))).toBeCloseTo(0.1, 12);
  expect(quantumOf(of(100, 105, 120))).toBe(5);
  // Where it stands does not matter: 0.25 apart, from 1000.1 on.
  expect(quantumOf(of(1000.1, 1000.35, 1000.85))).toBeCloseTo(0.25, 12);
});

test('a float that was never rounded has no step, nor has a register that never moved', () => {
  expect(quantumOf(of(1.2345678, 2.3456789))).toBeUndefined();
  expect(quantumOf(of(7, 7, 7))).toBeUndefined();
  expect(quantumOf(of(NaN, 7))).toBeUndefined();
  expect(quantumOf(of())).toBeUndefined();
});

test('sums of binary fractions do not hide the step', () => {
  const register = new Float64Array(1000);
  for (let i = 1; i < register.length; i++) {
    register[i] = register[i - 1]! + 0.1 * (i % 3);
  }
  expect(quantumOf(register)).toBeCloseTo(0.1, 12);
});

test('a row spans ten steps at the usual load: 0.1 kWh at 36 kW take 10 s each', () => {
  expect(shortestRowMs(0.1, 36)).toBeCloseTo(100_000, 6);
  expect(shortestRowMs(undefined, 36)).toBe(0);
  expect(shortestRowMs(0.1, 0)).toBe(0);
});
