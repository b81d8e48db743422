import { HOUR_MS, MINUTE_MS, SECOND_MS, type CounterReadings, type Notice, type TimeRange } from '../base';
import { baselineOf } from './baseline';
import { ordinaryOf, type Ordinary } from './ordinary';
import { runsAbove } from './runs';
import { noticeOf } from './saying';
import { FEWEST_WEEKS, sameTimeOfWeek } from './time-of-week';
import type { DemandOptions, Grid, SpottedBy, SpotOptions } from './types';
import { gaugeOf, measuredWindows, peaksOf } from './windows';

/** Station 6, Spot: where demand stands out of its surroundings, and which hour it is compared with. */

/** Bins [first, last] of the grid, both included, and the bins of the hour around it. */
export interface Run {
  readonly first: number;
  readonly last: number;
  /** Ascending bins with a reading, in no spike: within an hour on both sides, or else the thirty nearest. */
  readonly reference: Int32Array;
}

export interface SpottedRun extends Run {
  readonly by: SpottedBy;
}

export interface Spotted {
  readonly runs: readonly SpottedRun[];
  /** grid.count, kW: what the runs stand out of. */
  readonly baselineKw: Float64Array;
  /** σ of ordinary demand about the baseline, kW. */
  readonly sigmaKw: number;
  readonly notices: readonly Notice[];
}

/** Where to look, beside the readings themselves. */
export interface Spotting {
  /** Bins that say what is ordinary. */
  readonly learnFrom: number;
  readonly learnTo: number;
  /** A spike is at least this far above the baseline somewhere, kW. */
  readonly minimumKw: number;
  readonly how?: SpotOptions;
  readonly zone?: string;
  /** Bins [first, last] over which the energy of a silence was spread (catch-up of a register): its course is not known. */
  readonly coarse?: ReadonlyArray<readonly [first: number, last: number]>;
  /** Windows marked by hand. They stand whatever is in them, and in the place of the spikes that they overlap. */
  readonly marked?: readonly TimeRange[];
  readonly register?: CounterReadings;
}

/**
 * Runs of bins that stand out, none overlapping another, each with the hour around it to be compared with.
 * By default above a rolling median of three hours: they begin where demand is 3 σ above it and reach as far as it stays
 * 1.5 σ above (hysteresis). Runs less than two minutes apart are one; a run needs readings in 80 % of its bins.
 * O(n + n/stride · w log w)
 */
export function spot(grid: Grid, demandKw: Float64Array, spotting: Spotting): Spotted {
  const { how, zone = 'UTC', learnFrom, learnTo } = spotting;
  const weekly = how?.kind === 'time-of-week' ? sameTimeOfWeek(grid, demandKw, learnFrom, learnTo, zone) : undefined;
  const baselineKw = how?.kind === 'threshold' ? new Float64Array(grid.count).fill(how.aboveKw) : (weekly ?? baselineOf(grid, demandKw));
  if (how?.kind !== 'time-of-week' || weekly) {
    return spotAbove(baselineKw, grid, demandKw, spotting);
  }
  // The median stands in, so it is the median that made each of them a finding.
  const spotted = spotAbove(baselineKw, grid, demandKw, { ...spotting, how: { kind: 'median' } });
  return { ...spotted, notices: [tooFewWeeks((learnTo - learnFrom) * grid.stepMs), ...spotted.notices] };
}

/** The same above a baseline that is there already. */
export function spotAbove(baselineKw: Float64Array, grid: Grid, demandKw: Float64Array, spotting: Spotting): Spotted {
  const { how, zone = 'UTC', marked = [] } = spotting;
  const ordinary = ordinaryOf(demandKw, baselineKw, spotting.learnFrom, spotting.learnTo);
  const found = how?.kind === 'demand-windows' ? windowRuns(grid, demandKw, how.windows, zone, spotting.register) : standingOut(grid, demandKw, baselineKw, ordinary, spotting);
  return {
    runs: withMarks(found, marked, grid, demandKw),
    baselineKw, sigmaKw: ordinary.sigmaKw, notices: marked.filter((range) => !binsIn(range, grid)).map(outside),
  };
}

