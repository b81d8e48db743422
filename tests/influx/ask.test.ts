/** Typed questions become these InfluxQL texts, and nothing that is not a read can be made into a request. */
import { expect, test } from 'vitest';
import { checkReadOnly, type MachineSource, type MeterSource } from '../../src/influx';
import { counterStatement, identifier, literal, powerStatement, requestFor, shiftsStatement, showTagValues, stateBeforeStatement, statesStatement } from '../../src/influx/ask';

const meter: MeterSource = { id: 'm', measurement: 'em', field: 'kw', tags: { meter: 'incomer 1' }, kind: 'power', parent: null };
const machines: MachineSource = { measurement: 'st', field: 'state', idTag: 'machine', tags: {} };
const range = { startMs: 600_000, endMs: 1_200_000 };

test('power, register, states and shifts as InfluxQL', () => {
  expect(powerStatement(meter, range, 30_000, false)).toBe(`SELECT MEAN("kw") AS "mean" FROM "em" WHERE "meter" = 'incomer 1' AND time >= 600000ms AND time < 1200000ms GROUP BY time(30s) fill(none) LIMIT 50001`);
  // From one window earlier, so that the first difference is whole.
  expect(counterStatement(meter, range, 60_000)).toContain('SELECT LAST("kw") AS "last" FROM "em" WHERE "meter" = \'incomer 1\' AND time >= 540000ms AND time < 1200000ms GROUP BY time(60s)');
  expect(statesStatement(machines, range)).toBe('SELECT "state" AS "state" FROM "st" WHERE time >= 600000ms AND time < 1200000ms GROUP BY "machine" LIMIT 5001');
  expect(stateBeforeStatement(machines, range)).toBe('SELECT LAST("state") AS "state" FROM "st" WHERE time >= 600000ms AND time < 1200000ms GROUP BY "machine"');
  expect(powerStatement(meter, range, 250, true)).toContain('GROUP BY time(250ms)');
});

// Escapes as in the InfluxQL reference, "Identifiers" and "Strings".
test.each([['a"b', '"a\\"b"'], ['a\\', '"a\\\\"'], ['a\nb', '"a\\nb"'], ["it's", `"it's"`]])('the name %j is written %s', (name, written) => expect(identifier(name)).toBe(written));
test.each([["it's", `'it\\'s'`], ['a\\', `'a\\\\'`], ['a"b', `'a"b'`]])('the text %j is written %s', (text, written) => expect(literal(text)).toBe(written));

test('no name, however hostile, leaves its quotes in any statement', () => {
  for (const evil of [`"; DROP DATABASE x; --`, `'; DELETE FROM m --`, `\\"; DROP SERIES FROM "m`, `\\'; DROP`, '/* */', '\n;\n']) {
    const bad = { ...meter, measurement: evil, field: evil, tags: { [evil]: evil } };
    const worse = { ...machines, measurement: evil, field: evil, idTag: evil, tags: { [evil]: evil } };
    const all = [powerStatement(bad, range, 1000, true), counterStatement(bad, range, 1000), statesStatement(worse, range), stateBeforeStatement(worse, range), showTagValues(worse), shiftsStatement(worse, range)];
    expect(all.map((text) => checkReadOnly(text))).toEqual(all.map(() => undefined));
  }
});

test('a request is a form in a body, with times as milliseconds; a write is never made into one', () => {
  const source = { dialect: 'influxql', database: 'plant & more' } as const;
  expect(Object.fromEntries(new URLSearchParams(requestFor(source, 'SHOW DATABASES', 'look').body))).toEqual({ db: 'plant & more', epoch: 'ms', q: 'SHOW DATABASES' });
  expect(() => requestFor(source, 'DROP DATABASE plant', 'no')).toThrow(/refused to send/);
});

test('times and windows that are no numbers are refused', () => {
  expect(() => powerStatement(meter, { startMs: NaN, endMs: 1 }, 1000, true)).toThrow(RangeError);
  expect(() => powerStatement(meter, range, 0, true)).toThrow(RangeError);
});
