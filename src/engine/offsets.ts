import type { Track } from './align';
import { rollingMedian, spread } from './stats';
import type { Grid } from './types';

/** Finds by how much the stamps of a machine's controller are late or early against the meter's clock. */

/** One set of machines that share a clock: one machine, or a group that always switches together. */
export interface Clock {
  readonly tracks: readonly number[];
}

/** Adds to `out` the power a track's states stand for, times `sign`, bin by bin, exact from its transitions. O(bins in states that cost + transitions) */
export function addSignal(track: Track, kwOfState: Float64Array, grid: Grid, shiftMs: number, sign: number, out: Float64Array): void {
  const n = track.timeMs.length;
  for (let entry = 0; entry < n; entry++) {
    const kw = sign * kwOfState[track.stateCode[entry]];
    if (kw === 0) {
      continue;
    }
    const from = entry === 0 ? 0 : (track.timeMs[entry] - shiftMs - grid.startMs) / grid.stepMs;
    const to = entry + 1 < n ? (track.timeMs[entry + 1] - shiftMs - grid.startMs) / grid.stepMs : grid.count;
    const a = Math.max(0, from);
    const b = Math.min(grid.count, to);
    if (!(b > a)) {
      continue;
    }
    const first = Math.floor(a);
    const last = Math.ceil(b) - 1;
    if (first === last) {
      out[first] += kw * (b - a);
      continue;
    }
    out[first] += kw * (first + 1 - a);
    for (let bin = first + 1; bin < last; bin++) {
      out[bin] += kw;
    }
    out[last] += kw * (b - last);
  }
}

/**
 * For each clock the shift, in ms, at which the machine's modelled steps meet the steps of what the others leave over;
 * positive = its stamps are late. 0 where the match is not clearly better than no shift at all.
 * @param kwOfState per track, per state code, kW
 * O(clocks × (bins + steps × shifts))
 */
export function estimateShifts(
  clocks: readonly Clock[], tracks: readonly Track[], kwOfState: readonly Float64Array[], demandKw: Float64Array, grid: Grid
): Float64Array {
  const n = grid.count;
  const reach = Math.floor(Math.max(150_000, 3 * grid.stepMs) / grid.stepMs);
  const lag = Math.max(1, Math.floor(20_000 / grid.stepMs));
  const left = demandKw.slice();
  const weight = clocks.map((clock) => {
    clock.tracks.forEach((t) => addSignal(tracks[t], kwOfState[t], grid, 0, -1, left));
    return variance(signalOf(clock, tracks, kwOfState, grid, 0));
  });
  const slow = rollingMedian(left, Math.floor(3_600_000 / grid.stepMs), Math.max(1, Math.floor(300_000 / grid.stepMs)), Math.max(1, Math.floor(40_000 / grid.stepMs)));
  for (let i = 0; i < n; i++) {
    left[i] = Number.isNaN(left[i]) ? 0 : left[i] - slow[i];
  }
  const shifts = new Float64Array(clocks.length);
  // The largest first: later ones see a cleaner remainder.
  const order = clocks.map((_, c) => c).sort((a, b) => weight[b] - weight[a] || a - b);
  for (const c of order) {
    const signal = signalOf(clocks[c], tracks, kwOfState, grid, 0);
    const found = bestShift(signal, left, lag, reach);
    if (found === 0) {
      continue;
    }
    shifts[c] = found * grid.stepMs;
    const moved = signalOf(clocks[c], tracks, kwOfState, grid, shifts[c]);
    for (let i = 0; i < n; i++) {
      left[i] += signal[i] - moved[i];
    }
  }
  return shifts;
}

function signalOf(clock: Clock, tracks: readonly Track[], kwOfState: readonly Float64Array[], grid: Grid, shiftMs: number): Float64Array {
  const sum = new Float64Array(grid.count);
  clock.tracks.forEach((t) => addSignal(tracks[t], kwOfState[t], grid, shiftMs, 1, sum));
  return sum;
}

/** Shift in bins, with a fraction; 0 when nothing stands out. */
function bestShift(signal: Float64Array, left: Float64Array, lag: number, reach: number): number {
  const n = signal.length - lag;
  let largest = 0;
  for (let i = 0; i < n; i++) {
    largest = Math.max(largest, Math.abs(signal[i + lag] - signal[i]));
  }
  if (largest < 1e-6) {
    return 0;
  }
  const step = new Float64Array(n);
  let squares = 0;
  for (let i = 0; i < n; i++) {
    step[i] = left[i + lag] + signal[i + lag] - left[i] - signal[i];
  }
  const spreadKw = spread(step);
  const cap = 4 * spreadKw + largest;
  for (let i = 0; i < n; i++) {
    step[i] = Math.max(-cap, Math.min(cap, step[i]));
    squares += step[i] * step[i];
  }
  const at: number[] = [];
  let energy = 0;
  for (let i = reach; i < n - reach; i++) {
    const d = signal[i + lag] - signal[i];
    if (Math.abs(d) > 0.02 * largest) {
      at.push(i);
      energy += d * d;
    }
  }
  if (at.length < 6) {
    return 0;
  }
  const score = new Float64Array(2 * reach + 1);
  for (let shift = -reach; shift <= reach; shift++) {
    let sum = 0;
    for (const i of at) {
      sum += (signal[i + lag] - signal[i]) * step[i - shift];
    }
    score[shift + reach] = sum;
  }
  let best = 0;
  for (let k = 1; k < score.length; k++) {
    best = score[k] > score[best] ? k : best;
  }
  const noise = Math.sqrt(energy) * Math.max(spreadKw, 0.3 * Math.sqrt(squares / n));
  if (!(score[best] / noise > 6) || !((score[best] - score[reach]) / noise > 3)) {
    return 0;
  }
  const inner = best > 0 && best < 2 * reach;
  const bend = inner ? score[best - 1] - 2 * score[best] + score[best + 1] : 0;
  return best - reach + (bend !== 0 ? (0.5 * (score[best - 1] - score[best + 1])) / bend : 0);
}

function variance(values: Float64Array): number {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i];
    squares += values[i] * values[i];
  }
  return squares / values.length - (sum / values.length) ** 2;
}
