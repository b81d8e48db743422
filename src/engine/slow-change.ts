import { addZoneDays, DAY_MS, zoneDayStartMs, type Notice } from '../base';
import { noticeOf } from './saying';
import { finite, spread } from './stats';
import type { Grid } from './types';

/** Tells whether what no state explains rose over the days: a slow change, which no single spike shows. */

/** Mean of reading less expectation over each day of the site's calendar; NaN where less than half of it was measured. */
export interface DailyRemainder {
  readonly dayMs: readonly number[];
  readonly remainderKw: Float64Array;
}

/** @param expectedKw grid.count, kW. O(bins) */
export function dailyRemainder(grid: Grid, demandKw: Float64Array, expectedKw: Float64Array, from: number, to: number, zone: string): DailyRemainder {
  const dayMs: number[] = [];
  const remainder: number[] = [];
  let bin = from;
  for (let startMs = zoneDayStartMs(grid.startMs + from * grid.stepMs, zone); bin < to; startMs = addZoneDays(startMs, 1, zone)) {
    const endMs = addZoneDays(startMs, 1, zone);
    const end = Math.min(to, Math.ceil((endMs - grid.startMs) / grid.stepMs));
    dayMs.push(startMs);
    remainder.push(meanRemainder(demandKw, expectedKw, bin, end, DAY_MS / 2 / grid.stepMs));
    bin = end;
  }
  return { dayMs, remainderKw: Float64Array.from(remainder) };
}

/** kW over the bins [from, to); NaN where fewer than `fewest` were measured. */
function meanRemainder(demandKw: Float64Array, expectedKw: Float64Array, from: number, to: number, fewest: number): number {
  let sum = 0;
  let known = 0;
  for (let bin = from; bin < to; bin++) {
    const kw = demandKw[bin] - expectedKw[bin];
    sum += kw === kw ? kw : 0;
    known += kw === kw ? 1 : 0;
  }
  return known >= fewest ? sum / known : NaN;
}

export interface SlowChange {
  readonly sinceMs: number;
  readonly riseKw: number;
}

/** Weekdays that were seen twice or more; with fewer there is nothing to compare like with like. */
const FEWEST_WEEKDAYS = 5;
/** Page–Hinkley: what is let pass a day, and what must have gathered, in σ of one day. */
const ALLOWANCE = 0.5;
const ALARM = 5;

/**
 * Each day against the mean of its own weekday, so that a week's pattern is no change; of those the Page–Hinkley sum: what
 * lies above the mean so far, less half a σ a day, since its lowest point. More than 5 σ is a rise. σ is told from one day
 * to the next, at least half a hundredth of the mean demand.
 * @returns from which day on, and by how much; undefined when it did not rise or there are too few days
 * @see Page 1954, doi:10.1093/biomet/41.1-2.100; Hinkley 1971, doi:10.1093/biomet/58.3.509
 */
export function slowRise({ dayMs, remainderKw }: DailyRemainder, demandKw: number): SlowChange | undefined {
  const { kw, weekdays } = againstWeekday(remainderKw);
  if (weekdays < FEWEST_WEEKDAYS) {
    return undefined;
  }
  const steps = finite(kw.map((value, d) => value - kw[d - 1]));
  const sigmaKw = Math.max(spread(steps) / Math.SQRT2, 0.005 * Math.abs(demandKw));
  const at = rising(kw, sigmaKw);
  if (at === undefined) {
    return undefined;
  }
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const riseKw = mean(finite(remainderKw.subarray(at))) - mean(finite(remainderKw.subarray(0, at)));
  // What rose and fell again is no slow rise.
  return riseKw > 0 ? { sinceMs: dayMs[at], riseKw } : undefined;
}

/** NaN for a weekday that was seen once. */
function againstWeekday(remainderKw: Float64Array): { readonly kw: Float64Array; readonly weekdays: number } {
  const same = (d: number) => finite(remainderKw.filter((_, other) => other % 7 === d % 7));
  const kw = remainderKw.map((value, d) => (same(d).length > 1 ? value - same(d).reduce((sum, one) => sum + one, 0) / same(d).length : NaN));
  return { kw, weekdays: [0, 1, 2, 3, 4, 5, 6].filter((d) => d < remainderKw.length && same(d).length > 1).length };
}

/** Index of the day from which the sum rose to its alarm; undefined when it never did. */
function rising(kw: Float64Array, sigmaKw: number): number | undefined {
  let total = 0;
  let count = 0;
  let gathered = 0;
  let lowest = 0;
  let lowestAt = 0;
  for (let d = 0; d < kw.length; d++) {
    if (kw[d] !== kw[d]) {
      continue;
    }
    total += kw[d];
    count++;
    gathered += kw[d] - total / count - ALLOWANCE * sigmaKw;
    if (gathered < lowest) {
      [lowest, lowestAt] = [gathered, d + 1];
    }
    if (gathered - lowest > ALARM * sigmaKw) {
      return lowestAt;
    }
  }
  return undefined;
}

function meanOf(demandKw: Float64Array, from: number, to: number): number {
  let sum = 0;
  let known = 0;
  for (let bin = from; bin < to; bin++) {
    sum += demandKw[bin] === demandKw[bin] ? demandKw[bin] : 0;
    known += demandKw[bin] === demandKw[bin] ? 1 : 0;
  }
  return sum / known;
}

/** Undefined when nothing rose. */
export function slowRiseNotice(grid: Grid, demandKw: Float64Array, expectedKw: Float64Array, from: number, to: number, zone: string): Notice | undefined {
  const rise = slowRise(dailyRemainder(grid, demandKw, expectedKw, from, to, zone), meanOf(demandKw, from, to));
  return rise && noticeOf('info', 'slow-rise', rise.riseKw, rise.sinceMs, zone);
}
