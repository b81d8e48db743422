// The plants behind the gallery: the sample plant, and small ones made for what it does not show. The same on every run.
import { COMPLETE, HOUR_MS, machineLog, MINUTE_MS, planLearning, SECOND_MS, type MachineLog, type PowerReadings, type ShiftEvent, type TimeRange } from '../../../base';
import { samplePlant, viewOf } from '../../../../tests/scenarios';
import { seededRandom } from '../../../../tests/scenarios/seeded';

/** What a data source would know of one plant. */
export interface ShownPlant {
  readonly zone: string;
  /** Samples, from which the windows of view and learning range are made. */
  readonly meter: PowerReadings;
  readonly machines: readonly MachineLog[];
  readonly shifts: readonly ShiftEvent[];
}

let known: ReturnType<typeof samplePlant> | undefined;
const sampleOnce = () => (known ??= samplePlant());

export function sample(): ShownPlant {
  const { zone, meter, machines, shifts } = sampleOnce();
  return { zone, meter, machines, shifts };
}

/** An episode of the sample plant, with some hours around it in whole half hours. */
export function around(episode: string, before: number, after: number): TimeRange {
  const { startMs, endMs } = viewOf(sampleOnce(), episode);
  const half = 30 * MINUTE_MS;
  return { startMs: Math.floor((startMs + HOUR_MS) / half) * half - before * HOUR_MS, endMs: Math.ceil((endMs - HOUR_MS) / half) * half + after * HOUR_MS };
}

/** Means of windows, and the largest sample of each, as a query with GROUP BY time() answers; those whose start lies in the range. */
export function windowsOf(meter: PowerReadings, range: TimeRange, windowMs: number): PowerReadings {
  const [times, means, highest]: [number[], number[], number[]] = [[], [], []];
  let [at, sum, count, most] = [NaN, 0, 0, -Infinity];
  const close = () => {
    if (count > 0) {
      times.push(at);
      means.push(sum / count);
      highest.push(most);
    }
  };
  for (let i = 0; i < meter.timeMs.length; i++) {
    const ms = meter.timeMs[i] ?? NaN;
    if (ms < range.startMs || ms >= range.endMs) {
      continue;
    }
    const start = Math.floor(ms / windowMs) * windowMs;
    if (start !== at) {
      close();
      [at, sum, count, most] = [start, 0, 0, -Infinity];
    }
    const kw = meter.demandKw[i] ?? NaN;
    sum += kw;
    count++;
    most = Math.max(most, kw);
  }
  close();
  return { ...meter, timeMs: Float64Array.from(times), demandKw: Float64Array.from(means), maxKw: Float64Array.from(highest), windowMs };
}

/** The range that teaches what the spikes of a view cost, as the data source asks for it. */
export function learningOf(plant: ShownPlant, view: TimeRange): PowerReadings {
  const { read, stepMs } = planLearning(view, plant.zone);
  const { maxKw: _without, ...means } = windowsOf(plant.meter, read, stepMs);
  return means;
}

interface MadeMachine {
  readonly id: string;
  /** kW of its states; the first is the one it begins in. */
  readonly kw: Readonly<Record<string, number>>;
  /** [hour of the plan, state], in order. */
  readonly visits: ReadonlyArray<readonly [hour: number, state: string]>;
}

export interface MadePlant {
  readonly days: number;
  readonly baseKw: number;
  readonly noiseKw: number;
  /** How far a load that nobody reports wanders over some twenty minutes, kW. */
  readonly wanderKw?: number;
  /** By how much a visit to a state may draw more or less than usual, as a share. */
  readonly varies?: number;
  readonly machines: readonly MadeMachine[];
}

/** Monday, 3 March 2025, midnight in UTC. */
export const MADE_START_MS = Date.UTC(2025, 2, 3);
const STEP_MS = 30 * SECOND_MS;

