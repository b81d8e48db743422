import type { Completeness } from '../base';
import type { SeriesRequest } from './ask';
import { assembled, columnsOf, type Piece } from './assemble';
import { failed, failureOfStatus, failureOfText, isGood, notInflux, tooLarge } from './failures';
import { seriesOf } from './flux-tables';
import { isObject, parse } from './json';
import { capped, type Read, type Series } from './read';
import type { Outcome, QueryAnswer } from './types';

/**
 * Reads what Grafana's own InfluxDB data source answers to `POST /api/ds/query`: data frames as JSON, of InfluxQL as one table, of Flux as a frame a table.
 * Status and error stand beside each refId, not only in the HTTP status. That a server cut its rows is lost on this way.
 */

interface Field {
  readonly name: string;
  readonly type: string;
  readonly labels: ReadonlyMap<string, string>;
  /** What Grafana calls it on screen: for InfluxQL as time series, the measurement, the column and the tags. */
  readonly shown: string;
  readonly values: readonly unknown[];
}

interface Frame {
  readonly name: string;
  /** All of one length. */
  readonly fields: readonly Field[];
}

/** Order of the checks: answer of Grafana at all, an error beside the refId, the HTTP status, frames that are whole, then rows. */
export function readFrames(answer: QueryAnswer, request: SeriesRequest, database: string, dialect: 'influxql' | 'flux'): Outcome<Read> {
  const large = tooLarge(answer);
  if (large) {
    return { kind: 'failed', failure: large };
  }
  const json = parse(answer.body);
  const result = isObject(json) && isObject(json['results']) ? json['results']['A'] : undefined;
  if (!isObject(result)) {
    return isGood(answer) ? notInflux(answer) : { kind: 'failed', failure: failureOfStatus(answer, database) };
  }
  const frames = framesOf(result['frames']);
  if (!frames) {
    return failed('broken-answer', 'The columns of Grafana’s answer are not equally long.', 'Nothing of it is used. Try again, or choose a shorter range.');
  }
  const error = typeof result['error'] === 'string' ? result['error'] : undefined;
  const cut = error === undefined ? undefined : cutBy(error, frames);
  if (error !== undefined && cut === undefined) {
    return { kind: 'failed', failure: failureBeside(error, result['status'], database) };
  }
  if (error === undefined && !isGood(answer)) {
    return { kind: 'failed', failure: failureOfStatus(answer, database) };
  }
  const series = dialect === 'flux' ? fluxSeries(frames, request) : influxqlSeries(frames, request);
  const found = [...(cut ? [cut] : []), ...serverCap(series, request)];
  return { kind: 'ok', value: capped(series, request.rowLimit, found) };
}

/** undefined when a frame is not whole. */
function framesOf(list: unknown): readonly Frame[] | undefined {
  const frames = (Array.isArray(list) ? list : []).map(frameOf);
  return frames.every((frame) => frame !== undefined) ? frames.filter(({ fields }) => fields.length > 0) : undefined;
}

function frameOf(frame: unknown): Frame | undefined {
  const schema = isObject(frame) && isObject(frame['schema']) ? frame['schema'] : undefined;
  const data = isObject(frame) && isObject(frame['data']) ? frame['data'] : undefined;
  const columns: unknown = data?.['values'] ?? [];
  const declared: unknown = schema?.['fields'] ?? [];
  if (!schema || !Array.isArray(declared) || !Array.isArray(columns) || columns.length !== declared.length) {
    return undefined;
  }
  const entities: unknown = data?.['entities'];
  const fields = declared.map((field: unknown, i): Field | undefined => fieldOf(field, columns[i], Array.isArray(entities) ? entities[i] : undefined));
  const whole = fields.every((field) => field !== undefined) && fields.every((field) => field?.values.length === fields[0]?.values.length);
  return whole ? { name: String(schema['name'] ?? ''), fields: fields.filter((field) => field !== undefined) } : undefined;
}

function fieldOf(field: unknown, values: unknown, entities: unknown): Field | undefined {
  if (!isObject(field) || !Array.isArray(values)) {
    return undefined;
  }
  const labels = isObject(field['labels']) ? Object.entries(field['labels']).map(([name, value]) => [name, String(value)] as const) : [];
  const config = isObject(field['config']) ? field['config'] : {};
  return { name: String(field['name'] ?? ''), type: String(field['type'] ?? ''), labels: new Map(labels), shown: String(config['displayNameFromDS'] ?? ''), values: restored(values, entities) };
}

/** JSON has no NaN and no infinities: Grafana puts null there, and their rows beside the values. */
function restored(values: readonly unknown[], entities: unknown): readonly unknown[] {
  if (!isObject(entities)) {
    return values;
  }
  const out = [...values];
  for (const [name, value] of [['NaN', NaN], ['Inf', Infinity], ['NegInf', -Infinity]] as const) {
    const rows: unknown = entities[name];
    (Array.isArray(rows) ? rows : []).forEach((row) => {
      if (typeof row === 'number' && row < out.length) {
        out[row] = value;
      }
    });
  }
  return out;
}

