import type { TimeRange } from '../base';
import { byFamily, readRange, type MeterQuestion, type SchemaQuestion, type SeriesRequest, type ShiftQuestion, type StateQuestion } from './ask';
import type { Dialect } from './dialect';
import { failed } from './failures';
import { checkSqlReadOnly } from './lint-sql';
import { finite, wholeMs, wholeWindow } from './numbers';
import { readSql } from './sql-answer';
import type { MachineSource, Tags } from './types';

/**
 * The dialect of InfluxDB 3 over HTTP: questions as SQL. Experimental: its texts are run on Apache DataFusion, the engine of InfluxDB 3, and never yet on that server.
 * Values of tags are bound as parameters; names are identifiers in quotes; times and numbers are this program's own. A row's instant is called `at`, the value of the idTag `id`.
 */
export const sql: Dialect = {
  render(request, { database, wire }) {
    if (wire === 'grafana') {
      return failed('refused', 'SQL is not asked through Grafana’s own InfluxDB data source in this version.', 'Use InfluxQL there, which InfluxDB 3 answers, too; or the connection “direct”.');
    }
    if (policyOf(request) !== undefined) {
      return failed('refused', 'InfluxDB 3 has no retention policies.', 'Take retentionPolicy out of the plant map; a policy of before is a database of its own there.');
    }
    const bound = binder();
    const statement = sqlOf(request, bound);
    if (statement === undefined) {
      return failed('refused', `InfluxDB 3 is not asked for ${request.kind} in SQL.`, 'Look into the server’s own list.');
    }
    const refusal = checkSqlReadOnly(statement);
    if (refusal !== undefined) {
      throw new Error(`refused to send a statement: ${refusal}`);
    }
    const body = JSON.stringify({ db: database, q: statement, params: bound.params(), format: 'jsonl' });
    const range = 'range' in request ? request.range : undefined;
    return { kind: 'ok', value: { path: 'v3sql', contentType: 'application/json', body, parameters: {}, statement, rowLimit: request.rowLimit, range } };
  },
  read: (answer, request, { database }) => readSql(answer, request, database),
};

function policyOf(request: SeriesRequest): string | undefined {
  return 'meter' in request ? request.meter.policy : 'machines' in request ? request.machines.policy : 'shifts' in request ? request.shifts.policy : 'policy' in request ? request.policy : undefined;
}

interface Binder {
  /** The placeholder of a value. */
  readonly put: (value: string) => string;
  readonly params: () => Readonly<Record<string, string>>;
}

function binder(): Binder {
  const values: string[] = [];
  return {
    put: (value) => `$v${values.push(value)}`,
    params: () => Object.fromEntries(values.map((value, i) => [`v${i + 1}`, value])),
  };
}

/** The text of a question; undefined where there is none. */
function sqlOf(request: SeriesRequest, bound: Binder): string | undefined {
  return byFamily<string | undefined>(request, {
    meter: (one) => meterText(one, bound), states: (one) => stateText(one, bound), shifts: (one) => shiftText(one, bound), schema: (one) => schemaText(one, bound),
  });
}

/** @see datafusion.apache.org user guide, SQL, identifiers: a quote is doubled */
function name(text: string): string {
  return `"${text.replace(/"/g, '""')}"`;
}

function meterText(request: MeterQuestion, bound: Binder): string {
  const { meter, range, rowLimit } = request;
  const value = name(meter.field);
  const from = `FROM ${name(meter.measurement)} WHERE ${conditions(meter.tags, readRange(request), bound)} AND ${value} IS NOT NULL`;
  const limit = `LIMIT ${rowLimit + 1}`;
  switch (request.kind) {
    case 'power':
      return `SELECT ${windowOf(request.windowMs)} AS "at", avg(${value}) AS "mean"${request.withMax ? `, max(${value}) AS "max"` : ''} ${from} GROUP BY 1 ORDER BY 1 ${limit}`;
    case 'counter':
      return `SELECT ${windowOf(request.windowMs)} AS "at", last_value(${value} ORDER BY "time") AS "last" ${from} GROUP BY 1 ORDER BY 1 ${limit}`;
    case 'busy-windows':
      return `SELECT "at", "max" FROM (SELECT ${windowOf(request.windowMs)} AS "at", max(${value}) AS "max" ${from} GROUP BY 1) WHERE "max" > ${finite(request.aboveKw)} ORDER BY 1 ${limit}`;
    case 'peaks': {
      const ranked = `SELECT "time" AS "at", ${value} AS "max", row_number() OVER (PARTITION BY ${windowOf(request.windowMs)} ORDER BY ${value} DESC, "time") AS "rank" ${from}`;
      return `SELECT "at", "max" FROM (${ranked}) WHERE "rank" = 1 ORDER BY 1 ${limit}`;
    }
    case 'interval':
      return `SELECT ${instant(range.startMs)} AS "at", avg(${value}) AS "mean", count(${value}) AS "n" ${from}`;
    case 'last-reading':
      return `SELECT "time" AS "at", ${value} AS "last" ${from} ORDER BY 1 DESC LIMIT 1`;
  }
}

