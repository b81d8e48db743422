/** Typed questions become these InfluxQL texts, and nothing that is not a read can be made into a request. */
import { expect, test } from 'vitest';
import { checkReadOnly, type MachineSource, type MeterSource, type SeriesRequest } from '../../src/influx';
import { identifier, influxql, influxqlOf, literal } from '../../src/influx/influxql';

const meter: MeterSource = { id: 'm', measurement: 'em', field: 'kw', tags: { meter: 'incomer 1' }, kind: 'power', parent: null };
const machines: MachineSource = { measurement: 'st', field: 'state', idTag: 'machine', tags: {} };
const range = { startMs: 600_000, endMs: 1_200_000 };
const power = (more: Partial<Extract<SeriesRequest, { kind: 'power' }>> = {}): SeriesRequest => ({ kind: 'power', meter, range, windowMs: 30_000, withMax: false, rowLimit: 50_000, ...more });

test('power, register, states and shifts as InfluxQL', () => {
  expect(influxqlOf(power())).toBe(`SELECT MEAN("kw") AS "mean" FROM "em" WHERE "meter" = 'incomer 1' AND time >= 600000ms AND time < 1200000ms GROUP BY time(30s) fill(none) LIMIT 50001`);
  // From one window earlier, so that the first difference is whole.
  expect(influxqlOf({ kind: 'counter', meter, range, windowMs: 60_000, rowLimit: 50_000 })).toContain('SELECT LAST("kw") AS "last" FROM "em" WHERE "meter" = \'incomer 1\' AND time >= 540000ms AND time < 1200000ms GROUP BY time(60s)');
  expect(influxqlOf({ kind: 'states', machines, range, rowLimit: 5_000 })).toBe('SELECT "state" AS "state" FROM "st" WHERE time >= 600000ms AND time < 1200000ms GROUP BY "machine" LIMIT 5001');
  expect(influxqlOf({ kind: 'state-before', machines, range, rowLimit: 5_000 })).toBe('SELECT LAST("state") AS "state" FROM "st" WHERE time >= 600000ms AND time < 1200000ms GROUP BY "machine"');
  expect(influxqlOf({ kind: 'shifts', shifts: { measurement: 'sh', field: 'name', tags: {} }, range: { startMs: 86_400_000, endMs: 86_400_001 }, rowLimit: 1_000 })).toBe('SELECT "name" AS "shift", "crew" FROM "sh" WHERE time >= 0ms AND time < 86400001ms LIMIT 1001');
  expect(influxqlOf(power({ windowMs: 250, withMax: true }))).toContain('GROUP BY time(250ms)');
});

test('a retention policy stands before the measurement, as a name in quotes', () => {
  expect(influxqlOf(power({ meter: { ...meter, policy: 'two "weeks"' } }))).toContain('FROM "two \\"weeks\\""."em" WHERE');
  expect(influxqlOf({ kind: 'states', machines: { ...machines, policy: 'raw' }, range, rowLimit: 1 })).toContain('FROM "raw"."st" WHERE');
  expect(influxqlOf({ kind: 'shifts', shifts: { measurement: 'sh', field: 'name', tags: {}, policy: 'raw' }, range, rowLimit: 1 })).toContain('FROM "raw"."sh" WHERE');
});

test('a database that is not that of whoever carries the text stands in every statement', () => {
  const all: SeriesRequest[] = [
    power(), power({ meter: { ...meter, policy: 'raw' } }), { kind: 'states', machines, range, rowLimit: 1 }, { kind: 'shifts', shifts: { measurement: 'sh', field: 'name', tags: {} }, range, rowLimit: 1 },
    { kind: 'measurements', rowLimit: 1 }, { kind: 'field-keys', measurement: 'm', rowLimit: 1 }, { kind: 'tag-keys', measurement: 'm', rowLimit: 1 }, { kind: 'tag-values', measurement: 'm', key: 'k', rowLimit: 1 },
    { kind: 'series', measurement: 'm', tags: {}, rowLimit: 1 },
  ];
  const texts = all.map((request) => influxqlOf(request, 'my "db"'));
  expect(texts.filter((text) => checkReadOnly(text) !== undefined)).toEqual([]);
  expect(texts.map((text) => /(FROM|ON) "my \\"db\\""(\.("raw")?\."(em|st|sh)")?/.exec(text)?.[0])).toEqual([
    'FROM "my \\"db\\"".."em"', 'FROM "my \\"db\\""."raw"."em"', 'FROM "my \\"db\\"".."st"', 'FROM "my \\"db\\"".."sh"', ...Array.from({ length: 5 }, () => 'ON "my \\"db\\""'),
  ]);
});

