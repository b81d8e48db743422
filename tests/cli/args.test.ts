import { expect, test } from 'vitest';
import { MINUTE_MS } from '../../src/base';
import { argumentsOf } from '../../src/cli/args';
import { Refused } from '../../src/files/refused';

const files = ['--meter', 'm.csv', '--states', 's.csv'];
const influx = ['--influx', 'http://127.0.0.1:8086/', '--db', 'plant'];

test('two files are enough, and JSON is what is printed', () => {
  expect(argumentsOf(files)).toMatchObject({ source: { kind: 'files', meter: 'm.csv', states: 's.csv' }, format: 'json' });
});

test('a server’s address loses its last slash', () => {
  expect(argumentsOf(influx).source).toMatchObject({ kind: 'influx', url: 'http://127.0.0.1:8086', database: 'plant' });
});

test('an open end is endless', () => {
  expect(argumentsOf([...files, '--from', '2025-03-12T05:00Z']).range).toEqual({ startMs: Date.UTC(2025, 2, 12, 5), endMs: Infinity });
});

test('demand windows: their length, the contract limit, blocks or sliding', () => {
  expect(argumentsOf([...files, '--demand-window', '30m', '--contract-kw', '412.5', '--sliding']).demand)
    .toEqual({ lengthMs: 30 * MINUTE_MS, how: 'sliding', contractKw: 412.5 });
  expect(argumentsOf([...files, '--demand-window', '15m']).demand).toEqual({ lengthMs: 15 * MINUTE_MS });
  expect(argumentsOf(files).demand).toBeUndefined();
});

test('how to spot: the median when nothing is said, the same time of week, or a fixed kW', () => {
  expect(argumentsOf(files).spot).toBeUndefined();
  expect(argumentsOf([...files, '--spot', 'median']).spot).toBeUndefined();
  expect(argumentsOf([...files, '--spot', 'week']).spot).toEqual({ kind: 'time-of-week' });
  expect(argumentsOf([...files, '--spot', 'above:400.5']).spot).toEqual({ kind: 'threshold', aboveKw: 400.5 });
});

test('marked windows, as many as given', () => {
  const startMs = Date.UTC(2025, 2, 12, 5);
  expect(argumentsOf([...files, '--mark', '2025-03-12T05:00Z/2025-03-12T05:30Z', '--mark', '2025-03-12T08:00+01:00/2025-03-12T09:00+01:00']).marked)
    .toEqual([{ startMs, endMs: startMs + 30 * MINUTE_MS }, { startMs: startMs + 120 * MINUTE_MS, endMs: startMs + 180 * MINUTE_MS }]);
});

test.each([
  ['nothing at all', [], /--meter and --states are needed/],
  ['a meter alone', ['--meter', 'm.csv'], /--states/],
  ['an unknown option', [...files, '--colour'], /usage:/],
  ['files and a server', [...files, ...influx], /exclude one another/],
  ['an address that is none', ['--influx', 'here', '--db', 'x'], /must be an address/],
  ['a login in the address', ['--influx', 'http://u:p@h:1', '--db', 'x'], /must not hold a login/],
  ['a server without a database', ['--influx', 'http://h:1'], /--db must name/],
  ['another dialect', [...influx, '--dialect', 'promql'], /must be influxql, flux or sql: got promql/],
  ['a zone nobody knows', [...files, '--zone', 'Mars/Base'], /IANA name/],
  ['a time without its zone', [...files, '--from', '2025-03-12T05:00'], /--from must be a time with its zone/],
  ['a range that runs backwards', [...files, '--from', '2025-03-12T05:00Z', '--to', '2025-03-12T04:00Z'], /before --to/],
  ['a window no tariff uses', [...files, '--demand-window', '7m'], /15m, 30m or 60m/],
  ['a limit without windows', [...files, '--contract-kw', '400'], /give their length too, like --demand-window 15m/],
  ['a limit that is no power', [...files, '--demand-window', '15m', '--contract-kw', 'much'], /power in kW above zero: got much/],
  ['a way to spot that is none', [...files, '--spot', 'magic'], /median, week or above:KW, like above:400: got magic/],
  ['a threshold that is no power', [...files, '--spot', 'above:lots'], /power in kW above zero: got lots/],
  ['a threshold without a power', [...files, '--spot', 'above:'], /power in kW above zero: got/],
  ['a mark without an end', [...files, '--mark', '2025-03-12T05:00Z'], /two times with their zone and a slash between/],
  ['a mark that runs backwards', [...files, '--mark', '2025-03-12T05:30Z/2025-03-12T05:00Z'], /the earlier first/],
  ['a mark of three times', [...files, '--mark', '2025-03-12T05:00Z/2025-03-12T05:30Z/2025-03-12T06:00Z'], /two times/],
  ['a plant map beside files', [...files, '--plant', 'p.json'], /--plant is for --influx: leave it out with files, and give --zone\./],
  ['a dialect beside files', [...files, '--dialect', 'flux'], /--dialect is for --influx/],
  ['shifts from a file beside a server', [...influx, '--shifts', 's.csv'], /--shifts is for files: leave it out with --influx/],
  ['a placebo over a server', [...influx, '--placebo'], /--placebo is for files/],
  ['a format nobody writes', [...files, '--format', 'xml'], /markdown or csv/],
  ['two formats', [...files, '--json', '--format', 'csv'], /exclude one another/],
] as const)('%s is refused with what was expected', (_, argv, message) => {
  expect(() => argumentsOf(argv)).toThrow(Refused);
  expect(() => argumentsOf(argv)).toThrow(message);
});
