import type { Column, Track } from './align';
import { daySharesOf, HATS, hoursOfDay } from './base-load';
import { costOfStates } from './cost-levels';
import type { Fit } from './fit';
import type { Learn } from './learn';
import { addSignal } from './signal';
import { decayRows, feltRows } from './start-up';
import type { Grid } from './types';

/** What a fit says of every bin: the base load, and with it what the states cost. */

/** Base load of every bin: the day's, and where it drifts the knots' (held beyond the first and the last one). O(bins) */
export function baseLoadOn(grid: Grid, fit: Fit, zone: string, learn: Learn, knotRows: number): Float64Array {
  const { low, share } = daySharesOf(hoursOfDay(grid, zone));
  const out = new Float64Array(grid.count);
  const knotMs = knotRows * learn.grid.stepMs;
  for (let i = 0; i < grid.count; i++) {
    const next = low[i] + 1 === HATS ? 0 : low[i] + 1;
    out[i] = fit.hats[low[i]] * (1 - share[i]) + fit.hats[next] * share[i];
    if (knotRows > 0) {
      const at = Math.max(0, Math.min(fit.knots.length - 1.001, (grid.startMs + (i + 0.5) * grid.stepMs - learn.grid.startMs) / knotMs));
      const knot = Math.floor(at);
      out[i] += fit.knots[knot] + (fit.knots[knot + 1] - fit.knots[knot]) * (at - knot);
    }
  }
  return out;
}

/** Base load plus what the states cost, for every bin. O(bins × machines in a state that costs + start-ups felt) */
export function expectedOn(grid: Grid, baseKw: Float64Array, tracks: readonly Track[], columns: readonly Column[], fit: Fit): Float64Array {
  const out = baseKw.slice();
  costOfStates(tracks, columns, fit.kw).forEach((kwOfState, t) => addSignal(tracks[t], kwOfState, grid, 1, out));
  const starts = columns.flatMap((column, j) => (column.tauMs > 0 ? [j] : []));
  const felt = feltRows(starts.length > 0 ? grid : { ...grid, count: 0 });
  for (const j of starts) {
    decayRows(tracks[columns[j].track], columns[j], grid, felt);
    for (let k = 0; k < felt.count; k++) {
      out[felt.row[k]] += fit.kw[j] * felt.value[k];
    }
  }
  return out;
}

/** The largest size in a column; what is a billionth of it is rounding. */
export function largestOf(values: Float64Array): number {
  let most = 1e-9;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]);
    most = size > most ? size : most;
  }
  return most;
}
