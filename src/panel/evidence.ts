import { isUnknownState, lowerBound, MINUTE_MS, type MachineLog, type MeterReadings, type PowerReadings, type TimeRange } from '../base';
import { quantile, type Finding, type MachineFacts } from '../engine';
import { runsIn, stateIn } from './runs';

/** What the four cards of the evidence draw, from readings and logs; all of it pure. */

/** Means over any range in O(log n): the readings' running sum. */
export interface Means {
  readonly of: (startMs: number, endMs: number) => number;
}

/** O(n), once */
export function meansOf({ timeMs, demandKw }: PowerReadings): Means {
  const sum = new Float64Array(timeMs.length + 1);
  const known = new Float64Array(timeMs.length + 1);
  for (let i = 0; i < timeMs.length; i++) {
    const kw = demandKw[i]!;
    const read = kw === kw;
    sum[i + 1] = sum[i]! + (read ? kw : 0);
    known[i + 1] = known[i]! + (read ? 1 : 0);
  }
  return {
    of: (startMs, endMs) => {
      const [from, to] = [lowerBound(timeMs, startMs), lowerBound(timeMs, endMs)];
      const count = known[to]! - known[from]!;
      return count > 0 ? (sum[to]! - sum[from]!) / count : NaN;
    },
  };
}

/** Distance of the readings, ms; the median of the first hundred. */
export function stepOf({ timeMs, windowMs }: PowerReadings): number {
  const gaps = Array.from({ length: Math.min(100, timeMs.length - 1) }, (_, i) => timeMs[i + 1]! - timeMs[i]!).sort((a, b) => a - b);
  return windowMs ?? gaps[gaps.length >> 1] ?? 30_000;
}

/** n means of equal pieces of a range; NaN where nothing was read. */
export function curve(means: Means, { startMs, endMs }: TimeRange, n: number): number[] {
  const pieceMs = (endMs - startMs) / n;
  return Array.from({ length: n }, (_, i) => means.of(startMs + i * pieceMs, startMs + (i + 1) * pieceMs));
}

/** The instants at which a machine entered a state, its clock corrected; a first entry of a log is no change. */
export function entriesInto(log: MachineLog, state: string, offsetMs: number): number[] {
  return Array.from(log.timeMs.filter((_, i) => i > 0 && stateIn(log, i) === state), (ms) => ms - offsetMs);
}

/** What is seen before an entry; three times as much is seen after it. */
const BEFORE_MS = 5 * MINUTE_MS;

export interface Aligned {
  readonly atMs: number;
  /** kW less the entry's own time before, piece by piece. */
  readonly kw: readonly number[];
}

export interface PastEntries {
  readonly pieceMs: number;
  /** Five minutes, and with coarse readings as many times that as hold two of them. */
  readonly beforeMs: number;
  readonly afterMs: number;
  /** Without the entry of this spike. */
  readonly others: readonly Aligned[];
  readonly own: Aligned | undefined;
  /** Per piece; NaN where nobody was measured. */
  readonly medianKw: readonly number[];
  readonly lowKw: readonly number[];
  readonly highKw: readonly number[];
}

/** So many of the latest entries are compared: more would not be told apart. */
const MOST_ENTRIES = 200;

/** The meter around every entry, aligned on it. O(entries · pieces · log readings) */
export function pastEntries(means: Means, stepMs: number, entriesMs: readonly number[], spike: TimeRange): PastEntries {
  const pieceMs = Math.max(30_000, Math.ceil(stepMs / 30_000) * 30_000);
  const beforeMs = BEFORE_MS * Math.max(1, Math.ceil((2 * pieceMs) / BEFORE_MS));
  const afterMs = 3 * beforeMs;
  const align = (atMs: number): Aligned => {
    const baseKw = means.of(atMs - beforeMs, atMs);
    return { atMs, kw: curve(means, { startMs: atMs - beforeMs, endMs: atMs + afterMs }, Math.round((beforeMs + afterMs) / pieceMs)).map((kw) => kw - baseKw) };
  };
  const ownMs = nearest(entriesMs.filter((ms) => ms >= spike.startMs - 60 * MINUTE_MS && ms < spike.endMs), spike.startMs);
  const others = entriesMs.filter((ms) => ms !== ownMs).slice(-MOST_ENTRIES).map(align).filter(({ kw }) => kw.some(Number.isFinite));
  const pieces = (others[0]?.kw ?? []).map((_, i) => Float64Array.from(others, ({ kw }) => kw[i]!));
  const at = (share: number) => pieces.map((kw) => quantile(kw, share));
  return {
    pieceMs, beforeMs, afterMs, others, own: ownMs === undefined ? undefined : align(ownMs),
    medianKw: at(0.5), lowKw: at(0.25), highKw: at(0.75),
  };
}

export function nearest(values: readonly number[], at: number): number | undefined {
  return values.reduce<number | undefined>((best, value) => (best === undefined || Math.abs(value - at) < Math.abs(best - at) ? value : best), undefined);
}

