/** Files of InfluxDB line protocol become columns; a wrong one is refused with its line. */
import { expect, test } from 'vitest';
import { isLineProtocol, readLineProtocol, Refused } from '../../src/files';

const T = 1_740_960_000;
const read = (...lines: string[]) => readLineProtocol('plant.lp', `${lines.join('\n')}\n`);
const refusal = (...lines: string[]): string => {
  try {
    read(...lines);
  } catch (error) {
    return error instanceof Refused ? error.message : `not refused: ${String(error)}`;
  }
  return 'not refused';
};

// The examples of docs.influxdata.com/influxdb/v1/write_protocols/line_protocol_reference, "Special characters".
test('escapes in names and texts are read as the reference says', () => {
  const [one, two] = read(
    `my\\ Measurement,tag\\,Key1=tag\\ Value1,tagKey2=tag\\=2 field\\ Key="a \\"text\\", with = and space" ${T}`,
    `"quoted",t=a"b field="x" ${T}`
  );
  expect(one).toMatchObject({ measurement: 'my Measurement', field: 'field Key', value: { kind: 'texts', texts: ['a "text", with = and space'] } });
  expect([...(one?.tags ?? [])]).toEqual([['tag,Key1', 'tag Value1'], ['tagKey2', 'tag=2']]);
  expect(two).toMatchObject({ measurement: '"quoted"', field: 'field' });
  expect([...(two?.tags ?? [])]).toEqual([['t', 'a"b']]);
});

test('numbers, whole numbers, truth values and texts of one line each become a column', () => {
  const found = read(`m kw=12.5,code=3i,big=7u,on=true,off=F,e=1.5e3,state="RUN" ${T}`);
  expect(found.map(({ field, value }) => [field, value.kind === 'numbers' ? value.numbers[0] : value.texts[value.code[0] ?? 0]])).toEqual([
    ['kw', 12.5], ['code', 3], ['big', 7], ['on', 'true'], ['off', 'false'], ['e', 1500], ['state', 'RUN'],
  ]);
});

test.each([['seconds', '1740960000'], ['ms', '1740960000000'], ['µs', '1740960000000000'], ['ns', '1740960000000000000']])('a stamp in %s is the same instant', (_unit, stamp) => {
  expect(read(`m kw=1 ${stamp}`)[0]?.timeMs[0]).toBe(T * 1000);
});

test('rows in any order are sorted, and of equal stamps the last one counts', () => {
  const [one] = read(`m kw=3 ${T + 2}`, `m kw=1 ${T}`, `m kw=2 ${T + 1}`, `m kw=9 ${T}`);
  expect(Array.from(one?.timeMs ?? [], (ms) => ms / 1000 - T)).toEqual([0, 1, 2]);
  expect(one?.value).toEqual({ kind: 'numbers', numbers: Float64Array.of(9, 2, 3) });
});

test('what an export puts around its points is skipped', () => {
  expect(read('# INFLUXDB EXPORT: 2025', '# DDL', 'CREATE DATABASE plant WITH NAME autogen', '', '# DML', `m kw=1 ${T}`)).toHaveLength(1);
});

test.each<[string, string[], RegExp]>([
  ['no stamp', [`m kw=1 ${T}`, 'm kw=1'], /^plant\.lp, line 2: expected a timestamp at the end/],
  ['a stamp of no known unit', [`m kw=1 ${T}00`], /line 1: expected a timestamp.*10, 13, 16 or 19 digits.*"174096000000"/],
  ['a value without quotes', [`m state=RUN ${T}`], /line 1: expected fields like.*"state=RUN"/],
  ['a tag without a value', [`m,machine kw=1 ${T}`], /line 1: expected measurement,tag=value field=value timestamp/],
  ['a table', ['time,power_kw', '1,2'], /line 1: expected measurement,tag=value/],
  ['a text that does not end', [`m state="RUN ${T}`], /line 1: expected a timestamp/],
  ['a field that changes its kind', [`m a=1 ${T}`, `m a="x" ${T + 1}`], /line 2: expected field a of m to be a number as in line 1, got "x"/],
  ['nothing', [''], /plant\.lp: expected points/],
])('%s is refused with file, line and what was expected', (_what, lines, words) => {
  expect(refusal(...lines)).toMatch(words);
});

test('a table is told from line protocol by its first line', () => {
  expect(isLineProtocol('time,power_kw\n2025-03-03T00:00:00Z,1\n')).toBe(false);
  expect(isLineProtocol('time,machine,state\n')).toBe(false);
  expect(isLineProtocol('')).toBe(false);
  expect(isLineProtocol(`# DML\nm,machine=a kw=1 ${T}\n`)).toBe(true);
  expect(isLineProtocol('m,machine=a state=RUN broken\n')).toBe(true);
});
