/**
 * The same plant in real servers gives the same reading, whichever dialect asks and whoever carries it: InfluxQL on InfluxDB 1.x of the system, InfluxQL and Flux on a
 * Flux-enabled 1.13, each by the server's own answers and as Grafana's own data source gives them. Everything is read by a user who may only read, and nothing changes.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReader, dialectOf, type InfluxSource, type PlantMap, type PlantQuestion, type PlantReading, type Read, type SeriesRequest } from '../../src/influx';
import { grafanaSend } from '../support/grafana-datasource';
import { fluxProgram, startFluxInfluxd, startInfluxd, type Influxd } from '../support/influxd';

const DB = 'spiketrace_test_plant';
const ADMIN = { user: 'admin', password: 'root of all' };
const READER = { user: 'reader', password: 'reads only' };
const HOUR = 3_600_000;
const START = Date.UTC(2025, 2, 4, 5);
const NOW = START + 24 * HOUR;
const FLUX = fluxProgram() !== undefined && process.env['SPIKETRACE_TEST_FLUX'] !== 'no';
if (!FLUX) {
  console.warn('Not run: Flux, and InfluxQL on 1.13. No InfluxDB with Flux has been built; npm test builds it where Go, Rust and gcc are installed.');
}

const meter = (id: string, field: string, kind: 'power' | 'counter') => ({ id, measurement: 'energy_meter', field, tags: { meter: 'incomer 1' }, kind, parent: null });
const machine = (measurement: string, more: object = {}) => ({ measurement, field: 'state', idTag: 'machine', tags: {}, ...more });
const MAP: PlantMap = {
  zone: 'Europe/Berlin',
  meters: [
    meter('power', 'power_kw', 'power'), meter('register', 'energy_kwh', 'counter'), { ...meter('reset', 'kwh', 'counter'), measurement: 'reset', tags: {} },
    { ...meter('moved', 'kw', 'power'), measurement: 'moved', tags: {} }, { ...meter('words', 'state', 'power'), measurement: 'machine_state', tags: {} },
    { ...meter('nowhere', 'kw', 'power'), measurement: 'nowhere' }, { ...meter('nothing', 'nothing', 'power') }, { ...meter('untagged', 'power_kw', 'power'), tags: { meter: 'incomer 2' } },
  ],
  machines: [
    machine('machine_state'), machine('st_code', { field: 'code' }), machine('st_flag', { field: 'running' }), machine('st_tag', { field: 'value', stateTag: 'state' }),
    machine('st_columns', { stateFields: ['off', 'run', 'clean'] }), machine('st_polled', { field: 'code' }), machine('st_words', { field: 'word' }),
    machine('st_one', { field: 'code', idTag: undefined, id: 'the "one" $machine.bucket' }),
  ],
  shifts: { measurement: 'shift_event', field: 'shift', tags: {} },
};

/** Line protocol with milliseconds, beside the recorded seed. */
function lines(): string[] {
  const out: string[] = [];
  const at = (minutes: number) => START + minutes * 60_000;
  for (const [minute, code] of [[-90, 3], [10, 6], [75, 3]] as const) {
    out.push(`st_code,machine=press code=${code}i ${at(minute)}`, `st_flag,machine=fan running=${code === 6} ${at(minute)}`, `st_one code=${code}i ${at(minute)}`);
  }
  for (const [minute, state] of [[-3000, 'OFF'], [15, 'RUN'], [40, 'OFF'], [41, 'RUN']] as const) {
    out.push(`st_tag,machine=Ofen\\ 1,state=${state} value=1 ${at(minute)}`);
  }
  // Written together at first, later only what changed; two at once from minute 50 to 51.
  out.push(`st_columns,machine=mixer off=1i,run=0i,clean=0i ${at(-200)}`, `st_columns,machine=mixer off=0i,run=1i,clean=0i ${at(20)}`);
  out.push(`st_columns,machine=mixer clean=1i ${at(50)}`, `st_columns,machine=mixer run=0i ${at(51)}`, `st_columns,machine=kneader off=0i,run=1i,clean=0i ${at(-10_000)}`);
  for (let i = 0; i < 7200; i++) {
    const [code, word] = i < 1801 ? [1, 'IDLE'] : i < 4003 ? [5, 'RUN'] : [2, 'HOLD'];
    out.push(`st_polled,machine=saw code=${code}i ${START + i * 2000}`, `st_words,machine=lathe word="${word}" ${START + i * 2000}`);
  }
  for (let i = 0; i < 480; i++) {
    // A register that falls to zero after two hours; a meter that was given another tag on the way.
    out.push(`reset kwh=${i < 240 ? 1000 + i * 0.7 : (i - 240) * 0.7} ${START + i * 30_000}`, `moved,panel=${i < 233 ? 'a' : 'b'} kw=${50 + (i % 7)} ${START + i * 30_000}`);
  }
  return out;
}

