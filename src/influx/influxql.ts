import type { TimeRange } from '../base';
import { byFamily, readRange, type MeterQuestion, type SchemaQuestion, type SeriesRequest, type ShiftQuestion, type StateQuestion } from './ask';
import type { Dialect } from './dialect';
import { failed } from './failures';
import { readInfluxql } from './influxql-answer';
import { checkReadOnly } from './lint';
import { finite, wholeMs, wholeWindow } from './numbers';
import type { MachineSource, Tags } from './types';

/** The dialect that every server line answers: questions as InfluxQL. */

export const influxql: Dialect = {
  render(request, { database, named }) {
    const statement = influxqlOf(request, named ? database : undefined);
    if (/[\r\0]/.test(statement)) {
      return failed('refused', 'A name in this query holds a carriage return or a NUL, which InfluxQL cannot write.', 'Name it otherwise, or use the dialect “flux”.');
    }
    const refusal = checkReadOnly(statement);
    if (refusal !== undefined) {
      throw new Error(`refused to send a statement: ${refusal}`);
    }
    const body = new URLSearchParams({ db: database, epoch: 'ms', q: statement }).toString();
    const range = 'range' in request ? request.range : undefined;
    return { kind: 'ok', value: { path: 'v1query', contentType: 'application/x-www-form-urlencoded', body, parameters: {}, statement, rowLimit: request.rowLimit, range } };
  },
  read: (answer, request, { database }) => readInfluxql(answer, request.rowLimit, database),
};

/** The text of a question. @param database where the text itself must name it, since whoever carries it asks another one */
export function influxqlOf(request: SeriesRequest, database?: string): string {
  const at = placing(database);
  return byFamily(request, {
    meter: (one) => meterText(one, at), states: (one) => stateText(one, at), shifts: (one) => shiftText(one, at), schema: (one) => schemaText(one, database === undefined ? '' : ` ON ${identifier(database)}`, placing(undefined)),
  });
}

/** A measurement, field or tag name. @see docs.influxdata.com/influxdb/v1 InfluxQL reference, identifiers */
export function identifier(name: string): string {
  return `"${name.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`;
}

/** A text value, as of a tag. */
export function literal(value: string): string {
  return `'${value.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\n/g, '\\n')}'`;
}

type Placing = (source: { readonly policy?: string; readonly measurement: string }) => string;

/** A measurement, in its retention policy where that is not the default one, and in its database. */
function placing(database: string | undefined): Placing {
  return ({ policy, measurement }) => {
    const own = policy === undefined ? '' : identifier(policy);
    return `${database === undefined ? own && `${own}.` : `${identifier(database)}.${own}.`}${identifier(measurement)}`;
  };
}

function meterText(request: MeterQuestion, at: Placing): string {
  const { meter, rowLimit } = request;
  const field = identifier(meter.field);
  const from = `FROM ${at(meter)} ${where(meter.tags, readRange(request))}`;
  switch (request.kind) {
    case 'power': {
      const columns = request.withMax ? `MEAN(${field}) AS "mean", MAX(${field}) AS "max"` : `MEAN(${field}) AS "mean"`;
      return `SELECT ${columns} ${from} GROUP BY ${everyWindow(request.windowMs)} fill(none) LIMIT ${rowLimit + 1}`;
    }
    case 'counter':
      return `SELECT LAST(${field}) AS "last" ${from} GROUP BY ${everyWindow(request.windowMs)} fill(none) LIMIT ${rowLimit + 1}`;
    case 'busy-windows': {
      const windows = `SELECT MAX(${field}) AS "max" ${from} GROUP BY ${everyWindow(request.windowMs)}`;
      return `SELECT "max" FROM (${windows}) WHERE "max" > ${finite(request.aboveKw)} LIMIT ${rowLimit + 1}`;
    }
    case 'peaks':
      // TOP keeps the time of the sample, where MAX would be labelled with its window; alone in its statement. A LIMIT would count samples and not windows
      // (seen on 1.6.7 and 1.13.2); there are as many rows as windows.
      return `SELECT TOP(${field}, 1) AS "max" ${from} GROUP BY ${everyWindow(request.windowMs)}`;
    case 'interval':
      return `SELECT MEAN(${field}) AS "mean", COUNT(${field}) AS "n" ${from}`;
    case 'last-reading':
      // Alone in its statement it keeps its own time.
      return `SELECT LAST(${field}) AS "last" ${from}`;
  }
}

