import { arrivedLog, COMPLETE, inOrder, type MachineLog, type MeterReadings, type Notice, type ShiftEvent } from '../base';
import { bytesOf, lineEnd, lineText } from './bytes';
import { MOST_NAMES } from './dealt';
import { meterRows } from './meter-rows';
import { Refused } from './refused';
import { stateRows } from './state-rows';
import { timeOf } from './stamps';

export { timeOf };

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
  readonly bytes: Uint8Array;
  /** Where the second line begins. */
  readonly rowsAt: number;
}

function tableOf(file: string, content: string | Uint8Array): Table {
  const bytes = bytesOf(content);
  const end = lineEnd(bytes, 0);
  const first = lineText(bytes, 0, end);
  const head = cellsOf(first).map((cell) => cell.trim());
  if (head.length < 2) {
    throw new Refused(`${file}, line 1: expected a head line with comma-separated column names, got ${JSON.stringify(first.slice(0, 60))}.`);
  }
  return { file, head, bytes, rowsAt: end + 1 };
}

function column(table: Table, name: string): number {
  const at = table.head.findIndex((cell) => cell.toLowerCase() === name);
  if (at < 0) {
    throw new Refused(`${table.file}, line 1: expected a column named ${name}, got ${table.head.join(', ')}.`);
  }
  return at;
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
 * @param content text, or UTF-8 bytes: those are read without making strings of them
 */
export function readMeter(file: string, content: string | Uint8Array, named?: string): MeterReadings {
  const table = tableOf(file, content);
  const timeColumn = column(table, 'time');
  const valueColumn = valueColumnOf(table, timeColumn, named);
  const name = table.head[valueColumn] ?? 'meter';
  let infinite = 0;
  const rows = meterRows(table.bytes, table.rowsAt, timeColumn, valueColumn, (line, lineNumber) => {
    const cells = cellsOf(line);
    const reading = readingOf(table, lineNumber, name, cells[valueColumn] ?? '');
    infinite += Math.abs(reading) === Infinity ? 1 : 0;
    const value = Number.isFinite(reading) ? reading : NaN;
    return { timeMs: needTime(table, lineNumber, cells[timeColumn]), value };
  });
  if (rows.timeMs.length < 2) {
    throw new Refused(`${file}: expected at least two readings, got ${rows.timeMs.length}.`);
  }
  const { timeMs, value, notices } = rows.ascending ? { ...rows, notices: [] } : inOrder(rows.timeMs, rows.value);
  const shared = { meterId: name, timeMs, completeness: COMPLETE, notices: [...notices, ...infiniteNotices(infinite)] };
  return isEnergy(name) ? { kind: 'counter', energyKwh: value, ...shared } : { kind: 'power', demandKw: value, ...shared };
}

function infiniteNotices(count: number): Notice[] {
  return count > 0
    ? [{ severity: 'warning', code: 'implausible-reading', text: `${count} reading${count === 1 ? ' is' : 's are'} infinite; taken for missing.` }]
    : [];
}

const isEnergy = (name: string) => /kwh/i.test(name);

function valueColumnOf(table: Table, timeColumn: number, named: string | undefined): number {
  if (named !== undefined) {
    return column(table, named.toLowerCase());
  }
  const isPower = (ending: RegExp) => table.head.findIndex((name, i) => i !== timeColumn && ending.test(name) && !isEnergy(name));
  const clear = isPower(/(^|_)kw$/i);
  const power = clear >= 0 ? clear : isPower(/kw/i);
  const found = power >= 0 ? power : table.head.findIndex((name, i) => i !== timeColumn && isEnergy(name));
  if (found < 0) {
    throw new Refused(`${table.file}, line 1: expected a power column that ends in _kw or an energy register named *_kwh, got ${table.head.join(', ')}.`);
  }
  return found;
}

/** NaN for an empty cell, and for one that says it holds no number. */
function readingOf(table: Table, lineNumber: number, name: string, cell: string): number {
  const text = cell.trim();
  const reading = text === '' ? NaN : Number(text);
  if (text !== '' && Number.isNaN(reading) && !/^(nan|null|-)$/i.test(text)) {
    throw new Refused(`${table.file}, line ${lineNumber}: expected a number in column ${name}, got ${JSON.stringify(text.slice(0, 40))}.`);
  }
  return reading;
}

/**
 * states.csv: time, machine, state, in any order, on change or polled.
 * @param content text, or UTF-8 bytes: those are read without making strings of them
 */
export function readStates(file: string, content: string | Uint8Array): MachineLog[] {
  return stateColumns(file, content).map(({ machineId, timeMs, code, states }) => arrivedLog(machineId, timeMs, code, states, COMPLETE));
}

/** The rows of one machine as they came. */
export interface StateColumns {
  readonly machineId: string;
  /** n, epoch ms, in any order. */
  readonly timeMs: Float64Array;
  /** n, index into `states`. */
  readonly code: Uint16Array;
  /** Of the whole file. */
  readonly states: readonly string[];
}

/** The same file, nothing sorted and nothing left out. */
export function stateColumns(file: string, content: string | Uint8Array): StateColumns[] {
  const table = tableOf(file, content);
  const order = { time: column(table, 'time'), machine: column(table, 'machine'), state: column(table, 'state') };
  const rows = stateRows(table.bytes, table.rowsAt, order, (line, lineNumber) => {
    const cells = cellsOf(line);
    const machine = cells[order.machine];
    const state = cells[order.state];
    if (machine === undefined || machine === '' || state === undefined) {
      throw new Refused(`${file}, line ${lineNumber}: expected ${table.head.length} cells with a machine and a state, got ${JSON.stringify(line.slice(0, 60))}.`);
    }
    return { timeMs: needTime(table, lineNumber, cells[order.time]), machine, state };
  });
  if (rows.machines.length > MOST_NAMES || rows.states.length > MOST_NAMES) {
    const [what, count] = rows.machines.length > MOST_NAMES ? ['machines', rows.machines.length] : ['states', rows.states.length];
    throw new Refused(`${file}: expected at most ${MOST_NAMES} different ${what}, got ${count}. Is the column named ${what.slice(0, -1)} the right one?`);
  }
  return rows.machines.map((machineId, m) => ({ machineId, ...rows.dealt.of(m), states: rows.states }));
}

/** shifts.csv: time, shift and, if there, crew. Each lasts until the next one begins. */
export function readShifts(file: string, content: string | Uint8Array, endMs: number): ShiftEvent[] {
  const table = tableOf(file, content);
  const [timeColumn, shiftColumn] = [column(table, 'time'), column(table, 'shift')];
  const crewColumn = table.head.findIndex((cell) => cell.toLowerCase() === 'crew');
  const starts: Array<{ startMs: number; text: string }> = [];
  let lineNumber = 1;
  for (let at = table.rowsAt, end = 0; at < table.bytes.length; at = end + 1) {
    end = lineEnd(table.bytes, at);
    const line = lineText(table.bytes, at, end);
    lineNumber++;
    if (line !== '') {
      const cells = cellsOf(line);
      const crew = crewColumn >= 0 ? cells[crewColumn] : undefined;
      starts.push({ startMs: needTime(table, lineNumber, cells[timeColumn]), text: crew ? `${cells[shiftColumn]}, crew ${crew}` : (cells[shiftColumn] ?? '') });
    }
  }
  starts.sort((a, b) => a.startMs - b.startMs);
  return starts.map((shift, i) => ({ ...shift, endMs: starts[i + 1]?.startMs ?? Math.max(endMs, shift.startMs) }));
}