interface Way {
  readonly name: string;
  readonly server: () => Influxd;
  readonly source: InfluxSource;
}
let old: Influxd;
let flux: Influxd;
const servers: Influxd[] = [];
const log: string[] = [];
const ways: readonly Way[] = [
  { name: 'InfluxQL on the system’s InfluxDB, through Grafana', server: () => old, source: { dialect: 'influxql', database: DB, wire: 'grafana' } },
  ...(FLUX ? [
    { name: 'InfluxQL on 1.13', server: () => flux, source: { dialect: 'influxql', database: DB } },
    { name: 'InfluxQL on 1.13, through Grafana', server: () => flux, source: { dialect: 'influxql', database: DB, wire: 'grafana' } },
    { name: 'Flux on 1.13', server: () => flux, source: { dialect: 'flux', database: DB } },
    { name: 'Flux on 1.13, bucket with its retention policy, through Grafana', server: () => flux, source: { dialect: 'flux', database: `${DB}/autogen`, wire: 'grafana' } },
  ] as const : []),
];
const FIRST: Way = { name: 'InfluxQL on the system’s InfluxDB', server: () => old, source: { dialect: 'influxql', database: DB } };
const sent: string[] = [];

function readerOf({ server, source }: Way, map = MAP, auth = READER) {
  const direct = server().send((statement) => sent.push(statement), auth);
  return createReader({ source, map, send: source.wire === 'grafana' ? grafanaSend(direct) : direct, nowMs: () => NOW });
}
const question: PlantQuestion = { meterId: 'power', view: { startMs: START, endMs: START + 4 * HOUR }, parts: { meter: true, machines: true, shifts: true, learning: true }, maxPoints: 480, nowMs: NOW };
const ask = (way: Way, more: Partial<PlantQuestion> = {}) => readerOf(way).readPlant({ ...question, ...more }, new AbortController().signal);
async function read(way: Way, more: Partial<PlantQuestion> = {}): Promise<PlantReading> {
  const outcome = await ask(way, more);
  if (outcome.kind === 'failed') {
    throw new Error(`${way.name}: ${outcome.failure.kind}: ${outcome.failure.text}`);
  }
  return outcome.value;
}
/** Without the texts that were sent; sums of floating point in another order may differ in their last digits. */
function comparable({ statements: _texts, ...reading }: PlantReading): unknown {
  return JSON.parse(JSON.stringify(reading, (_key, value: unknown) =>
    value instanceof Float64Array || value instanceof Int32Array || value instanceof Uint16Array ? [...value].map((one) => (Number.isNaN(one) ? 'NaN' : Number(one.toPrecision(11)))) : value)) as unknown;
}
const contents = (server: Influxd) => Promise.all([
  server.query('SHOW DATABASES', undefined, ADMIN), server.query('SHOW SERIES', DB, ADMIN), server.query('SHOW FIELD KEYS', DB, ADMIN),
  server.query('SHOW USERS', undefined, ADMIN), server.query('SELECT COUNT(*) FROM /.*/', DB, ADMIN),
]);
let before: unknown[];

async function prepared(server: Influxd): Promise<Influxd> {
  servers.push(server);
  await server.query(`CREATE USER admin WITH PASSWORD '${ADMIN.password}' WITH ALL PRIVILEGES`);
  for (const text of [`CREATE DATABASE ${DB}`, 'CREATE DATABASE spiketrace_test_other', `CREATE USER reader WITH PASSWORD '${READER.password}'`, `GRANT READ ON ${DB} TO reader`]) {
    await server.query(text, undefined, ADMIN);
  }
  await server.write(DB, readFileSync(join(import.meta.dirname, '../fixtures/grafana-12.3-influxdb-1.13/seed.lp'), 'utf8'), { auth: ADMIN, precision: 'ns' });
  await server.write(DB, lines().join('\n'), { auth: ADMIN });
  return server;
}

beforeAll(async () => {
  const hear = (text: string) => log.push(text);
  old = await prepared(await startInfluxd({ auth: true, log: hear }));
  const other = FLUX ? await startFluxInfluxd({ auth: true, log: hear }) : undefined;
  if (other) {
    flux = await prepared(other);
  }
  before = await Promise.all(servers.map(contents));
  log.length = 0;
});
afterAll(() => Promise.all(servers.map((server) => server.stop())));

