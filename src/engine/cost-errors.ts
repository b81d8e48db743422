import type { Column, Track } from './align';
import { cholesky } from './cholesky';
import { costOfStates } from './cost-levels';
import type { Fit } from './fit';
import type { Problem } from './normal';

/** What the costs of a fit may be off by: by the meter's noise, by stamps that are a little off, and by the ridge. */

/**
 * One standard deviation of each column's cost above its machine's cheapest state, kW; 0 for that state itself. The common level
 * of a machine's states is known badly and matters to nobody, hence differences.
 *
 * Noise: the posterior with the base load conditioned out, (G/σ² + Λ/σ²)⁻¹. Errors that carry over say less: σ² grows by
 * (1 + ρ)/(1 − ρ). But machines that start and stop within seconds of each other are told apart by those seconds alone, which the
 * meter may show sharply and the stamps wrongly, and what nothing can tell apart the ridge shares out as it likes. Both move the
 * right side of the fit's equations by a known g, so the costs by (G + Λ)⁻¹g: for each machine with all its stamps late by what
 * its clock may be off, and with its costs drawn to nothing. Of machines that work apart from each other it is next to nothing.
 * @param fit of this problem
 * @param lowest per track the column of its cheapest state
 * @param offByMs per track, what its stamps may be off by
 * O(p³ + tracks × p² + changes × (log segments + entries of a row))
 */
export function costErrors(fit: Fit, problem: Problem, tracks: readonly Track[], columns: readonly Column[], lowest: Int32Array, offByMs: Float64Array): Float64Array {
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
  const inverse = inverseOf(cholesky(lower, p, 1e-9), p);
  const sides = [...lateSides(fit, problem, tracks, columns, offByMs), ...ridgeSides(fit, base, tracks, columns)];
  const moved = sides.map((side) => movedBy(side, inverse, p, s2));
  return Float64Array.from(columns, ({ track, tauMs }, j) => {
    const other = tauMs === 0 ? lowest[track] : -1;
    if (other === j) {
      return 0;
    }
    // Row j of `inverse` is column j of L⁻¹; a difference of two costs has the squared distance of their rows as variance.
    const squares = distance(inverse, j * p, other * p, p);
    return Math.sqrt(moved.reduce((sum, kw) => sum + (kw[j] - (other >= 0 ? kw[other] : 0)) ** 2, squares));
  });
}

/** Square of how far `length` values from `a` on are from those from `b` on, or from nothing where b < 0. O(length) */
function distance(values: Float64Array, a: number, b: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const apart = values[a + i] - (b >= 0 ? values[b + i] : 0);
    sum += apart * apart;
  }
  return sum;
}

/** Column j of L⁻¹ as row j. O(p³) */
function inverseOf(lower: Float64Array, p: number): Float64Array {
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
  return inverse;
}

/** L⁻ᵀ L⁻¹ side / σ², kW. O(p²) */
function movedBy(side: Float64Array, inverse: Float64Array, p: number, s2: number): Float64Array {
  const forward = new Float64Array(p);
  for (let k = 0; k < p; k++) {
    for (let i = k; i < p; i++) {
      forward[i] += (inverse[k * p + i] * side[k]) / s2;
    }
  }
  return forward.map((_, k) => {
    let sum = 0;
    for (let i = k; i < p; i++) {
      sum += inverse[k * p + i] * forward[i];
    }
    return sum;
  });
}

/**
 * Per track Xᵀ W Δ, where Δ is the modelled power that would be elsewhere if its changes came `offByMs` after their stamps. A visit that
 * is shorter than that would be gone.
 */
function lateSides(fit: Fit, { grid, design }: Problem, tracks: readonly Track[], columns: readonly Column[], offByMs: Float64Array): Float64Array[] {
  const { segmentStart, entryStart, column, value } = design;
  const { startMs, stepMs } = grid;
  const endMs = design.rows * stepMs;
  const cost = costOfStates(tracks, columns, fit.kw);
  return tracks.map(({ timeMs, stateCode }, t) => {
    const side = new Float64Array(columns.length);
    for (let i = 1, s = 0; i < timeMs.length; i++) {
      const lessKw = cost[t][stateCode[i - 1]] - cost[t][stateCode[i]];
      const fromMs = timeMs[i] - startMs;
      const toMs = Math.min(endMs, fromMs + offByMs[t], i + 1 < timeMs.length ? timeMs[i + 1] - startMs : endMs);
      for (let row = Math.max(0, Math.floor(fromMs / stepMs)); row * stepMs < toMs; row++) {
        while (segmentStart[s + 1] <= row) {
          s++;
        }
        const share = (Math.min(toMs, (row + 1) * stepMs) - Math.max(fromMs, row * stepMs)) / stepMs;
        const kw = fit.weight[row] * lessKw * share;
        for (let k = entryStart[s]; k < entryStart[s + 1]; k++) {
          side[column[k]] += kw * value[k];
        }
      }
    }
    return side;
  });
}

/** Per track Λβ of its own columns: how hard the ridge draws them to nothing. */
function ridgeSides(fit: Fit, base: number, tracks: readonly Track[], columns: readonly Column[]): Float64Array[] {
  return tracks.map((_, t) => Float64Array.from(columns, ({ track }, j) => (track === t ? fit.ridge[base + j] * fit.kw[j] : 0)));
}
