/** Answers larger than anybody can use are cut before they are parsed, and said to be. */
import { expect } from 'vitest';
import { MINUTE_MS } from '../../src/base';
import { investigate } from '../../src/engine';
import { says, series, streams } from '../support/fault-server';
import { smallPlant, START_MS } from '../support/small-plant';
import { failureIn, good, question, rig, START, valueIn } from './rig';
import { row } from './rows';

const HEAD = '{"results":[{"statement_id":0,"series":[{"name":"em","columns":["time","mean","max"],"values":[';
const TAIL = '[0,1,1]]}]}]}';

row('1M rows, 10,000 series, 100 MB', 'a million rows are cut at 200,000 and marked', async () => {
  const { read } = await rig(() => streams(HEAD, '[1,1,1],'.repeat(10_000), 100, TAIL));
  const { view, statements } = valueIn(await read());
  expect([view?.completeness.kind, statements[0]?.rows]).toEqual(['truncated', 200_000]);
}, 60_000);

row('1M rows, 10,000 series, 100 MB', 'of 100 MB no more than the cap is fetched; the server sees the hang-up', async () => {
  const { read, server } = await rig(() => streams(HEAD, `${`[${START},100.125,140.25],`.padEnd(1_000)}`.repeat(1_000), 100, TAIL));
  const { view } = valueIn(await read());
  expect(view?.completeness).toMatchObject({ kind: 'truncated', by: 'byte-cap', cap: 20_000_000 });
  await expect.poll(() => server.heard.map((one) => one.hungUp)).toEqual([true]);
}, 60_000);

row('1M rows, 10,000 series, 100 MB', 'of ten thousand series a hundred are read, and it is said', async () => {
  const many = JSON.stringify({ results: [{ series: Array.from({ length: 10_000 }, (_, i) => ({ name: 'st', tags: { machine: `m${i}` }, columns: ['time', 'state'], values: [[START + i, 'RUN']] })) }] });
  const { read } = await rig((statement) => (/"state"/.test(statement) ? says(many) : good(statement)));
  const { machines } = valueIn(await read(question({ meter: false, machines: true })));
  expect([machines.length, new Set(machines.map((one) => one.completeness.kind))]).toEqual([100, new Set(['truncated'])]);
}, 60_000);

row('1M rows, 10,000 series, 100 MB', 'a body whose first row alone is over the cap is an error', async () => {
  const { read } = await rig(() => says(series(['time', 'mean', 'max'], [[START, 1, 'x'.repeat(30_000_000)]])));
  expect(failureIn(await read()).kind).toBe('broken-answer');
}, 60_000);

row('200 InfluxQL error, not executed, partial', 'and what is cut is drawn and never ranked: the same plant with one mark ranks nothing', () => {
  const plant = smallPlant(3);
  const view = { startMs: START_MS + 60 * 60 * MINUTE_MS, endMs: START_MS + 72 * 60 * MINUTE_MS };
  const kinds = (completeness: typeof plant.meter.completeness) => new Set(investigate({ ...plant, meter: { ...plant.meter, completeness } }, view).findings.map(({ ranking }) => (ranking.kind === 'ranked' ? 'ranked' : ranking.why)));
  expect(kinds({ kind: 'complete' })).toEqual(new Set(['ranked']));
  for (const cut of [{ kind: 'truncated', by: 'byte-cap', got: 1, cap: 1 }, { kind: 'partial', reason: 'series-partial', detail: 'x' }, { kind: 'unknown', reason: 'x' }] as const) {
    expect(kinds(cut)).toEqual(new Set(['incomplete']));
  }
}, 60_000);
