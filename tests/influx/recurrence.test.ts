/** A year is cut into months of the site, newest first, and the days with the largest rises are told from the meter alone. */
import { describe, expect, test } from 'vitest';
import { COMPLETE, DAY_MS, HOUR_MS, MINUTE_MS, type MeterReadings } from '../../src/base';
import { CANDIDATE_DAYS, candidateDays, createReader, monthsOf, RECURRENCE_STEP_MS, type MachineSource, type MonthReading, type PlantMap } from '../../src/influx';
import { createEmbeddedInflux, type EmbeddedColumn } from '../support/embedded-influx';

const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16);

test('months begin at the site’s midnight, on both sides of a changed clock, and are cut to the range', () => {
  const months = monthsOf({ startMs: Date.UTC(2026, 1, 10), endMs: Date.UTC(2026, 3, 2, 12) }, 'Europe/Berlin');
  // Berlin is an hour ahead of UTC in winter and two in summer, from 29 March 2026.
  expect(months.map(({ startMs, endMs }) => [iso(startMs), iso(endMs)])).toEqual([
    ['2026-03-31T22:00', '2026-04-02T12:00'], ['2026-02-28T23:00', '2026-03-31T22:00'], ['2026-02-10T00:00', '2026-02-28T23:00'],
  ]);
});

test('a year has twelve months, or thirteen where it begins within one', () => {
  const year = (startMs: number) => monthsOf({ startMs, endMs: startMs + 365 * DAY_MS }, 'UTC').length;
  expect([year(Date.UTC(2026, 0, 1)), year(Date.UTC(2026, 0, 15))]).toEqual([12, 13]);
});

const month = { startMs: 0, endMs: 31 * DAY_MS };
const count = (31 * DAY_MS) / RECURRENCE_STEP_MS;
/** 100 kW with rises of an hour on some days, at 10:00. */
const meter = (rises: ReadonlyMap<number, number>, gap?: readonly [number, number]): MeterReadings => ({
  kind: 'power', meterId: 'm', windowMs: RECURRENCE_STEP_MS, completeness: COMPLETE, notices: [],
  timeMs: Float64Array.from({ length: count }, (_, i) => i * RECURRENCE_STEP_MS),
  demandKw: Float64Array.from({ length: count }, (_, i) => {
    const ms = i * RECURRENCE_STEP_MS;
    const [day, hour] = [Math.floor(ms / DAY_MS), (ms % DAY_MS) / HOUR_MS];
    return gap && ms >= gap[0] && ms < gap[1] ? NaN : 100 + (hour >= 10 && hour < 11 ? rises.get(day) ?? 0 : 0);
  }),
});
const days = (rises: ReadonlyArray<readonly [number, number]>) => candidateDays(meter(new Map(rises)), month, 'UTC').map(({ startMs, endMs }) => [startMs / DAY_MS, endMs / DAY_MS]);

test('the days with the largest rises are looked at, and neighbours are read as one', () => {
  expect(days([[3, 20], [7, 80], [8, 90], [15, 10], [20, 50], [25, 5]])).toEqual([[3, 4], [7, 9], [20, 21]]);
  expect(CANDIDATE_DAYS).toBe(4);
});

test('a load that is high all day is no rise, and a flat month has no day to look at', () => {
  expect(days([])).toEqual([]);
});

test('a silence is no rise', () => {
  expect(candidateDays(meter(new Map([[5, 40]]), [9 * DAY_MS, 12 * DAY_MS]), month, 'UTC').map(({ startMs }) => startMs / DAY_MS)).toEqual([5]);
});

