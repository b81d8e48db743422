/**
 * A year of recurrence of one meter with twenty machines, against a real InfluxDB 1.x: as many statements and rows whether the plant writes every 10 s or every 60 s.
 * To be written in seconds the year is dense only where it is read densely: on four days of each month, around their peaks. Between them are readings every five minutes.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, zoneDayStartMs } from '../../src/base';
import { recurrenceOf, STATIONS, type Recurrence, type Studied } from '../../src/engine';
import { CANDIDATE_DAYS, createReader, parsePlantMap, type MonthReading, type PlantMap } from '../../src/influx';
import { answer } from '../../src/thread/request';
import { startInfluxd, type Influxd } from '../support/influxd';

const FROM = Date.UTC(2025, 0, 1);
const END = Date.UTC(2026, 0, 1);
const MACHINES = Array.from({ length: 20 }, (_, i) => `m${String(i + 1).padStart(2, '0')}`);
const STEP = 5 * MINUTE_MS;
/** The furnace, m07, heats at 05:00 for forty minutes on four days of each month, and draws 150 kW. */
const FURNACE = 6;
const DENSE_DAYS = [3, 9, 16, 24];
const databases = [10, 60].map((everySec) => ({ everySec, name: `spiketrace_test_year_${everySec}_${process.pid}` }));

const isDense = (ms: number) => DENSE_DAYS.includes(new Date(ms).getUTCDate());
const hourOf = (ms: number) => (ms % DAY_MS) / HOUR_MS;

/** Others run by blocks of 25 minutes and more, each in its own rhythm. */
function isOn(machine: number, ms: number): boolean {
  return machine === FURNACE
    ? isDense(ms) && hourOf(ms) >= 5 && hourOf(ms) < 5 + 40 / 60
    : Math.floor(ms / ((25 + 5 * machine) * MINUTE_MS)) % 2 === 1;
}

const kwAt = (ms: number): number => 300 + 20 * Math.sin((2 * Math.PI * hourOf(ms)) / 24)
  + MACHINES.reduce((sum, _, machine) => sum + (isOn(machine, ms) ? (machine === FURNACE ? 150 : 2 + (machine % 5)) : 0), 0);

/** Between 04:00 and 07:00 of a dense day every `everySec`, else every five minutes. */
function* instants(everySec: number, onlyDense: boolean): Iterable<number> {
  for (let ms = FROM; ms < END; ) {
    const near = isDense(ms) && hourOf(ms) >= 4 && hourOf(ms) < 7;
    if (!onlyDense || isDense(ms)) {
      yield ms;
    }
    ms += near ? everySec * 1000 : STEP;
  }
}

function* lines(everySec: number): Iterable<string> {
  for (const ms of instants(everySec, false)) {
    yield `em,meter=in kw=${kwAt(ms).toFixed(3)} ${ms}`;
  }
  for (const ms of instants(everySec, true)) {
    for (const [machine, name] of MACHINES.entries()) {
      yield `st,machine=${name} state="${isOn(machine, ms) ? (machine === FURNACE ? 'HEATUP' : 'RUN') : 'IDLE'}" ${ms}`;
    }
  }
}

const MAP = (() => {
  const read = parsePlantMap({ zone: 'UTC', meters: [{ id: 'incomer', measurement: 'em', field: 'kw', tags: { meter: 'in' } }], machines: [{ measurement: 'st', field: 'state', idTag: 'machine' }] });
  if (read.kind === 'failed') {
    throw new Error(read.failure.text);
  }
  return read.value;
})();

let server: Influxd;
const points = new Map<number, number>();

beforeAll(async () => {
  server = await startInfluxd();
  for (const { everySec, name } of databases) {
    await server.query(`CREATE DATABASE "${name}"`);
    let batch: string[] = [];
    let count = 0;
    for (const line of lines(everySec)) {
      count++;
      if (batch.push(line) === 20_000) {
        await server.write(name, batch.join('\n'));
        batch = [];
      }
    }
    await server.write(name, batch.join('\n'));
    points.set(everySec, count);
  }
});
afterAll(async () => {
  for (const { name } of databases) {
    await server.query(`DROP DATABASE "${name}"`);
  }
  await server.stop();
});