describe('what is read', () => {
  test('has every kind of state, each with its true changes and the one before the range', async () => {
    const { machines, completeness } = await read(FIRST, { parts: { meter: true, machines: true, shifts: true, learning: false } }).then(({ machines: all }) => ({ machines: all, completeness: all.map((one) => one.completeness.kind) }));
    expect(new Set(completeness)).toEqual(new Set(['complete']));
    const told = (id: string) => {
      const log_ = machines.find((one) => one.machineId === id);
      return log_ ? [...log_.timeMs].map((ms, i) => [(ms - START) / 60_000, log_.states[log_.stateCode[i] ?? 0]]) : [];
    };
    expect(told('press')).toEqual([[-90, '3'], [10, '6'], [75, '3']]);
    expect(told('fan')).toEqual([[-90, 'false'], [10, 'true'], [75, 'false']]);
    expect(told('Ofen 1')).toEqual([[-3000, 'OFF'], [15, 'RUN'], [40, 'OFF'], [41, 'RUN']]);
    expect(told('mixer')).toEqual([[-200, 'off'], [20, 'run'], [50, 'UNKNOWN'], [51, 'clean']]);
    expect(told('kneader')).toEqual([[-10_000, 'run']]);
    // A whole number that is polled has the instants of its changes; a text those of the window in which it changed.
    expect(told('saw').slice(1)).toEqual([[(1801 * 2) / 60, '5'], [(4003 * 2) / 60, '2']]);
    expect(told('lathe').map(([, state]) => state)).toEqual(['IDLE', 'RUN', 'HOLD']);
    expect(told('the "one" $machine.bucket')).toEqual([[-90, '3'], [10, '6'], [75, '3']]);
    expect(machines.find((one) => one.machineId === 'mixer')?.notices.map((one) => one.code)).toEqual(['state-columns']);
  });

  test.each(ways)('is the same in $name', async (way) => {
    for (const meterId of ['power', 'register', 'reset', 'moved']) {
      expect(comparable(await read(way, { meterId }))).toEqual(comparable(await read(FIRST, { meterId })));
    }
  });

  test.each(ways)('is the same for a range that does not begin on a window, in $name', async (way) => {
    const view = { startMs: START + 1234, endMs: START + HOUR + 777 };
    for (const meterId of ['power', 'register']) {
      const more = { meterId, view, maxPoints: 100, parts: { meter: true, machines: true, shifts: true, learning: false } };
      expect(comparable(await read(way, more))).toEqual(comparable(await read(FIRST, more)));
    }
  });
});

/** Questions of which no reader makes a plant reading, by the dialect alone. */
async function answered({ server, source }: Way, request: SeriesRequest): Promise<Read> {
  const dialect = await dialectOf(source);
  const rendered = dialect.render(request, source);
  const direct = server().send((statement) => sent.push(statement), READER);
  const send = source.wire === 'grafana' ? grafanaSend(direct) : direct;
  const outcome = rendered.kind === 'failed' ? rendered : dialect.read(await send({ ...rendered.value, purpose: 'test' }, new AbortController().signal), request, source);
  if (outcome.kind === 'failed') {
    throw new Error(`${way(source)}: ${outcome.failure.text}`);
  }
  return outcome.value;
}
const way = ({ dialect, wire = 'influx' }: InfluxSource) => `${dialect} by ${wire}`;
const power = meter('power', 'power_kw', 'power');
const four = { startMs: START, endMs: START + 4 * HOUR };

/** The samples of the recorded seed, worked out here: [ms, kW]. */
const samples = readFileSync(join(import.meta.dirname, '../fixtures/grafana-12.3-influxdb-1.13/seed.lp'), 'utf8').split('\n')
  .flatMap((line): Array<readonly [number, number]> => {
    const [, kw, ms] = /^energy_meter,.* power_kw=([\d.]+).* (\d+)000000$/.exec(line) ?? [];
    return kw === undefined ? [] : [[Number(ms), Number(kw)]];
  })
  .filter(([ms]) => ms >= four.startMs && ms < four.endMs);

describe('a long past is looked through in bounded questions', () => {
  test.each([FIRST, ...ways])('with the same rows as from the samples themselves, in $name', async (one) => {
    expect(samples.length).toBe(1440);
    const windows = new Map<number, number>();
    samples.forEach(([ms, kw]) => windows.set(Math.floor(ms / 600_000) * 600_000, Math.max(kw, windows.get(Math.floor(ms / 600_000) * 600_000) ?? -Infinity)));
    const largest = [...windows];
    const aboveKw = [...largest].sort((a, b) => b[1] - a[1])[5]![1];
    const rows = async (request: SeriesRequest, columns: readonly string[]) => {
      const { series } = await answered(one, request);
      return series[0]?.rows.map((row) => columns.map((name) => row[series[0]?.columns.indexOf(name) ?? -1]));
    };
    expect(await rows({ kind: 'busy-windows', meter: power, range: four, windowMs: 600_000, aboveKw, rowLimit: 1000 }, ['time', 'max'])).toEqual(largest.filter(([, kw]) => kw > aboveKw));
    const peaks = await rows({ kind: 'peaks', meter: power, range: four, windowMs: 600_000, rowLimit: 1000 }, ['time', 'max']);
    // At the time of a sample that has this value, and not at the label of its window.
    expect(peaks?.map(([, kw]) => kw)).toEqual(largest.map(([, kw]) => kw));
    expect(peaks?.every(([ms, kw]) => samples.some(([at, value]) => at === ms && value === kw))).toBe(true);
    const [[ms, mean, n] = []] = (await rows({ kind: 'interval', meter: power, range: four, rowLimit: 1 }, ['time', 'mean', 'n'])) ?? [];
    expect([ms, n]).toEqual([START, 1440]);
    expect(mean).toBeCloseTo(samples.reduce((sum, [, kw]) => sum + kw / samples.length, 0), 8);
  });
});

