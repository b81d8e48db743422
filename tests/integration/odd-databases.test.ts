/**
 * What real servers do without a word: rows in a retention policy of another name are not in the default one, and of a field whose type changed from one
 * shard to another the values of one type alone are given. Each way reads the first, and InfluxQL says the second.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base';
import { createReader, parsePlantMap, type InfluxSource, type PlantMap, type PlantQuestion, type PlantReading } from '../../src/influx';
import { grafanaSend } from '../support/grafana-datasource';
import { fluxProgram, startFluxInfluxd, startInfluxd, type Influxd } from '../support/influxd';

const DB = `spiketrace_test_odd_${process.pid}`;
const START = Date.UTC(2026, 2, 3, 8);
const NOW = START + 2 * DAY_MS;
const POLICIES = ['two weeks', `it's "raw"`, 'Größe 1', 'DROP', 'a;b'];
/** In whole shards of a day: before START a number, from then on the other. */
const CHANGES = [['to_text', '7i', '"RUN"'], ['to_truth', '"RUN"', 'true'], ['to_number', '"RUN"', '7i'], ['never', '"RUN"', '"IDLE"']] as const;

const servers: Influxd[] = [];
beforeAll(async () => {
  servers.push(await startInfluxd());
  const flux = fluxProgram() === undefined ? undefined : await startFluxInfluxd();
  if (flux) {
    servers.push(flux);
  }
  for (const server of servers) {
    await server.query(`CREATE DATABASE "${DB}" WITH DURATION INF REPLICATION 1 SHARD DURATION 1d NAME "autogen"`);
    for (const [i, policy] of POLICIES.entries()) {
      const name = `"${policy.replaceAll('"', '\\"')}"`;
      await server.query(`CREATE RETENTION POLICY ${name} ON "${DB}" DURATION INF REPLICATION 1 SHARD DURATION 1d`);
      // Copied inside the server, since the address of a write cannot name every policy everywhere.
      // A reading in each of the hours before, by which a look into the database tells a power.
      await server.write(DB, Array.from({ length: 5 }, (_, k) => `em${i} kw=${100 * (i + 1) - k} ${START - (5 - k) * HOUR_MS}`).join('\n'), { precision: 'ms' });
      await server.write(DB, Array.from({ length: 60 }, (_, k) => `em${i} kw=${100 * (i + 1) + k} ${START + k * MINUTE_MS}\nst${i},machine=oven state="S${i}" ${START + k * MINUTE_MS}\nsh${i} shift="early ${i}" ${START}`).join('\n'), { precision: 'ms' });
      for (const measurement of ['em', 'st', 'sh']) {
        await server.query(`SELECT * INTO "${DB}".${name}."${measurement}" FROM "${measurement}${i}" GROUP BY *`, DB);
      }
    }
    for (const [measurement, before, after] of CHANGES) {
      const rows = (value: string, fromMs: number) => Array.from({ length: 20 }, (_, k) => `${measurement},machine=oven state=${value} ${fromMs + k * MINUTE_MS}`);
      await server.write(DB, [...rows(before, START - DAY_MS), ...rows(after, START)].join('\n'), { precision: 'ms' });
    }
  }
}, 120_000);
afterAll(async () => {
  for (const server of servers) {
    await server.query(`DROP DATABASE "${DB}"`);
    await server.stop();
  }
});

type Way = readonly [string, number, Partial<InfluxSource>];
const INFLUXQL: readonly Way[] = [['InfluxQL', 0, {}], ['InfluxQL through Grafana', 0, { wire: 'grafana' }], ...(fluxProgram() === undefined ? [] : [['InfluxQL on 1.13', 1, {}] as const])];
const WAYS: readonly Way[] = [...INFLUXQL, ...(fluxProgram() === undefined ? [] : [['Flux', 1, { dialect: 'flux' }], ['Flux through Grafana', 1, { dialect: 'flux', wire: 'grafana' }]] as const)];

async function read([, at, source]: Way, map: PlantMap, over: Partial<PlantQuestion> = {}): Promise<PlantReading> {
  const send = servers[at]!.send();
  const reader = createReader({ source: { dialect: 'influxql', database: DB, ...source }, map, send: source.wire === 'grafana' ? grafanaSend(send) : send, nowMs: () => NOW });
  const outcome = await reader.readPlant({
    meterId: 'm', view: { startMs: START, endMs: START + HOUR_MS }, maxPoints: 100, nowMs: NOW, parts: { meter: true, machines: true, shifts: true, learning: false }, ...over,
  }, new AbortController().signal);
  if (outcome.kind === 'failed') {
    throw new Error(`${outcome.failure.kind}: ${outcome.failure.text}`);
  }
  return outcome.value;
}

function mapOf(plant: unknown): PlantMap {
  const map = parsePlantMap(plant);
  if (map.kind === 'failed') {
    throw new Error(map.failure.text);
  }
  return map.value;
}

