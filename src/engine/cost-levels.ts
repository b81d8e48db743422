import type { Column, Track } from './align';
import type { Fit } from './fit';

/** What a fit's costs mean: each above its machine's cheapest state. */

/** Per track the column of its cheapest state, −1 for none. */
export function cheapestOf(tracks: readonly Track[], columns: readonly Column[], kw: Float64Array): Int32Array {
  const lowest = new Int32Array(tracks.length).fill(-1);
  columns.forEach(({ track, tauMs }, j) => {
    if (tauMs === 0 && (lowest[track] < 0 || kw[j] < kw[lowest[track]])) {
      lowest[track] = j;
    }
  });
  return lowest;
}

/**
 * A machine is always in one of its states, so what all of them cost alike cannot be told from the base load: that part
 * goes there, and each machine's cheapest state costs nothing. What a machine adds in a spike is the same either way.
 */
export function levelled(fit: Fit, columns: readonly Column[], lowest: Int32Array): Fit {
  const common = Float64Array.from(lowest, (j) => (j < 0 ? 0 : fit.kw[j]));
  const sum = common.reduce((total, kw) => total + kw, 0);
  return {
    ...fit, hats: fit.hats.map((kw) => kw + sum),
    kw: fit.kw.map((kw, j) => (columns[j].tauMs === 0 ? kw - common[columns[j].track] : kw)),
  };
}

/** Per track, per state code, kW; 0 for a state without a column. */
export function costOfStates(tracks: readonly Track[], columns: readonly Column[], kw: Float64Array): Float64Array[] {
  const cost = tracks.map((track) => new Float64Array(track.states.length));
  columns.forEach((column, j) => {
    if (column.tauMs === 0) {
      cost[column.track][column.stateCode] = kw[j];
    }
  });
  return cost;
}
