import { HOUR_MS, zoneHourOfDay, zoneOffsetMs } from '../base';
import type { SparseRows } from './align';
import { median, quantile, spread } from './stats';
import type { Grid } from './types';

/** The regression behind Expect: robust, with errors that follow one another, ridge, and no state that costs less than nothing. */

/** Base load of the day: eight overlapping triangles over the hour of day, three hours apart; they sum to one. */
export const HATS = 8;

/** Two non-zero hats of an hour of day: [index, weight, index, weight]. H_c(h) = max(0, 1 − distance(h, c) / 3). */
export function hatsAt(hourOfDay: number): readonly [number, number, number, number] {
  const at = (((hourOfDay % 24) + 24) % 24) / 3;
  const low = Math.floor(at) % HATS;
  const share = at - Math.floor(at);
  return [low, 1 - share, (low + 1) % HATS, share];
}

/** Hour of the site's day at the start of each bin; the zone is asked once an hour, for clocks change on the hour. */
export function hoursOfDay(grid: Grid, zone: string): Float64Array {
  const hours = new Float64Array(grid.count);
  let offsetMs = 0;
  let validUntilMs = -Infinity;
  for (let i = 0; i < grid.count; i++) {
    const instantMs = grid.startMs + i * grid.stepMs;
    if (instantMs >= validUntilMs) {
      offsetMs = zoneOffsetMs(instantMs, zone);
      validUntilMs = (Math.floor(instantMs / (HOUR_MS / 2)) + 1) * (HOUR_MS / 2);
    }
    hours[i] = zoneHourOfDay(instantMs + offsetMs, 'UTC');
  }
  return hours;
}

/** What is fitted: demand on hats and columns, row by row, with the rows that may be used. */
export interface Problem {
  readonly grid: Grid;
  /** grid.count, kW. */
  readonly demandKw: Float64Array;
  readonly hours: Float64Array;
  readonly rows: SparseRows;
  readonly columns: number;
  /** grid.count; 1 = this row may teach. */
  readonly usable: Uint8Array;
  /** columns; true = may be negative (start-up transients). */
  readonly free: readonly boolean[];
}

/** Sums of products from which the normal equations for any φ follow; p = HATS + columns. */
export interface Moments {
  readonly size: number;
  /** Pairs of usable neighbours: index of the later row. */
  readonly pairs: Int32Array;
  /** p × p: Σ a_t a_t', Σ a_(t−1) a_(t−1)', and Σ (a_t a_(t−1)' + its transpose). */
  readonly now: Float64Array;
  readonly before: Float64Array;
  readonly cross: Float64Array;
  readonly nowY: Float64Array;
  readonly beforeY: Float64Array;
  readonly crossY: Float64Array;
}

export interface Fit {
  /** kW per hat and per column. */
  readonly hats: Float64Array;
  readonly kw: Float64Array;
  readonly phi: number;
  readonly hub: number;
  /** σ of the innovations, kW. */
  readonly sigmaKw: number;
  /** grid.count, kW: reading less expectation; NaN where there is no reading. */
  readonly residualKw: Float64Array;
  /** p × p normal matrix of the last round, and the ridge on its diagonal. */
  readonly normal: Float64Array;
  readonly ridge: Float64Array;
}

/** One row with its hats, as indices into the p unknowns and their values. */
class Row {
  readonly index: Int32Array;
  readonly value: Float64Array;
  length = 0;
  constructor(size: number) {
    this.index = new Int32Array(size);
    this.value = new Float64Array(size);
  }
  load(problem: Problem, row: number): void {
    const [a, wa, b, wb] = hatsAt(problem.hours[row]);
    this.index[0] = a;
    this.value[0] = wa;
    this.index[1] = b;
    this.value[1] = wb;
    let length = 2;
    const { rowStart, column, value } = problem.rows;
    for (let k = rowStart[row]; k < rowStart[row + 1]; k++) {
      this.index[length] = HATS + column[k];
      this.value[length++] = value[k];
    }
    this.length = length;
  }
}

/** Adds weight · (a b' + b a') / 2 … for a = b simply weight · a a'. Full square, so that reading a row is contiguous. */
function addOuter(into: Float64Array, size: number, a: Row, b: Row, weight: number): void {
  for (let i = 0; i < a.length; i++) {
    const base = a.index[i] * size;
    const scaled = weight * a.value[i];
    for (let k = 0; k < b.length; k++) {
      into[base + b.index[k]] += scaled * b.value[k];
    }
  }
}

/**
 * One pass over the rows that serves every φ: G(φ) = now − φ cross + φ² before.
 * O(rows × entries²)
 */