function stateText(request: StateQuestion, bound: Binder): string | undefined {
  const { machines, range, rowLimit } = request;
  const columns = machines.stateFields?.map((one) => [name(one), name(one)] as const) ?? [[name(machines.stateTag ?? machines.field), '"state"'] as const];
  const said = [...new Set([...columns.map(([column]) => column), ...(machines.stateTag === undefined ? [] : [name(machines.field)])])].map((column) => `${column} IS NOT NULL`).join(machines.stateFields ? ' OR ' : ' AND ');
  const from = `FROM ${name(machines.measurement)} WHERE ${conditions(machines.tags, range, bound)} AND (${said})`;
  const id = idOf(machines);
  const own = ['"id"', ...columns.map(([, as]) => as)].join(', ');
  const ranked = (order: string) => `SELECT "time" AS "at", ${id} AS "id", ${columns.map(([column, as]) => `${column} AS ${as}`).join(', ')}, row_number() OVER (PARTITION BY ${id} ORDER BY ${order}) AS "rank" ${from}`;
  switch (request.kind) {
    case 'state-before':
      return `SELECT "at", ${own} FROM (${ranked('"time" DESC')}) WHERE "rank" = 1 ORDER BY 2`;
    case 'states':
      return `SELECT "at", ${own} FROM (${ranked('"time"')}) WHERE "rank" <= ${rowLimit + 1} ORDER BY 1`;
    case 'polled-states': {
      const last = columns.map(([column, as]) => `last_value(${column} ORDER BY "time") AS ${as}`).join(', ');
      return `SELECT ${windowOf(request.windowMs)} AS "at", ${id} AS "id", ${last} ${from} GROUP BY 1, 2 ORDER BY 1 LIMIT ${(rowLimit + 1) * 100}`;
    }
    case 'state-types':
      // A column of InfluxDB 3 has one type.
      return undefined;
    case 'state-steps': {
      const steps = `SELECT "time" AS "at", ${id} AS "id", ${name(machines.field)} - lag(${name(machines.field)}) OVER (PARTITION BY ${id} ORDER BY "time") AS "step" ${from}`;
      return `SELECT "at", "id", "step" FROM (${steps}) WHERE "step" <> 0 ORDER BY 1 LIMIT ${(rowLimit + 1) * 100}`;
    }
  }
}

function idOf({ idTag }: MachineSource): string {
  return idTag === undefined ? `''` : name(idTag);
}

function shiftText(request: ShiftQuestion, bound: Binder): string {
  const { shifts, rowLimit } = request;
  return `SELECT "time" AS "at", ${name(shifts.field)} AS "shift", "crew" FROM ${name(shifts.measurement)} WHERE ${conditions(shifts.tags, readRange(request), bound)} ORDER BY 1 LIMIT ${rowLimit + 1}`;
}

/** Tags are stored as dictionaries, and so told from fields. */
function schemaText(request: SchemaQuestion, bound: Binder): string | undefined {
  const limit = `LIMIT ${request.rowLimit + 1}`;
  const columnsOf = (measurement: string, is: string) => `FROM information_schema.columns WHERE table_schema = 'iox' AND table_name = ${bound.put(measurement)} AND column_name <> 'time' AND data_type ${is} 'Dictionary%' ORDER BY 1 ${limit}`;
  switch (request.kind) {
    case 'measurements':
      return `SELECT table_name AS "name" FROM information_schema.tables WHERE table_schema = 'iox' ORDER BY 1 ${limit}`;
    case 'field-keys':
      return `SELECT column_name AS "fieldKey", data_type AS "fieldType" ${columnsOf(request.measurement, 'NOT LIKE')}`;
    case 'tag-keys':
      return `SELECT column_name AS "tagKey" ${columnsOf(request.measurement, 'LIKE')}`;
    case 'tag-values':
      return `SELECT DISTINCT ${bound.put(request.key)} AS "key", ${name(request.key)} AS "value" FROM ${name(request.measurement)} WHERE ${name(request.key)} IS NOT NULL ORDER BY 2 ${limit}`;
    case 'series':
    case 'policies':
    case 'databases':
    case 'users':
      return undefined;
  }
}

function conditions(tags: Tags, { startMs, endMs }: TimeRange, bound: Binder): string {
  const equalities = Object.entries(tags).map(([tag, value]) => `${name(tag)} = ${bound.put(value)} AND `);
  return `${equalities.join('')}"time" >= ${instant(startMs)} AND "time" < ${instant(endMs)}`;
}

function instant(ms: number): string {
  return `TIMESTAMP '${new Date(wholeMs(ms)).toISOString()}'`;
}

function windowOf(windowMs: number): string {
  return `date_bin(INTERVAL '${wholeWindow(windowMs)} milliseconds', "time", TIMESTAMP '1970-01-01T00:00:00Z')`;
}
