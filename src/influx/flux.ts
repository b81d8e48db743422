import { toFluxValue } from '@influxdata/influxdb-client';
import type { TimeRange } from '../base';
import { byFamily, readRange, type MeterQuestion, type SchemaQuestion, type SeriesRequest, type ShiftQuestion, type StateQuestion } from './ask';
import type { Dialect } from './dialect';
import { failed } from './failures';
import { readFlux } from './flux-answer';
import { influxql } from './influxql';
import { checkFluxReadOnly } from './lint-flux';
import { finite, wholeMs, wholeWindow } from './numbers';
import type { InfluxSource, MachineSource, Tags } from './types';

/**
 * The dialect of InfluxDB 1.8 and later 1.x (where it is switched on) and 2.x: questions as Flux.
 * Every text names its columns, so an answer holds `_time`, `_value`, `_field` and one tag at most. `_field` says which column of the answer a row belongs to:
 * the name of a result is lost on the way through Grafana, and results come in any order. `data` is a function, since a variable loses the push-down to storage.
 */
export const flux: Dialect = {
  render(request, source) {
    if (request.kind === 'users') {
      // 1.x answers this in InfluxQL with the same credential, and Flux has no such question.
      return source.wire === 'grafana' ? failed('refused', 'Flux has no list of users.', 'Look into the server’s own list of credentials.') : influxql.render(request, source);
    }
    if (request.kind === 'state-types') {
      return failed('refused', 'Flux cannot ask for the values of one type.', 'Look at the field’s types in InfluxQL: SHOW FIELD KEYS.');
    }
    if (request.kind === 'policies') {
      return failed('refused', 'Flux knows no retention policies.', 'On InfluxDB 1.x each is a bucket of its own: database/retention policy.');
    }
    const statement = fluxOf(request, source);
    const refusal = checkFluxReadOnly(statement);
    if (refusal !== undefined) {
      throw new Error(`refused to send a statement: ${refusal}`);
    }
    // Without annotations every value would be a text; a bare Flux body is answered without them (seen on 1.13.2).
    const body = JSON.stringify({ type: 'flux', query: statement, dialect: { annotations: ['datatype', 'group', 'default'], header: true, delimiter: ',' } });
    const range = 'range' in request ? request.range : undefined;
    return {
      kind: 'ok',
      value: { path: 'v2query', contentType: 'application/json', body, parameters: source.org === undefined ? {} : { org: source.org }, statement, rowLimit: request.rowLimit, range },
    };
  },
  read: (answer, request, source) => (request.kind === 'users' ? influxql.read(answer, request, source) : readFlux(answer, request, source.database)),
};

/** How far back names are looked for: ten years, since its own default of 30 days would hide what is idle. */
const NAMES_SINCE = '-3650d';

/** The text of a question. */
export function fluxOf(request: SeriesRequest, source: InfluxSource): string {
  const write = writerFor(source);
  return byFamily(request, {
    meter: (one) => meterText(one, write), states: (one) => stateText(one, write), shifts: (one) => shiftText(one, write), schema: (one) => schemaText(one, write),
  });
}

interface Writer {
  /** A text in quotes. */
  readonly text: (value: string) => string;
  /** The bucket, as its own text: on 1.x "database/retention policy". */
  readonly bucket: (policy?: string) => string;
}

/**
 * A `$` is written by its code, which the server decodes: before an escaped quote it ends the text (seen on 1.13.2), so a name could go on as a query.
 * Grafana looks for `word.bucket` and the like, inside texts too: there the dot is written so as well.
 */
function writerFor({ database, wire }: InfluxSource): Writer {
  const part = (value: string) => toFluxValue(value).slice(1, -1);
  const codes = wire === 'grafana' ? /[\0$.]/ : /[\0$]/;
  // The scanner of Flux ends at a NUL, so that is written by its code everywhere.
  const text = (value: string) => `"${value.split(new RegExp(`(${codes.source})`)).map((one) => (one.length === 1 && codes.test(one) ? `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}` : part(one))).join('')}"`;
  return { text, bucket: (policy) => text(policy === undefined ? database : `${database.split('/')[0]}/${policy}`) };
}

function meterText(request: MeterQuestion, write: Writer): string {
  const { meter, rowLimit } = request;
  const from = `data = () => ${rowsOf(write, meter, [meter.field], readRange(request))}\n`;
  const out = (name: string) => `|> set(key: "_field", value: "${name}") |> ${kept(write, undefined)} |> limit(n: ${rowLimit + 1}) |> yield(name: "${name}")`;
  switch (request.kind) {
    case 'power': {
      const windows = (fn: 'mean' | 'max') => `data() |> ${everyWindow(request.windowMs, fn)} ${out(fn)}`;
      return `${from}${windows('mean')}${request.withMax ? `\n${windows('max')}` : ''}`;
    }
    case 'counter':
      return `${from}data() |> ${everyWindow(request.windowMs, 'last')} ${out('last')}`;
    case 'busy-windows':
      return `${from}data() |> ${everyWindow(request.windowMs, 'max')} |> filter(fn: (r) => r["_value"] > ${finite(request.aboveKw)}) ${out('max')}`;
    case 'peaks':
      return `${from}data() |> window(every: ${wholeWindow(request.windowMs)}ms) |> max() ${out('max')}`;
    case 'interval':
      return `${from}${(['mean', 'count'] as const).map((fn) => `data() |> ${fn}() |> duplicate(column: "_start", as: "_time") ${out(fn === 'count' ? 'n' : fn)}`).join('\n')}`;
    case 'last-reading':
      return `${from}data() |> last() ${out('last')}`;
  }
}

