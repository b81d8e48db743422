/** A plant that is not the sample, in a real InfluxDB 1.x: names with spaces, quotes and umlauts, every kind of state, a register, a second meter, a changing clock. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, overlaps, type TimeRange } from '../../src/base';
import { investigate, type Finding } from '../../src/engine';
import { createReader, parsePlantMap, type PlantQuestion, type PlantReading } from '../../src/influx';
import { OTHER_END_MS, OTHER_MAP, OTHER_START_MS, otherPlant } from '../scenarios/other-plant';
import { startInfluxd, type Influxd } from '../support/influxd';

const DB = `spiketrace_test_other_${process.pid}`;
const [POWER, REGISTER, PUMPS] = OTHER_MAP.meters.map((one) => one.id) as [string, string, string];
const plant = otherPlant();
/** The last whole day in New York. */
const view: TimeRange = { startMs: OTHER_END_MS - DAY_MS + HOUR_MS, endMs: OTHER_END_MS };
let server: Influxd;
let folder: string;

async function read(meterId: string, more: Partial<PlantQuestion> = {}): Promise<PlantReading> {
  const reader = createReader({ source: { dialect: 'influxql', database: DB }, map: OTHER_MAP, send: server.send(), nowMs: () => OTHER_END_MS + DAY_MS });
  const outcome = await reader.readPlant(
    { meterId, view, parts: { meter: true, machines: true, shifts: true, learning: true }, maxPoints: 1000, nowMs: OTHER_END_MS + DAY_MS, ...more },
    new AbortController().signal
  );
  if (outcome.kind === 'failed') {
    throw new Error(`${outcome.failure.kind}: ${outcome.failure.text}`);
  }
  return outcome.value;
}
const known = new Map<string, Promise<readonly Finding[]>>();
/** Worked out once for each meter. */
function findings(meterId: string): Promise<readonly Finding[]> {
  const found = known.get(meterId) ?? read(meterId).then(({ learn, machines }) => {
    if (!learn) {
      throw new Error('no learning range');
    }
    return investigate({ meter: learn, machines, zone: OTHER_MAP.zone }, view).findings;
  });
  known.set(meterId, found);
  return found;
}
const during = (id: string, spike: TimeRange) => (plant.on.get(id)?.spans ?? []).some((span) => overlaps(span, spike));
const kwOf = (finding: Finding, id: string) => finding.causes.filter((cause) => cause.machines.includes(id)).reduce((sum, { kw }) => sum + kw, 0);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spiketrace-other-'));
  server = await startInfluxd();
  await server.query(`CREATE DATABASE "${DB}"`);
  for (let i = 0; i < plant.lines.length; i += 10_000) {
    await server.write(DB, plant.lines.slice(i, i + 10_000).join('\n'));
  }
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.query(`DROP DATABASE "${DB}"`);
  await server.stop();
});

