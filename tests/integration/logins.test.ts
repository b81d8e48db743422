/** Who may read what, on a real InfluxDB 1.x that asks for a login: refusals are told apart, and a credential that could write is said to. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createReader, type PlantMap, type PlantQuestion } from '../../src/influx';
import { startInfluxd, type Credential, type Influxd } from '../support/influxd';

const DB = 'spiketrace_test_plant';
const START = Date.UTC(2026, 2, 3, 8);
const HOUR = 3_600_000;
const ADMIN = { user: 'admin', password: 'root of all' };
const READER = { user: 'reader', password: 'reads only' };
const MAP: PlantMap = {
  zone: 'UTC', meters: [{ id: 'm', measurement: 'em', field: 'kw', tags: {}, kind: 'power', parent: null }],
  machines: [{ measurement: 'st', field: 'state', idTag: 'machine', tags: {} }],
};
const question: PlantQuestion = {
  meterId: 'm', view: { startMs: START, endMs: START + HOUR }, parts: { meter: true, machines: true, shifts: false, learning: true }, maxPoints: 60, nowMs: START + 2 * HOUR,
};
const signal = new AbortController().signal;
const sent: string[] = [];
let server: Influxd;
let before: unknown;
const reader = (database = DB, auth: Credential | undefined = READER) =>
  createReader({ source: { dialect: 'influxql', database }, map: MAP, send: server.send((statement) => sent.push(statement), auth), nowMs: () => START + 2 * HOUR });
const failureOf = async (with_: ReturnType<typeof reader>) => {
  const outcome = await with_.readPlant(question, signal);
  return outcome.kind === 'failed' ? outcome.failure : undefined;
};
const contents = async () => [
  await server.query('SHOW DATABASES', undefined, ADMIN), await server.query('SHOW SERIES', DB, ADMIN), await server.query('SHOW FIELD KEYS', DB, ADMIN),
  await server.query('SHOW USERS', undefined, ADMIN), await server.query('SELECT COUNT(*) FROM /.*/', DB, ADMIN),
];

beforeAll(async () => {
  server = await startInfluxd({ auth: true });
  await server.query(`CREATE USER admin WITH PASSWORD '${ADMIN.password}' WITH ALL PRIVILEGES`);
  for (const text of [`CREATE DATABASE ${DB}`, 'CREATE DATABASE spiketrace_test_other', `CREATE USER reader WITH PASSWORD '${READER.password}'`, `GRANT READ ON ${DB} TO reader`]) {
    await server.query(text, undefined, ADMIN);
  }
  await server.write(DB, `em kw=100 ${START + 1000}\nst,machine=oven state="RUN" ${START - HOUR}`, { auth: ADMIN });
  before = await contents();
});
afterAll(() => server.stop());

describe('a credential', () => {
  test('that may read gets the plant', async () => {
    const outcome = await reader().readPlant(question, signal);
    expect(outcome.kind === 'ok' ? [outcome.value.view?.timeMs.length, outcome.value.machines[0]?.machineId] : outcome).toEqual([1, 'oven']);
  });

  test.each([
    ['that is wrong', { ...READER, password: 'wrong' }, DB, 'wrong-credential', /user and password, or the token \(in the data source’s settings; SPIKETRACE_INFLUX_USER/],
    ['of nobody', { user: 'nobody', password: 'x' }, DB, 'wrong-credential', /settings/],
    ['without the right to read', READER, 'spiketrace_test_other', 'may-not-read', /Check its name, or ask .* right to read spiketrace_test_other, and no more/],
    ['of an administrator, for a database that is not there', ADMIN, 'spiketrace_test_absent', 'no-database', /database’s name/],
  ])('%s is called that, with what to do', async (_which, auth, database, kind, advice) => {
    expect(await failureOf(reader(database, auth))).toMatchObject({ kind, advice: expect.stringMatching(advice) });
  });

  test('that is missing is called wrong', async () => {
    expect(await failureOf(createReader({ source: { dialect: 'influxql', database: DB }, map: MAP, send: server.send(), nowMs: () => START }))).toMatchObject({ kind: 'wrong-credential' });
  });

  test('that only reads is found good, an administrator’s dangerous, and what else it could read is named', async () => {
    expect((await reader().check(signal)).filter((line) => line.severity !== 'ok')).toEqual([]);
    const lines = await reader(DB, ADMIN).check(signal);
    expect(lines.filter((line) => line.severity === 'error').map((line) => line.text).join()).toMatch(/administrator/);
    expect(lines.filter((line) => line.severity === 'warning').map((line) => line.text).join()).toMatch(/spiketrace_test_other/);
  });
});

describe('after all that', () => {
  test('points, series, fields, users and databases are as they were', async () => {
    expect(await contents()).toEqual(before);
  });

  test('every statement that left was one read', () => {
    expect(sent.length).toBeGreaterThan(10);
    expect(sent.filter((statement) => !/^(SELECT|SHOW) /.test(statement) || /\bINTO\b|;/.test(statement))).toEqual([]);
  });
});