describe('a month’s reading', () => {
  const FIRST = Date.UTC(2026, 2, 1);
  const END = FIRST + 3 * DAY_MS;
  const PEAK = FIRST + DAY_MS + 10 * HOUR_MS;
  const machines = (more: Partial<MachineSource> = {}): MachineSource => ({ measurement: 'st', field: 'state', idTag: 'machine', tags: {}, ...more });
  const map = (one: MachineSource): PlantMap => ({ zone: 'UTC', meters: [{ id: 'm', measurement: 'em', field: 'kw', tags: {}, kind: 'power', parent: null }], machines: [one] });
  const minutes = Array.from({ length: (END - FIRST) / MINUTE_MS }, (_, i) => FIRST + i * MINUTE_MS);
  const meterColumn: EmbeddedColumn = { measurement: 'em', tags: {}, field: 'kw', timeMs: minutes, values: minutes.map((ms) => (ms >= PEAK && ms < PEAK + HOUR_MS ? 180 : 100)) };
  const column = (field: string, rows: ReadonlyArray<readonly [number, string | number]>, tags: Record<string, string> = { machine: 'oven' }): EmbeddedColumn =>
    ({ measurement: 'st', tags, field, timeMs: rows.map(([ms]) => ms), values: rows.map(([, value]) => value) });

  /** `spoil` may change the body of an answer. */
  async function read(one: MachineSource, columns: readonly EmbeddedColumn[], spoil: (statement: string, body: string) => string = (_statement, body) => body) {
    const influx = createEmbeddedInflux([meterColumn, ...columns]);
    const sent: string[] = [];
    const reader = createReader({
      source: { dialect: 'influxql', database: 'plant' }, map: map(one), nowMs: () => END + DAY_MS,
      send: async ({ body, statement }) => {
        sent.push(statement);
        const answer = influx(body);
        return { ...answer, body: spoil(statement, answer.body) };
      },
    });
    const months: MonthReading[] = [];
    const outcome = await reader.recurrence({ meterId: 'm', range: { startMs: FIRST, endMs: END } }, async (month) => void months.push(month), new AbortController().signal);
    return { outcome, sent, month: months[0]! };
  }
  const partial = (body: string) => body.replace('"statement_id":0', '"statement_id":0,"partial":true');
  const log = ({ machines: [oven] }: MonthReading) => Array.from(oven?.timeMs ?? [], (ms, i) => [(ms - FIRST) / HOUR_MS, oven!.states[oven!.stateCode[i]!]]);

  test('is complete, and knows the states of its candidate days alone', async () => {
    const { month } = await read(machines(), [column('state', [[FIRST + 2 * HOUR_MS, 'OFF'], [PEAK, 'ON'], [PEAK + HOUR_MS, 'OFF']])]);
    expect([month.completeness.kind, month.notices]).toEqual(['complete', []]);
    // The middle of five minutes stands for each change; the day begins with the state from before it.
    expect(log(month)).toEqual([[24, 'OFF'], [34 + 2.5 / 60, 'ON'], [35 + 2.5 / 60, 'OFF'], [48, 'UNKNOWN']]);
  });

  test.each([['states of the day', /GROUP BY time\(300s\)/], ['state before it', /LAST\("state"\) AS "state" FROM "st" [^G]* GROUP BY "machine"$/]])('is not whole where an answer about the %s is partial, also one without a row', async (_what, which) => {
    const off = column('state', [[FIRST, 'OFF']]);
    for (const columns of [[off], []]) {
      const { month, sent } = await read(machines(), columns, (statement, body) => (which.test(statement) && statement.includes('"st"') ? partial(body) : body));
      expect(sent.some((statement) => which.test(statement))).toBe(true);
      expect(month.completeness).toMatchObject({ kind: 'partial' });
    }
  });

  test('says what had to be put right in its states', async () => {
    const { month } = await read(machines({ stateFields: ['off', 'on'] }), [column('off', [[FIRST, 1]]), column('on', [[FIRST, 0], [PEAK, 1]])]);
    expect(month.notices.map(({ code }) => code)).toEqual(['state-columns']);
    expect(log(month)).toEqual([[24, 'off'], [34 + 2.5 / 60, 'UNKNOWN']]);
  });

  test('says that no machine reported, that rows name none, and that a preset does not know a state', async () => {
    expect((await read(machines(), [])).month.notices).toMatchObject([{ code: 'no-states', text: expect.stringContaining('st holds no state of a machine on the days that are looked at') }]);
    expect((await read(machines(), [column('state', [[PEAK, 'ON']], {})])).month.notices).toMatchObject([{ code: 'no-machine-tag' }]);
    expect((await read(machines({ preset: 'packml' }), [column('state', [[FIRST, 'SLEEPY']])])).month.notices).toMatchObject([{ code: 'unmapped-states' }]);
  });

  test('asks for one column of each state by itself, and begins with what they say together', async () => {
    const { month, sent } = await read(machines({ stateFields: ['off', 'on'] }), [column('off', [[FIRST, 1], [PEAK, 0]]), column('on', [[FIRST, 0], [PEAK, 1]])]);
    expect(sent.filter((statement) => statement.includes('LAST') && !statement.includes('time(300s)'))).toEqual([expect.stringContaining('LAST("off")'), expect.stringContaining('LAST("on")')]);
    expect([log(month), month.notices]).toEqual([[[24, 'off'], [34 + 2.5 / 60, 'on'], [48, 'UNKNOWN']], []]);
  });

  test('does not believe a state from before a day for longer than its source may be silent', async () => {
    const { month } = await read(machines({ staleMs: 6 * HOUR_MS }), [column('state', [[FIRST + 2 * HOUR_MS, 'OFF'], [PEAK, 'ON']])]);
    expect(log(month)).toEqual([[24, 'UNKNOWN'], [34 + 2.5 / 60, 'ON'], [40 + 2.5 / 60, 'UNKNOWN']]);
  });

  test('of a measurement that is not there is a failure that names it, and of a silent meter says when it last spoke', async () => {
    const nowhere = createReader({
      source: { dialect: 'influxql', database: 'plant' }, map: { ...map(machines()), meters: [{ id: 'm', measurement: 'nope', field: 'kw', tags: {}, kind: 'power', parent: null }] }, nowMs: () => END,
      send: ((influx) => async ({ body }) => influx(body))(createEmbeddedInflux([meterColumn])),
    });
    expect(await nowhere.recurrence({ meterId: 'm', range: { startMs: FIRST, endMs: END } }, async () => undefined, new AbortController().signal)).toMatchObject({ failure: { kind: 'no-measurement', text: expect.stringContaining('no measurement nope') } });
    const months: MonthReading[] = [];
    const silent = createReader({ source: { dialect: 'influxql', database: 'plant' }, map: map(machines()), nowMs: () => END + 40 * DAY_MS, send: ((influx) => async ({ body }) => influx(body))(createEmbeddedInflux([meterColumn])) });
    await silent.recurrence({ meterId: 'm', range: { startMs: END + DAY_MS, endMs: END + 40 * DAY_MS } }, async (month) => void months.push(month), new AbortController().signal);
    expect(months.map(({ notices }) => notices.map(({ code }) => code))).toEqual([[], ['no-readings']]);
  });
});