// Not a skipped test where there is no Flux: that it was not run is said above.
const ifFlux = FLUX ? test : () => undefined;

ifFlux('the command line finds the same in Flux as in InfluxQL', async () => {
  const found = async (dialect: string) => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      'scripts/run-ts.mjs', 'src/cli/main.ts', '--influx', flux.url, '--db', DB, '--dialect', dialect, '--from', new Date(four.startMs).toISOString(), '--to', new Date(four.endMs).toISOString(), '--demand-window', '15m', '--json',
    ], { maxBuffer: 50_000_000, env: { ...process.env, SPIKETRACE_INFLUX_USER: READER.user, SPIKETRACE_INFLUX_TOKEN: READER.password } });
    return JSON.parse(stdout, (_key, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(8)) : value)) as { windows: readonly unknown[] };
  };
  const inFlux = await found('flux');
  expect(inFlux.windows.length).toBeGreaterThan(0);
  expect(inFlux).toEqual(await found('influxql'));
});

describe('what goes wrong', () => {
  test.each([FIRST, ...ways])('is told apart in $name', async (way) => {
    const only = { meter: true, machines: false, shifts: false, learning: false };
    const failureOf = async (with_: ReturnType<typeof readerOf>, meterId = 'power') => {
      const outcome = await with_.readPlant({ ...question, meterId, parts: only }, new AbortController().signal);
      return outcome.kind === 'failed' ? outcome.failure.kind : outcome.value.view?.notices.map((one) => one.code).join();
    };
    expect(await failureOf(readerOf(way), 'words')).toBe('wrong-type');
    expect(await failureOf(readerOf(way), 'nowhere')).toBe('no-measurement');
    expect(await failureOf(readerOf(way), 'nothing')).toBe('no-measurement');
    expect(await failureOf(readerOf(way), 'untagged')).toBe('no-readings');
    expect(await failureOf(readerOf(way, MAP, { ...READER, password: 'wrong' }))).toBe('wrong-credential');
    const elsewhere = await failureOf(readerOf({ ...way, source: { ...way.source, database: 'spiketrace_test_other' } }));
    expect(['may-not-read', 'no-database']).toContain(elsewhere);
  });

  test.each([FIRST, ...ways])('a reader is found good, in $name', async (way) => {
    const map = { ...MAP, meters: MAP.meters.slice(0, 3) };
    const doubts = (await readerOf(way, map).check(new AbortController().signal)).filter((line) => line.severity !== 'ok');
    // Only InfluxQL tells whether a credential may do more than read.
    expect(doubts.map(({ severity, text }) => `${severity}: ${text.replace(' of that data source', '')}`)).toEqual(
      way.source.dialect === 'flux' ? ['warning: The credential may be able to do more than read; Flux does not tell.'] : []);
  });

  ifFlux('Flux at a server that does not answer it is a 404 with what would work', async () => {
    const outcome = await ask({ ...FIRST, source: { dialect: 'flux', database: DB } });
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'not-found', advice: expect.stringContaining('InfluxQL is answered by all') } });
  });
});

describe('after all that', () => {
  test('the servers ran reads alone, and heard of each', () => {
    const ran = log.join('').split('\n').flatMap((line) => / query="?((?:[^"\\]|\\.)*)/.exec(line)?.[1] ?? []);
    expect(ran.length).toBeGreaterThan(100);
    expect(ran.filter((text) => !/^(SELECT|SHOW|data = |from\(|import |buckets\(\))/.test(text) || /\bINTO\b|\bto\(|\bDROP\b/.test(text))).toEqual([]);
    expect(sent.length).toBeGreaterThan(50);
    expect(sent.filter((statement) => !/^(SELECT|SHOW|data = |from\(|import "influxdata\/influxdb\/schema"\n|buckets\(\))/.test(statement) || /\bINTO\b|;/.test(statement))).toEqual([]);
  });

  test('points, series, fields, users and databases are as they were', async () => {
    expect(await Promise.all(servers.map(contents))).toEqual(before);
  });
});