describe('the reader', () => {
  test('takes the map as JSON, as it stands in provisioning', () => {
    expect(parsePlantMap(JSON.stringify(OTHER_MAP))).toEqual({ kind: 'ok', value: OTHER_MAP });
  });

  test('gives each meter its own readings, machines and names', async () => {
    const [power, register, pumps] = [await read(POWER), await read(REGISTER), await read(PUMPS)];
    const ids = ({ machines }: PlantReading) => machines.map((one) => one.machineId);
    expect([ids(power), ids(pumps)]).toEqual([['Ofen 1', 'Ofen = 2', 'P,1', 'Röbi "3"'], ['Tauchpumpe']]);
    expect(ids(register)).toEqual(ids(power));
    expect([power, register, pumps].map((one) => one.view?.kind)).toEqual(['power', 'counter', 'power']);
    expect([power, register, pumps].flatMap((one) => [one.view?.completeness.kind, one.learn?.completeness.kind, ...one.machines.map((log) => log.completeness.kind)]).filter((kind) => kind !== 'complete')).toEqual([]);
    expect([power, register, pumps].flatMap((one) => one.notices)).toEqual([]);
  });

  test('a polled whole number becomes its changes, within one window of the poll', async () => {
    const oven = (await read(POWER)).machines.find((one) => one.machineId === 'Ofen 1');
    expect(oven?.states).toEqual(expect.arrayContaining(['0', '2']));
    const began = [...(oven?.timeMs ?? [])].filter((_, i) => oven?.states[oven.stateCode[i] ?? 0] === '2');
    const true_ = (plant.on.get('Ofen 1')?.spans ?? []).map((span) => span.startMs).filter((ms) => ms > (oven?.timeMs[0] ?? 0));
    expect(began).toHaveLength(true_.length);
    // The poll comes every 20 s, and a window of the query has 20 s.
    expect(began.filter((ms, i) => Math.abs(ms - (true_[i] ?? 0)) > 40_000)).toEqual([]);
  });

  test('truth values and quoted texts come as they are', async () => {
    const { machines } = await read(POWER);
    const states = (id: string) => [...(machines.find((one) => one.machineId === id)?.states ?? [])].sort();
    expect([states('P,1'), states('Röbi "3"')]).toEqual([['false', 'true'], ['fährt "schnell"', 'steht']]);
  });

  test('the learning range has fourteen days of the plant’s own zone, one of them of 25 hours', async () => {
    const { learn } = await read(POWER);
    // 26 October, the first of the fourteen days that end with the day before the view: midnight in summer time is four hours behind UTC.
    expect(learn?.timeMs[0]).toBe(Date.UTC(2025, 9, 26, 4));
    expect((learn?.timeMs[learn.timeMs.length - 1] ?? 0) + 30_000).toBe(OTHER_END_MS);
    expect(OTHER_START_MS).toBeLessThan(learn?.timeMs[0] ?? 0);
  });

  test('shifts are named in the plant’s words', async () => {
    expect((await read(POWER)).shifts.map((one) => one.text)).toEqual(expect.arrayContaining(['Früh', 'Spät', 'Nacht']));
  });

  test('the smallest line may be looked at alone', async () => {
    const { machines } = await read(POWER, { line: 'Linie 2' });
    expect(machines).toEqual([]);
  });
});

describe('the findings', () => {
  test('name the oven with the kW that it drew, where it ran and nothing was hidden', async () => {
    const found = (await findings(POWER)).filter((one) => during('Ofen 1', one) && !overlaps(one, plant.hidden) && !during('Ofen = 2', one));
    expect(found.length).toBeGreaterThan(1);
    for (const one of found) {
      expect(one.causes[0]?.machines).toEqual(['Ofen 1']);
      // 90 kW by construction; a spike that is longer than the run holds a part of it.
      expect(kwOf(one, 'Ofen 1')).toBeGreaterThan(60);
      expect(kwOf(one, 'Ofen 1')).toBeLessThan(95);
    }
  });

  test('leave 110 kW that no state tells of unexplained', async () => {
    const one = (await findings(POWER)).find((finding) => overlaps(finding, plant.hidden));
    expect(one?.verdict).toBe('unexplained');
    expect(Math.abs((one?.unexplainedKw ?? 0) - 110)).toBeLessThan(10);
  });

  test('are the same spikes from the register as from the power beside it', async () => {
    const [power, register] = [await findings(POWER), await findings(REGISTER)];
    expect(register.map((one) => one.causes[0]?.machines)).toEqual(power.map((one) => one.causes[0]?.machines));
    register.forEach((one, i) => expect(Math.abs(one.excessKw / (power[i]?.excessKw ?? NaN) - 1)).toBeLessThan(0.05));
  });

  test('of the second meter name its one machine, never one of the first', async () => {
    const found = await findings(PUMPS);
    expect(found.length).toBeGreaterThan(1);
    expect(new Set(found.flatMap((one) => one.causes.flatMap((cause) => cause.machines)))).toEqual(new Set(['Tauchpumpe']));
    found.forEach((one) => expect(Math.abs(kwOf(one, 'Tauchpumpe') - 60)).toBeLessThan(6));
  });

  test('are the same on the command line, with the map in a file', async () => {
    const file = join(folder, 'plant.json');
    writeFileSync(file, JSON.stringify(OTHER_MAP));
    const { stdout } = await promisify(execFile)(process.execPath, [
      'scripts/run-ts.mjs', 'src/cli/main.ts', '--influx', server.url, '--db', DB, '--plant', file, '--meter-id', POWER,
      '--from', new Date(view.startMs).toISOString(), '--to', new Date(view.endMs).toISOString(), '--json',
    ], { maxBuffer: 50_000_000 });
    const { spikes } = JSON.parse(stdout) as { spikes: Finding[] };
    const here = await findings(POWER);
    expect(spikes.map((one) => one.startMs)).toEqual(here.map((one) => one.startMs));
    here.forEach((one, i) => expect(one).toMatchObject(spikes[i] ?? {}));
  });
});
