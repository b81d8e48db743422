import { expect, test } from 'vitest';
import { drawFor } from './draw';
import { metered } from './meters';

const trueKw = Float64Array.from({ length: 500 }, (_, i) => 30 + 20 * Math.sin(i / 9));
const energyKwh = trueKw.reduce((sum, kw) => sum + kw / 60, 0);

test('a register loses no energy: its differences add up to the truth within two counts', () => {
  const { scored } = metered({ kind: 'register', stepS: 60, quantumKwh: 0.1, raw: false }, trueKw, 0, drawFor('m'));
  expect(Math.abs(scored.kw.reduce((sum, kw) => sum + kw / 60, 0) - energyKwh)).toBeLessThan(0.2);
  // One count of 0.1 kWh in a minute is 6 kW.
  expect(scored.kw.every((kw) => Math.abs(kw / 6 - Math.round(kw / 6)) < 1e-6)).toBe(true);
});

test('a register that wraps is whole in the differences and falls once in itself', () => {
  const { scored, readings } = metered({ kind: 'register', stepS: 60, quantumKwh: 0.1, wrapKwh: 300, raw: true }, trueKw, 0, drawFor('wrap'));
  const register = readings.kind === 'counter' ? readings.energyKwh : new Float64Array(0);
  expect(register.length).toBe(501);
  expect(register.filter((value, i) => i > 0 && value < (register[i - 1] ?? 0)).length).toBe(1);
  expect(scored.kw.every((kw) => kw >= 0 && kw < 60)).toBe(true);
});

test('gaps leave readings out until the share is reached', () => {
  const { scored, readings } = metered({ kind: 'power', stepS: 60, noiseKw: 0, gapShare: 0.1 }, trueKw, 0, drawFor('gaps'));
  expect(scored.kw.length).toBeLessThan(475);
  expect(scored.kw.length).toBeGreaterThan(400);
  expect(readings.timeMs.length).toBe(500);
});
