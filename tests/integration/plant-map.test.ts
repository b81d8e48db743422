/** A plant map that is found, drawn as a tree, closed and narrowed to a trial zone, against a real InfluxDB 1.x. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base';
import { closureText, createReader, mapText, mapWith, parsePlantMap, type PlantMap } from '../../src/influx';
import { startInfluxd, type Influxd } from '../support/influxd';

const DB = `spiketrace_test_plant_map_${process.pid}`;
/** 3 March 2026, 08:00 UTC. */
const NOW = Date.UTC(2026, 2, 3, 8);
const signal = new AbortController().signal;
const EMPTY: PlantMap = { zone: 'UTC', meters: [], machines: [] };
const HOSTILE = `press "1'; DROP MEASUREMENT em --`;

let server: Influxd;
const sent: string[] = [];
const reader = (map: PlantMap = EMPTY) => createReader({ source: { dialect: 'influxql', database: DB }, map, send: server.send((statement) => sent.push(statement)), nowMs: () => NOW });
const valueOf = <T>(outcome: { readonly kind: 'ok'; readonly value: T } | { readonly kind: 'failed'; readonly failure: { readonly text: string } }): T => {
  if (outcome.kind === 'failed') {
    throw new Error(outcome.failure.text);
  }
  return outcome.value;
};
const tag = (value: string) => value.replace(/([ ,=])/g, '\\$1');

beforeAll(async () => {
  server = await startInfluxd();
  await server.query(`CREATE DATABASE "${DB}"`);
  const lines: string[] = [];
  for (let ms = NOW - 2 * DAY_MS, i = 0; ms < NOW; ms += 5 * MINUTE_MS, i++) {
    // Incomer 100 kW; the feeder's register counts 60 kWh an hour; the oven takes 30 kW and is silent for the first day.
    lines.push(`energy_meter,meter=in power_kw=${100 + (i % 2)} ${ms}`, `feeder_register,meter=f energy_kwh=${5 * i} ${ms}`);
    if (ms >= NOW - DAY_MS) {
      lines.push(`energy_meter,meter=oven power_kw=30 ${ms}`);
    }
  }
  for (let i = 0; i < 48; i++) {
    lines.push(`machine_state,machine=${tag(HOSTILE)} code=${[6, 4, 11, 77][i % 4]}i ${NOW - DAY_MS + i * 30 * MINUTE_MS}`, `machine_state,machine=press-2 code=${[6, 2][i % 2]}i ${NOW - DAY_MS + i * 30 * MINUTE_MS}`);
  }
  lines.push(`shift_event shift="early",crew="A" ${NOW - 2 * HOUR_MS}`, `weather celsius=4.5 ${NOW - HOUR_MS}`);
  await server.write(DB, lines.join('\n'));
});
afterAll(async () => {
  await server.query(`DROP DATABASE "${DB}"`);
  await server.stop();
});

test('discovery proposes what is there, by few statements with a limit, and its map can be asked at once', async () => {
  sent.length = 0;
  const { measurements, found } = valueOf(await reader().discover(signal));
  expect([...measurements].sort()).toEqual(['energy_meter', 'feeder_register', 'machine_state', 'shift_event', 'weather']);
  const proposals = found.flatMap((one) => one.proposals);
  expect(proposals.map(({ kind, source }) => `${kind} ${source.measurement} ${source.field}`).sort()).toEqual([
    'machines machine_state code', 'meter energy_meter power_kw', 'meter energy_meter power_kw', 'meter feeder_register energy_kwh', 'shifts shift_event shift',
  ]);
  expect(proposals.find(({ source }) => source.field === 'energy_kwh')).toMatchObject({ source: { kind: 'counter' } });
  expect(proposals.find(({ kind }) => kind === 'machines')).toMatchObject({ source: { preset: 'packml' }, machines: [HOSTILE, 'press-2'] });
  expect(sent.filter((one) => !/LIMIT \d+$/.test(one))).toEqual([]);
  expect(sent.length).toBeLessThanOrEqual(20);
  const map = valueOf(parsePlantMap(mapText(mapWith(undefined, proposals, 'UTC'))));
  const reading = valueOf(await reader(map).readPlant({
    meterId: 'oven', view: { startMs: NOW - 6 * HOUR_MS, endMs: NOW }, parts: { meter: true, machines: true, shifts: true, learning: false }, maxPoints: 100, nowMs: NOW,
  }, signal));
  expect(reading.view?.kind === 'power' ? reading.view.demandKw.every((kw) => kw === 30) : undefined).toBe(true);
  const hostile = reading.machines.find(({ machineId }) => machineId === HOSTILE);
  expect(hostile?.states).toEqual(expect.arrayContaining(['EXECUTE', 'IDLE', 'HELD', '77']));
  // 77 holds for a quarter of the time.
  expect(hostile?.unmappedShare).toBeCloseTo(0.25, 1);
  expect(reading.shifts).toMatchObject([{ text: 'early, crew A' }]);
});

