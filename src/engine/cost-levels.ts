import type { Column, Track } from './align';
import { cholesky } from './cholesky';
import type { Fit } from './fit';

/** What a fit's costs mean: each above its machine's cheapest state, with its error. */

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

/**
 * What each column's cost above its machine's cheapest state may be off by (one standard deviation), kW, from the posterior
 * with the base load conditioned out: (G/σ² + Λ/σ²)⁻¹ by Cholesky. Errors that carry over say less: σ² grows by
 * (1 + ρ)/(1 − ρ). The common level of a machine's states is known badly and matters to nobody, hence differences. O(p³)
 */
export function standardErrors(fit: Fit, columns: readonly Column[], lowest: Int32Array): Float64Array {
  const base = fit.hats.length + fit.knots.length;
  const size = base + fit.kw.length;
  const p = fit.kw.length;
  const lower = new Float64Array(p * p);
  const s2 = (fit.sigmaKw * fit.sigmaKw * (1 + fit.carryOver)) / (1 - fit.carryOver);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      lower[i * p + j] = fit.sums.matrix[(base + i) * size + base + j] / s2 + (i === j ? fit.ridge[base + i] / s2 + 1e-6 : 0);
    }
  }
  cholesky(lower, p, 1e-9);
  // Row j of `inverse` is column j of L⁻¹; a difference of two costs has the squared distance of their rows as variance.
  const inverse = new Float64Array(p * p);
  for (let column = 0; column < p; column++) {
    const x = inverse.subarray(column * p, (column + 1) * p);
    for (let i = column; i < p; i++) {
      let sum = i === column ? 1 : 0;
      for (let k = column; k < i; k++) {
        sum -= lower[i * p + k] * x[k];
      }
      x[i] = sum / lower[i * p + i];
    }
  }
  return Float64Array.from(columns, ({ track, tauMs }, j) => {
    const other = tauMs === 0 && lowest[track] >= 0 ? lowest[track] : -1;
    let squares = 0;
    for (let i = 0; i < p; i++) {
      const apart = inverse[j * p + i] - (other >= 0 && other !== j ? inverse[other * p + i] : 0);
      squares += apart * apart;
    }
    return Math.sqrt(squares);
  });
}