/** A plant whose every kW is given: readings every 30 s. */
export function made({ days, baseKw, noiseKw, wanderKw = 0, varies = 0, machines }: MadePlant, seed: number): ShownPlant {
  const random = seededRandom(seed);
  const count = (days * 24 * HOUR_MS) / STEP_MS;
  const keep = Math.exp(-STEP_MS / (20 * MINUTE_MS));
  let wander = 0;
  const demandKw = Float64Array.from({ length: count }, () => {
    wander = keep * wander + Math.sqrt(1 - keep * keep) * wanderKw * random.normal();
    return baseKw + wander + noiseKw * random.normal();
  });
  for (const { kw, visits } of machines) {
    visits.forEach(([hour, state], i) => {
      const from = Math.max(0, Math.round((hour * HOUR_MS) / STEP_MS));
      const to = Math.min(count, Math.round(((visits[i + 1]?.[0] ?? days * 24) * HOUR_MS) / STEP_MS));
      const drawn = (kw[state] ?? 0) * (1 + varies * random.normal());
      for (let bin = from; bin < to; bin++) {
        demandKw[bin] = (demandKw[bin] ?? 0) + drawn;
      }
    });
  }
  return {
    zone: 'UTC', shifts: [],
    meter: { kind: 'power', meterId: 'incomer-1', timeMs: Float64Array.from({ length: count }, (_, i) => MADE_START_MS + i * STEP_MS), demandKw, completeness: COMPLETE, notices: [] },
    machines: machines.map(({ id, visits }) => machineLog(id, visits.map(([hour, state]) => [MADE_START_MS + hour * HOUR_MS, state] as const))),
  };
}

/** On for `minutes` at each hour of each day, with a little jitter. */
function onAt(days: number, hours: readonly number[], minutes: number, on: string, off: string, jitter: () => number): MadeMachine['visits'] {
  const whole = (hour: number) => Math.round(hour * 120) / 120;
  return [[0, off], ...Array.from({ length: days }, (_, day) => hours.flatMap((hour): Array<readonly [number, string]> => {
    const at = whole(24 * day + hour + jitter());
    return [[at, on], [whole(at + minutes / 60 + jitter()), off]];
  })).flat()];
}

/** Two presses on one contactor: nothing in the data can tell them apart. `scale`: of every kW. */
export function twins(scale = 1): ShownPlant {
  const random = seededRandom(11);
  const days = 6;
  const press = onAt(days, [5.2, 9.1, 13.4, 17.6, 21.3], 34, 'PRESSING', 'OPEN', () => random.between(-0.3, 0.3));
  return made({
    days, baseKw: 140 * scale, noiseKw: 2.5 * scale,
    machines: [
      { id: 'press-3', kw: { PRESSING: 46 * scale }, visits: press },
      { id: 'press-12', kw: { PRESSING: 38 * scale }, visits: press },
      { id: 'fan-1', kw: { RUNNING: 14 * scale }, visits: onAt(days, [3, 8, 12, 16, 20], 70, 'RUNNING', 'OFF', () => random.between(-0.9, 0.9)) },
    ],
  }, 12);
}

/** Three mixers that start within minutes of one another and draw more or less as they please, beside a load that nobody reports. */
export function rivals(): ShownPlant {
  const random = seededRandom(21);
  const days = 4;
  const mixer = (shift: number) => onAt(days, [6 + shift, 18 + shift], 40, 'MIXING', 'OFF', () => random.between(-0.03, 0.03));
  return made({
    days, baseKw: 160, noiseKw: 4, wanderKw: 10, varies: 0.6,
    machines: [
      { id: 'mixer-1', kw: { MIXING: 26 }, visits: mixer(0) },
      { id: 'mixer-2', kw: { MIXING: 25 }, visits: mixer(0.02) },
      { id: 'mixer-3', kw: { MIXING: 24 }, visits: mixer(0.03) },
    ],
  }, 25);
}

/** Forty machines on one meter, each on its own rhythm; nine of them start the second shift together. */
export function forty(): ShownPlant {
  const random = seededRandom(31);
  const days = 6;
  const kinds = ['press', 'robot', 'conveyor', 'packer'] as const;
  return made({
    days, baseKw: 220, noiseKw: 3,
    machines: Array.from({ length: 40 }, (_, i): MadeMachine => {
      const hours = [random.between(0.5, 5), random.between(7, 12), random.between(16.5, 22)];
      const together = i % 4 === 0 && i < 36 ? [14.05] : [];
      return {
        id: `${kinds[i % 4]}-${String(i + 1).padStart(2, '0')}`, kw: { RUNNING: Math.round(random.between(4, 14)) + (together.length > 0 ? 8 : 0) },
        visits: onAt(days, [...hours, ...together].sort((a, b) => a - b), 40, 'RUNNING', 'OFF', () => random.between(-0.07, 0.07)),
      };
    }),
  }, 32);
}