/** Grafana stops Flux at its own limits, and gives what it has beside an error. */
function cutBy(error: string, frames: readonly Frame[]): Completeness | undefined {
  const rows = frames.reduce((sum, { fields }) => sum + (fields[0]?.values.length ?? 0), 0);
  if (rows === 0) {
    return undefined;
  }
  const [limit] = /\d+/.exec(error) ?? [];
  return /max series/i.test(error) ? { kind: 'truncated', by: 'series-limit', got: frames.length, cap: Number(limit ?? frames.length) }
    : /too many points/i.test(error) ? { kind: 'truncated', by: 'server-limit', got: rows, cap: Number(limit ?? rows) } : undefined;
}

function failureBeside(error: string, status: unknown, database: string) {
  const text = error.replace(/^InfluxDB returned error: /, '').replace(/^\d{3} [A-Za-z ]+: /, '').trim();
  const inner = parse(text);
  const said = isObject(inner) && typeof inner['error'] === 'string' ? inner['error'] : text;
  return status === 401 || status === 403 ? failureOfStatus({ status, contentType: '', body: JSON.stringify({ error: said }) }, database) : failureOfText(said, database);
}

/** A cap of the server cannot be seen here. Rows that come in whole thousands look like one, unless they are all the windows that were asked for. */
function serverCap(series: readonly Series[], request: SeriesRequest): readonly Completeness[] {
  const rows = series.reduce((sum, one) => sum + one.rows.length, 0);
  const windows = 'windowMs' in request ? (request.range.endMs - request.range.startMs) / request.windowMs : 0;
  return rows === 0 || rows % 1000 !== 0 || rows > request.rowLimit || rows >= windows * Math.max(1, series.length) ? []
    : [{ kind: 'unknown', reason: `exactly ${rows} rows came, which may be a limit of the server, and Grafana does not say.` }];
}

/** Of Flux each frame is a table: `Time`, and a field with the tags as labels; or a table of names. */
function fluxSeries(frames: readonly Frame[], request: SeriesRequest): readonly Series[] {
  if (columnsOf(request) !== undefined) {
    return assembled(frames.flatMap(piecesOf), request);
  }
  const tables = frames.map(({ fields }) => ({
    key: new Map<string, string>(), columns: fields.map(({ name }) => name), rows: (fields[0]?.values ?? []).map((_, row) => fields.map(({ values }) => values[row])),
  }));
  return seriesOf(tables, request);
}

/** Of InfluxQL one frame is the whole table: time, then the tag that it is grouped by, then the columns. */
function influxqlSeries(frames: readonly Frame[], request: SeriesRequest): readonly Series[] {
  const asSeries = frames.some(({ fields }) => fields.some(({ labels }) => labels.size > 0)) || frames.some(({ fields }) => fields[1]?.name === 'Value');
  if (asSeries && columnsOf(request) !== undefined) {
    return assembled(frames.flatMap(piecesOf), request);
  }
  const grouped = 'machines' in request && request.machines.idTag !== undefined;
  return frames.flatMap(({ name, fields }) => (grouped ? byTag(name, fields) : [{ name, tags: new Map(), columns: columnNames(fields), rows: rowsOf(fields) }]));
}

function byTag(name: string, fields: readonly Field[]): readonly Series[] {
  const [time, tag, ...rest] = fields;
  if (!time || !tag) {
    return [];
  }
  const own = [time, ...rest];
  const groups = new Map<string, unknown[][]>();
  rowsOf(own).forEach((row, i) => {
    const id = String(tag.values[i] ?? '');
    const rows = groups.get(id) ?? [];
    groups.set(id, rows);
    rows.push(row);
  });
  return [...groups].map(([id, rows]) => ({ name, tags: new Map([[tag.name, id]]), columns: columnNames(own), rows }));
}

function columnNames(fields: readonly Field[]): readonly string[] {
  return fields.map(({ name, type }, i) => (i === 0 && type === 'time' ? 'time' : name));
}

function rowsOf(fields: readonly Field[]): unknown[][] {
  return (fields[0]?.values ?? []).map((_, row) => fields.map(({ values }) => values[row]));
}

/** A time and a value each; the column is told by the field's name, or by what Grafana shows: "measurement.column { tag: value }". */
function piecesOf({ fields }: Frame): readonly Piece[] {
  const time = fields.find(({ type }) => type === 'time');
  return fields.filter((field) => field !== time).map(({ name, shown, labels, values }) => {
    const bare = shown.replace(/ \{[\s\S]*\}$/, '');
    return { column: name === 'Value' && shown !== '' ? bare.slice(bare.lastIndexOf('.') + 1) : name, tags: labels, timeMs: (time?.values ?? []).map(Number), values };
  });
}
