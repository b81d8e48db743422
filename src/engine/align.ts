import type { CounterReadings, MeterReadings, Notice, PowerReadings } from '../base';
import { HOUR_MS, inOrder } from '../base';
import { counterPower, type CounterPower } from './counter';
import { readingNotices } from './quality';
import { shortestRowMs } from './quantum';
import { SpanTooLong } from './span';
import { median } from './stats';
import type { AlignOptions, Grid } from './types';

export { columnOf, integralAt, meansOver, occupancyOf, type Column, type Occupancy } from './occupancy';
export { OLDEST_STATE_MS, rowsWithin, trackOf, type Track } from './track';
export type { AlignOptions } from './types';

/** Station 4, Align: meter and machines on one time axis; for any instant the state of each machine, unknown being one. */

export interface AlignedMeter {
  readonly grid: Grid;
  /** grid.count, kW; NaN = no reading. */
  readonly demandKw: Float64Array;
  /**
   * Bins [first, last], both included, ascending, whose energy came in one piece after a silence: their mean is right,
   * their course is not known, so no spike may be told from them.
   */
  readonly coarse: ReadonlyArray<readonly [first: number, last: number]>;
  /** grid.count, kW: what spikes are told from. Where a register counts in steps too coarse for a bin, means over bins enough; else demandKw. */
  readonly toldKw: Float64Array;
  /** How far above its surroundings such a mean must lie to say anything, kW: more than one step of the register; else 0. */
  readonly leastKw: number;
  /** A row of the fit is at least this long: whole bins of the grid, more where the register counts in coarse steps. */
  readonly fitStepMs: number;
  readonly notices: readonly Notice[];
}

/** The hold time of one machine, ms. */
export function holdOf(options: AlignOptions, machineId: string): number {
  return (typeof options.holdMs === 'number' ? options.holdMs : options.holdMs?.get(machineId)) ?? Infinity;
}

/** More bins than this are refused: a year at 1 s would be 31 million. */
const MOST_BINS = 20_000_000;
/** No site draws a terawatt: such a number is an overflow or a mistake, and sums with it are worth nothing. */
const MOST_KW = 1e9;
/** A row of the fit is as long as this unless the readings themselves are coarser. */
const ROW_MS = 30_000;
const LONGEST_ROW_MS = HOUR_MS;

/**
 * Puts readings on an even grid whose step is the source's window, or the median distance of the samples.
 * Late and repeated readings are put in order; of readings that fall into the same bin the last one wins; bins without one
 * stay NaN. Values that are no number, infinite or beyond a terawatt are no readings. Negative ones are kept, with a notice.
 * @returns undefined when fewer than two readings exist, for then there is no step and nothing to compare
 * @throws SpanTooLong when the readings span more bins than any plant needs: a wrong time unit at the source
 * O(n)
 */
export function alignMeter(meter: MeterReadings, options: AlignOptions = {}): AlignedMeter | undefined {
  if (meter.kind === 'counter') {
    const power = counterPower(upTo(meter, options.nowMs), options.counter);
    return alreadyEven(power) ?? onGrid(power, meansOnto);
  }
  const aligned = alreadyEven(meter, options.nowMs) ?? onGrid(ordered(meter, options.nowMs), onto);
  if (!aligned || options.stampAt !== 'end') {
    return aligned;
  }
  const { grid } = aligned;
  return { ...aligned, grid: { ...grid, startMs: grid.startMs - grid.stepMs } };
}

/** Readings that lie on a grid, none of them missing or from the future, need no copy. O(n), and a look when they do not. */
function alreadyEven(power: PowerReadings, nowMs = Infinity): AlignedMeter | undefined {
  const { timeMs, demandKw, windowMs } = power;
  const count = timeMs.length;
  const startMs = timeMs[0];
  const stepMs = timeMs[1] - startMs;
  if (count < 2 || !(stepMs > 0) || count > MOST_BINS || (windowMs !== undefined && windowMs !== stepMs) || !(timeMs[count - 1] <= nowMs)) {
    return undefined;
  }
  let lowestKw = 0;
  for (let from = 0; from < count; from += LOOK) {
    const lowest = lowestOfEven(power, startMs, stepMs, from, Math.min(count, from + LOOK));
    if (lowest === undefined) {
      return undefined;
    }
    lowestKw = Math.min(lowestKw, lowest);
  }
  return lined({ startMs, stepMs, count }, power, demandKw, lowestKw < 0 ? readingNotices(demandKw, MOST_KW) : []);
}

/** So many readings at once: what is called often is compiled as a whole. */
const LOOK = 4096;

/** The lowest reading of [from, to), at most 0; undefined where one is missing, is no reading, or does not lie on the grid. */
function lowestOfEven({ timeMs, demandKw }: PowerReadings, startMs: number, stepMs: number, from: number, to: number): number | undefined {
  let lowestKw = 0;
  for (let i = from; i < to; i++) {
    const kw = demandKw[i];
    if (timeMs[i] !== startMs + i * stepMs || !(Math.abs(kw) <= MOST_KW)) {
      return undefined;
    }
    lowestKw = kw < lowestKw ? kw : lowestKw;
  }
  return lowestKw;
}

function onGrid<P extends PowerReadings>(power: P, fill: (grid: Grid, power: P) => Float64Array): AlignedMeter | undefined {
  const grid = gridOf(power);
  return grid && lined(grid, power, fill(grid, power), readingNotices(power.demandKw, MOST_KW));
}

