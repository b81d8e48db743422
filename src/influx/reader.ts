import type { MachineLog, Notice } from '../base';
import { asking, caught, Stop, type Asking } from './asking';
import type { OnWaiting } from './attempts';
import { machinesBehind } from './behind';
import { budgetOf, costText, type Budget } from './budget';
import { realClock } from './clock';
import type { Extras } from './extras';
import type { HealthLine } from './health';
import { createLane, type Lane } from './lane';
import { LOAD_DEFAULTS } from './limits';
import { mappedLog } from './mapping';
import { createRoom } from './memory';
import { meterReader } from './meter';
import { meterOf, obstacleTo } from './obstacle';
import { recorder, type Note } from './recorded';
import { scopeNotice, withinScope } from './scope';
import { readShifts } from './shifts';
import { machineNames, machineReader } from './states';
import { trafficTo, type Traffic } from './traffic';
import type { InfluxSource, Outcome, PlantMap, PlantQuestion, PlantReading, Send } from './types';

/** Answers one question about the plant, part by part: meter, learning range, machines, shifts. */

export interface Reader extends Extras {
  /** @param onWaiting hears every wait before a further attempt, in ms, and why */
  readonly readPlant: (question: PlantQuestion, signal: AbortSignal, onWaiting?: OnWaiting) => Promise<Outcome<PlantReading>>;
  /** Names; of one line only where it is given. */
  readonly machines: (signal: AbortSignal, line?: string) => Promise<Outcome<readonly string[]>>;
  readonly check: (signal: AbortSignal) => Promise<readonly HealthLine[]>;
}

export interface ReaderSetup {
  readonly source: InfluxSource;
  readonly map: PlantMap;
  readonly send: Send;
  readonly nowMs?: () => number;
  /** The way that all readers of one data source share; a way of its own when none is given. */
  readonly lane?: Lane;
  /** Hears of every question that is asked, for the record of requests. */
  readonly note?: Note;
}

export function createReader({ source, map, send, nowMs = Date.now, lane = createLane({ clock: realClock(nowMs) }), note }: ReaderSetup): Reader {
  const record = recorder(note, nowMs);
  const room = createRoom(lane.limits().cacheMb * 1e6);
  return readerOver(record.traffic(trafficTo(source, record.send(send), lane, room), source), source, map, nowMs, lane.limits, room);
}

/** The same reader over whatever answers questions: a server, or files that were opened. */
export function readerOver(
  traffic: Traffic, source: InfluxSource, plant: PlantMap, nowMs: () => number, limits: Lane['limits'] = () => LOAD_DEFAULTS, room = createRoom(limits().cacheMb * 1e6)
): Reader {
  const map = withinScope(plant);
  const scope = scopeNotice(map);
  const place = { database: source.database, zoned: scope !== undefined, dialect: source.dialect };
  const meters = meterReader(nowMs, limits, room);
  const machinesOf = machineReader(nowMs, room);
  const names = machineNames(nowMs);
  // Fetched when somebody asks for one of them: a dashboard that shows an investigation never does. Once, for they remember what they found.
  let more: Promise<Extras> | undefined;
  const extras = () => (more ??= import('./extras').then(
    ({ extrasOf }) => extrasOf({ traffic, source, map, place, meters, nowMs, budgetFor }),
    (error: unknown) => {
      more = undefined;
      throw error;
    }
  ));

  async function readMeter(question: PlantQuestion, ask: Asking, budget: Budget): Promise<Pick<PlantReading, 'view' | 'learn' | 'lastReadingMs'>> {
    const { view: range, parts } = question;
    const meter = meterOf(map, question.meterId);
    if (!meter || !(parts.meter || parts.learning)) {
      return {};
    }
    const view = parts.meter ? await meters.view(ask, meter, range, budget.windowMs) : undefined;
    if (view?.timeMs.length === 0) {
      // Nothing to look at: fourteen days of history would explain nothing.
      const { notice, lastReadingMs } = await (await import('./empty')).emptyMeter(ask, place, meter, range, nowMs());
      return { view: { ...view, notices: [...view.notices, notice] }, lastReadingMs };
    }
    return { view, learn: parts.learning ? await meters.learning(ask, meter, budget.plan) : undefined };
  }

  async function readPlant(question: PlantQuestion, signal: AbortSignal, onWaiting: OnWaiting | undefined): Promise<PlantReading> {
    const { view: range, parts } = question;
    const budget = affordable(question);
    const ask = asking(traffic, signal, onWaiting);
    const { view, learn, lastReadingMs } = await readMeter(question, ask, budget);
    const machines: MachineLog[] = [];
    const notices: Notice[] = [...(scope ? [scope] : []), ...budget.notices];
    if (parts.machines && !(parts.learning && view?.timeMs.length === 0)) {
      const stateRange = parts.learning ? budget.plan.read : range;
      for (const from of machinesBehind(map, question.meterId, question.line)) {
        const read = await machinesOf(ask, place, from, stateRange, names);
        machines.push(...read.logs.map((log) => mappedLog(log, from, stateRange)));
        notices.push(...read.notices);
      }
    }
    const { shifts, completeness } = await readShifts(ask, parts.shifts ? map.shifts : undefined, range);
    const cost = { view: budget.view && costText(budget.view), learn: budget.learn && costText(budget.learn) };
    return { view, learn, lastReadingMs, machines, shifts, shiftsCompleteness: completeness, statements: ask.sent, notices, cost };
  }

  /** @throws Stop before anything is sent, where there is an obstacle or no window is coarse enough */
  function affordable(question: PlantQuestion): Budget {
    const budget = budgetFor(question);
    if (budget.kind === 'failed') {
      throw new Stop(budget.failure);
    }
    return budget.value;
  }

  function budgetFor(question: PlantQuestion): Outcome<Budget> {
    const failure = obstacleTo(map, question);
    return failure ? { kind: 'failed', failure } : budgetOf(question, meterOf(map, question.meterId), map.zone, limits());
  }

  return {
    readPlant: (question, signal, onWaiting) => caught(() => readPlant(question, signal, onWaiting)),
    preview: async (...asked) => (await extras()).preview(...asked),
    previewRecurrence: async (...asked) => (await extras()).previewRecurrence(...asked),
    recurrence: async (...asked) => (await extras()).recurrence(...asked),
    closures: async (...asked) => (await extras()).closures(...asked),
    discover: async (...asked) => (await extras()).discover(...asked),
    lookInto: async (...asked) => (await extras()).lookInto(...asked),
    machines: (signal, line) => caught(async () => {
      const all: string[] = [];
      for (const from of map.machines.filter((one) => line === undefined || one.line === line)) {
        all.push(...(await names(asking(traffic, signal), from)));
      }
      return all;
    }),
    // Fetched when somebody presses “Save & test”, which no dashboard does.
    check: async (signal) => (await import('./health')).checkHealth(traffic, source, map, signal),
  };
}
