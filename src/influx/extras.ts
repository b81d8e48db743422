import { MINUTE_MS, windowFor, type MeterReadings, type TimeRange } from '../base';
import { asking, caught, Stop } from './asking';
import type { Budget } from './budget';
import { closureOf, type Closure } from './closure';
import type { Discovery, Found } from './discovery';
import type { Place } from './empty';
import type { MeterReader } from './meter';
import { meterTree, type MeterNode } from './meter-tree';
import { lineObstacle, meterObstacle, meterOf } from './obstacle';
import { previewOf, type Preview } from './preview';
import { monthsOf, readMonth, recurrenceObstacle, recurrencePreview, type MonthReading } from './recurrence';
import type { Sent, Traffic } from './traffic';
import type { Failure, InfluxSource, MeterSource, Outcome, PlantMap, PlantQuestion } from './types';

/** What can be asked beside an investigation: what it would send, a month for recurrence, the closure of the meter tree, what a database holds. */

export interface RecurrenceQuestion {
  readonly meterId: string;
  readonly line?: string;
  readonly range: TimeRange;
}

export interface Extras {
  /** The statements a question sends when nothing is remembered, and a line about their cost; or why none is sent. Sends nothing. */
  readonly preview: (question: PlantQuestion) => Promise<Preview | Failure>;
  /**
   * Months of the range, newest first, one after the other; `each` hears every month and may be slow, and an abort ends it between two statements.
   * @returns everything that was sent
   */
  readonly recurrence: (question: RecurrenceQuestion, each: (month: MonthReading, done: number, of: number) => Promise<void>, signal: AbortSignal) => Promise<Outcome<readonly Sent[]>>;
  /** What {@link recurrence} would send for the newest month, or why nothing. Sends nothing. */
  readonly previewRecurrence: (question: RecurrenceQuestion) => Promise<Preview | Failure>;
  /** One comparison for every meter that has sub-meters, from the top down. */
  readonly closures: (range: TimeRange, signal: AbortSignal) => Promise<Outcome<readonly Closure[]>>;
  /** Measurements, and what the most telling of them hold. */
  readonly discover: (signal: AbortSignal) => Promise<Outcome<Discovery>>;
  /** What one measurement holds. */
  readonly lookInto: (measurement: string, signal: AbortSignal) => Promise<Outcome<Found>>;
}

/** Windows of a closure: coarse enough for any meter, fine enough to see what is missing. */
const CLOSURE_WINDOWS = 500;
const LOOKS_HOLD_MS = 10 * MINUTE_MS;

/** What they share with the reader that they belong to. */
interface Shared {
  readonly traffic: Traffic;
  readonly source: InfluxSource;
  readonly map: PlantMap;
  readonly place: Place;
  readonly meters: MeterReader;
  readonly nowMs: () => number;
  readonly budgetFor: (question: PlantQuestion) => Outcome<Budget>;
}

export function extrasOf({ traffic, source, map, place, meters, nowMs, budgetFor }: Shared): Extras {
  const known = { map, nowMs };
  const looks = { discovery: remembering<Discovery>(nowMs), found: remembering<Found>(nowMs) };
  return {
    preview: async (question) => {
      const budget = budgetFor(question);
      return budget.kind === 'failed' ? budget.failure : previewOf(source, map, question, budget.value);
    },
    recurrence: (question, each, signal) => caught(async () => {
      const plan = planOf(map, question, nowMs());
      if (plan.kind === 'failed') {
        throw new Stop(plan.failure);
      }
      const { meter, months } = plan.value;
      const ask = asking(traffic, signal);
      let silent = true;
      for (const [done, month] of months.entries()) {
        const reading = await readMonth(ask, meters, map, place, meter, question.line, month);
        silent &&= reading.meter.timeMs.length === 0;
        const why = silent && done + 1 === months.length ? [(await (await import('./empty')).emptyMeter(ask, place, meter, question.range, nowMs())).notice] : [];
        await each({ ...reading, notices: [...reading.notices, ...why] }, done + 1, months.length);
      }
      return ask.sent;
    }),
    previewRecurrence: async (question) => {
      const plan = planOf(map, question, nowMs());
      return plan.kind === 'failed' ? plan.failure : recurrencePreview(source, map, plan.value.meter, question.line, plan.value.months);
    },
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
    // Fetched when somebody looks: no dashboard needs it.
    discover: (signal) => looks.discovery('', () => caught(async () => (await import('./discovery')).discover(asking(traffic, signal), known))),
    lookInto: (measurement, signal) => looks.found(measurement, () => caught(async () => (await import('./discovery')).lookInto(asking(traffic, signal), known, measurement))),
  };
}

/** Nothing is asked of the future: the months end now. */
function planOf(map: PlantMap, { meterId, line, range }: RecurrenceQuestion, nowMs: number): Outcome<{ readonly meter: MeterSource; readonly months: readonly TimeRange[] }> {
  const meter = meterOf(map, meterId);
  const failure = recurrenceObstacle(range) ?? (line === undefined ? undefined : lineObstacle(map, line)) ?? (meter ? undefined : meterObstacle(map, meterId));
  return failure || !meter
    ? { kind: 'failed', failure: failure ?? meterObstacle(map, meterId) }
    : { kind: 'ok', value: { meter, months: monthsOf({ startMs: range.startMs, endMs: Math.min(range.endMs, nowMs) }, map.zone) } };
}

/** What was found is good for ten minutes; a failure is not remembered. */
function remembering<T>(nowMs: () => number): (key: string, work: () => Promise<Outcome<T>>) => Promise<Outcome<T>> {
  const kept = new Map<string, { readonly atMs: number; readonly outcome: Outcome<T> }>();
  return async (key, work) => {
    const found = kept.get(key);
    if (found && nowMs() - found.atMs < LOOKS_HOLD_MS) {
      return found.outcome;
    }
    const outcome = await work();
    if (outcome.kind === 'ok') {
      kept.set(key, { atMs: nowMs(), outcome });
    }
    return outcome;
  };
}
