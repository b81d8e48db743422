import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../base';
import { baselineOf } from './baseline';
import { ordinarySpread, runsAbove } from './runs';
import type { Grid } from './types';

/** Station 6, Spot: where demand stands out of its surroundings, and which hour it is compared with. */

/** Bins [first, last] of the grid, both included, and the bins of the hour around it. */
export interface Run {
  readonly first: number;
  readonly last: number;
  /** Ascending bins with a reading, in no spike: within an hour on both sides, or else the thirty nearest. */
  readonly reference: Int32Array;
}

export interface Spotted {
  readonly runs: readonly Run[];
  /** grid.count, kW. */
  readonly baselineKw: Float64Array;
  /** σ of ordinary demand about the baseline, kW. */
  readonly sigmaKw: number;
}

/**
 * Runs of bins above a rolling median of three hours: they begin where demand is 3 σ above it and reach as far as it
 * stays 1.5 σ above (hysteresis). Runs less than two minutes apart are one; a run needs readings in 80 % of its bins.
 * @param learnFrom, learnTo bins that say what is ordinary
 * @param minimumKw a spike is at least this far above the baseline somewhere
 * O(n + n/stride · w log w)
 */
export function spot(grid: Grid, demandKw: Float64Array, learnFrom: number, learnTo: number, minimumKw: number): Spotted {
  return spotAbove(baselineOf(grid, demandKw), grid, demandKw, learnFrom, learnTo, minimumKw);
}

/** The same above a baseline that is there already. */
export function spotAbove(
  baselineKw: Float64Array, grid: Grid, demandKw: Float64Array, learnFrom: number, learnTo: number, minimumKw: number
): Spotted {
  const { stepMs, count } = grid;
  const sigmaKw = ordinarySpread(demandKw, baselineKw, learnFrom, learnTo);
  const on = Math.max(3 * sigmaKw, minimumKw, 1e-9);
  const found = runsAbove(demandKw, baselineKw, on, on / 2, Math.max(1, Math.floor((2 * MINUTE_MS) / stepMs)));
  const shortest = Math.max(1, Math.ceil((30 * SECOND_MS) / stepMs));
  const kept = found.filter(([first, last]) => last - first + 1 >= shortest && shareKnown(demandKw, first, last) >= 0.8);
  const inSpike = new Uint8Array(count);
  kept.forEach(([first, last]) => inSpike.fill(1, first, last + 1));
  return { runs: kept.map(([first, last]) => ({ first, last, reference: hourAround(first, last, demandKw, inSpike, stepMs) })), baselineKw, sigmaKw };
}

function shareKnown(demandKw: Float64Array, first: number, last: number): number {
  let known = 0;
  for (let i = first; i <= last; i++) {
    known += demandKw[i] === demandKw[i] ? 1 : 0;
  }
  return known / (last - first + 1);
}

/** Bins to compare with: the hour on both sides (at least eight bins), other spikes left out; fewer than ten: the thirty nearest. */
export function hourAround(first: number, last: number, demandKw: Float64Array, inSpike: Uint8Array, stepMs: number): Int32Array {
  const reach = Math.max(Math.floor(HOUR_MS / stepMs), 8);
  const n = demandKw.length;
  const free = (i: number) => inSpike[i] === 0 && demandKw[i] === demandKw[i] && (i < first || i > last);
  const [from, to] = [Math.max(0, first - reach), Math.min(n, last + 1 + reach)];
  const near = new Int32Array(to - from);
  let count = 0;
  for (let i = from; i < to; i++) {
    if (free(i)) {
      near[count++] = i;
    }
  }
  if (count >= 10) {
    return near.slice(0, count);
  }
  const nearest: number[] = [];
  for (let away = 1; nearest.length < 30 && (first - away >= 0 || last + away < n); away++) {
    if (first - away >= 0 && free(first - away)) {
      nearest.push(first - away);
    }
    if (last + away < n && free(last + away)) {
      nearest.push(last + away);
    }
  }
  return Int32Array.from(nearest).sort();
}
