/**
 * The same plant through all three connections: real servers behind `direct` and `existing` in InfluxQL and Flux, the same points as a file under `trial`.
 * What `direct` sends goes by the data source's own sender and the routes of its manifest, as in Grafana.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { grafanaSender, proxySender } from '../../src/datasource/transport';
import { createReader, type PlantMap, type PlantQuestion, type PlantReading, type Reader, type Send } from '../../src/influx';
import { openTrial, trialReader } from '../../src/trial';
import { createBackend } from '../../src/workbench/client/backend';
import { startServer, type WorkbenchServer } from '../../src/workbench/server/server';
import { builtInUid, ownUid } from '../../src/workbench/server/sources';
import { grafanaSend } from '../support/grafana-datasource';
import { fluxProgram, startFluxInfluxd, startInfluxd, type Influxd } from '../support/influxd';
import { lineFiles, TRIAL_MAP, TRIAL_NOW, TRIAL_QUESTION } from '../support/trial-plant';

/** The page's address is put before what is asked of Grafana itself; requests are counted by their way. */
const page = vi.hoisted(() => ({ address: '', asked: [] as string[] }));
vi.mock('@grafana/runtime', () => ({
  getBackendSrv: () => ({
    fetch: (request: { readonly url: string }) => {
      const url = request.url.startsWith('/') ? `${page.address}${request.url}` : request.url;
      page.asked.push(new URL(url).pathname);
      return createBackend().fetch({ ...request, url });
    },
  }),
}));

const DB = `spiketrace_test_connections_${process.pid}`;
const nowMs = () => TRIAL_NOW;
const FLUX = fluxProgram() !== undefined && process.env['SPIKETRACE_TEST_FLUX'] !== 'no';
if (!FLUX) {
  console.warn('Not run: the connections in Flux. No InfluxDB with Flux has been built; npm test builds it where Go, Rust and gcc are installed.');
}
const servers: Influxd[] = [];
const workbenches: WorkbenchServer[] = [];
const statements: string[] = [];

/** A way to the data, and the reader of a plant map over it. */
interface Way {
  readonly name: string;
  readonly readerOf: (map: PlantMap) => Reader;
}
let reference: Way;
const ways: Way[] = [];
const names = ['existing in InfluxQL', ...(FLUX ? ['direct in Flux', 'existing in Flux'] : []), 'trial'];
const wayOf = (name: string): Way => {
  const way = ways.find((one) => one.name === name);
  if (!way) {
    throw new Error(`no way ${name}`);
  }
  return way;
};

beforeAll(async () => {
  const files = lineFiles();
  const text = new TextDecoder().decode(files[0]?.bytes);
  // The file has seconds; the server is told milliseconds.
  const lines = text.split('\n').filter((line) => !line.startsWith('#')).map((line) => `${line}000`);
  const filled = async (server: Influxd): Promise<Influxd> => {
    servers.push(server);
    await server.query(`CREATE DATABASE "${DB}"`);
    for (let at = 0; at < lines.length; at += 2000) {
      await server.write(DB, lines.slice(at, at + 2000).join('\n'));
    }
    return server;
  };
  const old = await filled(await startInfluxd());
  const front = await workbench(old, 'influxql');
  reference = { name: 'direct in InfluxQL', readerOf: (map) => createReader({ source: { dialect: 'influxql', database: DB }, map, send: heard(front.direct), nowMs }) };
  ways.push({ name: 'existing in InfluxQL', readerOf: (map) => createReader({ source: { dialect: 'influxql', database: DB, wire: 'grafana' }, map, send: heard(front.existing), nowMs }) });
  const other = FLUX ? await startFluxInfluxd() : undefined;
  if (other) {
    const flux = await filled(other);
    const { direct } = await workbench(flux, 'flux');
    ways.push(
      { name: 'direct in Flux', readerOf: (map) => createReader({ source: { dialect: 'flux', database: DB }, map, send: heard(direct), nowMs }) },
      // The workbench's stand-in for Grafana's own data source speaks InfluxQL alone; this one speaks both.
      { name: 'existing in Flux', readerOf: (map) => createReader({ source: { dialect: 'flux', database: DB, wire: 'grafana' }, map, send: heard(grafanaSend(flux.send())), nowMs }) }
    );
  }
  const trial = openTrial(files);
  if (trial.kind === 'failed') {
    throw new Error(trial.failure.text);
  }
  ways.push({ name: 'trial', readerOf: (map) => trialReader(trial.value, map, nowMs) });
});
afterAll(async () => {
  await Promise.all(workbenches.map((one) => one.close()));
  await Promise.all(servers.map(async (server) => {
    await server.query(`DROP DATABASE "${DB}"`);
    await server.stop();
  }));
});