export interface Natural {
  readonly atMs: number;
  readonly stepKw: number;
  /** true: nothing else changed by as much as a tenth of its own step within a minute. */
  readonly alone: boolean;
}

export interface NaturalExperiments {
  readonly shown: readonly Natural[];
  /** Steps of those that were alone, oldest first. */
  readonly aloneKw: readonly number[];
  readonly littleKw: number;
  readonly leftOut: number;
  readonly expectedKw: number | undefined;
}

export interface ExperimentInput {
  readonly means: Means;
  readonly stepMs: number;
  readonly log: MachineLog;
  readonly state: string;
  readonly machines: readonly MachineLog[];
  readonly facts: readonly MachineFacts[];
  /** Machines that always switch with this one: they are no company. */
  readonly group: readonly string[];
}

const MOST_SHOWN = 8;

/** Entries when nothing else changed, or little did: what the meter moved by in the first minute. O(entries · machines · log) */
export function naturalExperiments({ means, stepMs, log, state, machines, facts, group }: ExperimentInput): NaturalExperiments {
  const factsOf = new Map(facts.map((one) => [one.machineId, one]));
  const cost = (machineId: string, name: string): number => factsOf.get(machineId)?.states.find((one) => one.state === name)?.kw ?? 0;
  const offset = (machineId: string): number => 1000 * (factsOf.get(machineId)?.clockOffsetS ?? 0);
  const change = (one: MachineLog, i: number): number => cost(one.machineId, stateIn(one, i)) - cost(one.machineId, stateIn(one, i - 1));
  const beside = machines.filter(({ machineId }) => machineId !== log.machineId && !group.includes(machineId));
  const reachMs = MINUTE_MS + stepMs;
  const found: Array<Natural & { readonly companyKw: number }> = [];
  const expected: number[] = [];
  for (let i = 1; i < log.timeMs.length; i++) {
    if (stateIn(log, i) !== state || isUnknownState(stateIn(log, i - 1))) {
      continue;
    }
    const atMs = log.timeMs[i]! - offset(log.machineId);
    // The reading during which it changed belongs to neither side.
    const ownMs = Math.floor(atMs / stepMs) * stepMs;
    const stepKw = means.of(ownMs + stepMs, ownMs + stepMs + MINUTE_MS) - means.of(ownMs - MINUTE_MS, ownMs);
    if (!Number.isFinite(stepKw)) {
      continue;
    }
    let [companyKw, largestKw] = [0, 0];
    for (const other of beside) {
      const shift = offset(other.machineId);
      for (let k = Math.max(1, lowerBound(other.timeMs, atMs + shift - reachMs)); k < other.timeMs.length && other.timeMs[k]! <= atMs + shift + reachMs; k++) {
        const kw = Math.abs(change(other, k));
        companyKw += kw;
        largestKw = Math.max(largestKw, kw);
      }
    }
    const own = change(log, i);
    expected.push(own);
    found.push({ atMs, stepKw, alone: largestKw < 0.1 * Math.abs(own), companyKw });
  }
  const expectedKw = expected.length > 0 ? quantile(Float64Array.from(expected), 0.5) : undefined;
  const sizeKw = Math.abs(expectedKw ?? 5);
  const littleKw = Math.max(Math.min(5, sizeKw), Math.round(0.3 * sizeKw));
  const alone = found.filter((one) => one.alone);
  const little = found.filter((one) => !one.alone && one.companyKw < littleKw);
  // The latest of those that were alone, and where there are fewer, the latest of the others too.
  const shown = [...little, ...alone].slice(-MOST_SHOWN).sort((a, b) => a.atMs - b.atMs);
  return { shown, aloneKw: alone.map(({ stepKw }) => stepKw), littleKw, leftOut: found.length - alone.length - little.length, expectedKw };
}

/** The state a machine was in longest inside a range, and for how long; clock corrected. O(entries in the range) */
export function longestState(log: MachineLog, { startMs, endMs }: TimeRange, offsetMs: number): { readonly state: string; readonly ms: number } {
  const lasted = new Map<string, number>();
  runsIn(log, { startMs: startMs + offsetMs, endMs: endMs + offsetMs }).forEach((run) => lasted.set(run.state, (lasted.get(run.state) ?? 0) + run.endMs - run.startMs));
  return [...lasted].map(([state, ms]) => ({ state, ms })).sort((a, b) => b.ms - a.ms)[0] ?? { state: '', ms: 0 };
}

/** The part of the learning range in which there are readings: a young plant has fewer days than are looked at. O(log n) */
export function learntFrom({ startMs, endMs }: TimeRange, { timeMs }: Pick<MeterReadings, 'timeMs'>): TimeRange {
  const [first, last] = [timeMs[lowerBound(timeMs, startMs)], timeMs[lowerBound(timeMs, endMs) - 1]];
  return first !== undefined && last !== undefined && first < last ? { startMs: first, endMs: last } : { startMs, endMs };
}

/** As long a time just before the spike. */
export function before({ startMs, endMs }: Finding): TimeRange {
  return { startMs: 2 * startMs - endMs, endMs: startMs };
}
