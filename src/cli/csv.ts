import { COMPLETE, machineLog, type MachineLog, type MeterReadings, type ShiftEvent } from '../base';
import { Refused } from './refused';

/** Reads the meter, states and shifts files; every complaint names the file, the line and what was expected. */

/** One line's cells. Quotes as in RFC 4180, but no line break inside a cell. */
export function cellsOf(line: string): string[] {
  if (!line.includes('"')) {
    return line.split(',');
  }
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const c = line[i];
    if (quoted) {
      if (c === '"' && line[i + 1] === '"') {
        cell += '"';
        i++;
      } else if (c === '"') {
        quoted = false;
      } else {
        cell += c;
      }
    } else if (c === '"') {
      quoted = true;
    } else if (c === ',') {
      cells.push(cell);
      cell = '';
    } else {
      cell += c;
    }
  }
  cells.push(cell);
  return cells;
}

interface Table {
  readonly file: string;
  readonly head: readonly string[];
  readonly lines: readonly string[];
}

function tableOf(file: string, content: string): Table {
  const lines = content.replace(/^\uFEFF/, '').split(/\r?\n/);
  const head = cellsOf(lines[0] ?? '').map((cell) => cell.trim());
  if (head.length < 2) {
    throw new Refused(`${file}, line 1: expected a head line with comma-separated column names, got ${JSON.stringify((lines[0] ?? '').slice(0, 60))}.`);
  }
  return { file, head, lines };
}

function column(table: Table, name: string): number {
  const at = table.head.findIndex((cell) => cell.toLowerCase() === name);
  if (at < 0) {
    throw new Refused(`${table.file}, line 1: expected a column named ${name}, got ${table.head.join(', ')}.`);
  }
  return at;
}

const ISO = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)$/;
const EPOCH = /^-?\d{11,14}$/;

/** ISO-8601 with a zone, or epoch ms. NaN for anything else: a time without a zone could mean any zone. */
export function timeOf(text: string): number {
  const trimmed = text.trim();
  if (EPOCH.test(trimmed)) {
    return Number(trimmed);
  }
  return ISO.test(trimmed) ? Date.parse(trimmed.replace(' ', 'T').replace(/([+-]\d\d)(\d\d)$/, '$1:$2')) : NaN;
}

function needTime(table: Table, lineNumber: number, cell: string | undefined): number {
  const timeMs = timeOf(cell ?? '');
  if (Number.isNaN(timeMs)) {
    throw new Refused(
      `${table.file}, line ${lineNumber}: expected a time with its zone, like 2025-03-12T05:00:00Z, or epoch ms, got ${JSON.stringify((cell ?? '').slice(0, 40))}.`
    );
  }
  return timeMs;
}

/**
 * meter.csv: a `time` column and a power column (`*_kw`) or a cumulative one (`*_kwh*`); power wins unless one is named.
 * Empty cells are no readings. Rows may come in any order; of equal times the last one counts.
 */
