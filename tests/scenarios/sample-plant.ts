import { addZoneDays, COMPLETE, HOUR_MS, machineLog, MINUTE_MS, SECOND_MS, zoneDayStartMs, zoneHourOfDay, type CounterReadings, type MachineLog, type PowerReadings, type ShiftEvent, type TimeRange } from '../../src/base';
import { daysOfWork, EPISODES, type Episode } from './sample-days';
import { SAMPLE_MACHINES } from './sample-machines';
import { seededRandom } from './seeded';

/**
 * The sample plant: one line over two weeks, the same for the same seed, with its ground truth. It is the data of the
 * tests, the workbench and the trial stack. Its story: on most mornings the line is started step by step; on the second
 * Wednesday extruders and dryers start together after the shift change, and the incomer shows a spike no one can explain.
 */
export interface SamplePlant {
  readonly zone: string;
  readonly range: TimeRange;
  /** Mean kW every 10 s, stamped with the start; 45 minutes are missing on the first Friday. */
  readonly meter: PowerReadings;
  /** The same meter's register in steps of 0.1 kWh, stamped at the reading; set to zero on the second Tuesday. */
  readonly register: CounterReadings;
  /** As reported: two controllers' clocks are off by tens of seconds. */
  readonly machines: readonly MachineLog[];
  readonly shifts: readonly ShiftEvent[];
  readonly truth: SampleTruth;
  readonly episodes: readonly Episode[];
}

/** What only a simulator can know: for scoring, never an input. */
export interface SampleTruth {
  readonly startMs: number;
  readonly stepMs: number;
  readonly kwByMachine: ReadonlyMap<string, Float32Array>;
  readonly unmeteredKw: Float32Array;
  readonly baseKw: Float32Array;
  /** Seconds by which a controller's stamps are late. */
  readonly clockLateS: ReadonlyMap<string, number>;
}

export const SAMPLE_ZONE = 'Europe/Berlin';
const STEP_MS = 10 * SECOND_MS;
const DAYS = 14;
/** Monday, 3 March 2025. */
const FIRST_DAY_MS = Date.parse('2025-03-03T00:00:00+01:00');
const HERO_DAY = 9;

export interface SampleOptions {
  /** Move the two weeks so that they end here and the hero case lies within the last day; no data after it. */
  readonly untilMs?: number;
}

/** Generates the plant. Deterministic in (seed, untilMs). About 121,000 readings and 2,500 state changes. */
export function samplePlant(seed = 1, options: SampleOptions = {}): SamplePlant {
  const { dayStarts, firstDayIndex, endMs } = calendar(options.untilMs);
  const startMs = dayStarts[0] ?? 0;
  const random = seededRandom(seed);
  const days = dayStarts.map((dayMs, i) => ({ dayMs, index: (firstDayIndex + i) % DAYS }));
  const work = daysOfWork(days, random);
  const count = Math.floor((endMs - startMs) / STEP_MS);
  const power = new Float64Array(count);
  const kwByMachine = new Map<string, Float32Array>();
  const machines: MachineLog[] = [];
  const clockLateS = new Map<string, number>();
  for (const machine of SAMPLE_MACHINES) {
    const visits = work.get(machine.id) ?? [];
    const kw = new Float32Array(count);
    let wander = 0;
    visits.forEach(([fromMs, state], v) => {
      const untilMs = visits[v + 1]?.[0] ?? endMs;
      const load = machine.states[state];
      if (!load) {
        throw new RangeError(`${machine.id} has no state ${state}`);
      }
      const level = load.kw * (1 + 0.02 * random.normal());
      const first = Math.max(0, Math.floor((fromMs - startMs) / STEP_MS));
      const last = Math.min(count, Math.ceil((untilMs - startMs) / STEP_MS));
      for (let bin = first; bin < last; bin++) {
        const binMs = startMs + bin * STEP_MS;
        const share = (Math.min(untilMs, binMs + STEP_MS) - Math.max(fromMs, binMs)) / STEP_MS;
        wander = 0.9 * wander + load.noise * Math.sqrt(1 - 0.81) * random.normal();
        const start = load.startKw * Math.exp(-Math.max(0, binMs - fromMs) / load.startMs);
        kw[bin] = (kw[bin] ?? 0) + Math.max(0, level * (1 + wander) + start) * Math.max(0, share);
      }
    });
    for (let bin = 0; bin < count; bin++) {
      power[bin] = (power[bin] ?? 0) + (kw[bin] ?? 0);
    }
    kwByMachine.set(machine.id, kw);
    clockLateS.set(machine.id, machine.clockLateS);
    const reported = visits.filter(([ms]) => ms < endMs).map(([ms, state]) => [ms === startMs ? ms : ms + machine.clockLateS * SECOND_MS, state] as const);
    machines.push(machineLog(machine.id, reported));
  }
  const baseKw = new Float32Array(count);
  const unmeteredKw = new Float32Array(count);
  const episodes = EPISODES.flatMap((episode) => {
    const day = days.find((one) => one.index === episode.dayIndex);
    const at = day && { ...episode, startMs: day.dayMs + episode.fromHour * HOUR_MS, endMs: day.dayMs + episode.toHour * HOUR_MS };
    return at && at.endMs <= endMs ? [at] : [];
  });
  for (const episode of episodes) {
    if (episode.kind === 'unmetered') {
      const from = (episode.startMs - startMs) / STEP_MS;
      unmeteredKw.fill(episode.kw ?? 0, from, (episode.endMs - startMs) / STEP_MS);
    }
  }
  let drift = 0;
  for (let bin = 0; bin < count; bin++) {
    const hour = zoneHourOfDay(startMs + bin * STEP_MS, SAMPLE_ZONE);
    drift = 0.999 * drift + 0.06 * random.normal();
    baseKw[bin] = 32 + 9 * Math.max(-0.3, Math.sin(((hour - 6) / 12) * Math.PI)) + drift;
    power[bin] = (power[bin] ?? 0) + (baseKw[bin] ?? 0) + (unmeteredKw[bin] ?? 0) + 0.6 * random.normal();
  }
  return {
    zone: SAMPLE_ZONE, range: { startMs, endMs },
    meter: meterOf(power, startMs, episodes), register: registerOf(power, startMs, episodes),
    machines, shifts: shiftsOf(dayStarts, endMs),
    truth: { startMs, stepMs: STEP_MS, kwByMachine, unmeteredKw, baseKw, clockLateS }, episodes,
  };
}