function lined(grid: Grid, power: PowerReadings, demandKw: Float64Array, odd: readonly Notice[]): AlignedMeter {
  // Bins that a coarse register needs for a mean; 1 or less where any does.
  const bins = Math.ceil(Math.min(LONGEST_ROW_MS, shortestRowMs(power.quantumKwh, meanOf(demandKw))) / grid.stepMs);
  return {
    grid, demandKw, coarse: coarseBins(grid, power.spread ?? []), ...toldOf(grid, power, demandKw, bins),
    fitStepMs: Math.max(1, Math.floor(ROW_MS / grid.stepMs), bins) * grid.stepMs, notices: [...power.notices, ...odd],
  };
}

function toldOf({ stepMs }: Grid, { quantumKwh = 0 }: PowerReadings, demandKw: Float64Array, bins: number): Pick<AlignedMeter, 'toldKw' | 'leastKw'> {
  return bins > 1 ? { toldKw: inRows(demandKw, bins), leastKw: (1.5 * quantumKwh * HOUR_MS) / (bins * stepMs) } : { toldKw: demandKw, leastKw: 0 };
}

/** Each reading replaced by the mean of its row, the last ones by that of the last whole row; what is missing stays so. O(n) */
function inRows(demandKw: Float64Array, bins: number): Float64Array {
  const told = demandKw.slice();
  for (let first = 0; first < told.length; first += bins) {
    const kw = meanOf(demandKw.subarray(Math.max(0, Math.min(first, told.length - bins)), first + bins));
    for (let i = first; i < Math.min(first + bins, told.length); i++) {
      told[i] = isReading(told[i]) ? kw : NaN;
    }
  }
  return told;
}

function ordered(power: PowerReadings, nowMs: number | undefined): PowerReadings {
  const { timeMs, value, notices } = inOrder(power.timeMs, power.demandKw, nowMs);
  // What belongs to a reading beside its value goes where it goes: only an order that stood is sure to keep it.
  return timeMs === power.timeMs ? power : { ...power, maxKw: undefined, timeMs, demandKw: value, notices: [...power.notices, ...notices] };
}

function upTo(meter: CounterReadings, nowMs: number | undefined): CounterReadings {
  const { timeMs, value, notices } = inOrder(meter.timeMs, meter.energyKwh, nowMs);
  return { ...meter, timeMs, energyKwh: value, notices: [...meter.notices, ...notices] };
}

function gridOf(power: PowerReadings): Grid | undefined {
  const [first, last] = knownRange(power);
  if (!(last > first)) {
    return undefined;
  }
  const stepMs = power.windowMs ?? usualDistance(power.timeMs);
  const count = Math.round((last - first) / stepMs) + 1;
  if (!(stepMs > 0) || count > MOST_BINS) {
    throw new SpanTooLong(first, last, stepMs, MOST_BINS);
  }
  return { startMs: first, stepMs, count };
}

function coarseBins({ startMs, stepMs, count }: Grid, spread: NonNullable<PowerReadings['spread']>): Array<readonly [number, number]> {
  return spread
    .map(([fromMs, toMs]) => [Math.max(0, Math.floor((fromMs - startMs) / stepMs)), Math.min(count, Math.ceil((toMs - startMs) / stepMs)) - 1] as const)
    .filter(([first, last]) => first <= last);
}

function meanOf(values: Float64Array): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    if (isReading(values[i])) {
      sum += values[i];
      count++;
    }
  }
  return sum / count;
}

/** First and last instant with a finite reading; NaN when there is none. */
function knownRange({ timeMs, demandKw }: PowerReadings): [number, number] {
  let [first, last] = [NaN, NaN];
  for (let i = 0; i < timeMs.length; i++) {
    const ms = timeMs[i];
    if (isReading(demandKw[i])) {
      first = ms >= first ? first : ms;
      last = ms <= last ? last : ms;
    }
  }
  return [first, last];
}

function onto({ startMs, stepMs, count }: Grid, power: PowerReadings): Float64Array {
  const demandKw = new Float64Array(count).fill(NaN);
  for (let i = 0; i < power.timeMs.length; i++) {
    if (isReading(power.demandKw[i])) {
      demandKw[Math.round((power.timeMs[i] - startMs) / stepMs)] = power.demandKw[i];
    }
  }
  return demandKw;
}

/**
 * Means over the bins of a register's intervals, each by how much of it a bin covers, so that no energy is lost or counted
 * twice when its readings come off the beat. A bin that touches an interval of unknown energy, or of which less than half
 * was read, has none.
 */
function meansOnto({ startMs, stepMs, count }: Grid, { timeMs, demandKw, endMs }: CounterPower): Float64Array {
  const energy = new Float64Array(count);
  const coveredMs = new Float64Array(count);
  for (let i = 0; i < timeMs.length; i++) {
    const from = timeMs[i];
    const to = Math.min(startMs + count * stepMs, i + 1 < timeMs.length ? timeMs[i + 1] : endMs);
    for (let bin = Math.max(0, Math.floor((from - startMs) / stepMs)); bin < count && startMs + bin * stepMs < to; bin++) {
      const ms = Math.min(to, startMs + (bin + 1) * stepMs) - Math.max(from, startMs + bin * stepMs);
      energy[bin] += ms > 0 ? ms * demandKw[i] : 0;
      coveredMs[bin] += ms > 0 ? ms : 0;
    }
  }
  return energy.map((kwMs, bin) => (coveredMs[bin] >= stepMs / 2 ? kwMs / coveredMs[bin] : NaN));
}

/** A number that a meter may have said. */
function isReading(kw: number): boolean {
  return kw >= -MOST_KW && kw <= MOST_KW;
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
