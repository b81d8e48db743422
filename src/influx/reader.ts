import { LEARNING_DEFAULTS, planLearning, windowFor, type MachineLog, type Notice } from '../base';
import { asking, caught, Stop, type Asking } from './asking';
import { machinesBehind } from './behind';
import { realClock } from './clock';
import { emptyMeter } from './empty';
import { extrasOf, type Extras } from './extras';
import { checkHealth, type HealthLine } from './health';
import { createLane, type Lane } from './lane';
import { mappedLog } from './mapping';
import { meterReader } from './meter';
import { meterOf, obstacleTo } from './obstacle';
import { previewOf, type Preview } from './preview';
import { recorder, type Note } from './recorded';
import { scopeNotice, withinScope } from './scope';
import { readShifts } from './shifts';
import { machineNames, readMachines } from './states';
import { trafficTo, type Traffic } from './traffic';
import type { Failure, InfluxSource, Outcome, PlantMap, PlantQuestion, PlantReading, Send } from './types';

/** Answers one question about the plant, part by part: meter, learning range, machines, shifts. */

export interface Reader extends Extras {
  readonly readPlant: (question: PlantQuestion, signal: AbortSignal) => Promise<Outcome<PlantReading>>;
  /** The statements a question sends when nothing is remembered, and a line about their cost; or why none is sent. Sends nothing. */
  readonly preview: (question: PlantQuestion) => Preview | Failure;
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
  return readerOver(record.traffic(trafficTo(source, record.send(send), lane), source), source, map, nowMs);
}

/** The same reader over whatever answers questions: a server, or files that were opened. */
export function readerOver(traffic: Traffic, source: InfluxSource, plant: PlantMap, nowMs: () => number): Reader {
  const map = withinScope(plant);
  const scope = scopeNotice(map);
  const meters = meterReader(nowMs);
  const names = machineNames(nowMs);

  async function readMeter(question: PlantQuestion, ask: Asking): Promise<Pick<PlantReading, 'view' | 'learn' | 'lastReadingMs'>> {
    const { view: range, parts, maxPoints } = question;
    const meter = meterOf(map, question.meterId);
    if (!meter || !(parts.meter || parts.learning)) {
      return {};
    }
    const view = parts.meter ? await meters.view(ask, meter, range, windowFor(range.endMs - range.startMs, maxPoints)) : undefined;
    if (view?.timeMs.length === 0) {
      // Nothing to look at: fourteen days of history would explain nothing.
      const { notice, lastReadingMs } = await emptyMeter(ask, source.database, meter, range, nowMs());
      return { view: { ...view, notices: [...view.notices, notice] }, lastReadingMs };
    }
    return { view, learn: parts.learning ? await meters.learning(ask, meter, planLearning(range, map.zone, LEARNING_DEFAULTS)) : undefined };
  }

  async function readPlant(question: PlantQuestion, signal: AbortSignal): Promise<PlantReading> {
    const { view: range, parts } = question;
    const obstacle = obstacleTo(map, question);
    if (obstacle) {
      throw new Stop(obstacle);
    }
    const ask = asking(traffic, signal);
    const { view, learn, lastReadingMs } = await readMeter(question, ask);
    const machines: MachineLog[] = [];
    const notices: Notice[] = scope ? [scope] : [];
    if (parts.machines && !(parts.learning && view?.timeMs.length === 0)) {
      const stateRange = parts.learning ? planLearning(range, map.zone, LEARNING_DEFAULTS).read : range;
      for (const from of machinesBehind(map, question.meterId, question.line)) {
        const read = await readMachines(ask, source.database, from, stateRange, nowMs(), names);
        machines.push(...read.logs.map((log) => mappedLog(log, from, stateRange)));
        notices.push(...read.notices);
      }
    }
    const { shifts, completeness } = await readShifts(ask, parts.shifts ? map.shifts : undefined, range);
    return { view, learn, lastReadingMs, machines, shifts, shiftsCompleteness: completeness, statements: ask.sent, notices };
  }

  return {
    readPlant: (question, signal) => caught(() => readPlant(question, signal)),
    preview: (question) => obstacleTo(map, question) ?? previewOf(source, map, question),
    ...extrasOf(traffic, source, map, meters, nowMs),
    machines: (signal, line) => caught(async () => {
      const all: string[] = [];
      for (const from of map.machines.filter((one) => line === undefined || one.line === line)) {
        all.push(...(await names(asking(traffic, signal), from)));
      }
      return all;
    }),
    check: (signal) => checkHealth(traffic, source, map, signal),
  };
}