/** The senders of the data source, with the workbench in Grafana's place: its proxy reads the routes of the manifest. */
async function workbench(server: Influxd, dialect: 'influxql' | 'flux'): Promise<{ readonly direct: Send; readonly existing: Send }> {
  const authorization = process.env['INFLUX_URL']?.startsWith(server.url) ? process.env['SPIKETRACE_INFLUX_AUTHORIZATION'] : undefined;
  const started = await startServer(process.cwd(), 0, {
    label: 'test', settings: { jsonData: { connection: 'direct', dialect, url: server.url, database: DB }, secureJsonData: authorization ? { authorization } : {} },
  });
  workbenches.push(started);
  const at = (send: Send): Send => (request, signal) => {
    page.address = started.address;
    return send(request, signal);
  };
  return { direct: at(proxySender(`/api/datasources/proxy/uid/${ownUid}`)), existing: at(grafanaSender(builtInUid)) };
}

function heard(send: Send): Send {
  return (request, signal) => {
    statements.push(request.statement);
    return send(request, signal);
  };
}

async function read(way: Way, over: Partial<PlantQuestion>, map: PlantMap = TRIAL_MAP): Promise<Omit<PlantReading, 'statements'>> {
  const outcome = await way.readerOf(map).readPlant({ ...TRIAL_QUESTION, ...over }, new AbortController().signal);
  if (outcome.kind === 'failed') {
    throw new Error(`${outcome.failure.text} ${outcome.failure.advice}`);
  }
  const { statements: _, ...rest } = outcome.value;
  return rest;
}

describe.each(names)('%s', (name) => {
  test.each<[string, Partial<PlantQuestion>]>([
    ['a whole investigation of a power', {}],
    ['a whole investigation of a register', { meterId: 'register' }],
    ['a week around it', { view: { startMs: TRIAL_QUESTION.view.startMs - 3 * 86_400_000, endMs: TRIAL_QUESTION.view.startMs + 4 * 86_400_000 } }],
    ['a range without readings', { view: { startMs: TRIAL_QUESTION.view.startMs - 1e10, endMs: TRIAL_QUESTION.view.endMs - 1e10 } }],
    ['machines alone', { parts: { meter: false, machines: true, shifts: false, learning: false } }],
    ['shifts alone', { parts: { meter: false, machines: false, shifts: true, learning: false } }],
  ])('gives the same reading as a server that is asked directly in InfluxQL: %s', async (_what, over) => {
    const [here, direct] = [await read(wayOf(name), over), await read(reference, over)];
    expect(almost(here)).toEqual(almost(direct));
  });

  test('knows the same machines', async () => {
    const signal = new AbortController().signal;
    expect(await wayOf(name).readerOf(TRIAL_MAP).machines(signal)).toEqual(await reference.readerOf(TRIAL_MAP).machines(signal));
  });
});

test('what is sent goes by the routes of the manifest, and by Grafana’s own query of a data source', async () => {
  page.asked.length = 0;
  for (const way of [reference, ...ways]) {
    await read(way, {});
  }
  const proxied = (route: string) => `/api/datasources/proxy/uid/${ownUid}/influx/${route}`;
  expect([...new Set(page.asked)].sort()).toEqual([proxied('v1query'), ...(FLUX ? [proxied('v2query')] : []), '/api/ds/query'].sort());
});

describe('a trial zone of one machine', () => {
  /** The plant's machines, of which one is inside; a meter and the shifts are outside. */
  const zone: PlantMap = { ...TRIAL_MAP, meters: TRIAL_MAP.meters.map((one) => ({ ...one, line: 'all' })), machines: TRIAL_MAP.machines.map((one) => ({ ...one, line: 'all' })), scope: { machine: 'press 3, "left"', meters: ['main'] } };

  test.each(['direct in InfluxQL', ...names])('%s: the others are there, and only it is read', async (name) => {
    const way = name === reference.name ? reference : wayOf(name);
    expect((await read(way, {})).machines.map(({ machineId }) => machineId)).toEqual(expect.arrayContaining(['mill', 'pump', 'press 3, "left"']));
    statements.length = 0;
    const inside = await read(way, {}, zone);
    expect(inside.machines.map(({ machineId }) => machineId)).toEqual(['press 3, "left"']);
    expect(inside.shifts).toEqual([]);
    expect(inside.view?.timeMs.length).toBeGreaterThan(300);
    expect(inside.notices.map(({ text }) => text)).toContain('Trial zone: only machine press 3, "left" is read; nothing outside of it is queried.');
    const signal = new AbortController().signal;
    expect(await way.readerOf(zone).machines(signal)).toEqual({ kind: 'ok', value: ['press 3, "left"'] });
    expect(await way.readerOf(zone).readPlant({ ...TRIAL_QUESTION, meterId: 'register' }, signal)).toMatchObject({ kind: 'failed', failure: { kind: 'no-meter' } });
    await way.readerOf(zone).check(signal);
    expect(statements.filter((text) => /energy_kwh|shift_event|mill|pump|fan/.test(text))).toEqual([]);
    // Every question about states is about the one machine; its name stands in the text, escaped.
    expect(statements.filter((text) => text.includes('machine_state') && !text.includes('press 3,'))).toEqual([]);
  });
});

/** Means are sums in another order on the server: twelve digits of them are the same. */
function almost(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_key, one: unknown) => (typeof one === 'number' && !Number.isInteger(one) ? Number(one.toPrecision(12)) : one))) as unknown;
}
