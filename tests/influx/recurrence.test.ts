/** A year is cut into months of the site, newest first, and the days with the largest rises are told from the meter alone. */
import { expect, test } from 'vitest';
import { COMPLETE, DAY_MS, HOUR_MS, type MeterReadings } from '../../src/base';
import { CANDIDATE_DAYS, candidateDays, monthsOf, RECURRENCE_STEP_MS } from '../../src/influx';

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