const meters = [
  { id: 'incomer', measurement: 'energy_meter', field: 'power_kw', tags: { meter: 'in' } },
  { id: 'feeder', measurement: 'feeder_register', field: 'energy_kwh', tags: { meter: 'f' }, kind: 'counter', parent: 'incomer', line: 'one' },
  { id: 'oven', measurement: 'energy_meter', field: 'power_kw', tags: { meter: 'oven' }, parent: 'incomer', line: 'two' },
];
const machines = [{ measurement: 'machine_state', field: 'code', idTag: 'machine', line: 'one', preset: 'packml' }];

test('a meter of kW and a register close in one tree, and a day without a child’s readings is not judged', async () => {
  const map = valueOf(parsePlantMap({ zone: 'UTC', meters }));
  const [whole] = valueOf(await reader(map).closures({ startMs: NOW - 20 * HOUR_MS, endMs: NOW - HOUR_MS }, signal));
  // 19 h: incomer 100.5 × 19 = 1909.5 kWh, feeder 60 × 19 = 1140, oven 30 × 19 = 570.
  expect(whole).toMatchObject({ verdict: { kind: 'compared' }, coverage: 1 });
  expect([whole!.parent.kwh, ...whole!.children.map(({ kwh }) => kwh), whole!.remainderKwh].map((kwh) => Math.round(kwh))).toEqual([1910, 1140, 570, 200]);
  const [halved] = valueOf(await reader(map).closures({ startMs: NOW - 36 * HOUR_MS, endMs: NOW - 12 * HOUR_MS }, signal));
  expect(halved?.verdict).toEqual({ kind: 'missing', who: ['oven'] });
  expect(closureText(halved!)).toMatch(/oven are missing; only 50\.0 % /);
});

test('in a trial zone of one machine its name stands in every statement about states, and no other place is asked', async () => {
  const map = valueOf(parsePlantMap({ zone: 'UTC', meters, machines, shifts: { measurement: 'shift_event', field: 'shift' }, scope: { machine: HOSTILE, meters: ['feeder'] } }));
  sent.length = 0;
  const reading = valueOf(await reader(map).readPlant({
    meterId: 'feeder', view: { startMs: NOW - 6 * HOUR_MS, endMs: NOW }, parts: { meter: true, machines: true, shifts: true, learning: true }, maxPoints: 100, nowMs: NOW,
  }, signal));
  expect(reading.machines.map(({ machineId }) => machineId)).toEqual([HOSTILE]);
  expect(reading.notices.map(({ code }) => code)).toContain('trial-zone');
  expect(sent.filter((one) => /"(energy_meter|shift_event)"|press-2/.test(one))).toEqual([]);
  const aboutStates = sent.filter((one) => one.includes('"machine_state"'));
  expect(aboutStates.length).toBeGreaterThan(0);
  expect(aboutStates.filter((one) => !one.includes(`"machine" = 'press "1\\'; DROP MEASUREMENT em --'`))).toEqual([]);
  expect(await reader(map).readPlant({ meterId: 'incomer', view: { startMs: NOW - HOUR_MS, endMs: NOW }, parts: { meter: true, machines: false, shifts: false, learning: false }, maxPoints: 100, nowMs: NOW }, signal))
    .toMatchObject({ kind: 'failed', failure: { kind: 'no-meter' } });
});
