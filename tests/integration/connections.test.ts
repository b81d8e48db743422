/** The same plant through all three connections: one real InfluxDB 1.x behind `direct` and `existing`, the same points as a file under `trial`. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { grafanaBody, createReader, type PlantQuestion, type PlantReading, type Reader, type Send } from '../../src/influx';
import { openTrial, trialReader } from '../../src/trial';
import { builtInUid, createSources } from '../../src/workbench/server/sources';
import { startInfluxd, type Influxd } from '../support/influxd';
import { lineFiles, TRIAL_MAP, TRIAL_NOW, TRIAL_QUESTION } from '../support/trial-plant';

const DB = `spiketrace_test_connections_${process.pid}`;
const nowMs = () => TRIAL_NOW;
let server: Influxd;
let readers: Readonly<Record<'direct' | 'existing' | 'trial', Reader>>;

beforeAll(async () => {
  server = await startInfluxd();
  await server.query(`CREATE DATABASE "${DB}"`);
  const files = lineFiles();
  const text = new TextDecoder().decode(files[0]?.bytes);
  // The file has seconds; the server is told milliseconds.
  const lines = text.split('\n').filter((line) => !line.startsWith('#')).map((line) => `${line}000`);
  for (let at = 0; at < lines.length; at += 2000) {
    await server.write(DB, lines.slice(at, at + 2000).join('\n'));
  }
  const trial = openTrial(files);
  if (trial.kind === 'failed') {
    throw new Error(trial.failure.text);
  }
  readers = {
    direct: createReader({ source: { dialect: 'influxql', database: DB }, map: TRIAL_MAP, send: server.send(), nowMs }),
    existing: createReader({ source: { dialect: 'influxql', database: DB, wire: 'grafana' }, map: TRIAL_MAP, send: throughGrafana(), nowMs }),
    trial: trialReader(trial.value, TRIAL_MAP, nowMs),
  };
});
afterAll(async () => {
  await server?.query(`DROP DATABASE "${DB}"`);
  await server?.stop();
});

/** The workbench's stand-in for Grafana's own data source, in front of the real server. */
function throughGrafana(): Send {
  const sources = createSources({ jsonData: { database: DB }, secureJsonData: {} }, async (form) => {
    const answer = await fetch(`${server.url}/query`, { method: 'POST', body: new URLSearchParams(form), ...authorized() });
    return { status: answer.status, body: await answer.text() };
  });
  return async (request) => {
    const answer = await sources.answer('POST', '/api/ds/query', JSON.parse(JSON.stringify(grafanaBody(request, { uid: builtInUid }))));
    return { status: answer?.status ?? 404, contentType: 'application/json', body: JSON.stringify(answer?.body) };
  };
}

function authorized(): { readonly headers?: Readonly<Record<string, string>> } {
  const authorization = process.env['SPIKETRACE_INFLUX_AUTHORIZATION'];
  return process.env['INFLUX_URL'] && authorization ? { headers: { Authorization: authorization } } : {};
}

async function read(reader: Reader, over: Partial<PlantQuestion>): Promise<Omit<PlantReading, 'statements'>> {
  const outcome = await reader.readPlant({ ...TRIAL_QUESTION, ...over }, new AbortController().signal);
  if (outcome.kind === 'failed') {
    throw new Error(`${outcome.failure.text} ${outcome.failure.advice}`);
  }
  const { statements: _, ...rest } = outcome.value;
  return rest;
}

describe.each(['existing', 'trial'] as const)('%s', (connection) => {
  test.each<[string, Partial<PlantQuestion>]>([
    ['a whole investigation of a power', {}],
    ['a whole investigation of a register', { meterId: 'register' }],
    ['a week around it', { view: { startMs: TRIAL_QUESTION.view.startMs - 3 * 86_400_000, endMs: TRIAL_QUESTION.view.startMs + 4 * 86_400_000 } }],
    ['a range without readings', { view: { startMs: TRIAL_QUESTION.view.startMs - 1e10, endMs: TRIAL_QUESTION.view.endMs - 1e10 } }],
    ['machines alone', { parts: { meter: false, machines: true, shifts: false, learning: false } }],
    ['shifts alone', { parts: { meter: false, machines: false, shifts: true, learning: false } }],
  ])('gives the same reading as a server that is asked directly: %s', async (_what, over) => {
    const [here, direct] = [await read(readers[connection], over), await read(readers.direct, over)];
    expect(almost(here)).toEqual(almost(direct));
  });

  test('knows the same machines', async () => {
    const signal = new AbortController().signal;
    expect(await readers[connection].machines(signal)).toEqual(await readers.direct.machines(signal));
  });
});

/** Means are sums in another order on the server: twelve digits of them are the same. */
function almost(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_key, one: unknown) => (typeof one === 'number' && !Number.isInteger(one) ? Number(one.toPrecision(12)) : one))) as unknown;
}