test.each(WAYS)('%s reads meter, machine and shift from the retention policy that the plant map names, whatever it is called', async (...way) => {
  for (const [i, retentionPolicy] of POLICIES.entries()) {
    const place = { retentionPolicy, field: 'kw', measurement: 'em' };
    const { view, machines, shifts } = await read(way, mapOf({
      meters: [{ ...place, id: 'm' }], machines: [{ ...place, measurement: 'st', field: 'state', idTag: 'machine' }], shifts: { ...place, measurement: 'sh', field: 'shift' },
    }));
    expect([retentionPolicy, view?.kind === 'power' && view.demandKw[0], machines.map((log) => [log.machineId, log.states]), shifts.map(({ text }) => text)])
      .toEqual([retentionPolicy, 100 * (i + 1), [['oven', [`S${i}`]]], [`early ${i}`]]);
  }
});

test('through Grafana the database of these settings is asked, though the data source there has another', async () => {
  const elsewhere = `${DB}_own`;
  await servers[0]!.query(`CREATE DATABASE "${elsewhere}"`);
  try {
    const map = mapOf({ meters: [{ id: 'm', measurement: 'em0', field: 'kw' }, { id: 'policy', measurement: 'em', field: 'kw', retentionPolicy: POLICIES[1] }], machines: [{ measurement: 'st0', field: 'state', idTag: 'machine' }], shifts: { measurement: 'sh0', field: 'shift' } });
    const own = servers[0]!.send();
    const asked = async (named: boolean, meterId: string) => {
      // As Grafana's source sends whatever the text is: with its own database beside it.
      const send = grafanaSend((request, signal) => own({ ...request, body: new URLSearchParams({ ...Object.fromEntries(new URLSearchParams(request.body)), db: elsewhere }).toString() }, signal));
      const reader = createReader({ source: { dialect: 'influxql', database: DB, wire: 'grafana', named }, map, send, nowMs: () => NOW });
      const outcome = await reader.readPlant({ meterId, view: { startMs: START, endMs: START + HOUR_MS }, maxPoints: 100, nowMs: NOW, parts: { meter: true, machines: true, shifts: true, learning: false } }, new AbortController().signal);
      return outcome.kind === 'failed' ? outcome.failure.kind : [outcome.value.view?.timeMs.length, outcome.value.machines.map(({ machineId }) => machineId), outcome.value.shifts.length];
    };
    expect(await asked(true, 'm')).toEqual([60, ['oven'], 1]);
    expect(await asked(true, 'policy')).toEqual([60, ['oven'], 1]);
    expect(await asked(false, 'm')).toBe('no-measurement');
  } finally {
    await servers[0]!.query(`DROP DATABASE "${elsewhere}"`);
  }
});

test.each(WAYS)('%s says that a retention policy is not there', async (...way) => {
  await expect(read(way, mapOf({ meters: [{ id: 'm', measurement: 'em', field: 'kw', retentionPolicy: 'nope' }] }))).rejects.toThrow(/^Error: no-database|^no-database/);
});

test.each(INFLUXQL)('%s says that a measurement is not in the default retention policy, and which others there are', async (...way) => {
  await expect(read(way, mapOf({ meters: [{ id: 'm', measurement: 'em', field: 'kw' }] }))).rejects.toThrow(/Measurement em holds nothing in the default retention policy/);
});

test.each(INFLUXQL)('%s finds meters and machines of another retention policy when it looks into the database', async (_name, at, source) => {
  const send = servers[at]!.send();
  const reader = createReader({ source: { dialect: 'influxql', database: DB, ...source }, map: mapOf({ meters: [{ id: 'm', measurement: 'em0', field: 'kw' }] }), send: source.wire === 'grafana' ? grafanaSend(send) : send, nowMs: () => NOW });
  const proposals = async (measurement: string) => {
    const outcome = await reader.lookInto(measurement, new AbortController().signal);
    return outcome.kind === 'ok' ? outcome.value.proposals.map((one) => [one.kind, one.source.policy, one.kind === 'machines' ? one.values.length : 0]) : outcome.failure.text;
  };
  // The first policies of all that hold it, as the server lists them.
  expect(await proposals('em')).toEqual([['meter', expect.stringMatching(/./), 0]]);
  expect(await proposals('st')).toEqual([['machines', expect.stringMatching(/./), 1]]);
  expect(await proposals('em0')).toEqual([['meter', undefined, 0]]);
});

test.each(WAYS)('%s says of a field of two types that one of them is hidden, and takes the answer for what it is', async (...way) => {
  for (const [measurement] of CHANGES) {
    const map = mapOf({ meters: [{ id: 'm', measurement: 'em0', field: 'kw' }], machines: [{ measurement, field: 'state', idTag: 'machine' }] });
    const whole = { startMs: START - DAY_MS - HOUR_MS, endMs: START + DAY_MS };
    const parts = { meter: false, machines: true, shifts: false, learning: false };
    const [log] = (await read(way, map, { view: whole, parts })).machines;
    // InfluxQL gives numbers before texts before truth values, Flux what came first.
    const hides = measurement !== 'never';
    expect([measurement, log?.completeness.kind]).toEqual([measurement, hides ? 'unknown' : 'complete']);
    if (log?.completeness.kind === 'unknown') {
      expect(log.completeness.reason).toMatch(new RegExp(`^${measurement} also holds (texts|truth values|values of another type) .*in field state`));
    }
    // Where a range, and what is looked back to, has one type alone, nothing is hidden.
    const [early] = (await read(way, map, { view: { startMs: START - DAY_MS, endMs: START - DAY_MS + HOUR_MS }, parts })).machines;
    expect([measurement, early?.completeness.kind]).toEqual([measurement, 'complete']);
  }
});
