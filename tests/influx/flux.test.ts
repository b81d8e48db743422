/** Questions as Flux: these texts, that only read; and what Grafana would rewrite is written so that it cannot. */
import { describe, expect, test } from 'vitest';
import type { InfluxSource, MachineSource, MeterSource } from '../../src/influx';
import { flux, fluxOf } from '../../src/influx/flux';
import { checkFluxReadOnly } from '../../src/influx/lint-flux';

const source: InfluxSource = { dialect: 'flux', database: 'plant', org: 'works' };
const meter: MeterSource = { id: 'm', measurement: 'em', field: 'kw', tags: { meter: 'in "1"' }, kind: 'power', parent: null };
const machines: MachineSource = { measurement: 'st', field: 'state', idTag: 'machine', tags: {} };
const range = { startMs: 600_000, endMs: 1_200_000 };
const shared = { range, rowLimit: 10 };
const ROWS = 'from(bucket: "plant") |> range(start: 1970-01-01T00:10:00.000Z, stop: 1970-01-01T00:20:00.000Z)';

test('the power of a meter, with the largest sample beside the mean: rows by a function, so that storage does the work', () => {
  const out = (fn: string) => `data() |> aggregateWindow(every: 30000ms, fn: ${fn}, createEmpty: false, timeSrc: "_start") |> set(key: "_field", value: "${fn}") |> keep(columns: ["_time", "_value", "_field"]) |> limit(n: 11) |> yield(name: "${fn}")`;
  expect(fluxOf({ kind: 'power', meter, windowMs: 30_000, withMax: true, ...shared }, source)).toBe(
    `data = () => ${ROWS} |> filter(fn: (r) => r["_measurement"] == "em" and r["_field"] == "kw" and r["meter"] == "in \\"1\\"")\n${out('mean')}\n${out('max')}`
  );
});

test('a retention policy is a part of the bucket, also where that names one already, and names are looked for in it', () => {
  for (const database of ['plant', 'plant/autogen']) {
    expect(fluxOf({ kind: 'state-before', machines: { ...machines, policy: 'two "weeks"' }, ...shared }, { ...source, database })).toContain('from(bucket: "plant/two \\"weeks\\"")');
    expect(fluxOf({ kind: 'tag-values', measurement: 'st', key: 'k', policy: 'raw', rowLimit: 1 }, { ...source, database })).toContain('(bucket: "plant/raw", measurement: "st"');
  }
  expect(fluxOf({ kind: 'measurements', rowLimit: 1 }, { ...source, database: 'plant/autogen' })).toContain('(bucket: "plant/autogen", ');
});

test('types are not asked for in Flux, and that is said', () => {
  expect(flux.render({ kind: 'state-types', machines, types: ['string'], ...shared }, source)).toMatchObject({ kind: 'failed', failure: { kind: 'refused' } });
});

test('states on change, as tag and as columns; the newest before a range', () => {
  const filter = '|> filter(fn: (r) => r["_measurement"] == "st" and r["_field"] == "state")';
  const keep = '|> keep(columns: ["_time", "_value", "_field", "machine"])';
  const sorted = '|> group(columns: ["_field", "machine"]) |> sort(columns: ["_time"]) |> limit(n: 11)';
  expect(fluxOf({ kind: 'state-before', machines, ...shared }, source)).toBe(`${ROWS} ${filter} |> last() ${keep}`);
  expect(fluxOf({ kind: 'states', machines, ...shared }, source)).toBe(`${ROWS} ${filter} |> limit(n: 11) ${keep} ${sorted}`);
  expect(fluxOf({ kind: 'states', machines: { ...machines, stateTag: 'mode' }, ...shared }, source)).toBe(`${ROWS} ${filter} |> limit(n: 11) |> duplicate(column: "mode", as: "_value") ${keep} ${sorted}`);
  expect(fluxOf({ kind: 'states', machines: { ...machines, stateFields: ['off', 'run'] }, ...shared }, source)).toContain('and (r["_field"] == "off" or r["_field"] == "run"))');
});

test('names are looked for over ten years, for its own default of 30 days would hide what is idle', () => {
  expect(fluxOf({ kind: 'tag-values', measurement: 'st', key: 'machine', rowLimit: 10 }, source)).toBe('import "influxdata/influxdb/schema"\nschema.measurementTagValues(bucket: "plant", measurement: "st", tag: "machine", start: -3650d) |> limit(n: 11)');
});

test('a request asks for annotations, and names the organisation beside the body', () => {
  const outcome = flux.render({ kind: 'databases', rowLimit: 10 }, source);
  expect(outcome).toMatchObject({ kind: 'ok', value: { path: 'v2query', contentType: 'application/json', parameters: { org: 'works' } } });
  expect(outcome.kind === 'ok' ? JSON.parse(outcome.value.body) : outcome).toEqual({ type: 'flux', query: 'buckets() |> keep(columns: ["name"]) |> limit(n: 11)', dialect: { annotations: ['datatype', 'group', 'default'], header: true, delimiter: ',' } });
});

test('who the users are is asked in InfluxQL, and through Grafana not at all', () => {
  expect(flux.render({ kind: 'users', rowLimit: 10 }, source)).toMatchObject({ kind: 'ok', value: { path: 'v1query', statement: 'SHOW USERS' } });
  expect(flux.render({ kind: 'users', rowLimit: 10 }, { ...source, wire: 'grafana' })).toMatchObject({ kind: 'failed', failure: { kind: 'refused' } });
});

test('through Grafana a dollar and a point in a name are written by their codes; a backslash before them stays one', () => {
  const text = fluxOf({ kind: 'field-keys', measurement: 'v.bucket$__interval\\$x', rowLimit: 10 }, { ...source, wire: 'grafana' });
  expect(text).toContain('measurement: "v\\x2ebucket\\x24__interval\\\\\\x24x"');
});

test('times that have no four digits for a year are our own mistake', () => {
  expect(() => fluxOf({ kind: 'last-reading', meter, range: { startMs: 1e15, endMs: 2e15 }, rowLimit: 1 }, source)).toThrow(RangeError);
});

describe('the lint', () => {
  test.each([
    'from(bucket: "a") |> range(start: -1h) |> to(bucket: "b")', 'import "http"\nhttp.post(url: "x")', 'import "experimental"\nfrom(bucket: "a")', 'option now = () => 2020-01-01T00:00:00Z\nfrom(bucket: "a")', 'from(bucket: "a) |> range(start: -1h)',
    'from(bucket: "a") // x', 'from(bucket: "a") |> map(fn: (r) => r)', 'f = () => from(bucket: "a")\n(f)()', 'from(bucket: "a") |> range(start: -1h); buckets()', 'package main\nfrom(bucket: "a")', 'import "influxdata/influxdb/schema"; import "sql"\nschema.measurements(bucket: "a")',
    'from(bucket: "${to(bucket: 1)}")', 'influxdb.to(bucket: "x")', 'schema.to(bucket: "x")',
  ])('%j is refused', (text) => expect(checkFluxReadOnly(text)).toBeTypeOf('string'));
});