export function readMeter(file: string, content: string, named?: string): MeterReadings {
  const table = tableOf(file, content);
  const timeColumn = column(table, 'time');
  const low = table.head.map((cell) => cell.toLowerCase());
  const isEnergy = (name: string) => /kwh/.test(name);
  const isPower = (ending: RegExp) => low.findIndex((name, i) => i !== timeColumn && ending.test(name) && !isEnergy(name));
  const clear = isPower(/(^|_)kw$/);
  const power = clear >= 0 ? clear : isPower(/kw/);
  const energy = low.findIndex((name, i) => i !== timeColumn && isEnergy(name));
  const valueColumn = named !== undefined ? column(table, named.toLowerCase()) : power >= 0 ? power : energy;
  if (valueColumn < 0) {
    throw new Refused(`${file}, line 1: expected a power column that ends in _kw or an energy register named *_kwh, got ${table.head.join(', ')}.`);
  }
  const count = table.lines.length;
  const timeMs = new Float64Array(count);
  const value = new Float64Array(count);
  let n = 0;
  let ascending = true;
  for (let row = 1; row < count; row++) {
    const line = table.lines[row] ?? '';
    if (line === '') {
      continue;
    }
    const cells = cellsOf(line);
    const cell = (cells[valueColumn] ?? '').trim();
    const reading = cell === '' ? NaN : Number(cell);
    if (cell !== '' && Number.isNaN(reading) && !/^(nan|null|-)$/i.test(cell)) {
      throw new Refused(`${file}, line ${row + 1}: expected a number in column ${table.head[valueColumn]}, got ${JSON.stringify(cell.slice(0, 40))}.`);
    }
    timeMs[n] = needTime(table, row + 1, cells[timeColumn]);
    value[n] = Number.isFinite(reading) ? reading : NaN;
    ascending &&= n === 0 || (timeMs[n] ?? 0) > (timeMs[n - 1] ?? 0);
    n++;
  }
  if (n < 2) {
    throw new Refused(`${file}: expected at least two readings, got ${n}.`);
  }
  const [times, values] = ascending ? [timeMs.slice(0, n), value.slice(0, n)] : sortedByTime(timeMs.subarray(0, n), value.subarray(0, n));
  const shared = { meterId: table.head[valueColumn] ?? 'meter', timeMs: times, completeness: COMPLETE, notices: [] };
  return isEnergy(low[valueColumn] ?? '') ? { kind: 'counter', energyKwh: values, ...shared } : { kind: 'power', demandKw: values, ...shared };
}

/** Ascending and without equal times; rows without a value never replace one that has it. */
function sortedByTime(timeMs: Float64Array, value: Float64Array): [Float64Array, Float64Array] {
  const at = new Map<number, number>();
  timeMs.forEach((ms, i) => {
    const reading = value[i] ?? NaN;
    if (!Number.isNaN(reading) || !at.has(ms)) {
      at.set(ms, reading);
    }
  });
  const times = Float64Array.from(at.keys()).sort();
  return [times, times.map((ms) => at.get(ms) ?? NaN)];
}

/** states.csv: time, machine, state, in any order, on change or polled. */
export function readStates(file: string, content: string): MachineLog[] {
  const table = tableOf(file, content);
  const [timeColumn, machineColumn, stateColumn] = [column(table, 'time'), column(table, 'machine'), column(table, 'state')];
  const byMachine = new Map<string, Array<readonly [number, string]>>();
  for (let row = 1; row < table.lines.length; row++) {
    const line = table.lines[row] ?? '';
    if (line === '') {
      continue;
    }
    const cells = cellsOf(line);
    const machine = cells[machineColumn];
    const state = cells[stateColumn];
    if (machine === undefined || machine === '' || state === undefined) {
      throw new Refused(`${file}, line ${row + 1}: expected ${table.head.length} cells with a machine and a state, got ${JSON.stringify(line.slice(0, 60))}.`);
    }
    const entries = byMachine.get(machine) ?? [];
    byMachine.set(machine, entries);
    entries.push([needTime(table, row + 1, cells[timeColumn]), state]);
  }
  return [...byMachine].map(([machine, entries]) => machineLog(machine, entries));
}

/** shifts.csv: time, shift and, if there, crew. Each lasts until the next one begins. */
export function readShifts(file: string, content: string, endMs: number): ShiftEvent[] {
  const table = tableOf(file, content);
  const [timeColumn, shiftColumn] = [column(table, 'time'), column(table, 'shift')];
  const crewColumn = table.head.findIndex((cell) => cell.toLowerCase() === 'crew');
  const starts: Array<{ startMs: number; text: string }> = [];
  for (let row = 1; row < table.lines.length; row++) {
    const line = table.lines[row] ?? '';
    if (line !== '') {
      const cells = cellsOf(line);
      const crew = crewColumn >= 0 ? cells[crewColumn] : undefined;
      starts.push({ startMs: needTime(table, row + 1, cells[timeColumn]), text: crew ? `${cells[shiftColumn]}, crew ${crew}` : (cells[shiftColumn] ?? '') });
    }
  }
  starts.sort((a, b) => a.startMs - b.startMs);
  return starts.map((shift, i) => ({ ...shift, endMs: starts[i + 1]?.startMs ?? Math.max(endMs, shift.startMs) }));
}