export function momentsOf(problem: Problem): Moments {
  const { grid, usable, demandKw, columns } = problem;
  const size = HATS + columns;
  const pairs: number[] = [];
  const now = new Float64Array(size * size);
  const cross = new Float64Array(size * size);
  const nowY = new Float64Array(size);
  const beforeY = new Float64Array(size);
  const crossY = new Float64Array(size);
  const before = new Float64Array(size * size);
  let later = new Row(size + 2);
  let earlier = new Row(size + 2);
  for (let t = 1; t < grid.count; t++) {
    if (!usable[t] || !usable[t - 1]) {
      continue;
    }
    if (pairs.length > 0 && pairs[pairs.length - 1] === t - 1) {
      [earlier, later] = [later, earlier];
    } else {
      earlier.load(problem, t - 1);
    }
    later.load(problem, t);
    pairs.push(t);
    addOuter(now, size, later, later, 1);
    addOuter(cross, size, later, earlier, 1);
    // Σ a_(t−1) a_(t−1)' differs from Σ a_t a_t' only where a run of usable rows begins or ends.
    if (!(t + 1 < grid.count && usable[t + 1])) {
      addOuter(before, size, later, later, -1);
    }
    if (t < 2 || !usable[t - 2]) {
      addOuter(before, size, earlier, earlier, 1);
    }
    const y = demandKw[t];
    const yBefore = demandKw[t - 1];
    for (let k = 0; k < later.length; k++) {
      nowY[later.index[k]] += later.value[k] * y;
      crossY[later.index[k]] += later.value[k] * yBefore;
    }
    for (let k = 0; k < earlier.length; k++) {
      beforeY[earlier.index[k]] += earlier.value[k] * yBefore;
      crossY[earlier.index[k]] += earlier.value[k] * y;
    }
  }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const both = cross[i * size + j] + cross[j * size + i];
      cross[i * size + j] = both;
      cross[j * size + i] = both;
    }
  }
  for (let k = 0; k < before.length; k++) {
    before[k] += now[k];
  }
  return { size, pairs: Int32Array.from(pairs), now, before, cross, nowY, beforeY, crossY };
}

/** Ridge on what a state costs, per row; small beside the data, enough to share what nothing can tell apart. */
const RIDGE = 2e-4;

/**
 * Cyclic descent for min ½ β'Gβ − g'β + ½ Σ λ β² with β_j ≥ lowest_j, from the given start.
 * @see Friedman, Hastie, Tibshirani 2010, doi:10.18637/jss.v033.i01, for the coordinate update
 * O(sweeps × p²), at most 60 sweeps
 */
export function descend(normal: Float64Array, right: Float64Array, ridge: Float64Array, lowest: Float64Array, start: Float64Array): Float64Array {
  const size = right.length;
  const beta = start.slice();
  const gradient = right.slice();
  for (let j = 0; j < size; j++) {
    if (beta[j] !== 0) {
      const step = beta[j];
      for (let i = 0; i < size; i++) {
        gradient[i] -= normal[j * size + i] * step;
      }
    }
  }
  let scale = 0;
  for (let j = 0; j < size; j++) {
    scale = Math.max(scale, Math.abs(right[j]));
  }
  const enough = 1e-5 * Math.sqrt(scale + 1);
  for (let sweep = 0; sweep < 60; sweep++) {
    let largest = 0;
    for (let j = 0; j < size; j++) {
      const own = normal[j * size + j];
      const curvature = own + ridge[j];
      if (curvature <= 1e-12) {
        continue;
      }
      const value = Math.max(lowest[j], (gradient[j] + own * beta[j]) / curvature);
      const step = value - beta[j];
      if (step !== 0) {
        for (let i = 0, at = j * size; i < size; i++, at++) {
          gradient[i] -= normal[at] * step;
        }
        beta[j] = value;
        largest = Math.max(largest, Math.abs(step) * Math.sqrt(curvature));
      }
    }
    if (largest < enough) {
      break;
    }
  }
  return beta;
}

/**
 * Robust ridge fit with non-negative costs whose errors follow one another by φ.
 * @param hub how many typical errors a row may be off before it counts less; Infinity = least squares
 * @param start unknowns to begin from (hats, then columns); the median demand and zeros when undefined
 * O(p² × sweeps + down-weighted rows × entries²) a round, three rounds
 */
