import { HOUR_MS, MINUTE_MS } from '../../src/base';
import type { Random } from './seeded';

/** What the machines of the sample plant did on each of its fourteen days, and what is worth finding in it. */

export interface Episode {
  readonly name: string;
  readonly kind: 'coincident-start' | 'warm-up' | 'unmetered' | 'gap' | 'counter-reset';
  /** Day of the fortnight, 0 = Monday; local hours. */
  readonly dayIndex: number;
  readonly fromHour: number;
  readonly toHour: number;
  readonly machines: readonly string[];
  readonly kw?: number;
  readonly startMs?: number;
  readonly endMs?: number;
}

/** Day 9 is the second Wednesday: 12 March 2025 where the fortnight is not moved. */
export const EPISODES: readonly Episode[] = [
  { name: 'hero', kind: 'coincident-start', dayIndex: 9, fromHour: 6.05, toHour: 6.9, machines: ['extruder-1', 'extruder-2', 'dryer-1', 'dryer-2'] },
  { name: 'oven warm-up', kind: 'warm-up', dayIndex: 9, fromHour: 4, toHour: 4.6, machines: ['oven-1'] },
  { name: 'unmetered', kind: 'unmetered', dayIndex: 10, fromHour: 2.25, toHour: 2.75, machines: [], kw: 96 },
  { name: 'gap', kind: 'gap', dayIndex: 4, fromHour: 10.25, toHour: 11, machines: [] },
  { name: 'counter reset', kind: 'counter-reset', dayIndex: 8, fromHour: 13, toHour: 13, machines: [] },
];

type Visit = readonly [fromMs: number, state: string];
const HERO_DAY = 9;

/** Per machine its visits to states in time order; the first begins with the first day. */
export function daysOfWork(days: ReadonlyArray<{ readonly dayMs: number; readonly index: number }>, random: Random): Map<string, Visit[]> {
  const work = new Map<string, Visit[]>();
  const log = (machine: string, ms: number, state: string) => {
    const visits = work.get(machine) ?? [];
    work.set(machine, visits);
    if (visits[visits.length - 1]?.[1] !== state) {
      visits.push([ms, state]);
    }
  };
  const first = days[0]?.dayMs ?? 0;
  for (const machine of ['extruder-1', 'extruder-2', 'dryer-1', 'dryer-2', 'oven-1', 'compressor-1', 'chiller-1']) {
    log(machine, first, 'OFF');
  }
  for (const machine of ['conveyor-1', 'conveyor-2', 'packer-1']) {
    log(machine, first, 'STOPPED');
  }
  for (const { dayMs, index } of days) {
    chillerDay(log, dayMs, random);
    if (index % 7 < 5) {
      workingDay(log, dayMs, index, random);
    }
  }
  return work;
}

type Log = (machine: string, ms: number, state: string) => void;

function workingDay(log: Log, dayMs: number, index: number, random: Random): void {
  const hero = index === HERO_DAY;
  const at = (hour: number, spreadMinutes = 0) => dayMs + hour * HOUR_MS + random.between(-spreadMinutes, spreadMinutes) * MINUTE_MS;
  const warm = at(4, hero ? 1 : 12);
  log('oven-1', warm, 'WARM-UP');
  log('oven-1', warm + random.between(32, 38) * MINUTE_MS, 'HOLD');
  log('oven-1', at(20.4, 20), 'OFF');

  const starts = hero
    ? { 'extruder-1': at(6.08), 'extruder-2': at(6.12), 'dryer-1': at(6.05), 'dryer-2': at(6.1) }
    : { 'extruder-1': at(6.4, 15), 'extruder-2': at(8.6, 40), 'dryer-1': at(7.4, 20), 'dryer-2': at(9.7, 30) };
  for (const extruder of ['extruder-1', 'extruder-2'] as const) {
    let ms = starts[extruder];
    log(extruder, ms, 'HEATING');
    ms += random.between(11, 14) * MINUTE_MS;
    log(extruder, ms, 'RUNNING');
    if (hero) {
      // Material runs out on the whole line: it stops together and comes back step by step.
      log(extruder, at(6.9, 1), 'IDLE');
      ms = at(extruder === 'extruder-1' ? 8.9 : 9.8, 4);
      log(extruder, ms, 'RUNNING');
    }
    for (;;) {
      ms += random.between(50, 160) * MINUTE_MS;
      const pause = random.between(12, 35) * MINUTE_MS;
      if (ms + pause > at(21)) {
        break;
      }
      log(extruder, ms, 'IDLE');
      log(extruder, ms + pause, 'RUNNING');
      ms += pause;
    }
    log(extruder, at(21.3, 15), 'OFF');
  }
  for (const dryer of ['dryer-1', 'dryer-2'] as const) {
    let ms = starts[dryer];
    log(dryer, ms, 'DRYING');
    if (hero) {
      log(dryer, at(6.92, 1), 'STANDBY');
      ms = at(dryer === 'dryer-1' ? 8.4 : 9.4, 5);
      log(dryer, ms, 'DRYING');
    }
    for (;;) {
      ms += random.between(35, 80) * MINUTE_MS;
      const pause = random.between(15, 40) * MINUTE_MS;
      if (ms + pause > at(21)) {
        break;
      }
      log(dryer, ms, 'STANDBY');
      log(dryer, ms + pause, 'DRYING');
      ms += pause;
    }
    log(dryer, at(21.2, 12), 'OFF');
  }
  let air = at(5.7, 10);
  const airEnd = at(21.6, 10);
  while (air < airEnd) {
    log('compressor-1', air, 'LOADED');
    air += random.between(3, 8) * MINUTE_MS;
    log('compressor-1', air, 'UNLOADED');
    air += random.between(3, 10) * MINUTE_MS;
  }
  log('compressor-1', air, 'OFF');

  let belt = at(7.2, 30);
  while (belt < at(20.5)) {
    // The second conveyor follows the first within three seconds: nothing in the data can tell the two apart.
    const lag = random.between(0, 3) * 1000;
    log('conveyor-1', belt, 'RUNNING');
    log('conveyor-2', belt + lag, 'RUNNING');
    belt += random.between(25, 70) * MINUTE_MS;
    log('conveyor-1', belt, 'STOPPED');
    log('conveyor-2', belt + lag, 'STOPPED');
    belt += random.between(8, 40) * MINUTE_MS;
  }
  let pack = at(7.8, 20);
  while (pack < at(20.8)) {
    log('packer-1', pack, 'EXECUTE');
    pack += random.between(15, 50) * MINUTE_MS;
    log('packer-1', pack, 'IDLE');
    pack += random.between(4, 18) * MINUTE_MS;
  }
  log('packer-1', pack, 'STOPPED');
}

/** The chiller runs day and night, more often while the line works. */
function chillerDay(log: Log, dayMs: number, random: Random): void {
  let ms = dayMs + random.between(5, 40) * MINUTE_MS;
  while (ms < dayMs + 23.2 * HOUR_MS) {
    log('chiller-1', ms, 'COOLING');
    ms += random.between(10, 22) * MINUTE_MS;
    log('chiller-1', ms, 'OFF');
    const hour = (ms - dayMs) / HOUR_MS;
    ms += (hour > 6 && hour < 21 ? random.between(15, 35) : random.between(60, 110)) * MINUTE_MS;
  }
}
