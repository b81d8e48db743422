import { addZoneDays, COMPLETE, DAY_MS, machineLog, UNKNOWN_STATE, worstCompleteness, zoneDayStartMs, zoneOffsetMs, type Completeness, type MachineLog, type MeterReadings, type Notice, type TimeRange } from '../base';
import { STATE_ROWS, type SeriesRequest } from './ask';
import { stampOf, type Asking } from './asking';
import { machinesBehind } from './behind';
import { energyByWindow } from './closure';
import { statementOf } from './dialects';
import type { Place } from './empty';
import { mappedLog } from './mapping';
import { windowsOf, type MeterReader } from './meter';
import type { Preview } from './preview';
import type { Series } from './read';
import { collected, piecesOf } from './state-log';
import type { Piece } from './state-rows';
import { hideable, typesIn } from './state-types';
import { beforeRequests, statesBefore } from './states-before';
import { span } from './text';
import type { Failure, InfluxSource, MachineSource, MeterSource, PlantMap } from './types';

/**
 * Reads what a year's recurrence needs, month by month, in a number of statements and rows that does not depend on how densely the plant writes:
 * the meter by windows of five minutes, the days with the largest peaks, and the states of those days alone, by windows too.
 */

/** 31 days and an hour of a changed clock are 8,940 of them: below the 9,000 rows that InfluxDB 1.x sends in one block. */
export const RECURRENCE_STEP_MS = 300_000;
/** Candidates are told by the usual demand window. */
const DEMAND_MS = 900_000;
/** Days of a month whose states are read. */
export const CANDIDATE_DAYS = 4;
/** A machine that did not report in the week before a day is unknown until it does. */
const LOOK_MS = 7 * DAY_MS;
/** A window of demand is compared with the median of as many around it: six hours. */
const AROUND = 24;
export const LONGEST_RECURRENCE_DAYS = 400;

export interface MonthReading {
  readonly month: TimeRange;
  /** The days whose states were read, oldest first; neighbours are one. */
  readonly days: readonly TimeRange[];
  readonly meter: MeterReadings;
  /** Unknown outside of `days`. */
  readonly machines: readonly MachineLog[];
  /** The worst of everything that was read for it. */
  readonly completeness: Completeness;
  /** Of the meter and of the machines. */
  readonly notices: readonly Notice[];
}

/** The calendar months that a range touches, newest first, cut to it. */
export function monthsOf({ startMs, endMs }: TimeRange, zone: string): readonly TimeRange[] {
  const months: TimeRange[] = [];
  for (let endOfMonth = endMs; endOfMonth > startMs; ) {
    const first = firstOfMonth(endOfMonth - 1, zone);
    months.push({ startMs: Math.max(startMs, first), endMs: endOfMonth });
    endOfMonth = first;
  }
  return months;
}

function firstOfMonth(instantMs: number, zone: string): number {
  const day = zoneDayStartMs(instantMs, zone);
  return addZoneDays(day, 1 - new Date(day + zoneOffsetMs(day, zone)).getUTCDate(), zone);
}

export function recurrenceObstacle({ startMs, endMs }: TimeRange): Failure | undefined {
  return endMs - startMs <= LONGEST_RECURRENCE_DAYS * DAY_MS ? undefined : {
    kind: 'over-budget', text: `The range is ${Math.round((endMs - startMs) / DAY_MS)} days long, and recurrence is looked for in at most ${LONGEST_RECURRENCE_DAYS}.`, advice: 'Choose a shorter range.',
  };
}

/** What is asked about the states of one stretch of candidate days. */
export function dayRequests(machines: MachineSource, range: TimeRange): { readonly before: readonly SeriesRequest[]; readonly inside: SeriesRequest } {
  return { before: beforeRequests(machines, lookOf(range)), inside: { kind: 'polled-states', machines, range, windowMs: RECURRENCE_STEP_MS, rowLimit: STATE_ROWS } };
}

function lookOf({ startMs }: TimeRange): TimeRange {
  return { startMs: startMs - LOOK_MS, endMs: startMs };
}

/** The statements of the newest month, with one day in place of its candidate days, which are known once the meter was read. Sends nothing. */
export async function recurrencePreview(source: InfluxSource, map: PlantMap, meter: MeterSource, line: string | undefined, months: readonly TimeRange[]): Promise<Preview> {
  const [newest] = months;
  const requests = newest ? [
    windowsOf(meter, newest, RECURRENCE_STEP_MS, false),
    ...machinesBehind(map, meter.id, line).flatMap((from) => {
      const { before, inside } = dayRequests(from, { startMs: Math.max(newest.startMs, newest.endMs - DAY_MS), endMs: newest.endMs });
      return [...before, inside];
    }),
  ] : [];
  return {
    statements: await Promise.all(requests.map((request) => statementOf(request, source))),
    cost: `The like for each of ${months.length} ${months.length === 1 ? 'month' : 'months'}, newest first: the meter by windows of ${RECURRENCE_STEP_MS / 60_000} minutes, at most 8,940 a month, and the states of at most ${CANDIDATE_DAYS} days of it, at most 288 a machine and day.`,
  };
}

