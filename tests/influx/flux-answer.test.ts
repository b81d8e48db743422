/** What a broken answer in CSV gives: a failure with a name, never a cut value, and never the rows above an error. */
import { describe, expect, test } from 'vitest';
import type { QueryAnswer, SeriesRequest } from '../../src/influx';
import { readFlux } from '../../src/influx/flux-answer';

const range = { startMs: Date.UTC(2025, 2, 4), endMs: Date.UTC(2025, 2, 5) };
const request = { kind: 'states', machines: { measurement: 'st', field: 'state', idTag: 'machine', tags: {} }, range, rowLimit: 100 } as const;
const power: SeriesRequest = { kind: 'power', meter: { id: 'm', measurement: 'em', field: 'kw', tags: {}, kind: 'power', parent: null }, range, windowMs: 60_000, withMax: false, rowLimit: 100 };
const HEAD = '#datatype,string,long,dateTime:RFC3339,string,string,string\r\n#group,false,false,false,false,true,true\r\n#default,_result,,,,,\r\n,result,table,_time,_value,_field,machine\r\n';
const ROWS = ',,0,2025-03-04T06:00:00Z,RUN,state,oven\r\n,,0,2025-03-04T06:05:00.25Z,"IDLE, ""slow""\r\n",state,oven\r\n,,1,2025-03-04T06:00:00Z,OFF,state,press\r\n';
const ERROR = '\r\n#datatype,string,string\r\n#group,true,true\r\n#default,,\r\n,error,reference\r\n,"runtime error: boom",897\r\n';
const numbers = (type: string, ...values: readonly string[]) =>
  `#datatype,string,long,dateTime:RFC3339,${type},string\r\n#group,false,false,false,false,true\r\n#default,_result,,,,\r\n,result,table,_time,_value,_field\r\n${values.map((value, i) => `,,0,2025-03-04T06:0${i}:00Z,${value},mean\r\n`).join('')}\r\n`;
const read = (body: string, asked: SeriesRequest = request, status = 200) => readFlux({ status, contentType: 'text/csv', body } satisfies QueryAnswer, asked, 'plant');
const kind = (outcome: ReturnType<typeof read>) => (outcome.kind === 'ok' ? outcome.value.completeness.kind : outcome.failure.kind);
const at = (minutes: number) => Date.UTC(2025, 2, 4, 6) + minutes * 60_000;

describe('a whole answer', () => {
  test('has a series for each machine, quotes and line breaks in texts, and fractions of a second', () => {
    const outcome = read(`${HEAD}${ROWS}\r\n`);
    expect(outcome).toMatchObject({ kind: 'ok', value: { rows: 3, completeness: { kind: 'complete' } } });
    expect(outcome.kind === 'ok' ? outcome.value.series.map((one) => [[...one.tags], one.columns, one.rows]) : outcome).toEqual([
      [[['machine', 'oven']], ['time', 'state'], [[at(0), 'RUN'], [at(5) + 250, 'IDLE, "slow"\r\n']]], [[['machine', 'press']], ['time', 'state'], [[at(0), 'OFF']]],
    ]);
  });

  test('may be empty, which is no error; no byte at all is one', () => {
    expect(kind(read('\r\n'))).toBe('complete');
    expect(kind(read(''))).toBe('not-influx');
  });

  test('may begin with a byte order mark, and have plain line feeds', () => {
    expect(kind(read(`\uFEFF${HEAD}${ROWS}\r\n`))).toBe('complete');
    expect(kind(read(`${HEAD}${ROWS}\r\n`.replace(/\r\n/g, '\n')))).toBe('complete');
  });

  test('of more rows than were wanted is cut and says so', () => {
    expect(read(`${HEAD}${ROWS}\r\n`, { ...request, rowLimit: 1 })).toMatchObject({ kind: 'ok', value: { completeness: { kind: 'truncated', by: 'row-limit', got: 1 } } });
  });

  test('keeps names that JavaScript has for itself as names', () => {
    const outcome = read(`${HEAD}${ROWS}\r\n`.replaceAll('press', '__proto__').replaceAll('machine', 'constructor'), { ...request, machines: { ...request.machines, idTag: 'constructor' } });
    expect(outcome.kind === 'ok' ? outcome.value.series.map((one) => one.tags.get('constructor')) : outcome).toEqual(['oven', '__proto__']);
  });

  test('numbers may be infinite, absent or not a number; later ones of a window shared by two series are averaged', () => {
    const rows = (body: string) => {
      const outcome = read(body, power);
      return outcome.kind === 'ok' ? outcome.value.series[0]?.rows.map((row) => row[1]) : outcome.failure.text;
    };
    expect(rows(numbers('double', '1.5', '+Inf', '-Inf', 'NaN', '', '1e308', '-3'))).toEqual([1.5, Infinity, -Infinity, NaN, null, 1e308, -3]);
    expect(rows(numbers('long', '9007199254740993', '-1'))).toEqual([9007199254740992, -1]);
    expect(rows(`${numbers('double', '1', '2').slice(0, -2)},,1,2025-03-04T06:00:00Z,3,mean\r\n\r\n`)).toEqual([2, 2]);
  });
});

