import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { csv, folderOf, investigate, METER_HEAD, rowsOf, STATES_HEAD, type Ended } from '../support/command-line';
import { notFinite } from '../support/finite';
import { smallPlant, START_MS } from '../support/small-plant';

/** Files as they should not be: exit 2 with file, line and expectation, or a document that says what it made of them; never a stack, never a hang. */

const folder = folderOf('bad-input');
const rows = rowsOf(smallPlant(17));
const stamps = rows.meter.map((row) => row.slice(0, row.indexOf(',')));
const goodMeter = csv(METER_HEAD, rows.meter);
const goodStates = csv(STATES_HEAD, rows.states);
/** Every row's value in place of the meter's, or each ninth. */
const values = (value: string, every = 1) => csv(METER_HEAD, rows.meter.map((row, i) => (i % every === 0 ? `${stamps[i]},${value}` : row)));
const statesLater = (byMs: number) => csv(STATES_HEAD, rows.states.map((row) => `${Number(row.slice(0, row.indexOf(','))) + byMs}${row.slice(row.indexOf(','))}`));
afterAll(() => folder.remove());

function run(meter: string | Uint8Array, states: string | Uint8Array): Ended {
  return investigate('--meter', folder.write('meter.csv', meter), '--states', folder.write('states.csv', states), '--demand-window', '15m');
}

const REFUSED: ReadonlyArray<readonly [name: string, meter: string | Uint8Array, states: string | Uint8Array, says: RegExp]> = [
  ['an empty meter file', '', goodStates, /meter\.csv, line 1: expected a head line/],
  ['a meter file of its head alone', csv(METER_HEAD, []), goodStates, /meter\.csv: expected at least two readings, got 0/],
  ['one sample', csv(METER_HEAD, rows.meter.slice(0, 1)), goodStates, /meter\.csv: expected at least two readings, got 1/],
  ['a word for a number', goodMeter + `${START_MS},much\n`, goodStates, /meter\.csv, line 4322: expected a number in column power_kw, got "much"/],
  ['a decimal comma', csv(METER_HEAD, [`${START_MS},"180,5"`]), goodStates, /meter\.csv, line 2: expected a number in column power_kw, got "180,5"/],
  ['semicolons', goodMeter.replaceAll(',', ';'), goodStates, /meter\.csv, line 1: expected a head line with comma-separated column names/],
  ['stamps in seconds', csv(METER_HEAD, [`${START_MS / 1000},1`, `${START_MS / 1000 + 60},2`]), goodStates, /meter\.csv, line 2: expected a time with its zone.* or epoch ms, got "1740960000"/],
  ['a stamp without its zone', goodMeter + '2025-03-03T00:00:00,5\n', goodStates, /meter\.csv, line 4322: expected a time with its zone/],
  ['the 30th of February', goodMeter + '2025-02-30T00:00:00Z,5\n', goodStates, /meter\.csv, line 4322: expected a time with its zone.* got "2025-02-30T00:00:00Z"/],
  ['one stamp far in the future', goodMeter + `${START_MS + 5e12},5\n`, goodStates, /meter\.csv: the readings reach from 2025-03-03T00:00:00\.000Z to 2183-.* Is one of these stamps wrong/],
  ['bytes that are no text', Uint8Array.of(0xff, 0xfe, 0, 1, 2, 3, 10, 0), goodStates, /meter\.csv, line 1: expected a head line/],
  ['decimal commas without quotes', csv(METER_HEAD, rows.meter.map((row) => row.replace(/\.(?=\d*$)/, ','))), goodStates, /meter\.csv, line 2: expected 2 cells, got 3/],
  ['a register in MWh', goodMeter.replace('power_kw', 'energy_mwh'), goodStates, /meter\.csv, line 1: expected a power column/],
  ['gzip in place of text', gzipSync(goodMeter), goodStates, /meter\.csv, line 1: expected a head line.*got a gzip file: unpack it first/],
  ['gzip in place of states', goodMeter, gzipSync(goodStates), /states\.csv, line 1: expected a head line.*got a gzip file: unpack it first/],
  ['an empty states file', goodMeter, '', /states\.csv, line 1: expected a head line/],
  ['a state without its machine', goodMeter, goodStates + `${START_MS},,ON\n`, /states\.csv, line \d+: expected 3 cells with a machine and a state/],
  ['a state with a stamp that is none', goodMeter, goodStates + 'soon,mill,ON\n', /states\.csv, line \d+: expected a time with its zone.* got "soon"/],
  ['a name a row in the machine column', goodMeter, csv(STATES_HEAD, Array.from({ length: 70_000 }, (_, i) => `${START_MS},m${i},ON`)), /states\.csv: expected at most 65536 different machines, got 70000/],
];

