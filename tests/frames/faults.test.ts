/** What is not whole on its way from a server through the frames to the engine: drawn with its notice, and never ranked. */
import { FieldType, type DataFrame } from '@grafana/data';
import { expect } from 'vitest';
import { HOUR_MS, MINUTE_MS, type MachineLog } from '../../src/base';
import { answered } from '../../src/datasource/answers';
import { investigate } from '../../src/engine';
import { gather } from '../../src/frames';
import { says, series } from '../support/fault-server';
import { smallPlant, START_MS } from '../support/small-plant';
import { MAP, question, rig } from '../faults/rig';
import { row } from '../faults/rows';

const VIEW = { startMs: START_MS + 60 * HOUR_MS, endMs: START_MS + 72 * HOUR_MS };
const NOW_MS = VIEW.endMs + HOUR_MS;
const PLANT = smallPlant(3);
const INCOMPLETE = '200 InfluxQL error, not executed, partial';
const LIMIT = '1M rows, 10,000 series, 100 MB';

type Part = 'view' | 'learn' | 'states' | 'before';
const partOf = (statement: string): Part => (/MAX/.test(statement) ? 'view' : /MEAN/.test(statement) ? 'learn' : /LAST\("state"\)/.test(statement) ? 'before' : 'states');

/** The small plant as a server tells it; `spoil` may change the body of an answer. */
async function framesOf(spoil: (part: Part, body: string) => string): Promise<{ readonly frames: DataFrame[]; readonly failed?: string }> {
  const { reader } = await rig((statement) => {
    if (/SHOW/.test(statement)) {
      return says(series(['key', 'value'], PLANT.machines.map((log) => ['machine', log.machineId])));
    }
    const [, from, to] = (/time >= (\d+)ms AND time < (\d+)ms/.exec(statement) ?? []).map(Number);
    const within = (ms: number) => ms >= (from ?? 0) && ms < (to ?? 0);
    const part = partOf(statement);
    return says(spoil(part, part === 'view' || part === 'learn' ? meterBody(within, part === 'view') : statesBody(within, part === 'before')));
  }, { nowMs: () => NOW_MS });
  const asked = question({ machines: true, learning: true }, { view: VIEW, nowMs: NOW_MS, maxPoints: 1000 });
  const outcome = await answered({ query: { refId: 'A', kind: 'investigation' }, question: asked, map: MAP, reader, tell: () => undefined }, new AbortController().signal);
  return outcome.kind === 'ok' ? { frames: outcome.value } : { frames: [], failed: outcome.failure.kind };
}

function meterBody(within: (ms: number) => boolean, withMax: boolean): string {
  const { timeMs, demandKw } = PLANT.meter.kind === 'power' ? PLANT.meter : { timeMs: [], demandKw: [] };
  const rows = Array.from(timeMs, (ms, i) => [ms, demandKw[i], ...(withMax ? [demandKw[i]] : [])]).filter(([ms]) => within(ms ?? NaN));
  return series(['time', 'mean', ...(withMax ? ['max'] : [])], rows);
}

function statesBody(within: (ms: number) => boolean, newest: boolean): string {
  const rowsOf = ({ timeMs, states, stateCode }: MachineLog) => Array.from(timeMs, (ms, i) => [ms, states[stateCode[i] ?? 0]] as const).filter(([ms]) => within(ms));
  const all = PLANT.machines.map((log) => ({ name: 'st', tags: { machine: log.machineId }, columns: ['time', 'state'], values: newest ? rowsOf(log).slice(-1) : rowsOf(log) }));
  return JSON.stringify({ results: [{ statement_id: 0, series: all.filter(({ values }) => values.length > 0) }] });
}

/** What the panel makes of the frames. */
function seen(frames: readonly DataFrame[], error?: string) {
  const plant = gather(frames, 'UTC', error);
  if (plant.kind !== 'plant') {
    throw new Error(plant.text);
  }
  const { findings } = investigate({ meter: plant.learn ?? plant.view, machines: plant.machines, zone: plant.zone }, VIEW);
  return { plant, why: [...new Set(findings.map(({ ranking }) => (ranking.kind === 'ranked' ? 'ranked' : ranking.why)))], causes: findings.flatMap((one) => one.causes).length, count: findings.length };
}

const partial = (body: string) => body.replace('"statement_id":0', '"statement_id":0,"partial":true');

row(INCOMPLETE, 'a whole answer is ranked through the frames', async () => {
  const { why, causes, count, plant } = seen((await framesOf((_part, body) => body)).frames);
  expect([why, causes >= count, count > 0, plant.view.timeMs.length]).toEqual([['ranked'], true, true, 720]);
}, 60_000);

