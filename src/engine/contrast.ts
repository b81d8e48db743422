import { upperBound } from '../base';
import { integralAt, type Column, type Track } from './align';
import { uniform } from './random';
import { quantile } from './stats';
import type { Grid } from './types';

/**
 * Judges a model on the very quantity that is reported: the mean of a ten-minute window less the mean of the three
 * quarters of an hour on both sides, where machines switched.
 */
export interface ContrastWindows {
  readonly start: Int32Array;
  /** Bins of a window, and of each side. */
  readonly length: number;
  readonly side: number;
  /** Per window: what the meter did, kW. */
  readonly meterKw: Float64Array;
}

/**
 * Draws up to 300 windows once, with replacement, where transitions are; windows without three quarters of their
 * readings are left out. Seeded, so every candidate and every run sees the same ones. O(n + 300 log n)
 */
export function drawWindows(grid: Grid, demandKw: Float64Array, tracks: readonly Track[]): ContrastWindows {
  const length = Math.max(1, Math.floor(600_000 / grid.stepMs));
  const side = Math.max(4, Math.floor(2_700_000 / grid.stepMs));
  const activity = new Float64Array(grid.count + 1);
  for (const track of tracks) {
    for (let i = 1; i < track.timeMs.length; i++) {
      const bin = Math.floor((track.timeMs[i] - grid.startMs) / grid.stepMs);
      if (bin >= side + 1 && bin < grid.count - side - length - 1) {
        activity[bin]++;
      }
    }
  }
  const cumulative = new Float64Array(grid.count + 1);
  for (let i = 0; i < grid.count; i++) {
    cumulative[i + 1] = cumulative[i] + activity[i];
  }
  const total = cumulative[grid.count];
  const next = uniform(5);
  const starts: number[] = [];
  const meterKw: number[] = [];
  const sums = prefix(demandKw);
  for (let draw = 0; draw < 300 && total > 0; draw++) {
    const centre = firstAbove(cumulative, next() * total) - 1 + Math.floor((next() - 0.5) * length);
    const start = Math.max(side + 1, centre - (length >> 1));
    if (start + length + side >= grid.count) {
      continue;
    }
    const seen = againstSides((from, to) => mean(sums, from, to), start, length, side);
    if (Number.isFinite(seen)) {
      starts.push(start);
      meterKw.push(seen);
    }
  }
  return { start: Int32Array.from(starts), length, side, meterKw: Float64Array.from(meterKw) };
}

/**
 * What each column did in each window: its mean inside less the mean of both sides, exact from the transitions.
 * @param known the same of the first columns, where it was worked out before
 * @returns windows × columns, row by row
 * O(windows × (tracks × log entries + columns))
 */
export function contrastRows(
  windows: ContrastWindows, grid: Grid, tracks: readonly Track[], columns: readonly Column[], known: Float64Array = new Float64Array(0)
): Float64Array {
  const first = known.length / Math.max(1, windows.start.length);
  if (first === columns.length) {
    return known;
  }
  const out = new Float64Array(windows.start.length * columns.length);
  const insideMs = windows.length * grid.stepMs;
  const sideMs = windows.side * grid.stepMs;
  // Integrals at the four edges make the three means: left side, inside, right side.
  const factor = [0.5 / sideMs, -0.5 / sideMs - 1 / insideMs, 0.5 / sideMs + 1 / insideMs, -0.5 / sideMs];
  const entryAt = new Int32Array(tracks.length);
  for (let w = 0; w < windows.start.length; w++) {
    const startMs = grid.startMs + windows.start[w] * grid.stepMs;
    const edges = [startMs - sideMs, startMs, startMs + insideMs, startMs + insideMs + sideMs];
    out.set(known.subarray(w * first, (w + 1) * first), w * columns.length);
    for (let e = 0; e < 4; e++) {
      for (let t = 0; t < tracks.length; t++) {
        entryAt[t] = Math.max(0, upperBound(tracks[t].timeMs, edges[e]) - 1);
      }
      for (let j = first; j < columns.length; j++) {
        const { track } = columns[j];
        out[w * columns.length + j] += factor[e] * integralAt(columns[j], tracks[track], entryAt[track], edges[e]);
      }
    }
  }
  return out;
}

/** Mean |what the meter did − what the columns say|, the largest twentieth cut, kW. Hats nearly cancel and are left out. O(windows × columns) */
export function contrastError(windows: ContrastWindows, contrasts: Float64Array, kw: Float64Array): number {
  const p = kw.length;
  const errors = new Float64Array(windows.start.length);
  for (let w = 0; w < errors.length; w++) {
    let said = 0;
    for (let j = 0; j < p; j++) {
      said += contrasts[w * p + j] * kw[j];
    }
    errors[w] = Math.abs(windows.meterKw[w] - said);
  }
  if (errors.length === 0) {
    return 0;
  }
  const cap = quantile(errors, 0.95);
  return errors.reduce((sum, error) => sum + Math.min(error, cap), 0) / errors.length;
}

/** The same windows less what moves the meter in them otherwise. @param sum bins + 1: its running sum, kW. O(windows) */
export function lessOf(windows: ContrastWindows, sum: Float64Array): ContrastWindows {
  const { start, length, side } = windows;
  const mean = (from: number, to: number): number => (sum[to] - sum[from]) / (to - from);
  return { ...windows, meterKw: windows.meterKw.map((kw, w) => kw - againstSides(mean, start[w], length, side)) };
}

interface Prefix {
  readonly sum: Float64Array;
  readonly count: Float64Array;
}

function prefix(values: Float64Array): Prefix {
  const sum = new Float64Array(values.length + 1);
  const count = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) {
    const known = values[i] === values[i];
    sum[i + 1] = sum[i] + (known ? values[i] : 0);
    count[i + 1] = count[i] + (known ? 1 : 0);
  }
  return { sum, count };
}

/** The mean inside a window less that of both its sides. */
function againstSides(mean: (from: number, to: number) => number, start: number, length: number, side: number): number {
  return mean(start, start + length) - (mean(start - side, start) + mean(start + length, start + length + side)) / 2;
}

/** NaN when under three quarters of the bins have a reading. */
function mean(of: Prefix, from: number, to: number): number {
  const count = of.count[to] - of.count[from];
  return count >= 0.75 * (to - from) ? (of.sum[to] - of.sum[from]) / count : NaN;
}

function firstAbove(ascending: Float64Array, x: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] <= x) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