test('what of a field is of another type is counted by a cast', () => {
  expect(influxqlOf({ kind: 'state-types', machines: { ...machines, idTag: undefined }, range, types: ['string', 'boolean'], rowLimit: 1 }))
    .toBe('SELECT COUNT("state"::string) AS "string", COUNT("state"::boolean) AS "boolean" FROM "st" WHERE time >= 600000ms AND time < 1200000ms');
});

test('what there is in a database as InfluxQL, each with a limit', () => {
  const texts = ([
    { kind: 'measurements', rowLimit: 500 }, { kind: 'field-keys', measurement: 'm', rowLimit: 500 }, { kind: 'tag-keys', measurement: 'm', rowLimit: 500 },
    { kind: 'tag-values', measurement: 'm', key: 'k', rowLimit: 500 }, { kind: 'series', measurement: 'm', tags: { a: 'b' }, rowLimit: 2 }, { kind: 'series', measurement: 'm', tags: {}, rowLimit: 2 },
    { kind: 'policies', rowLimit: 500 }, { kind: 'databases', rowLimit: 500 }, { kind: 'users', rowLimit: 500 },
  ] as const).map((request) => influxqlOf(request));
  expect(texts).toEqual([
    'SHOW MEASUREMENTS LIMIT 501', 'SHOW FIELD KEYS FROM "m" LIMIT 501', 'SHOW TAG KEYS FROM "m" LIMIT 501', 'SHOW TAG VALUES FROM "m" WITH KEY = "k" LIMIT 501',
    `SHOW SERIES FROM "m" WHERE "a" = 'b' LIMIT 3`, 'SHOW SERIES FROM "m" LIMIT 3', 'SHOW RETENTION POLICIES', 'SHOW DATABASES', 'SHOW USERS',
  ]);
  expect([influxqlOf({ kind: 'policies', rowLimit: 9 }, 'a b'), influxqlOf({ kind: 'measurements', rowLimit: 9 }, 'a b')]).toEqual(['SHOW RETENTION POLICIES ON "a b"', 'SHOW MEASUREMENTS ON "a b" LIMIT 10']);
});

// Escapes as in the InfluxQL reference, "Identifiers" and "Strings".
test.each([['a"b', '"a\\"b"'], ['a\\', '"a\\\\"'], ['a\nb', '"a\\nb"'], ["it's", `"it's"`]])('the name %j is written %s', (name, written) => expect(identifier(name)).toBe(written));
test.each([["it's", `'it\\'s'`], ['a\\', `'a\\\\'`], ['a"b', `'a"b'`]])('the text %j is written %s', (text, written) => expect(literal(text)).toBe(written));

test('no name, however hostile, leaves its quotes in any statement', () => {
  for (const evil of [`"; DROP DATABASE x; --`, `'; DELETE FROM m --`, `\\"; DROP SERIES FROM "m`, `\\'; DROP`, '/* */', '\n;\n']) {
    const bad = { ...meter, measurement: evil, field: evil, tags: { [evil]: evil } };
    const worse = { ...machines, measurement: evil, field: evil, idTag: evil, tags: { [evil]: evil } };
    const all = ([
      power({ meter: bad, withMax: true }), { kind: 'counter', meter: bad, range, windowMs: 1000, rowLimit: 9 }, { kind: 'states', machines: worse, range, rowLimit: 9 },
      { kind: 'state-before', machines: worse, range, rowLimit: 9 }, { kind: 'tag-values', measurement: evil, key: evil, rowLimit: 9 }, { kind: 'shifts', shifts: worse, range, rowLimit: 9 },
    ] as const).map((request) => influxqlOf(request));
    expect(all.map((text) => checkReadOnly(text))).toEqual(all.map(() => undefined));
  }
});

test('a request is a form in a body, with times as milliseconds', () => {
  const rendered = influxql.render({ kind: 'databases', rowLimit: 9 }, { dialect: 'influxql', database: 'plant & more' });
  expect(rendered).toMatchObject({ kind: 'ok', value: { path: 'v1query', contentType: 'application/x-www-form-urlencoded', statement: 'SHOW DATABASES' } });
  expect(rendered.kind === 'ok' ? Object.fromEntries(new URLSearchParams(rendered.value.body)) : rendered).toEqual({ db: 'plant & more', epoch: 'ms', q: 'SHOW DATABASES' });
});

test('times and windows that are no numbers are refused', () => {
  expect(() => influxqlOf(power({ range: { startMs: NaN, endMs: 1 } }))).toThrow(RangeError);
  expect(() => influxqlOf(power({ windowMs: 0 }))).toThrow(RangeError);
});