row(INCOMPLETE, 'whichever part of it is partial: all of it is drawn, its frame says so, spikes are listed, and nobody is blamed', async () => {
  for (const spoilt of ['view', 'learn', 'states', 'before'] as const) {
    const { frames } = await framesOf((part, body) => (part === spoilt ? partial(body) : body));
    const { why, causes, count, plant } = seen(frames);
    expect([spoilt, why, causes, count > 0, plant.view.timeMs.length, plant.machines.length]).toEqual([spoilt, ['incomplete'], 0, true, 720, 4]);
    expect(frames.filter((frame) => frame.meta?.notices?.some(({ severity, text }) => severity === 'warning' && text.startsWith('Part of the answer is missing'))).length).toBeGreaterThan(0);
  }
}, 120_000);

row(LIMIT, 'a machine whose rows were cut is drawn up to the cut and unknown behind it, and nothing is ranked', async () => {
  const flood = JSON.stringify({ results: [{ series: [{ name: 'st', tags: { machine: 'mill' }, columns: ['time', 'state'], values: Array.from({ length: 5001 }, (_, i) => [VIEW.startMs + i, i % 2 === 0 ? 'ON' : 'OFF']) }] }] });
  const { why, plant } = seen((await framesOf((part, body) => (part === 'states' ? flood : body))).frames);
  const mill = plant.machines.find((log) => log.machineId === 'mill');
  expect([why, mill?.completeness.kind, mill?.states[mill.stateCode[mill.stateCode.length - 1] ?? 0]]).toEqual([['incomplete'], 'truncated', 'UNKNOWN']);
}, 60_000);

row(INCOMPLETE, 'an error in any part gives no frames at all', async () => {
  for (const spoilt of ['view', 'learn', 'states', 'before'] as const) {
    expect([spoilt, await framesOf((part, body) => (part === spoilt ? '{"results":[{"error":"timeout"}]}' : body))]).toEqual([spoilt, { frames: [], failed: 'server-error' }]);
  }
}, 60_000);

row(INCOMPLETE, 'frames of another data source beside which an error came, or which say that they were cut, are drawn and not ranked', () => {
  const { timeMs, demandKw } = PLANT.meter.kind === 'power' ? PLANT.meter : { timeMs: [], demandKw: [] };
  const column = (name: string, type: FieldType, values: unknown[], labels = {}) => ({ name, type, config: {}, values, labels });
  const meter: DataFrame = { fields: [column('t', FieldType.time, [...timeMs]), column('kw', FieldType.number, [...demandKw])], length: timeMs.length };
  const machines = PLANT.machines.map((log): DataFrame => ({
    fields: [column('t', FieldType.time, [...log.timeMs]), column('s', FieldType.string, Array.from(log.stateCode, (code) => log.states[code]), { machine: log.machineId })], length: log.timeMs.length,
  }));
  expect(seen([meter, ...machines]).why).toEqual(['ranked']);
  const failed = seen([meter, ...machines], 'Post http://influxdb: context deadline exceeded');
  expect([failed.why, failed.plant.view.completeness, failed.plant.view.timeMs.length]).toEqual([['incomplete'], { kind: 'partial', reason: 'error-after-rows', detail: 'Post http://influxdb: context deadline exceeded' }, timeMs.length]);
  const cut = { ...meter, meta: { notices: [{ severity: 'warning' as const, text: 'Results have been limited to 1000 series.' }] } };
  expect(seen([cut, ...machines]).why).toEqual(['incomplete']);
  const told = { ...meter, meta: { notices: [{ severity: 'info' as const, text: 'Cached.' }] } };
  expect(seen([told, ...machines]).why).toEqual(['ranked']);
}, 60_000);

row('duplicate, unordered, future, pre-1970, equal-time points', 'in frames of another data source are put in order, and counted', () => {
  const column = (name: string, type: FieldType, values: unknown[]) => ({ name, type, config: {}, values });
  const t = [3, 1, 2, 2, null].map((minute) => (minute === null ? null : START_MS + minute * MINUTE_MS));
  const plant = gather([
    { fields: [column('t', FieldType.time, t), column('kw', FieldType.number, [30, 10, 20, 21, 99])], length: 5 },
    { name: 'oven', fields: [column('t', FieldType.time, t), column('s', FieldType.string, ['C', 'A', 'B', 'D', 'E'])], length: 5 },
  ]);
  expect(plant.kind === 'plant' && plant.view).toMatchObject({ timeMs: Float64Array.from([1, 2, 3], (minute) => START_MS + minute * MINUTE_MS), demandKw: Float64Array.of(10, 21, 30) });
  expect(plant.kind === 'plant' && [plant.view, ...plant.machines].map((one) => one.notices.map(({ code }) => code))).toEqual([['readings-late', 'readings-repeated', 'readings-untimed'], ['states-late', 'states-untimed', 'two-states']]);
  expect(plant.kind === 'plant' && Array.from(plant.machines[0]!.stateCode, (code) => plant.machines[0]!.states[code])).toEqual(['A', 'UNKNOWN', 'C']);
});