describe('a broken one', () => {
  test.each<[string, string, string]>([
    ['cut in a row', `${HEAD}${ROWS}`.slice(0, -9), 'broken-answer'], ['cut between two rows', `${HEAD}${ROWS}`, 'broken-answer'], ['with an open quote', `${HEAD}${ROWS}\r\n`.replace('""slow""', '"slow""'), 'broken-answer'],
    ['with a row that is too short', `${HEAD}${ROWS},,1,2025-03-04T06:10:00Z,OFF,state\r\n\r\n`, 'broken-answer'], ['with a row that is too long', `${HEAD}${ROWS},,1,2025-03-04T06:10:00Z,OFF,state,press,x\r\n\r\n`, 'broken-answer'],
    ['without the types of its columns', `${HEAD.slice(HEAD.indexOf(',result'))}${ROWS}\r\n`, 'broken-answer'], ['with a NUL', `${HEAD}${ROWS}\r\n`.replace('OFF', 'O\0F'), 'broken-answer'],
    ['with an instant that is none', `${HEAD}${ROWS}\r\n`.replace('2025-03-04T06:05:00.25Z', 'yesterday'), 'broken-answer'],
    ['that is a web page', '<!doctype html><title>Log in</title>', 'not-influx'], ['that is a JSON of something else', '{"login":true}', 'not-influx'], ['that is a JSON cut off', '{"error":"time', 'broken-answer'], ['that is a text', 'Welcome', 'not-influx'],
    ['with an error below its rows', `${HEAD}${ROWS}${ERROR}`, 'server-error'], ['with an error alone', ERROR.slice(2), 'server-error'],
  ])('%s gives no data', (_what, body, name) => {
    const outcome = read(body);
    expect(kind(outcome)).toBe(name);
    expect(outcome.kind === 'failed' ? outcome.failure.advice : '').not.toBe('');
  });

  test('numbers that are none are not read as zero', () => {
    for (const [type, value] of [['double', '12,5x'.slice(3)], ['double', '0x10'], ['long', '1.5'], ['long', 'x'], ['boolean', 'yes']] as const) {
      expect([type, value, kind(read(numbers(type, value), power))]).toEqual([type, value, 'broken-answer']);
    }
  });

  test('a type that is not known is read as text, and the answer is not taken for whole', () => {
    expect(read(numbers('decimal128', '1.5'), power)).toMatchObject({ kind: 'ok', value: { series: [{ rows: [[at(0), '1.5']] }], completeness: { kind: 'unknown', reason: expect.stringContaining('decimal128') } } });
  });

  test.each<[number, string, string]>([
    [400, '{"code":"invalid","message":"compilation failed"}', 'server-error'], [401, '{"code":"unauthorized","message":"unauthorized access"}', 'wrong-credential'], [403, '{"message":"insufficient permissions"}', 'may-not-read'],
    [404, '404 page not found', 'not-found'], [404, '{"code":"not found","message":"failed to initialize execute state: could not find bucket \\"plant\\""}', 'no-database'], [413, '', 'over-budget'], [429, '', 'too-busy'],
    [500, '{"error":"failed to initialize execute state: no database"}', 'no-database'], [500, 'error\r\n"runtime error: cannot convert string ""OFF"" to int"', 'server-error'], [502, '', 'unreachable'], [503, '', 'too-busy'], [504, '', 'unreachable'], [302, '', 'not-influx'],
  ])('status %i with %j is %s', (status, body, name) => expect(kind(read(body, request, status))).toBe(name));

  test('the words of an error in CSV are said without its quotes', () => {
    expect(read('error\r\n"runtime error: cannot convert string ""OFF"" to int"', request, 500)).toMatchObject({ failure: { text: 'InfluxDB answered 500. It said: runtime error: cannot convert string "OFF" to int.' } });
  });
});

test('a hundred thousand rows are all read', () => {
  const rows = (n: number) => Array.from({ length: n }, (_, i) => `,,0,2025-03-04T06:00:${String(i % 60).padStart(2, '0')}Z,RUN,state,oven\r\n`).join('');
  const outcome = read(`${HEAD}${rows(100_000)}\r\n`, { ...request, rowLimit: 200_000 });
  expect(outcome).toMatchObject({ kind: 'ok', value: { rows: 100_000 } });
});
