import { describe, expect, test } from 'vitest';
import { COMPLETE, MINUTE_MS, type CounterReadings } from '../../src/base';
import { registerDifference } from '../../src/engine/register';

describe('registerDifference', () => {
  const register = (times: readonly number[], kwh: readonly number[]): CounterReadings => ({
    kind: 'counter', meterId: 'm', timeMs: Float64Array.from(times, (minute) => minute * MINUTE_MS), energyKwh: Float64Array.from(kwh),
    completeness: COMPLETE, notices: [],
  });

  test('exact across a silence inside the window, though the power between is not known', () => {
    // Silent from minute 2 to 13; 30 kWh passed in the quarter of an hour: 120 kW of demand.
    const difference = registerDifference(register([0, 1, 2, 13, 14, 15], [100, 102, 104, 127, 128, 130]), MINUTE_MS);
    expect(difference(0, 15 * MINUTE_MS)).toBe(30);
  });

  test('an edge between two neighbouring readings lies on the line between them; one in a silence is not known', () => {
    const difference = registerDifference(register([0, 1, 2, 13, 14, 15], [100, 102, 104, 127, 128, 130]), MINUTE_MS);
    expect(difference(30_000, 15 * MINUTE_MS)).toBe(29);
    expect(difference(0, 7 * MINUTE_MS)).toBeNaN();
    expect(difference(-MINUTE_MS, MINUTE_MS)).toBeNaN();
  });

  test('a fall inside the window leaves it to the readings', () => {
    expect(registerDifference(register([0, 1, 2, 3], [100, 102, 1, 3]), MINUTE_MS)(0, 3 * MINUTE_MS)).toBeNaN();
    expect(registerDifference(register([0, 1, 2, 3], [100, 102, 1, 3]), MINUTE_MS)(2 * MINUTE_MS, 3 * MINUTE_MS)).toBe(2);
  });

  test('readings out of order say nothing', () => {
    expect(registerDifference(register([0, 2, 1, 3], [100, 104, 102, 106]), MINUTE_MS)(0, 3 * MINUTE_MS)).toBeNaN();
  });

  test('missing values are no readings', () => {
    expect(registerDifference(register([0, 1, 2, 3], [100, NaN, 104, 106]), 2 * MINUTE_MS)(0, 2 * MINUTE_MS)).toBe(4);
  });
});