function stateText(request: StateQuestion, write: Writer): string {
  const { machines, range, rowLimit } = request;
  const rows = rowsOf(write, machines, machines.stateFields ?? [machines.field], range);
  const asValue = machines.stateTag === undefined ? '' : ` |> duplicate(column: ${write.text(machines.stateTag)}, as: "_value")`;
  const own = kept(write, machines.idTag);
  const limit = `limit(n: ${rowLimit + 1})`;
  switch (request.kind) {
    case 'state-before':
      return `${rows} |> last()${asValue} |> ${own}`;
    case 'states': {
      // The first n of each series hold the first n of all of them; only these few are sorted together.
      const together = `group(columns: [${names(write, machines.idTag, '"_field"')}]) |> sort(columns: ["_time"])`;
      return `${rows} |> ${limit}${asValue} |> ${own} |> ${together} |> ${limit}`;
    }
    case 'polled-states':
      return `${rows} |> ${everyWindow(request.windowMs, 'last')}${asValue} |> ${own} |> ${limit}`;
    case 'state-types':
      throw new RangeError('types are not asked for in Flux');
    case 'state-steps':
      return `${rows} |> difference() |> filter(fn: (r) => r["_value"] != 0) |> ${own} |> ${limit}`;
  }
}

function shiftText(request: ShiftQuestion, write: Writer): string {
  const { shifts, rowLimit } = request;
  const rows = rowsOf(write, shifts, [...new Set([shifts.field, 'crew'])], readRange(request));
  return `${rows} |> ${kept(write, undefined)} |> sort(columns: ["_time"]) |> limit(n: ${rowLimit + 1})`;
}

function schemaText(request: SchemaQuestion, write: Writer): string {
  const limit = `limit(n: ${request.rowLimit + 1})`;
  const schema = (call: string, more: string) => `import "influxdata/influxdb/schema"\nschema.${call}(bucket: ${write.bucket('policy' in request ? request.policy : undefined)}, ${more}start: ${NAMES_SINCE}) |> ${limit}`;
  const of = 'measurement' in request ? `measurement: ${write.text(request.measurement)}, ` : '';
  switch (request.kind) {
    case 'measurements':
      return schema('measurements', '');
    case 'field-keys':
      return schema('measurementFieldKeys', of);
    case 'tag-keys':
      // Its own four columns are among them, and left out by the reader.
      return schema('measurementTagKeys', of).replace(limit, `limit(n: ${request.rowLimit + 5})`);
    case 'tag-values':
      return schema('measurementTagValues', `${of}tag: ${write.text(request.key)}, `);
    case 'series':
      return `from(bucket: ${write.bucket(request.policy)}) |> range(start: ${NAMES_SINCE}) |> filter(fn: (r) => ${conditions(write, request.measurement, [], request.tags)}) |> last() |> drop(columns: ["_start", "_stop", "_time", "_value"])`;
    case 'databases':
      return `buckets() |> keep(columns: ["name"]) |> ${limit}`;
    case 'policies':
    case 'users':
      throw new RangeError(`${request.kind} are not asked for in Flux`);
  }
}

interface Place {
  readonly measurement: string;
  readonly tags: Tags;
  readonly policy?: string;
}

function rowsOf(write: Writer, { measurement, tags, policy }: Place, fields: readonly string[], range: TimeRange): string {
  return `from(bucket: ${write.bucket(policy)}) |> range(start: ${instant(range.startMs)}, stop: ${instant(range.endMs)}) |> filter(fn: (r) => ${conditions(write, measurement, fields, tags)})`;
}

/** Columns by bracket and never by point, which Grafana would look into. */
function conditions(write: Writer, measurement: string, fields: readonly string[], tags: Tags): string {
  const equal = (column: string, value: string) => `r[${write.text(column)}] == ${write.text(value)}`;
  const anyField = fields.map((field) => equal('_field', field)).join(' or ');
  return [
    equal('_measurement', measurement), ...(fields.length > 1 ? [`(${anyField})`] : fields.length === 1 ? [anyField] : []),
    ...Object.entries(tags).map(([name, value]) => equal(name, value)),
  ].join(' and ');
}

function kept(write: Writer, idTag: string | undefined): string {
  return `keep(columns: [${names(write, idTag, '"_time"', '"_value"', '"_field"')}])`;
}

function names(write: Writer, idTag: MachineSource['idTag'], ...own: readonly string[]): string {
  return [...own, ...(idTag === undefined ? [] : [write.text(idTag)])].join(', ');
}

function everyWindow(windowMs: number, fn: 'mean' | 'max' | 'last'): string {
  return `aggregateWindow(every: ${wholeWindow(windowMs)}ms, fn: ${fn}, createEmpty: false, timeSrc: "_start")`;
}

/** Flux instants have four digits for a year. */
function instant(ms: number): string {
  const text = new Date(wholeMs(ms)).toISOString();
  if (!/^\d{4}-/.test(text)) {
    throw new RangeError(`a time in a query must lie between the years 0 and 9999: got ${text}`);
  }
  return text;
}
