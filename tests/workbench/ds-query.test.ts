import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { httpStatusOf, resultOf, rewritten } from '../../src/workbench/server/ds-query';

const folder = join(import.meta.dirname, '../fixtures/grafana-12.3-influxdb-1.13');

interface Recorded {
  readonly request: { readonly queries: readonly [{ readonly query: string; readonly resultFormat: string }] };
  readonly status: number;
  readonly body: { readonly results: { readonly A: { readonly status: number; readonly error?: string; readonly frames?: readonly Frame[] } } };
}
interface Frame {
  readonly schema: { readonly name: string; readonly meta?: { readonly executedQueryString?: string; readonly custom?: null }; readonly fields: readonly { readonly name: string; readonly labels?: Readonly<Record<string, string>> }[] };
  readonly data: { readonly values: readonly (readonly unknown[])[] };
}
const recorded = (name: string): Recorded => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Recorded;

/** What InfluxDB must have answered for such a table: its tags are the columns that the statement groups by. */
function influxAnswer({ body, request: { queries: [{ query }] } }: Recorded): string {
  const [frame] = body.results.A.frames ?? [];
  const { fields = [], name = '' } = frame?.schema ?? {};
  const by = /GROUP BY (?:time\([^)]*\),)?"(\w+)"/.exec(query)?.[1];
  const tagAt = fields.findIndex((one) => one.name === by);
  const kept = fields.map((_, i) => i).filter((i) => i !== tagAt);
  const columns = kept.map((i) => (i === 0 ? 'time' : fields[i]?.name ?? ''));
  const rows = (frame?.data.values[0] ?? []).map((_, row) => kept.map((i) => frame?.data.values[i]?.[row] ?? null));
  const tagOf = (row: number) => (tagAt < 0 ? '' : String(frame?.data.values[tagAt]?.[row]));
  const tags = [...new Set(rows.map((_, row) => tagOf(row)))];
  const series = tags.map((tag) => ({ name, ...(tagAt < 0 ? {} : { tags: { [by ?? '']: tag } }), columns, values: rows.filter((_, row) => tagOf(row) === tag) }));
  return JSON.stringify({ results: [{ statement_id: 0, series }] });
}

describe('the stand-in for /api/ds/query', () => {
  it.each(['influxql-meter-table.json', 'influxql-shift.json', 'influxql-state-before.json'])('makes of InfluxDB’s answer the table that Grafana 12.3.0 made: %s', (name) => {
    const file = recorded(name);
    const [{ query }] = file.request.queries;
    const [frame] = file.body.results.A.frames ?? [];
    const executed = frame?.schema.meta?.executedQueryString ?? '';
    const made = resultOf({ status: 200, body: influxAnswer(file) }, { refId: 'A', query, resultFormat: 'table' }, executed);
    expect(made).toEqual({ status: 200, frames: [{ ...frame, schema: { ...frame?.schema, meta: { ...frame?.schema.meta, custom: undefined } } }] });
  });

  it('gives no frame at all for an empty answer, as Grafana 12.3.0 does', () => {
    expect(resultOf({ status: 200, body: '{"results":[{"statement_id":0}]}' }, { refId: 'A', query: '', resultFormat: 'table' }, '')).toEqual(recorded('influxql-empty.json').body.results.A);
  });

  it('says a syntax error beside the refId, and 400 for the whole', () => {
    const file = recorded('influxql-syntax-error.json');
    const said = (file.body.results.A.error ?? '').replace('InfluxDB returned error: ', '');
    const made = resultOf({ status: 400, body: JSON.stringify({ error: said }) }, { refId: 'A', query: 'SELEKT 1' }, 'SELEKT 1');
    expect(made).toEqual(file.body.results.A);
    expect(httpStatusOf([made])).toBe(file.status);
  });

  it('reads the first statement’s result alone, and says its error under HTTP 200 too', () => {
    expect(resultOf({ status: 200, body: '{"results":[{"error":"database not found: x"}]}' }, { refId: 'A', query: '' }, '')).toMatchObject({ status: 500, error: 'InfluxDB returned error: database not found: x' });
  });

  it('replaces Grafana’s words wherever they stand, inside texts too', () => {
    expect(rewritten(`SELECT x FROM "a $interval" WHERE y = '$timeFilter' AND $timeFilter`, 1, 2)).toBe(
      `SELECT x FROM "a 1000ms" WHERE y = 'time >= 1ms and time <= 2ms' AND time >= 1ms and time <= 2ms`
    );
  });
});
