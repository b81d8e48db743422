import { expect, test } from 'vitest';
import { COMPLETE, HOUR_MS, type CounterReadings } from '../../src/base';
import { counterPower } from '../../src/engine';

/** Readings an hour apart, so that kWh between two of them are kW. */
function register(energyKwh: number[], hours = energyKwh.map((_, i) => i)): CounterReadings {
  return {
    kind: 'counter', meterId: 'm', timeMs: Float64Array.from(hours, (h) => h * HOUR_MS), energyKwh: Float64Array.from(energyKwh),
    completeness: COMPLETE, notices: [],
  };
}
const codes = (notices: ReadonlyArray<{ readonly code: string }>) => notices.map((notice) => notice.code);

test('energy between two readings becomes mean power from the earlier one on', () => {
  const power = counterPower(register([100, 110, 130]));
  expect([...power.demandKw]).toEqual([10, 20]);
  expect([...power.timeMs]).toEqual([0, HOUR_MS]);
});

test('a wrap at a known modulus is counted through: 1000 − 990 + 5 = 15 kWh', () => {
  expect([...counterPower(register([980, 990, 5]), { modulusKwh: 1000, maximumKw: 50 }).demandKw]).toEqual([10, 15]);
});

test('a wrap that would need more power than there is, is none', () => {
  // 1000 − 300 + 5 = 705 kW, more than 50.
  const power = counterPower(register([290, 300, 5]), { modulusKwh: 1000, maximumKw: 50 });
  expect([...power.demandKw]).toEqual([10, NaN]);
  expect(codes(power.notices)).toEqual(['counter-reset']);
});

test('a declared reset counts from zero', () => {
  expect([...counterPower(register([990, 1000, 5]), { resetsMs: [1.5 * HOUR_MS] }).demandKw]).toEqual([10, 5]);
});

test('an unexplained fall leaves its interval empty and says so', () => {
  const power = counterPower(register([990, 1000, 5, 17]));
  expect([...power.demandKw]).toEqual([10, NaN, 12]);
  expect(codes(power.notices)).toEqual(['counter-reset']);
});

test('energy that arrives after silence is spread evenly over it', () => {
  // 10 kWh, then 30 kWh in three hours, then 10 again.
  const power = counterPower(register([0, 10, 20, 50, 60], [0, 1, 2, 5, 6]));
  expect([...power.demandKw]).toEqual([10, 10, 10, 10, 10, 10]);
  expect(codes(power.notices)).toEqual(['counter-catch-up']);
});

test('a wrap, a declared reset and a fall that nobody explains are told apart', () => {
  // 990 → 5 wraps at 1000; 30 → 2 was declared at 3.5 h; 12 → 4 is neither: 996 kWh in an hour cannot be.
  const power = counterPower(register([980, 990, 5, 30, 2, 12, 4, 9]), { modulusKwh: 1000, maximumKw: 50, resetsMs: [3.5 * HOUR_MS] });
  expect([...power.demandKw]).toEqual([10, 15, 25, 2, 10, NaN, 5]);
  expect(codes(power.notices)).toEqual(['counter-reset', 'counter-wrap', 'counter-declared-reset']);
});

test('what was spread says where, and late readings are put in order first', () => {
  const power = counterPower(register([0, 50, 20, 10, 60], [0, 5, 2, 1, 6]));
  expect([...power.demandKw]).toEqual([10, 10, 10, 10, 10, 10]);
  expect(power.spread).toEqual([[2 * HOUR_MS, 5 * HOUR_MS]]);
  expect(power.endMs).toBe(6 * HOUR_MS);
  expect(codes(power.notices)).toEqual(['readings-late', 'counter-catch-up']);
});

test('a register’s step is told with its power', () => {
  expect(counterPower(register([0, 0.5, 1.5, 2])).quantumKwh).toBe(0.5);
  expect(counterPower(register([0, 0.123456, 1.98765])).quantumKwh).toBeUndefined();
});

test('times in the wrong unit are refused instead of filling the memory', () => {
  expect(() => counterPower({ ...register([0, 1, 2, 3]), timeMs: Float64Array.of(0, 1, 2, 1e12) })).toThrow(RangeError);
});
