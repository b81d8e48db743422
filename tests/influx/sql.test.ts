/** Questions as SQL: one SELECT each, values bound, names in quotes; and its answer of lines read strictly. */
import { expect, test } from 'vitest';
import type { MeterSource, SeriesRequest } from '../../src/influx';
import { checkSqlReadOnly } from '../../src/influx/lint-sql';
import { sql } from '../../src/influx/sql';
import { hostileNames } from '../support/hostile';

const source = { dialect: 'sql', database: 'plant' } as const;
const meter: MeterSource = { id: 'm', measurement: 'em', field: 'kw', tags: { meter: "in 'A'" }, kind: 'power', parent: null };
const range = { startMs: 600_000, endMs: 1_200_000 };
const power: SeriesRequest = { kind: 'power', meter, range, windowMs: 30_000, withMax: true, rowLimit: 10 };
const bodyOf = (request: SeriesRequest) => {
  const outcome = sql.render(request, source);
  return outcome.kind === 'ok' ? (JSON.parse(outcome.value.body) as { db: string; q: string; params: Record<string, string>; format: string }) : undefined;
};
const read = (body: string, request: SeriesRequest = power, status = 200) => sql.read({ status, contentType: '', body }, request, source);

test('the power of a meter', () => {
  expect(bodyOf(power)).toEqual({
    db: 'plant', format: 'jsonl', params: { v1: "in 'A'" },
    q: `SELECT date_bin(INTERVAL '30000 milliseconds', "time", TIMESTAMP '1970-01-01T00:00:00Z') AS "at", avg("kw") AS "mean", max("kw") AS "max" FROM "em" WHERE "meter" = $v1 AND "time" >= TIMESTAMP '1970-01-01T00:10:00.000Z' AND "time" < TIMESTAMP '1970-01-01T00:20:00.000Z' AND "kw" IS NOT NULL GROUP BY 1 ORDER BY 1 LIMIT 11`,
  });
});

test('a thousand hostile names stay names, and hostile values never stand in the text', () => {
  const outside = (text: string) => text.replace(/"(?:[^"]|"")*"/g, '0');
  const asked = (name: string): SeriesRequest[] => [
    { ...power, meter: { ...meter, measurement: name, field: name, tags: Object.fromEntries([[name, name]]) } }, { kind: 'states', machines: { measurement: name, field: name, idTag: name, tags: { a: name } }, range, rowLimit: 10 },
    { kind: 'tag-values', measurement: name, key: name, rowLimit: 10 }, { kind: 'field-keys', measurement: name, rowLimit: 10 },
  ];
  const harmless = asked('harmless').map((request) => outside(bodyOf(request)?.q ?? ''));
  for (const name of hostileNames(20260303, 1000)) {
    const bodies = asked(name).map(bodyOf);
    expect(bodies.map((body) => outside(body?.q ?? ''))).toEqual(harmless);
    expect(bodies.map((body) => checkSqlReadOnly(body?.q ?? ''))).toEqual(bodies.map(() => undefined));
    expect(Object.values(bodies[1]?.params ?? {})).toEqual([name]);
  }
});

test.each([
  'SELECT 1; DROP TABLE em', 'DELETE FROM em', 'SELECT 1 -- x', 'SELECT "a', `SELECT 'a`, 'SELECT * INTO b FROM a', 'CREATE TABLE a (b int)', 'INSERT INTO em VALUES (1)', 'EXPLAIN ANALYZE SELECT 1', 'COPY em TO x', '',
])('%s is refused', (text) => expect(checkSqlReadOnly(text)).toBeTypeOf('string'));

test('lines are rows; a null is left out by the server', () => {
  expect(read('{"at":"1970-01-01T00:10:00","mean":1.5}\n{"at":"1970-01-01T00:10:30","mean":2,"max":3}\n')).toMatchObject({ kind: 'ok', value: { series: [{ columns: ['time', 'mean', 'max'], rows: [[600_000, 1.5, null], [630_000, 2, 3]] }] } });
  expect(read('')).toMatchObject({ kind: 'ok', value: { series: [], completeness: { kind: 'complete' } } });
});

test.each<[string, string, number, string]>([
  ['cut in a row', '{"at":"1970-01-01T00:10:00","mean":1.5}\n{"at":"1970', 200, 'broken-answer'], ['a row that is no object', '7\n', 200, 'broken-answer'], ['a row without an instant', '{"mean":1}\n', 200, 'broken-answer'],
  ['a web page', '<html>', 200, 'not-influx'], ['an error below rows', '{"at":"1970-01-01T00:10:00","mean":1.5}\n{"error":"out of memory"}\n', 200, 'server-error'],
  ['no such table', '{"error":"table \'public.iox.em\' not found"}', 400, 'no-measurement'], ['401', '{"error":"no"}', 401, 'wrong-credential'], ['404', '', 404, 'not-found'],
])('%s is a failure with its own name', (_what, body, status, kind) => expect(read(body, power, status)).toMatchObject({ kind: 'failed', failure: { kind } }));

test('what SQL has no question for is said, and through Grafana it is not asked', () => {
  expect(sql.render({ kind: 'users', rowLimit: 1 }, source)).toMatchObject({ kind: 'failed', failure: { kind: 'refused' } });
  expect(sql.render({ ...power, meter: { ...power.meter, policy: 'raw' } }, source)).toMatchObject({ kind: 'failed', failure: { text: 'InfluxDB 3 has no retention policies.' } });
  expect(sql.render(power, { ...source, wire: 'grafana' })).toMatchObject({ kind: 'failed', failure: { kind: 'refused' } });
});
