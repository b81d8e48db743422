import { expect, test } from 'vitest';
import { cellsOf, readMeter, readShifts, readStates, timeOf } from '../../src/files/csv';

const T0 = Date.UTC(2025, 2, 12, 5);
const meter = (head: string, ...rows: string[]) => readMeter('meter.csv', [head, ...rows].join('\n'));

test('quoted cells may hold commas and quotes', () => {
  expect(cellsOf('a,"b, ""c""",')).toEqual(['a', 'b, "c"', '']);
});

test('a time needs its zone, or is epoch ms', () => {
  expect(timeOf('2025-03-12T06:00:00+01:00')).toBe(T0);
  expect(timeOf('2025-03-12 06:00+0100')).toBe(T0);
  expect(timeOf(String(T0))).toBe(T0);
  expect(timeOf('2025-03-12T05:00:00')).toBeNaN();
});

test('rows in any order come out ascending; of equal times the last with a value counts', () => {
  const read = meter('time,power_kw', `${T0 + 2000},3`, `${T0},1`, `${T0 + 1000},2`, `${T0},7`, `${T0},`);
  expect([...read.timeMs]).toEqual([T0, T0 + 1000, T0 + 2000]);
  expect(read).toMatchObject({ kind: 'power', demandKw: Float64Array.of(7, 2, 3) });
});

test('an empty cell is no reading, not zero', () => {
  expect(meter('time,power_kw', `${T0},`, `${T0 + 1000},0`)).toMatchObject({ demandKw: Float64Array.of(NaN, 0) });
});

test('a column that ends in _kw wins over one that merely has it inside, and power over energy', () => {
  expect(meter('time,kw_limit,total_kwh,power_kw', `${T0},500,1,7`, `${T0 + 1000},500,2,8`)).toMatchObject({ kind: 'power', meterId: 'power_kw' });
});

test('a register alone is read as cumulative energy', () => {
  expect(meter('time,total_kwh', `${T0},1`, `${T0 + 1000},2`)).toMatchObject({ kind: 'counter', energyKwh: Float64Array.of(1, 2) });
});

test('what is wrong is named with file, line and what was expected', () => {
  expect(() => meter('time,power_kw', `${T0},1`, 'yesterday,2')).toThrow(/meter\.csv, line 3: expected a time with its zone.*"yesterday"/);
  expect(() => meter('time,power_kw', `${T0},1`, `${T0 + 1000},a lot`)).toThrow(/meter\.csv, line 3: expected a number in column power_kw, got "a lot"/);
  expect(() => meter('time,amps', `${T0},1`)).toThrow(/meter\.csv, line 1: expected a power column/);
  expect(() => meter('when,power_kw', `${T0},1`)).toThrow(/meter\.csv, line 1: expected a column named time/);
  expect(() => meter('')).toThrow(/meter\.csv, line 1: expected a head line/);
  expect(() => meter('time,power_kw', `${T0},1`)).toThrow(/meter\.csv: expected at least two readings, got 1/);
  expect(() => readStates('states.csv', `time,machine,state\n${T0},a`)).toThrow(/states\.csv, line 2: expected 3 cells/);
  expect(() => readStates('states.csv', `time,machine\n${T0},a`)).toThrow(/states\.csv, line 1: expected a column named state/);
});

test('states that were polled become changes, machine by machine', () => {
  const logs = readStates('states.csv', `time,machine,state\n${T0 + 2},a,OFF\n${T0},a,ON\n${T0 + 1},a,ON\n${T0},b,OFF`);
  expect(logs.map((log) => [log.machineId, [...log.timeMs]])).toEqual([['a', [T0, T0 + 2]], ['b', [T0]]]);
});

test('a shift lasts until the next one', () => {
  expect(readShifts('shifts.csv', `time,shift,crew\n${T0 + 10},Late,B\n${T0},Early,A`, T0 + 99)).toEqual([
    { startMs: T0, endMs: T0 + 10, text: 'Early, crew A' },
    { startMs: T0 + 10, endMs: T0 + 99, text: 'Late, crew B' },
  ]);
});
