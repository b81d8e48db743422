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

test('a row with more cells than the head is refused, as a decimal comma makes it, wherever it stands; empty ones do no harm', () => {
  const rows = Array.from({ length: 300 }, (_, i) => `${new Date(T0 + 1000 * i).toISOString().replace('.000', '')},${i}.5`);
  const says = (at: number) => new RegExp(`meter\\.csv, line ${at + 2}: expected 2 cells, got 3: .* decimals need a point`);
  for (const at of [0, 200, 299]) {
    expect(() => meter('time,power_kw', ...rows.map((row, i) => (i === at ? row.replace('.', ',') : row)))).toThrow(says(at));
  }
  expect(() => meter('time,power_kw,note', ...rows.map((row) => `${row.replace('.', ',')},x`))).toThrow(/meter\.csv, line 2: expected 3 cells, got 4/);
  expect(meter('time,power_kw', ...rows.map((row) => `${row},`))).toEqual(meter('time,power_kw', ...rows));
});

test('a state with a comma in it is refused, not cut, unless it is quoted', () => {
  const rows = Array.from({ length: 300 }, (_, i) => `${new Date(T0 + 1000 * i).toISOString().replace('.000', '')},mill,${i % 2 ? 'RUN' : 'OFF'}`);
  const read = (state: string, at: number) => readStates('states.csv', ['time,machine,state', ...rows.map((row, i) => (i >= at ? row.replace('RUN', state) : row))].join('\n'));
  expect(() => read('RUN, FAST', 0)).toThrow(/states\.csv, line 3: expected 3 cells, got 4/);
  expect(() => read('RUN, FAST', 200)).toThrow(/states\.csv, line 203: expected 3 cells, got 4/);
  expect(read('"RUN, FAST"', 200)[0]?.states).toEqual(['OFF', 'RUN', 'RUN, FAST']);
});

test('a quote that stays open is refused with its line: the rest of the cell is missing', () => {
  expect(() => meter('time,power_kw', `${T0},1`, `${T0 + 1000},"2`)).toThrow(/meter\.csv, line 3: expected a quoted cell to end on its line/);
  expect(() => readStates('states.csv', `time,machine,state\n${T0},mill,"RU`)).toThrow(/states\.csv, line 2: expected a quoted cell to end on its line/);
});

test('a machine whose name is blank is refused', () => {
  expect(() => readStates('states.csv', `time,machine,state\n${T0}, ,RUN`)).toThrow(/states\.csv: expected each row to name its machine/);
});

test('of two power columns the first counts, and it is said; of one beside a register nothing is', () => {
  const two = meter('time,hall_kw,site_kw,total_kwh', `${T0},1,5,9`, `${T0 + 1000},2,6,9`);
  expect(two).toMatchObject({ meterId: 'hall_kw', demandKw: Float64Array.of(1, 2) });
  expect(two.notices).toEqual([{ severity: 'info', code: 'column-chosen', text: 'The meter is column hall_kw; site_kw would do as well: name another with --column.' }]);
  expect(readMeter('meter.csv', `time,hall_kw,site_kw\n${T0},1,5\n${T0 + 1},2,6`, 'site_kw').notices).toEqual([]);
  expect(meter('time,power_kw,total_kwh', `${T0},1,9`, `${T0 + 1000},2,9`).notices).toEqual([]);
});

test.each(['power_w', 'Power [MW]', 'energy_mwh', 'total (Wh)'])('a column in another unit, %s, is never read as kW, not even when it is named', (name) => {
  expect(() => readMeter('meter.csv', `time,${name}\n${T0},1\n${T0 + 1000},2`, name)).toThrow(`meter.csv, line 1: expected a column in kW or kWh, got ${name}: convert it first.`);
  expect(() => meter(`time,${name}`, `${T0},1`, `${T0 + 1000},2`)).toThrow(/expected a power column that ends in _kw/);
  expect(readMeter('meter.csv', `time,value\n${T0},1\n${T0 + 1000},2`, 'value')).toMatchObject({ kind: 'power', demandKw: Float64Array.of(1, 2) });
});

test.each<[string, number[], RegExp]>([
  ['gzip', [0x1f, 0x8b, 8, 0, 27, 91, 50, 74], /got a gzip file: unpack it first\.$/],
  ['Excel', [0x50, 0x4b, 3, 4, 20, 0, 6, 0], /got a zip or Excel file: save it as CSV\.$/],
  ['UTF-16', [0xff, 0xfe, ...'time,power_kw'].flatMap((c) => (typeof c === 'number' ? [c] : [c.charCodeAt(0), 0])), /got UTF-16 text: save it as UTF-8\.$/],
  ['old line ends', [...`time,power_kw\r${T0},1\r${T0 + 1000},2\r`].map((c) => c.charCodeAt(0)), /got lines that end with a carriage return alone: save the file with usual line ends\.$/],
])('a file that is no such text is told by what it is, and none of its bytes shows: %s', (_kind, bytes, says) => {
  expect(() => readMeter('meter.csv', Uint8Array.from(bytes))).toThrow(says);
});

test('a head line of any length is quoted in part, without what would steer a terminal', () => {
  expect(() => meter(`when,${'x'.repeat(5000)}`, '1,2')).toThrow(/^.{0,300}$/);
  expect(() => meter('when,\u001b[2Jpower_kw', '1,2')).toThrow(/got when, \ufffd\[2Jpower_kw\./);
});
