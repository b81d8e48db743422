import { arrivedLog, COMPLETE, hidden, inOrder, type MachineLog, type MeterReadings, type Notice, type ShiftEvent } from '../base';
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
  const other = kindOf(bytes) ?? (/\r./.test(first) ? 'lines that end with a carriage return alone: save the file with usual line ends' : undefined);
  if (other !== undefined || head.length < 2) {
    throw new Refused(`${file}, line 1: expected a head line with comma-separated column names, got ${other ?? JSON.stringify(first.slice(0, 60))}.`);
  }
  const table = { file, head, bytes, rowsAt: end + 1 };
  // A decimal comma, or a state with a comma in it, shows in the first rows; the quick roads do not count cells that nobody reads.
  for (let line = 2, at = table.rowsAt; line < 100 && at < bytes.length; line++) {
    const lineEndsAt = lineEnd(bytes, at);
    cellsIn(table, lineText(bytes, at, lineEndsAt), line);
    at = lineEndsAt + 1;
  }
  return table;
}

/** What a file is that is no text of ours, by its first bytes, and what to do. */
function kindOf([a, b, c]: Uint8Array): string | undefined {
  if (a === 0x1f && b === 0x8b) {
    return 'a gzip file: unpack it first';
  }
  if (a === 0x50 && b === 0x4b && c === 3) {
    return 'a zip or Excel file: save it as CSV';
  }
  return (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) ? 'UTF-16 text: save it as UTF-8' : undefined;
}

/** One row's cells. @throws Refused when a quote stays open, or when more cells hold something than the head has names */
function cellsIn({ file, head }: Table, line: string, lineNumber: number): string[] {
  const cells = cellsOf(line);
  if (line.split('"').length % 2 === 0) {
    throw new Refused(`${file}, line ${lineNumber}: expected a quoted cell to end on its line, got ${JSON.stringify(line.slice(0, 60))}.`);
  }
  if (cells.slice(head.length).some((cell) => cell.trim() !== '')) {
    throw new Refused(`${file}, line ${lineNumber}: expected ${head.length} cells, got ${cells.length}: ${JSON.stringify(line.slice(0, 60))}. Put a cell that holds a comma into quotes; decimals need a point.`);
  }
  return cells;
}

function column(table: Table, name: string): number {
  const at = table.head.findIndex((cell) => cell.toLowerCase() === name);
  if (at < 0) {
    throw new Refused(`${table.file}, line 1: expected a column named ${name}, got ${namesIn(table)}.`);
  }
  return at;
}

function namesIn({ head }: Table): string {
  const names = hidden(head.join(', '));
  return names.length > 200 ? `${names.slice(0, 200)}…` : names;
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
  const { at: valueColumn, others } = valueColumnOf(table, timeColumn, named);
  const name = table.head[valueColumn] ?? 'meter';
  let infinite = 0;
  const rows = meterRows(table.bytes, table.rowsAt, timeColumn, valueColumn, table.head.length, (line, lineNumber) => {
    const cells = cellsIn(table, line, lineNumber);
    const reading = readingOf(table, lineNumber, name, cells[valueColumn] ?? '');
    infinite += Math.abs(reading) === Infinity ? 1 : 0;
    const value = Number.isFinite(reading) ? reading : NaN;
    return { timeMs: needTime(table, lineNumber, cells[timeColumn]), value };
  });
  if (rows.timeMs.length < 2) {
    throw new Refused(`${file}: expected at least two readings, got ${rows.timeMs.length}.`);
  }
  const { timeMs, value, notices } = rows.ascending ? { ...rows, notices: [] } : inOrder(rows.timeMs, rows.value);
  const shared = { meterId: name, timeMs, completeness: COMPLETE, notices: [...notices, ...infiniteNotices(infinite), ...chosenNotices(name, others)] };
  return isEnergy(name) ? { kind: 'counter', energyKwh: value, ...shared } : { kind: 'power', demandKw: value, ...shared };
}

function infiniteNotices(count: number): Notice[] {
  return count > 0
    ? [{ severity: 'warning', code: 'implausible-reading', text: `${count} reading${count === 1 ? ' is' : 's are'} infinite; taken for missing.` }]
    : [];
}

function chosenNotices(name: string, others: readonly string[]): Notice[] {
  return others.length > 0
    ? [{ severity: 'info', code: 'column-chosen', text: `The meter is column ${name}; ${others.join(', ')} would do as well: name another with --column.` }]
    : [];
}

const isEnergy = (name: string) => /kwh/i.test(name);
/** `power_w`, `Energy [MWh]`: a unit of power or energy that is not ours. */
const isOtherUnit = (name: string) => /(^|[^a-z])[mgt]?wh?([^a-z]|$)/i.test(name);

/** `others`: columns that would have done as well. */
function valueColumnOf(table: Table, timeColumn: number, named: string | undefined): { readonly at: number; readonly others: readonly string[] } {
  if (named !== undefined) {
    const at = column(table, named.toLowerCase());
    if (isOtherUnit(table.head[at]!)) {
      throw new Refused(`${table.file}, line 1: expected a column in kW or kWh, got ${table.head[at]}: convert it first.`);
    }
    return { at, others: [] };
  }
  const value = (fits: (name: string) => boolean) => table.head.flatMap((name, i) => (i !== timeColumn && fits(name) ? [i] : []));
  const power = (ending: RegExp) => value((name) => ending.test(name) && !isEnergy(name));
  const found = [power(/(^|_)kw$/i), power(/kw/i), value(isEnergy)].find((columns) => columns.length > 0);
  if (!found) {
    throw new Refused(`${table.file}, line 1: expected a power column that ends in _kw or an energy register named *_kwh, got ${namesIn(table)}.`);
  }
  return { at: found[0]!, others: found.slice(1).map((i) => table.head[i]!) };
}

/** NaN for an empty cell, and for one that says it holds no number. */
function readingOf(table: Table, lineNumber: number, name: string, cell: string): number {
  const text = cell.trim();
  const reading = text === '' ? NaN : Number(text);
  if (text !== '' && Number.isNaN(reading) && !/^(nan|null|-)$/i.test(text)) {
    throw new Refused(`${table.file}, line ${lineNumber}: expected a number in column ${hidden(name)}, got ${JSON.stringify(text.slice(0, 40))}.`);
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
  const rows = stateRows(table.bytes, table.rowsAt, order, table.head.length, (line, lineNumber) => {
    const cells = cellsIn(table, line, lineNumber);
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
  if (rows.machines.some((machine) => machine.trim() === '')) {
    throw new Refused(`${file}: expected each row to name its machine, got a name of blanks alone.`);
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
      const cells = cellsIn(table, line, lineNumber);
      const crew = crewColumn >= 0 ? cells[crewColumn] : undefined;
      starts.push({ startMs: needTime(table, lineNumber, cells[timeColumn]), text: crew ? `${cells[shiftColumn]}, crew ${crew}` : (cells[shiftColumn] ?? '') });
    }
  }
  starts.sort((a, b) => a.startMs - b.startMs);
  return starts.map((shift, i) => ({ ...shift, endMs: starts[i + 1]?.startMs ?? Math.max(endMs, shift.startMs) }));
}