/** @throws Stop when no usable answer came */
export async function readMonth(asking: Asking, meters: MeterReader, map: PlantMap, place: Place, meter: MeterSource, line: string | undefined, month: TimeRange): Promise<MonthReading> {
  const readings = await meters.learning(asking, meter, { zone: map.zone, stepMs: RECURRENCE_STEP_MS, days: [], read: month });
  const days = candidateDays(readings, month, map.zone);
  const logs = new Map<string, LogParts>();
  const notices: Notice[] = [...readings.notices];
  const cuts: Completeness[] = [readings.completeness];
  for (const from of days.length === 0 ? [] : machinesBehind(map, meter.id, line)) {
    let [heard, nameless] = [false, false];
    const pieces: Piece[] = [];
    for (const day of days) {
      const read = await readDay(asking, from, day);
      cuts.push(read.completeness);
      heard ||= read.logs.length > 0;
      nameless ||= read.nameless;
      pieces.push(...read.pieces);
      read.logs.forEach((log) => addDay(logs, from, day, log));
    }
    if (place.dialect === 'influxql') {
      cuts.push(await typesIn(asking, from, { startMs: lookOf(days[0]!).startMs, endMs: days[days.length - 1]!.endMs }, hideable(pieces)));
    }
    if (nameless) {
      notices.push(await (await import('./empty')).namelessMachines(asking, place, from));
    } else if (!heard) {
      notices.push({ severity: 'warning', code: 'no-states', text: `${from.measurement} holds no state of a machine on the days that are looked at, nor in the week before each.` });
    }
  }
  const machines = [...logs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, { from, entries, own }]) => mappedLog(machineLog(id, entries, COMPLETE, own), from, month));
  return { month, days, meter: readings, machines, completeness: worstCompleteness(cuts), notices: [...notices, ...machines.flatMap((log) => log.notices)] };
}

interface LogParts {
  readonly from: MachineSource;
  readonly entries: Array<readonly [number, string]>;
  readonly own: Notice[];
}

interface DayRead {
  readonly logs: readonly MachineLog[];
  /** Rows came without the tag that names a machine. */
  readonly nameless: boolean;
  readonly pieces: readonly Piece[];
  /** Of all answers, also of those without a row. */
  readonly completeness: Completeness;
}

async function readDay(asking: Asking, from: MachineSource, day: TimeRange): Promise<DayRead> {
  const found = collected(from, day.startMs, day.endMs);
  const before = await statesBefore(asking, from, lookOf(day), `recurrence: state before, ${span(day)}`);
  // Somewhere in its window it changed: the middle is off by half of it at most.
  const middle = (ms: number) => Math.max(day.startMs, ms) + RECURRENCE_STEP_MS / 2;
  const inside = piecesOf(await asking.need(dayRequests(from, day).inside, `recurrence: states, ${span(day)}`)).map((piece) => ({ ...piece, series: retimed(piece.series, middle) }));
  const pieces = [...before, ...inside];
  pieces.forEach(found.take);
  return { logs: await Promise.all(found.ids().map((id) => found.log(id, []))), nameless: found.nameless(), pieces, completeness: worstCompleteness(pieces.map(({ completeness }) => completeness)) };
}

/** Known from the day's start to its end alone, whenever the state was written that it began with. */
function addDay(logs: Map<string, LogParts>, from: MachineSource, day: TimeRange, log: MachineLog): void {
  const parts = logs.get(log.machineId) ?? { from, entries: [], own: [] };
  logs.set(log.machineId, parts);
  log.timeMs.forEach((ms, i) => parts.entries.push([Math.max(day.startMs, ms), log.states[log.stateCode[i]!]!]));
  parts.entries.push([day.endMs, UNKNOWN_STATE]);
  parts.own.push(...log.notices);
}

function retimed(series: Series, timeOf: (ms: number) => number): Series {
  const time = series.columns.indexOf('time');
  return { ...series, rows: series.rows.map((row) => row.map((value, i) => (i === time ? timeOf(stampOf(value)) : value))) };
}

/**
 * The days with the largest rise of a demand window above the median of the six hours around it; days side by side become one range.
 * Fewer where fewer have a rise at all. O(windows × {@link AROUND})
 */
export function candidateDays(meter: MeterReadings, month: TimeRange, zone: string): readonly TimeRange[] {
  const kwh = energyByWindow(meter, month, DEMAND_MS);
  const rises = new Map<number, number>();
  let [dayMs, dayEndMs] = [-Infinity, -Infinity];
  kwh.forEach((value, w) => {
    const atMs = month.startMs + w * DEMAND_MS;
    if (atMs >= dayEndMs) {
      dayMs = zoneDayStartMs(atMs, zone);
      dayEndMs = addZoneDays(dayMs, 1, zone);
    }
    const rise = value - median(kwh.subarray(Math.max(0, w - AROUND / 2), w + AROUND / 2));
    if (rise > (rises.get(dayMs) ?? 0)) {
      rises.set(dayMs, rise);
    }
  });
  const chosen = [...rises].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, CANDIDATE_DAYS).map(([startMs]) => startMs).sort((a, b) => a - b);
  const days: Array<{ startMs: number; endMs: number }> = [];
  for (const startMs of chosen) {
    const endMs = Math.min(month.endMs, addZoneDays(startMs, 1, zone));
    const last = days[days.length - 1];
    if (last?.endMs === startMs) {
      last.endMs = endMs;
    } else {
      days.push({ startMs: Math.max(month.startMs, startMs), endMs });
    }
  }
  return days;
}

/** NaN when nothing is known. */
function median(values: Float64Array): number {
  const known = values.filter((value) => value === value).sort();
  return known.length === 0 ? NaN : known[known.length >> 1]!;
}