export function fitRobust(problem: Problem, moments: Moments, phi: number, hub: number, start?: Float64Array): Fit {
  const { size, pairs } = moments;
  const { demandKw, grid } = problem;
  const rows = pairs.length;
  let beta: Float64Array = start ? start.slice() : new Float64Array(size);
  if (!start) {
    beta.fill(median(demandKw), 0, HATS);
  }
  const lowest = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    lowest[j] = j < HATS || problem.free[j - HATS] ? -Infinity : 0;
  }
  const plain = new Float64Array(size * size);
  const plainY = new Float64Array(size);
  for (let k = 0; k < plain.length; k++) {
    plain[k] = moments.now[k] - phi * moments.cross[k] + phi * phi * moments.before[k];
  }
  for (let j = 0; j < size; j++) {
    plainY[j] = moments.nowY[j] - phi * moments.crossY[j] + phi * phi * moments.beforeY[j];
  }
  const ridge = new Float64Array(size);
  let normal: Float64Array = plain;
  let right: Float64Array = plainY;
  const fitted = new Float64Array(grid.count);
  const error = new Float64Array(rows);
  let sigmaKw = 0;
  const rounds = hub === Infinity ? 1 : 3;
  for (let round = 0; round < rounds; round++) {
    let trace = 0;
    for (let j = 0; j < size; j++) {
      trace += normal[j * size + j];
    }
    ridge.fill((1e-6 * trace) / size, 0, HATS);
    ridge.fill(RIDGE * problem.rows.count * (1 - phi) ** 2 + 1e-3, HATS);
    beta = descend(normal, right, ridge, lowest, beta);
    predict(problem, beta, fitted);
    for (let k = 0; k < rows; k++) {
      const t = pairs[k];
      error[k] = demandKw[t] - fitted[t] - phi * (demandKw[t - 1] - fitted[t - 1]);
    }
    sigmaKw = spread(error) + 1e-9;
    if (round + 1 < rounds) {
      [normal, right] = downWeighted(problem, moments, phi, error, largestTrusted(error, sigmaKw, hub), plain, plainY);
    }
  }
  const residualKw = new Float64Array(grid.count);
  for (let t = 0; t < grid.count; t++) {
    residualKw[t] = demandKw[t] - fitted[t];
  }
  return { hats: beta.slice(0, HATS), kw: beta.slice(HATS), phi, hub, sigmaKw, residualKw, normal, ridge };
}

/** c = max(2 σ, hub · root mean square of the errors, the largest thousandth cut). */
function largestTrusted(error: Float64Array, sigmaKw: number, hub: number): number {
  const squares = error.map((u) => u * u);
  const cap = quantile(squares, 0.999);
  let sum = 0;
  for (let k = 0; k < squares.length; k++) {
    sum += Math.min(squares[k], cap);
  }
  return Math.max(2 * sigmaKw, hub * Math.sqrt(sum / Math.max(1, squares.length)));
}

/** Normal equations in which rows that are off by more than `trusted` count trusted/|error|. Only those rows are visited. */
function downWeighted(
  problem: Problem, moments: Moments, phi: number, error: Float64Array, trusted: number, plain: Float64Array, plainY: Float64Array
): [Float64Array, Float64Array] {
  const { size, pairs } = moments;
  const normal = plain.slice();
  const right = plainY.slice();
  const later = new Row(size + 2);
  const earlier = new Row(size + 2);
  for (let k = 0; k < pairs.length; k++) {
    const off = Math.abs(error[k]);
    if (off <= trusted) {
      continue;
    }
    const less = 1 - trusted / off;
    const t = pairs[k];
    later.load(problem, t);
    addOuter(normal, size, later, later, -less);
    const y = problem.demandKw[t] - phi * problem.demandKw[t - 1];
    for (let i = 0; i < later.length; i++) {
      right[later.index[i]] -= less * later.value[i] * y;
    }
    if (phi !== 0) {
      earlier.load(problem, t - 1);
      addOuter(normal, size, later, earlier, less * phi);
      addOuter(normal, size, earlier, later, less * phi);
      addOuter(normal, size, earlier, earlier, -less * phi * phi);
      for (let i = 0; i < earlier.length; i++) {
        right[earlier.index[i]] += less * phi * earlier.value[i] * y;
      }
    }
  }
  return [normal, right];
}

/** Base load plus what the states cost, for every bin, into `out`. O(entries) */
export function predict(problem: Problem, beta: Float64Array, out: Float64Array): void {
  const { rowStart, column, value } = problem.rows;
  for (let t = 0; t < problem.grid.count; t++) {
    const [a, wa, b, wb] = hatsAt(problem.hours[t]);
    let sum = beta[a] * wa + beta[b] * wb;
    for (let k = rowStart[t]; k < rowStart[t + 1]; k++) {
      sum += beta[HATS + column[k]] * value[k];
    }
    out[t] = sum;
  }
}
