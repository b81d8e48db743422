import type { MeterReadings, Notice, PowerReadings } from '../base';
import { counterPower } from './counter';
import { median } from './stats';
import type { Grid } from './types';

export { columnOf, integralAt, meansOver, occupancyRows, occupancyRuns, type Column, type OccupancyRuns, type SparseRows } from './occupancy';
export { OLDEST_STATE_MS, trackOf, type Track } from './track';

/** Station 4, Align: meter and machines on one time axis; for any instant the state of each machine, unknown being one. */

export interface AlignedMeter {
  readonly grid: Grid;
  /** grid.count, kW; NaN = no reading. */
  readonly demandKw: Float64Array;
  readonly notices: readonly Notice[];
}

/** More bins than this are refused: a year at 1 s would be 31 million. */
const MOST_BINS = 20_000_000;

/**
 * Puts readings on an even grid whose step is the source's window, or the median distance of the samples.
 * Of readings that fall into the same bin the last one wins; bins without one stay NaN. Non-finite values are no readings.
 * @returns undefined when fewer than two finite readings exist, for then there is no step and nothing to compare
 * @throws RangeError when the readings span more bins than any plant needs: a wrong time unit at the source
 * O(n)
 */
export function alignMeter(meter: MeterReadings): AlignedMeter | undefined {
  const power: PowerReadings = meter.kind === 'counter' ? counterPower(meter) : meter;
  const { timeMs, demandKw, notices } = power;
  const even = evenGrid(power);
  if (even) {
    return { grid: even, demandKw, notices };
  }
  const [first, last] = knownRange(power);
  if (!(last > first)) {
    return undefined;
  }
  const stepMs = power.windowMs ?? usualDistance(timeMs);
  const count = Math.round((last - first) / stepMs) + 1;
  if (!(stepMs > 0) || count > MOST_BINS) {
    throw new RangeError(`readings from ${first} to ${last} in steps of ${stepMs} ms make ${count} bins, more than ${MOST_BINS}`);
  }
  const grid: Grid = { startMs: first, stepMs, count };
  return { grid, demandKw: onto(grid, power), notices };
}

/** The grid of readings that lie on one already, none of them missing: they need no copy. O(n), and a look when they do not. */
function evenGrid({ timeMs, demandKw, windowMs }: PowerReadings): Grid | undefined {
  const count = timeMs.length;
  const startMs = timeMs[0];
  const stepMs = timeMs[1] - startMs;
  if (count < 2 || !(stepMs > 0) || count > MOST_BINS || (windowMs !== undefined && windowMs !== stepMs)) {
    return undefined;
  }
  for (let i = 0; i < count; i++) {
    if (timeMs[i] !== startMs + i * stepMs || !isFiniteNumber(demandKw[i])) {
      return undefined;
    }
  }
  return { startMs, stepMs, count };
}

/** First and last instant with a finite reading; NaN when there is none. */
function knownRange({ timeMs, demandKw }: PowerReadings): [number, number] {
  let [first, last] = [NaN, NaN];
  for (let i = 0; i < timeMs.length; i++) {
    const ms = timeMs[i];
    if (isFiniteNumber(demandKw[i]) && isFiniteNumber(ms)) {
      first = ms >= first ? first : ms;
      last = ms <= last ? last : ms;
    }
  }
  return [first, last];
}

function onto({ startMs, stepMs, count }: Grid, power: PowerReadings): Float64Array {
  const demandKw = new Float64Array(count).fill(NaN);
  for (let i = 0; i < power.timeMs.length; i++) {
    if (isFiniteNumber(power.demandKw[i]) && isFiniteNumber(power.timeMs[i])) {
      demandKw[Math.round((power.timeMs[i] - startMs) / stepMs)] = power.demandKw[i];
    }
  }
  return demandKw;
}

/** Neither NaN nor infinite. */
function isFiniteNumber(value: number): boolean {
  return value - value === 0;
}

/** The median distance of neighbours: the one that most of them keep, if one does. O(n) */
function usualDistance(timeMs: Float64Array): number {
  const n = timeMs.length;
  // A majority is the median, and one look finds it (Boyer & Moore 1991: a vote by cancelling pairs).
  let [leader, lead] = [NaN, 0];
  for (let i = 1; i < n; i++) {
    const distance = timeMs[i] - timeMs[i - 1];
    if (lead === 0) {
      leader = distance;
    }
    lead += distance === leader ? 1 : -1;
  }
  let votes = 0;
  for (let i = 1; i < n && leader > 0; i++) {
    votes += timeMs[i] - timeMs[i - 1] === leader ? 1 : 0;
  }
  if (2 * votes > n) {
    return leader;
  }
  const distances = new Float64Array(Math.max(0, n - 1));
  for (let i = 1; i < n; i++) {
    const distance = timeMs[i] - timeMs[i - 1];
    distances[i - 1] = distance > 0 ? distance : NaN;
  }
  return median(distances);
}