interface Year {
  readonly statements: readonly string[];
  readonly rows: number;
  readonly mostRowsOfMonth: number;
  readonly months: readonly MonthReading[];
  readonly recurrence: Recurrence;
}

async function yearOf(database: string, map: PlantMap = MAP): Promise<Year> {
  const statements: string[] = [];
  let rows = 0;
  let [rowsBefore, mostRowsOfMonth] = [0, 0];
  const months: MonthReading[] = [];
  const studied: Studied[] = [];
  const reader = createReader({
    source: { dialect: 'influxql', database }, map, send: server.send((statement) => statements.push(statement)), note: (record) => { rows += record.rows; },
  });
  const outcome = await reader.recurrence({ meterId: 'incomer', range: { startMs: FROM, endMs: END } }, async (month) => {
    months.push(month);
    mostRowsOfMonth = Math.max(mostRowsOfMonth, rows - rowsBefore);
    rowsBefore = rows;
    const { findings } = answer({ kind: 'view', plant: { meter: month.meter, machines: month.machines, zone: 'UTC' }, view: month.month, minimumExcessKw: 0 }, STATIONS);
    studied.push({ range: month.month, findings: findings.filter(({ startMs }) => month.days.some((day) => startMs >= day.startMs && startMs < day.endMs)) });
  }, new AbortController().signal);
  expect(outcome.kind).toBe('ok');
  return { statements, rows, mostRowsOfMonth, months, recurrence: recurrenceOf(studied, (ms) => zoneDayStartMs(ms, 'UTC')) };
}

describe('a year of one meter and twenty machines', () => {
  const years = new Map<number, Year>();
  beforeAll(async () => {
    for (const { everySec, name } of databases) {
      years.set(everySec, await yearOf(name));
    }
  });

  test('statements and rows are bounded, and the same for a plant that writes six times as often', () => {
    const [dense, thin] = [years.get(10)!, years.get(60)!];
    expect((points.get(10) ?? 0) / (points.get(60) ?? 1)).toBeGreaterThan(2);
    expect([dense.statements.length, dense.rows]).toEqual([thin.statements.length, thin.rows]);
    // A month: two of the meter (31 days of whole UTC days), and two for each of its four days.
    expect(dense.statements.length).toBeLessThanOrEqual(12 * (2 + 2 * CANDIDATE_DAYS));
    expect(dense.mostRowsOfMonth).toBeLessThanOrEqual(32 * 288 + CANDIDATE_DAYS * MACHINES.length * (1 + 288));
    process.stdout.write(`recurrence over a year: ${points.get(10)} and ${points.get(60)} points in the database, each read by ${dense.statements.length} statements and ${dense.rows} rows\n`);
  });

  test('months come newest first, each with its four days', () => {
    const { months } = years.get(10)!;
    expect(months.map(({ month }) => new Date(month.startMs).getUTCMonth())).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect(months.map(({ days }) => days.map(({ startMs }) => new Date(startMs).getUTCDate()))).toEqual(Array.from({ length: 12 }, () => DENSE_DAYS));
    expect(months.every(({ completeness }) => completeness.kind === 'complete')).toBe(true);
  });

  test.each([10, 60])('every %i s: the furnace is the chronic cause, in all twelve months, and the shares close', (everySec) => {
    const { causes, unexplainedKwh, excessKwh } = years.get(everySec)!.recurrence;
    expect(causes[0]).toMatchObject({ machines: ['m07'], state: 'HEATUP', months: 12, chronic: true });
    expect(causes[0]!.largestIn).toBeGreaterThanOrEqual(48);
    expect(causes.reduce((sum, { kwh }) => sum + kwh, unexplainedKwh)).toBeCloseTo(excessKwh, 6);
  });

  test('cancelled after its first month it asks nothing more', async () => {
    const abort = new AbortController();
    const statements: string[] = [];
    const reader = createReader({ source: { dialect: 'influxql', database: databases[1]!.name }, map: MAP, send: server.send((statement) => statements.push(statement)) });
    let months = 0;
    const outcome = await reader.recurrence({ meterId: 'incomer', range: { startMs: FROM, endMs: END } }, async () => {
      months++;
      abort.abort();
    }, abort.signal);
    expect([outcome.kind, months]).toEqual(['failed', 1]);
    expect(statements.length).toBeLessThanOrEqual(2 + 2 * CANDIDATE_DAYS);
  });
});
