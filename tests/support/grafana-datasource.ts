/**
 * Answers `POST /api/ds/query` as Grafana's own InfluxDB data source does, in front of a real server: the rules are those of grafana/grafana 12.3.0,
 * pkg/tsdb/influxdb, and tests/fixtures has answers recorded from it. Its rewriting of texts is here too, since that is what a hostile name would use.
 */
import { linesToTables, stringToLines } from '@influxdata/influxdb-client';
import { grafanaBody, type QueryAnswer, type Send } from '../../src/influx';
import { httpStatusOf, resultOf, rewritten, type DsQuery } from '../../src/workbench/server/ds-query';

interface Field { name: string; type: string; labels?: Record<string, string>; config?: object }
interface Frame { schema: { name?: string; refId: 'A'; fields: Field[] }; data: { values: unknown[][] } }

/** @param inner sends to InfluxDB itself, with its credential */
export function grafanaSend(inner: Send, heard?: (statement: string) => void): Send {
  return async (request, signal) => {
    const [query] = grafanaBody(request, { uid: 'influx' }).queries;
    const statement = request.path === 'v2query' ? rewrittenFlux(query.query ?? '') : rewrittenInfluxql(query.query ?? '');
    heard?.(statement);
    const body = request.path === 'v2query'
      ? JSON.stringify({ ...(JSON.parse(request.body) as object), query: statement })
      : new URLSearchParams({ ...Object.fromEntries(new URLSearchParams(request.body)), q: statement }).toString();
    const answer = await inner({ ...request, statement, body }, signal);
    return request.path === 'v2query' ? fluxFrames(answer, query.maxDataPoints * 10) : influxqlFrames(answer, { refId: 'A', query: statement, resultFormat: query.resultFormat });
  };
}

export const rewrittenInfluxql = (text: string): string => rewritten(text, 0, 1);

export function rewrittenFlux(text: string): string {
  let out = text;
  for (const [whole, , word] of text.matchAll(/([a-zA-Z]+)\.([a-zA-Z]+)/g)) {
    const value = new Map([['timeRangeStart', '1970-01-01T00:00:00Z'], ['timeRangeStop', '1970-01-01T00:00:01Z'], ['windowPeriod', '1s'], ['bucket', '"b"'], ['defaultBucket', '"b"'], ['organization', '"o"']]).get(word ?? '');
    out = value === undefined ? out : out.replaceAll(whole, value);
  }
  return out.replaceAll('$__interval_ms', '1000').replaceAll('$__interval', '1s');
}

const reply = (status: number, result: object): QueryAnswer => ({ status, contentType: 'application/json', body: JSON.stringify({ results: { A: result } }) });

/** By the stand-in that the workbench has, which keeps to the same source. */
function influxqlFrames(answer: QueryAnswer, query: DsQuery): QueryAnswer {
  const result = resultOf(answer, query, query.query);
  return reply(httpStatusOf([result]), result);
}

/** One frame a table; a table with a time and a `_value` is a time series, whose other columns are labels of its first row. */
function fluxFrames({ status, body }: QueryAnswer, maxPoints: number): QueryAnswer {
  if (status !== 200) {
    return reply(400, { error: `${status} Internal Server Error: ${body}`, errorSource: 'downstream', status: 500, frames: [{ schema: { refId: 'A', fields: [] }, data: { values: [] } }] });
  }
  const frames = new Map<string, Frame>();
  let error: string | undefined;
  let block = 0;
  let seen: object | undefined;
  stringToLines(body, linesToTables({
    next(row, { columns }) {
      if (columns[0]?.label === 'error') {
        error ??= row[0];
        return;
      }
      block += seen === columns ? 0 : 1;
      seen = columns;
      const texts = row.map((cell, i) => (cell === '' ? (columns[i]?.defaultValue ?? '') : cell));
      const cell = (name: string) => columns.findIndex(({ label }) => label === name);
      const key = `${block} ${texts[cell('table')]}`;
      const series = cell('_time') >= 0 && cell('_value') >= 0;
      const picked = series ? [cell('_time'), cell('_value')] : columns.map((_, i) => i).slice(2);
      const labels = Object.fromEntries(columns.map(({ label }, i) => [label, texts[i] ?? ''] as const).filter(([name]) => name !== 'result' && name !== 'table' && !name.startsWith('_')));
      const fields = series ? [{ name: 'Time', type: 'time' }, { name: texts[cell('_field')] ?? 'Value', type: 'number', labels }] : picked.map((i) => ({ name: columns[i]?.label ?? '', type: 'string' }));
      const frame = frames.get(key) ?? { schema: { refId: 'A', fields }, data: { values: picked.map((): unknown[] => []) } };
      frames.set(key, frame);
      picked.forEach((i, at) => frame.data.values[at]?.push(cellOf(texts[i] ?? '', columns[i]?.dataType ?? '')));
      if ((frame.data.values[0]?.length ?? 0) > maxPoints) {
        error ??= `returned too many points in a series: ${maxPoints}`;
      }
    },
    error: (problem) => { error ??= problem.message; },
    complete: () => undefined,
  }));
  const all = frames.size === 0 ? [{ schema: { refId: 'A', fields: [] }, data: { values: [] } }] : [...frames.values()];
  return reply(error === undefined ? 200 : 400, { status: error === undefined ? 200 : 500, frames: all, ...(error === undefined ? {} : { error }) });
}

function cellOf(text: string, type: string): unknown {
  return type === 'string' ? text : text === '' ? null : type.startsWith('dateTime') ? Date.parse(text) : type === 'boolean' ? text === 'true' : Number(text);
}
