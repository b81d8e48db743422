/** Parent = sub-meters + remainder, as kWh, and never judged on what is missing. */
import { expect, test } from 'vitest';
import { COMPLETE, HOUR_MS, type MeterReadings } from '../../src/base';
import { closureOf, closureText } from '../../src/influx';

const range = { startMs: 0, endMs: 10 * HOUR_MS };
const power = (meterId: string, kw: readonly number[]): MeterReadings => ({
  kind: 'power', meterId, windowMs: HOUR_MS, completeness: COMPLETE, notices: [], timeMs: Float64Array.from(kw, (_, i) => i * HOUR_MS), demandKw: Float64Array.from(kw),
});
const register = (meterId: string, kwh: readonly number[], everyMs = HOUR_MS): MeterReadings => ({
  kind: 'counter', meterId, windowMs: everyMs, completeness: COMPLETE, notices: [], timeMs: Float64Array.from(kwh, (_, i) => i * everyMs), energyKwh: Float64Array.from(kwh),
});
const ten = (value: number): number[] => Array.from({ length: 10 }, () => value);

test('a meter of kW closes with a register and another meter, and the remainder has its share', () => {
  // 10 h of 100 kW = 1000 kWh; a register that counts 60 kWh an hour and a meter of 30 kW leave 100 kWh, a tenth.
  const closure = closureOf(power('incomer', ten(100)), [register('line', Array.from({ length: 11 }, (_, i) => 500 + 60 * i)), power('oven', ten(30))], range, HOUR_MS);
  expect(closure).toMatchObject({ parent: { kwh: 1000, coverage: 1 }, remainderKwh: 100, verdict: { kind: 'compared' }, coverage: 1 });
  expect(closure.children.map(({ kwh }) => kwh)).toEqual([600, 300]);
  expect(closure.remainderShare).toBeCloseTo(0.1, 12);
  expect(closureText(closure)).toBe('incomer: 1,000 kWh = line 600 kWh + oven 300 kWh + remainder 100 kWh (10.0 %).');
});

test('a child without readings for half of the time is named, and nothing is made of the remainder', () => {
  const closure = closureOf(power('incomer', ten(100)), [power('oven', [60, 60, 60, 60, 60, NaN, NaN, NaN, NaN, NaN])], range, HOUR_MS);
  expect(closure).toMatchObject({ verdict: { kind: 'missing', who: ['oven'] }, coverage: 0.5, remainderKwh: 200 });
  expect(closureText(closure)).toMatch(/cannot be compared.*oven are missing; only 50.0 % /);
});

test('gaps that never coincide leave too little in common, and then everybody is named', () => {
  const gap = (at: number) => ten(50).map((kw, i) => (i === at ? NaN : kw));
  expect(closureOf(power('a', gap(1)), [power('b', gap(5))], range, HOUR_MS).verdict).toEqual({ kind: 'missing', who: ['a', 'b'] });
});

test('sub-meters that count more than their parent are said to', () => {
  expect(closureText(closureOf(power('incomer', ten(100)), [power('oven', ten(130))], range, HOUR_MS))).toMatch(/counted 300 kWh more than its own 1,000 kWh/);
});

test('a register that fell says nothing of that window, and one read every two hours is shared out', () => {
  expect(closureOf(power('incomer', ten(100)), [register('line', [0, 60, 120, 5, 65, 125, 185, 245, 305, 365, 425])], range, HOUR_MS).children[0]?.coverage).toBe(0.9);
  expect(closureOf(power('incomer', ten(100)), [register('line', [0, 120, 240, 360, 480, 600], 2 * HOUR_MS)], range, HOUR_MS)).toMatchObject({ remainderKwh: 400, coverage: 1 });
});