type Found = Omit<SpottedRun, 'reference'>;

/** A fixed threshold is crossed or not; a baseline has its own noise, so a run begins at 3 σ above it and ends at half of that. */
function standingOut(grid: Grid, demandKw: Float64Array, baselineKw: Float64Array, { sigmaKw, highest }: Ordinary, { how, minimumKw, coarse = [] }: Spotting): Found[] {
  const fixed = how?.kind === 'threshold';
  const on = fixed ? Math.max(minimumKw, 0) : Math.max(3 * sigmaKw, minimumKw, 1e-9);
  const told = coarse.length > 0 ? demandKw.slice() : demandKw;
  coarse.forEach(([first, last]) => told.fill(NaN, first, last + 1));
  const found = runsAbove(told, baselineKw, on, fixed ? 0 : on / 2, Math.max(1, Math.floor((2 * MINUTE_MS) / grid.stepMs)), highest);
  const shortest = Math.max(1, Math.ceil((30 * SECOND_MS) / grid.stepMs));
  return found
    .filter(([first, last]) => last - first + 1 >= shortest && shareKnown(demandKw, first, last) >= 0.8)
    .map(([first, last]) => ({ first, last, by: how?.kind ?? 'median' }));
}

/** The peaks among the demand windows, as bins; of two that share a bin at their edge the later begins one bin later. */
function windowRuns(grid: Grid, demandKw: Float64Array, options: DemandOptions, zone: string, register: CounterReadings | undefined): Found[] {
  const metered = { grid, demandKw, zone, register };
  const windows = measuredWindows(metered, gaugeOf(metered), options);
  const peaks = peaksOf(windows, options);
  const runs: Found[] = [];
  windows.forEach((window, at) => {
    const run = peaks.has(at) ? binsIn(window, grid) : undefined;
    const first = Math.max(run?.first ?? 0, runs.length > 0 ? runs[runs.length - 1].last + 1 : 0);
    if (run && first <= run.last) {
      runs.push({ first, last: run.last, by: 'demand-windows' });
    }
  });
  return runs;
}

/**
 * Runs with their references, and marked windows in the place of those that they overlap; of marks that overlap the one given
 * later stands. A mark changes no other run's reference: no number moves because somebody looks elsewhere.
 */
function withMarks(found: readonly Found[], marked: readonly TimeRange[], grid: Grid, demandKw: Float64Array): SpottedRun[] {
  let marks: Found[] = [];
  for (const range of marked) {
    if (!(range.endMs > range.startMs)) {
      throw new RangeError(`a marked window must have a length: got ${range.startMs} to ${range.endMs}`);
    }
    const bins = binsIn(range, grid);
    if (bins) {
      marks = [...apartFrom([bins], marks), { ...bins, by: 'hand' }];
    }
  }
  const runs = withReferences(found, demandKw, grid.stepMs);
  if (marks.length === 0) {
    return runs;
  }
  const among = withReferences([...apartFrom(marks, found), ...marks].sort(byFirst), demandKw, grid.stepMs);
  return [...apartFrom(marks, runs), ...among.filter(({ by }) => by === 'hand')].sort(byFirst);
}

interface Bins {
  readonly first: number;
  readonly last: number;
}

function apartFrom<R extends Bins>(marks: readonly Bins[], runs: readonly R[]): R[] {
  return runs.filter((run) => marks.every((mark) => run.last < mark.first || run.first > mark.last));
}

function byFirst(a: Bins, b: Bins): number {
  return a.first - b.first;
}

