import { lowerBound, upperBound } from '../base';
import type { Track } from './track';
import type { Grid } from './types';

/** How much of each bin a machine spends in each of its states, exact from the transitions. */

/**
 * What may explain power: the time a machine spends in a state (tauMs = 0), or what is left of its start-up, decaying
 * with tauMs since it was entered. `integral[i]` is the value integrated from startMs to the track's entry i, in ms.
 */
export interface Column {
  readonly track: number;
  readonly stateCode: number;
  readonly tauMs: number;
  readonly integral: Float64Array;
}

/** Prepares a column so that its mean over any interval costs two lookups. O(entries) */
export function columnOf(tracks: readonly Track[], track: number, stateCode: number, tauMs = 0): Column {
  const { timeMs, stateCode: codes } = tracks[track];
  const integral = new Float64Array(timeMs.length);
  for (let i = 1; i < timeMs.length; i++) {
    integral[i] = integral[i - 1] + (codes[i - 1] === stateCode ? grown(i - 1, timeMs[i] - timeMs[i - 1], tauMs) : 0);
  }
  return { track, stateCode, tauMs, integral };
}

/** The column integrated over one visit up to `ms` after its entry. A state held since before the range has no start-up to see. */
function grown(entry: number, ms: number, tauMs: number): number {
  if (tauMs === 0) {
    return ms;
  }
  return entry === 0 ? 0 : tauMs * (1 - Math.exp(-ms / tauMs));
}

/** The column integrated from the track's start to an instant; `entry` is the track's entry in force then. O(1) */
export function integralAt(column: Column, track: Track, entry: number, instantMs: number): number {
  const inside = track.stateCode[entry] === column.stateCode ? grown(entry, instantMs - track.timeMs[entry], column.tauMs) : 0;
  return column.integral[entry] + inside;
}

/**
 * Mean of every column over a set of half-open intervals together.
 * @param intervals flat pairs start, end in ms, within the tracks' range, in time order
 * O(intervals × tracks × log entries + intervals × columns)
 */
export function meansOver(tracks: readonly Track[], columns: readonly Column[], intervals: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(columns.length);
  let totalMs = 0;
  for (let k = 0; k < intervals.length; k += 2) {
    totalMs += intervals[k + 1] - intervals[k];
  }
  const entryAt = new Int32Array(tracks.length);
  for (let k = 0; k < intervals.length; k++) {
    const sign = k % 2 === 0 ? -1 : 1;
    const instantMs = intervals[k];
    for (let t = 0; t < tracks.length; t++) {
      entryAt[t] = Math.max(0, upperBound(tracks[t].timeMs, instantMs) - 1);
    }
    for (let j = 0; j < columns.length; j++) {
      const column = columns[j];
      sums[j] += sign * integralAt(column, tracks[column.track], entryAt[column.track], instantMs);
    }
  }
  for (let j = 0; j < sums.length; j++) {
    sums[j] = totalMs > 0 ? sums[j] / totalMs : 0;
  }
  return sums;
}

/**
 * One machine's states over a grid, an entry for each change: stateCode[k] begins in row[k] and has partMs[k] of it. What the
 * entries of a row leave of it belongs to the state before; from there to the next row that has some, the last one goes on alone.
 */
export interface Occupancy {
  /** n ≥ 1, ascending; the first is 0. */
  readonly row: Int32Array;
  /** n, ms, 0 ≤ partMs ≤ a row; the first entry leaves nothing of its row to a state before. */
  readonly partMs: Float64Array;
  /** n, index into the track's states. */
  readonly stateCode: Uint16Array;
}

/**
 * The last state lasts until the grid's end, and what comes after that is left out.
 * @param track from the grid's start or earlier
 * O(transitions), however many rows the grid has
 */
export function occupancyOf({ timeMs, stateCode }: Track, { startMs, stepMs, count }: Grid): Occupancy {
  const endMs = startMs + count * stepMs;
  const first = Math.max(0, upperBound(timeMs, startMs) - 1);
  const n = Math.max(1, lowerBound(timeMs, endMs) - first);
  const row = new Int32Array(n);
  const partMs = new Float64Array(n);
  const rowsPerMs = 1 / stepMs;
  let fromMs = startMs;
  for (let k = 0; k < n; k++) {
    const nextMs = k + 1 < n ? timeMs[first + k + 1] : endMs;
    // A product is quicker than a quotient, and may miss by one at a row's edge.
    let at = ((fromMs - startMs) * rowsPerMs) | 0;
    let fullMs = startMs + (at + 1) * stepMs;
    if (fullMs <= fromMs || fullMs - stepMs > fromMs) {
      at = Math.floor((fromMs - startMs) / stepMs);
      fullMs = startMs + (at + 1) * stepMs;
    }
    row[k] = at;
    partMs[k] = (nextMs < fullMs ? nextMs : fullMs) - fromMs;
    fromMs = nextMs;
  }
  return { row, partMs, stateCode: stateCode.subarray(first, first + n) };
}