function calendar(untilMs: number | undefined): { dayStarts: number[]; firstDayIndex: number; endMs: number } {
  const from = (first: number) => Array.from({ length: DAYS }, (_, i) => addZoneDays(first, i, SAMPLE_ZONE));
  if (untilMs === undefined) {
    return { dayStarts: from(FIRST_DAY_MS), firstDayIndex: 0, endMs: addZoneDays(FIRST_DAY_MS, DAYS, SAMPLE_ZONE) };
  }
  const today = zoneDayStartMs(untilMs, SAMPLE_ZONE);
  // After eight in the morning the hero case is today's, before that yesterday's: the last 24 hours show it either way.
  const lastIndex = untilMs - today >= 8 * HOUR_MS ? HERO_DAY : HERO_DAY + 1;
  return {
    dayStarts: from(addZoneDays(today, 1 - DAYS, SAMPLE_ZONE)), firstDayIndex: (lastIndex + 1) % DAYS,
    endMs: Math.floor(untilMs / MINUTE_MS) * MINUTE_MS,
  };
}

function meterOf(power: Float64Array, startMs: number, episodes: readonly PlacedEpisode[]): PowerReadings {
  const gap = episodes.find((episode) => episode.kind === 'gap');
  const times: number[] = [];
  const kw: number[] = [];
  power.forEach((value, bin) => {
    const ms = startMs + bin * STEP_MS;
    if (!gap || ms < gap.startMs || ms >= gap.endMs) {
      times.push(ms);
      kw.push(Math.round(value * 100) / 100);
    }
  });
  return { kind: 'power', meterId: 'incomer-1', timeMs: Float64Array.from(times), demandKw: Float64Array.from(kw), completeness: COMPLETE, notices: [] };
}

function registerOf(power: Float64Array, startMs: number, episodes: readonly PlacedEpisode[]): CounterReadings {
  const reset = episodes.find((episode) => episode.kind === 'counter-reset');
  const gap = episodes.find((episode) => episode.kind === 'gap');
  const times: number[] = [];
  const kwh: number[] = [];
  let energy = 48_210.4;
  power.forEach((value, bin) => {
    const ms = startMs + (bin + 1) * STEP_MS;
    energy = reset && ms > reset.startMs && ms <= reset.startMs + STEP_MS ? 0 : energy + (value * STEP_MS) / HOUR_MS;
    if (!gap || ms <= gap.startMs || ms > gap.endMs) {
      times.push(ms);
      kwh.push(Math.floor(energy * 10 + 1e-9) / 10);
    }
  });
  return { kind: 'counter', meterId: 'incomer-1-register', timeMs: Float64Array.from(times), energyKwh: Float64Array.from(kwh), completeness: COMPLETE, notices: [] };
}

type PlacedEpisode = SamplePlant['episodes'][number] & { readonly startMs: number; readonly endMs: number };

function shiftsOf(dayStarts: readonly number[], endMs: number): ShiftEvent[] {
  const crews = ['A', 'B', 'C'];
  return dayStarts
    .flatMap((dayMs, d) =>
      (['Early', 'Late', 'Night'] as const).map((name, k) => ({
        startMs: dayMs + (6 + 8 * k) * HOUR_MS, endMs: Math.min(endMs, dayMs + (14 + 8 * k) * HOUR_MS),
        text: `${name} shift, crew ${crews[(k + Math.floor(d / 7)) % 3]}`,
      }))
    )
    .filter((shift) => shift.startMs < endMs);
}

/** A view that shows one episode with what surrounds it. */
export function viewOf(plant: SamplePlant, name: string): TimeRange {
  const episode = plant.episodes.find((one) => one.name === name);
  if (!episode || episode.startMs === undefined || episode.endMs === undefined) {
    throw new RangeError(`the sample plant has no episode ${name}: ${plant.episodes.map((one) => one.name).join(', ')}`);
  }
  return { startMs: episode.startMs - HOUR_MS, endMs: Math.min(plant.range.endMs, episode.endMs + HOUR_MS) };
}