/** Bins that the range touches; undefined when it lies outside the readings. */
function binsIn({ startMs, endMs }: TimeRange, grid: Grid): Bins | undefined {
  const first = Math.max(0, Math.floor((startMs - grid.startMs) / grid.stepMs));
  const last = Math.min(grid.count, Math.ceil((endMs - grid.startMs) / grid.stepMs)) - 1;
  return first <= last ? { first, last } : undefined;
}

/** A marked window of which nothing can be said. */
export function outside({ startMs, endMs }: TimeRange): Notice {
  return noticeOf('warning', 'mark-outside', startMs, endMs);
}

function tooFewWeeks(learntMs: number): Notice {
  return noticeOf('info', 'too-few-weeks', learntMs, FEWEST_WEEKS);
}

function shareKnown(demandKw: Float64Array, first: number, last: number): number {
  let known = 0;
  for (let i = first; i <= last; i++) {
    known += demandKw[i] === demandKw[i] ? 1 : 0;
  }
  return known / (last - first + 1);
}

/**
 * Bins to compare each run with: the hour on both sides (at least eight bins), other runs left out; fewer than ten: the thirty nearest.
 * All of them share one column: a year has more than a thousand, and each column of its own has to be made and swept away.
 * @param runs ascending, none overlapping another
 */
export function withReferences<R extends Bins>(
  runs: readonly R[], demandKw: Float64Array, stepMs: number
): Array<R & { readonly reference: Int32Array }> {
  const reach = Math.max(Math.floor(HOUR_MS / stepMs), 8);
  const shared = new Int32Array(2 * reach * runs.length);
  let inRun: Uint8Array | undefined;
  let used = 0;
  return runs.map((run, at) => {
    const end = addAround(shared, used, runs, at, demandKw, reach);
    if (end - used < 10) {
      inRun ??= markOf(runs, demandKw.length);
      return { ...run, reference: nearestTo(run.first, run.last, demandKw, inRun) };
    }
    const reference = shared.subarray(used, end);
    used = end;
    return { ...run, reference };
  });
}

/** Adds what lies within `reach` of a run, has a reading and lies in no run. @returns where it ends in `bins` */
function addAround(
  bins: Int32Array, count: number, runs: readonly Bins[], at: number, demandKw: Float64Array, reach: number
): number {
  let from = Math.max(0, runs[at].first - reach);
  const to = Math.min(demandKw.length, runs[at].last + 1 + reach);
  let next = at;
  while (next > 0 && runs[next - 1].last >= from) {
    next--;
  }
  for (; next < runs.length && runs[next].first < to; next++) {
    count = addKnown(bins, count, from, runs[next].first, demandKw);
    from = runs[next].last + 1;
  }
  return addKnown(bins, count, from, to, demandKw);
}

/** Adds the bins of [from, to) that have a reading. @returns how many there are then */
function addKnown(bins: Int32Array, count: number, from: number, to: number, demandKw: Float64Array): number {
  for (let i = from; i < to; i++) {
    if (demandKw[i] === demandKw[i]) {
      bins[count++] = i;
    }
  }
  return count;
}

/** n, 1 where a bin lies in a run. */
function markOf(runs: ReadonlyArray<{ readonly first: number; readonly last: number }>, n: number): Uint8Array {
  const inRun = new Uint8Array(n);
  runs.forEach(({ first, last }) => inRun.fill(1, first, last + 1));
  return inRun;
}

/** The thirty bins nearest to a run that have a reading and lie in none, ascending; fewer when there are no more. */
function nearestTo(first: number, last: number, demandKw: Float64Array, inRun: Uint8Array): Int32Array {
  const n = demandKw.length;
  const free = (i: number) => i >= 0 && i < n && inRun[i] === 0 && demandKw[i] === demandKw[i];
  const nearest: number[] = [];
  for (let away = 1; nearest.length < 30 && (first - away >= 0 || last + away < n); away++) {
    nearest.push(...[first - away, last + away].filter(free));
  }
  return Int32Array.from(nearest).sort();
}
