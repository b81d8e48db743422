/** The sample plant through a real InfluxDB 1.x: one answer, whichever way it is asked for, and nothing written. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, overlaps, type TimeRange } from '../../src/base';
import { counterPower, investigate, type Finding } from '../../src/engine';
import { createReader, DEFAULT_PLANT_MAP, type PlantMap, type PlantQuestion } from '../../src/influx';
import { samplePlant, seedLines } from '../scenarios';
import { startInfluxd, type Influxd } from '../support/influxd';

const DB = `spiketrace_test_${process.pid}`;
const BATCH = 10_000;
const sample = samplePlant();
const hero = sample.episodes.find((one) => one.name === 'hero');
const middleMs = ((hero?.startMs ?? NaN) + (hero?.endMs ?? NaN)) / 2;
const hour: TimeRange = { startMs: middleMs - HOUR_MS / 2, endMs: middleMs + HOUR_MS / 2 };
const week: TimeRange = { startMs: middleMs - 3 * DAY_MS, endMs: middleMs + 4 * DAY_MS };

let server: Influxd;
let pointsBefore: unknown;
const points = () => server.query('SELECT COUNT(*) FROM "energy_meter", "machine_state", "shift_event"', DB);
const question = (view: TimeRange, more: Partial<PlantQuestion> = {}): PlantQuestion => ({
  meterId: 'incomer-1', view, parts: { meter: true, machines: true, shifts: true, learning: true }, maxPoints: 1000, nowMs: Date.now(), ...more,
});
async function read(asked: PlantQuestion, map: PlantMap = DEFAULT_PLANT_MAP) {
  const outcome = await createReader({ source: { dialect: 'influxql', database: DB }, map, send: server.send() }).readPlant(asked, new AbortController().signal);
  if (outcome.kind === 'failed') {
    throw new Error(`${outcome.failure.kind}: ${outcome.failure.text}`);
  }
  return outcome.value;
}
async function heroIn(view: TimeRange): Promise<Finding> {
  const { learn, machines } = await read(question(view));
  const found = learn && investigate({ meter: learn, machines, zone: DEFAULT_PLANT_MAP.zone }, view).findings
    .filter((one) => overlaps(one, { startMs: hero?.startMs ?? NaN, endMs: hero?.endMs ?? NaN })).sort((a, b) => b.excessKwh - a.excessKwh)[0];
  if (!found) {
    throw new Error('the hero was not found');
  }
  return found;
}

beforeAll(async () => {
  server = await startInfluxd();
  await server.query(`CREATE DATABASE "${DB}"`);
  let batch: string[] = [];
  const flush = async () => {
    await server.write(DB, batch.join('\n'), { precision: 'ns' });
    batch = [];
  };
  for (const line of seedLines(sample)) {
    if (batch.push(line) === BATCH) {
      await flush();
    }
  }
  await flush();
  pointsBefore = await points();
});
afterAll(async () => {
  await server.query(`DROP DATABASE "${DB}"`);
  await server.stop();
});

test('an hour’s view, a week’s view and the command line give the very same finding', async () => {
  const inHour = await heroIn(hour);
  expect(inHour.causes.length).toBeGreaterThan(0);
  expect(await heroIn(week)).toEqual(inHour);
  const iso = (ms: number) => new Date(ms).toISOString();
  const { stdout } = await promisify(execFile)(process.execPath, [
    'scripts/run-ts.mjs', 'src/cli/main.ts', '--influx', server.url, '--db', DB, '--from', iso(hour.startMs), '--to', iso(hour.endMs), '--json',
  ], { maxBuffer: 50_000_000 });
  const { spikes } = JSON.parse(stdout) as { spikes: Finding[] };
  const printed = spikes.find((one) => one.startMs === inHour.startMs);
  expect(inHour).toMatchObject(printed ?? { startMs: 'not printed' });
});

test('whole-number codes and booleans are states too', async () => {
  const states = (field: string): PlantMap => ({ ...DEFAULT_PLANT_MAP, machines: [{ measurement: 'machine_state', field, idTag: 'machine', tags: {} }] });
  const asked = question(hour, { parts: { meter: false, machines: true, shifts: false, learning: false } });
  const seen = async (field: string) => new Set((await read(asked, states(field))).machines.flatMap((one) => [...one.states]));
  expect([...(await seen('code'))].every((state) => /^\d+$/.test(state))).toBe(true);
  expect([...(await seen('running'))].sort()).toEqual(['false', 'true']);
});

test('the energy register tells the same power as the meter beside it', async () => {
  const asked = { parts: { meter: true, machines: false, shifts: false, learning: false } };
  const [power, register] = [(await read(question(hour, asked))).view, (await read(question(hour, { ...asked, meterId: 'incomer-1-register' }))).view];
  const mean = (kw: Float64Array) => kw.filter((one) => !Number.isNaN(one)).reduce((sum, one, _i, all) => sum + one / all.length, 0);
  const direct = power?.kind === 'power' ? mean(power.demandKw) : NaN;
  const derived = register?.kind === 'counter' ? mean(counterPower(register).demandKw) : NaN;
  // The hour of the view and the first and last steps of the register do not begin together: a few per cent of an hour’s mean.
  expect(Math.abs(derived / direct - 1)).toBeLessThan(0.05);
});

test('a text field where power is due is said as such, and so is a missing database', async () => {
  const wrong: PlantMap = { ...DEFAULT_PLANT_MAP, meters: [{ id: 'incomer-1', measurement: 'machine_state', field: 'state', tags: {}, kind: 'power', parent: null }], machines: [] };
  await expect(read(question(hour), wrong)).rejects.toThrow(/^wrong-type/);
  const elsewhere = createReader({ source: { dialect: 'influxql', database: 'spiketrace_test_none' }, map: DEFAULT_PLANT_MAP, send: server.send() });
  expect(await elsewhere.readPlant(question(hour), new AbortController().signal)).toMatchObject({ kind: 'failed', failure: { kind: 'no-database' } });
});

test('after all this the database holds exactly the points it held before', async () => {
  expect(JSON.stringify(pointsBefore)).toContain('series');
  expect(await points()).toEqual(pointsBefore);
});
