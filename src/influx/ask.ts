import { DAY_MS, type TimeRange } from '../base';
import { checkReadOnly } from './lint';
import type { InfluxSource, MachineSource, MeterSource, QueryRequest, ShiftSource, Tags } from './types';

/** Station 1, Ask: time range, meters and machines become InfluxQL. Every text passes the read-only check before it leaves. */

/** Rows of one series in one answer; one more is asked for, so that a cut shows. */
export const STATE_ROWS = 5_000;
export const METER_ROWS = 50_000;
export const SHIFT_ROWS = 1_000;
export const NAME_ROWS = 500;

/** A measurement, field or tag name. @see docs.influxdata.com/influxdb/v1 InfluxQL reference, identifiers */
export function identifier(name: string): string {
  return `"${name.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
}

/** A text value, as of a tag. */
export function literal(value: string): string {
  return `'${value.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\n/g, '\\n')}'`;
}

function where(tags: Tags, { startMs, endMs }: TimeRange): string {
  const equalities = Object.entries(tags).map(([name, value]) => `${identifier(name)} = ${literal(value)} AND `);
  return `WHERE ${equalities.join('')}time >= ${whole(startMs)}ms AND time < ${whole(endMs)}ms`;
}

function whole(ms: number): number {
  if (!Number.isFinite(ms)) {
    throw new RangeError(`a time in a query must be a number of milliseconds: got ${ms}`);
  }
  return Math.round(ms);
}

function window(windowMs: number): string {
  if (!Number.isInteger(windowMs) || windowMs <= 0) {
    throw new RangeError(`a window must be a whole number of milliseconds: got ${windowMs}`);
  }
  return windowMs % 1000 === 0 ? `${windowMs / 1000}s` : `${windowMs}ms`;
}

/** Power by windows, labelled with their start; the largest sample beside the mean where it is to be drawn. */
export function powerStatement(meter: MeterSource, range: TimeRange, windowMs: number, withMax: boolean): string {
  const field = identifier(meter.field);
  const columns = withMax ? `MEAN(${field}) AS "mean", MAX(${field}) AS "max"` : `MEAN(${field}) AS "mean"`;
  return `SELECT ${columns} FROM ${identifier(meter.measurement)} ${where(meter.tags, range)} GROUP BY time(${window(windowMs)}) fill(none) LIMIT ${METER_ROWS + 1}`;
}

/** The newest reading of a range; alone in its statement it keeps its own time. */
export function lastReadingStatement(meter: MeterSource, range: TimeRange): string {
  return `SELECT LAST(${identifier(meter.field)}) AS "last" FROM ${identifier(meter.measurement)} ${where(meter.tags, range)}`;
}

/** The last value of a register in each window, from one window earlier, so that the first difference is whole. */
export function counterStatement(meter: MeterSource, range: TimeRange, windowMs: number): string {
  const earlier = { startMs: range.startMs - windowMs, endMs: range.endMs };
  return `SELECT LAST(${identifier(meter.field)}) AS "last" FROM ${identifier(meter.measurement)} ${where(meter.tags, earlier)} GROUP BY time(${window(windowMs)}) fill(none) LIMIT ${METER_ROWS + 1}`;
}

/** The newest state of each machine in a look-back that is bounded by the caller. Alone in its statement it keeps its own time. */
export function stateBeforeStatement(machines: MachineSource, look: TimeRange): string {
  return `SELECT LAST(${identifier(machines.field)}) AS "state" FROM ${identifier(machines.measurement)} ${where(machines.tags, look)}${groupBy(machines)}`;
}

/** Every change inside the range. */
export function statesStatement(machines: MachineSource, range: TimeRange): string {
  return `SELECT ${identifier(machines.field)} AS "state" FROM ${identifier(machines.measurement)} ${where(machines.tags, range)}${groupBy(machines)} LIMIT ${STATE_ROWS + 1}`;
}

/** The last state of every window: for machines that write their state again and again while nothing changes. */
export function polledStatesStatement(machines: MachineSource, range: TimeRange, windowMs: number): string {
  const by = machines.idTag === undefined ? '' : `, ${identifier(machines.idTag)}`;
  return `SELECT LAST(${identifier(machines.field)}) AS "state" FROM ${identifier(machines.measurement)} ${where(machines.tags, range)} GROUP BY time(${window(windowMs)})${by} fill(none) LIMIT ${STATE_ROWS + 1}`;
}

function groupBy(machines: MachineSource): string {
  return machines.idTag === undefined ? '' : ` GROUP BY ${identifier(machines.idTag)}`;
}

/** From a day earlier, so that the shift which is running at the start is there. */
export function shiftsStatement(shifts: ShiftSource, range: TimeRange): string {
  const earlier = { startMs: range.startMs - DAY_MS, endMs: range.endMs };
  return `SELECT ${identifier(shifts.field)} AS "shift", "crew" FROM ${identifier(shifts.measurement)} ${where(shifts.tags, earlier)} LIMIT ${SHIFT_ROWS + 1}`;
}

export const SHOW_MEASUREMENTS = `SHOW MEASUREMENTS LIMIT ${NAME_ROWS + 1}`;
export const SHOW_ONE_MEASUREMENT = 'SHOW MEASUREMENTS LIMIT 1';
export const SHOW_USERS = 'SHOW USERS';
export const SHOW_DATABASES = 'SHOW DATABASES';

export function showFieldKeys(measurement: string): string {
  return `SHOW FIELD KEYS FROM ${identifier(measurement)} LIMIT ${NAME_ROWS + 1}`;
}

/** Whether a meter's tags name none, one or several series. */
export function showSeries({ measurement, tags }: MeterSource): string {
  const equalities = Object.entries(tags).map(([name, value]) => `${identifier(name)} = ${literal(value)}`);
  return `SHOW SERIES FROM ${identifier(measurement)}${equalities.length === 0 ? '' : ` WHERE ${equalities.join(' AND ')}`} LIMIT 2`;
}

export function showTagKeys(measurement: string): string {
  return `SHOW TAG KEYS FROM ${identifier(measurement)} LIMIT ${NAME_ROWS + 1}`;
}

export function showTagValues(machines: MachineSource): string {
  return `SHOW TAG VALUES FROM ${identifier(machines.measurement)} WITH KEY = ${identifier(machines.idTag ?? '')} LIMIT ${NAME_ROWS + 1}`;
}

/**
 * The POST for one statement.
 * @throws Error when the text is not one that only reads: our own mistake, and it is never sent
 */
export function requestFor(source: InfluxSource, statement: string, purpose: string): QueryRequest {
  const refusal = checkReadOnly(statement);
  if (refusal !== undefined) {
    throw new Error(`refused to send a statement: ${refusal}`);
  }
  const body = new URLSearchParams({ db: source.database, epoch: 'ms', q: statement }).toString();
  return { path: 'v1query', purpose, body, statement };
}
