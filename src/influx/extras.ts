import { MINUTE_MS, windowFor, type MeterReadings, type TimeRange } from '../base';
import { asking, caught, Stop } from './asking';
import { closureOf, type Closure } from './closure';
import { discover, lookInto, type Discovery, type Found } from './discovery';
import type { MeterReader } from './meter';
import { meterTree, type MeterNode } from './meter-tree';
import { lineObstacle, meterObstacle, meterOf } from './obstacle';
import { monthsOf, readMonth, recurrenceObstacle, type MonthReading } from './recurrence';
import type { Sent, Traffic } from './traffic';
import type { Outcome, PlantMap } from './types';

/** What can be asked beside an investigation: a month for recurrence, the closure of the meter tree, what a database holds. */

export interface RecurrenceQuestion {
  readonly meterId: string;
  readonly line?: string;
  readonly range: TimeRange;
}

export interface Extras {
  /**
   * Months of the range, newest first, one after the other; `each` hears every month and may be slow, and an abort ends it between two statements.
   * @returns everything that was sent
   */
  readonly recurrence: (question: RecurrenceQuestion, each: (month: MonthReading, done: number, of: number) => Promise<void>, signal: AbortSignal) => Promise<Outcome<readonly Sent[]>>;
  /** One comparison for every meter that has sub-meters, from the top down. */
  readonly closures: (range: TimeRange, signal: AbortSignal) => Promise<Outcome<readonly Closure[]>>;
  /** Measurements, and what the most telling of them hold. */
  readonly discover: (signal: AbortSignal) => Promise<Outcome<Discovery>>;
  /** What one measurement holds. */
  readonly lookInto: (measurement: string, signal: AbortSignal) => Promise<Outcome<Found>>;
}

/** Windows of a closure: coarse enough for any meter, fine enough to see what is missing. */
const CLOSURE_WINDOWS = 500;

export function extrasOf(traffic: Traffic, map: PlantMap, meters: MeterReader, nowMs: () => number): Extras {
  const known = { map, nowMs };
  return {
    recurrence: (question, each, signal) => caught(async () => {
      const meter = meterOf(map, question.meterId);
      const obstacle = recurrenceObstacle(question.range) ?? (question.line === undefined ? undefined : lineObstacle(map, question.line)) ?? (meter ? undefined : meterObstacle(map, question.meterId));
      if (obstacle || !meter) {
        throw new Stop(obstacle ?? meterObstacle(map, question.meterId));
      }
      const months = monthsOf({ startMs: question.range.startMs, endMs: Math.min(question.range.endMs, nowMs()) }, map.zone);
      const ask = asking(traffic, signal);
      for (const [done, month] of months.entries()) {
        await each(await readMonth(ask, meters, map, meter, question.line, month), done + 1, months.length);
      }
      return ask.sent;
    }),
    closures: (range, signal) => caught(async () => {
      const ask = asking(traffic, signal);
      const windowMs = windowFor(range.endMs - range.startMs, CLOSURE_WINDOWS, 15 * MINUTE_MS);
      const readings = new Map<string, MeterReadings>();
      const read = async ({ meter }: MeterNode): Promise<MeterReadings> => {
        const found = readings.get(meter.id) ?? (await meters.learning(ask, meter, { zone: map.zone, stepMs: windowMs, days: [], read: range }));
        readings.set(meter.id, found);
        return found;
      };
      const closures: Closure[] = [];
      const walk = async (node: MeterNode): Promise<void> => {
        if (node.children.length > 0) {
          const parent = await read(node);
          const children: MeterReadings[] = [];
          for (const child of node.children) {
            children.push(await read(child));
          }
          closures.push(closureOf(parent, children, range, windowMs));
        }
        for (const child of node.children) {
          await walk(child);
        }
      };
      for (const root of meterTree(map)) {
        await walk(root);
      }
      return closures;
    }),
    discover: (signal) => caught(() => discover(asking(traffic, signal), known)),
    lookInto: (measurement, signal) => caught(() => lookInto(asking(traffic, signal), known, measurement)),
  };
}