function stateText(request: StateQuestion, at: Placing): string {
  const { machines, range, rowLimit } = request;
  const [field, by] = [identifier(machines.field), groupBy(machines)];
  const from = `FROM ${at(machines)} ${where(machines.tags, range)}`;
  switch (request.kind) {
    case 'state-before':
      return `SELECT ${stateColumns({ ...machines, stateFields: undefined }, 'LAST')} ${from}${by}`;
    case 'states':
      return `SELECT ${stateColumns(machines, '')} ${from}${by} LIMIT ${rowLimit + 1}`;
    case 'polled-states': {
      const each = machines.idTag === undefined ? '' : `, ${identifier(machines.idTag)}`;
      return `SELECT ${stateColumns(machines, 'LAST')} ${from} GROUP BY ${everyWindow(request.windowMs)}${each} fill(none) LIMIT ${rowLimit + 1}`;
    }
    case 'state-types':
      return `SELECT ${request.types.map((type) => `COUNT(${field}::${type}) AS ${identifier(type)}`).join(', ')} ${from}`;
    case 'state-steps':
      return `SELECT "step" FROM (SELECT DIFFERENCE(${field}) AS "step" ${from}${by}) WHERE "step" <> 0${by} LIMIT ${rowLimit + 1}`;
  }
}

/** A tag can be selected only beside a field, and follows the row that `LAST` picks. */
function stateColumns({ field, stateTag, stateFields }: MachineSource, fn: 'LAST' | ''): string {
  const picked = (name: string, as: string) => `${fn === '' ? identifier(name) : `${fn}(${identifier(name)})`} AS ${identifier(as)}`;
  return stateFields ? stateFields.map((name) => picked(name, name)).join(', ')
    : stateTag === undefined ? picked(field, 'state') : `${picked(field, 'value')}, ${identifier(stateTag)} AS "state"`;
}

function groupBy(machines: MachineSource): string {
  return machines.idTag === undefined ? '' : ` GROUP BY ${identifier(machines.idTag)}`;
}

function shiftText(request: ShiftQuestion, at: Placing): string {
  const { shifts, rowLimit } = request;
  return `SELECT ${identifier(shifts.field)} AS "shift", "crew" FROM ${at(shifts)} ${where(shifts.tags, readRange(request))} LIMIT ${rowLimit + 1}`;
}

function schemaText(request: SchemaQuestion, on: string, at: Placing): string {
  const limit = `LIMIT ${request.rowLimit + 1}`;
  switch (request.kind) {
    case 'measurements':
      return `SHOW MEASUREMENTS${on} ${limit}`;
    case 'field-keys':
      // Of one policy, where all other names are of every policy (seen on 1.6.7 and 1.13.2).
      return `SHOW FIELD KEYS${on} FROM ${at(request)} ${limit}`;
    case 'tag-keys':
      return `SHOW TAG KEYS${on} FROM ${identifier(request.measurement)} ${limit}`;
    case 'tag-values':
      return `SHOW TAG VALUES${on} FROM ${identifier(request.measurement)} WITH KEY = ${identifier(request.key)} ${limit}`;
    case 'series': {
      const all = equalities(request.tags);
      return `SHOW SERIES${on} FROM ${identifier(request.measurement)}${all === '' ? '' : ` WHERE ${all}`} ${limit}`;
    }
    case 'policies':
      // It takes no limit; a database has a handful.
      return `SHOW RETENTION POLICIES${on}`;
    case 'databases':
      return 'SHOW DATABASES';
    case 'users':
      return 'SHOW USERS';
  }
}

function where(tags: Tags, { startMs, endMs }: TimeRange): string {
  const all = equalities(tags);
  return `WHERE ${all}${all === '' ? '' : ' AND '}time >= ${wholeMs(startMs)}ms AND time < ${wholeMs(endMs)}ms`;
}

function equalities(tags: Tags): string {
  return Object.entries(tags).map(([name, value]) => `${identifier(name)} = ${literal(value)}`).join(' AND ');
}

function everyWindow(windowMs: number): string {
  const whole = wholeWindow(windowMs);
  return whole % 1000 === 0 ? `time(${whole / 1000}s)` : `time(${whole}ms)`;
}