test.each(REFUSED)('%s: exit 2, nothing on standard output, and the message says where and what was expected', (_name, meter, states, says) => {
  const { status, stdout, stderr } = run(meter, states);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(says);
  expect(stderr).not.toMatch(/\n\s+at |Unexpected/);
}, 60_000);

const ANSWERED: ReadonlyArray<readonly [name: string, meter: string, states: string, ranking: string, says: RegExp]> = [
  ['each ninth reading NaN', values('NaN', 9), goodStates, 'ranked', /^No reading for 8\.0 h of 3\.0 days, the longest time 60 s/],
  ['each ninth reading infinite', values('Infinity', 9), goodStates, 'ranked', /480 readings are infinite; taken for missing/],
  ['each ninth reading minus infinity', values('-Infinity', 9), goodStates, 'ranked', /480 readings are infinite; taken for missing/],
  ['each ninth reading 1e308', values('1e308', 9), goodStates, 'ranked', /480 readings are infinite or beyond 1e\+9 kW; taken for missing/],
  ['each ninth reading negative', values('-40', 9), goodStates, 'ranked', /Meter runs negative/],
  ['a meter that stands still', values('5'), goodStates, 'no spikes', /^$/],
  ['a meter at zero', values('0'), goodStates, 'no spikes', /^$/],
  ['two samples', csv(METER_HEAD, rows.meter.slice(0, 2)), goodStates, 'no spikes', /stamped after the last reading/],
  ['no states', goodMeter, csv(STATES_HEAD, []), 'no-machines', /^$/],
  ['states only from the future', goodMeter, statesLater(1e10), 'no-machines', /stamped after the last reading; left out/],
  ['states only from long before', goodMeter, statesLater(-1e10), 'no-machines', /has said nothing for/],
  ['a thousand machines', goodMeter, csv(STATES_HEAD, Array.from({ length: 1000 }, (_, i) => `${START_MS + i},m${i},ON`)), 'too-many-machines', /^$/],
  ['one reading a year later', goodMeter + `${START_MS + 365 * 86_400_000},5\n`, goodStates, 'ranked', /No reading for 362\.0 days of 365\.0 days, the longest time 362\.0 days from 2025-03-06 00:00 UTC: nothing is said about it/],
  ['six hours without a reading', csv(METER_HEAD, rows.meter.filter((_, i) => i < 1000 || i >= 1360)), goodStates, 'ranked', /^No reading for 6\.0 h of 3\.0 days, the longest time 6\.0 h from 2025-03-03 16:40 UTC/],
  ['readings of quarter hours after two days of minutes', csv(METER_HEAD, rows.meter.filter((_, i) => i < 2880 || i % 15 === 0)), goodStates, 'ranked', /No reading for 22\.2 h of 3\.0 days, the longest time 14 min/],
  ['two states at one instant', goodMeter, goodStates + `${rows.states[8]!.slice(0, rows.states[8]!.lastIndexOf(','))},JAM\n`, 'ranked', /reported different states at one instant; its state is unknown from there until it reports again/],
  ['names that would steer a terminal', goodMeter, goodStates.replaceAll('mill', '\u001b[2Jmill') + `${START_MS},\u001b[2Jmill,JAM\n`, 'ranked', /^\ufffd\[2Jmill: 1 entry came later/],
  ['repeated and unsorted rows', csv(METER_HEAD, [...rows.meter.slice(2000), ...rows.meter.slice(0, 2100)]), csv(STATES_HEAD, [...rows.states, ...rows.states].reverse()), 'ranked', /sorted in by their stamps/],
];

test.each(ANSWERED)('%s: exit 0, every number of the document finite, and what was made of it is said', (_name, meter, states, ranking, says) => {
  const { status, stdout, stderr } = run(meter, states);
  expect(status, stderr).toBe(0);
  const document = JSON.parse(stdout) as { spikes: Array<{ ranking: { kind: string; why?: string; text?: string } }> };
  expect(notFinite(document)).toEqual([]);
  expect([...new Set(document.spikes.map((spike) => spike.ranking.why ?? spike.ranking.kind))]).toEqual(ranking === 'no spikes' ? [] : [ranking]);
  expect(stderr.trim()).toMatch(says);
}, 60_000);
