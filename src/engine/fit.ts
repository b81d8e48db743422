import { HOUR_MS, zoneHourOfDay, zoneOffsetMs } from '../base';
import type { Design } from './design';
import { median, quantileInPlace } from './stats';
import type { Grid } from './types';

/** The regression behind Expect: robust, ridge, on the base load of the day, and with no state that costs less than nothing. */

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
  readonly design: Design;
  /** grid.count, kW. */
  readonly demandKw: Float64Array;
  /** grid.count, hour of the site's day at the start of the row. */
  readonly hours: Float64Array;
  /** grid.count; 1 = this row may teach. */
  readonly usable: Uint8Array;
  /** columns; true = may be negative (start-up transients). */
  readonly free: readonly boolean[];
  /** Rows from one knot of a slow base load to the next; 0 = the base load is the same every day. */
  readonly knotRows: number;
}

export interface Fit {
  /** kW per hat of the day, per knot of the slow base load (none when it is the same every day), and per column. */
  readonly hats: Float64Array;
  readonly knots: Float64Array;
  readonly kw: Float64Array;
  /** σ of a row's error, kW, and from which error on a row counts less. */
  readonly sigmaKw: number;
  readonly trustedKw: number;
  /** Correlation of an error with the one before it, 0..1: how much less than a row of its own a row says. */
  readonly carryOver: number;
  /** grid.count, kW: reading less expectation; NaN where the row may not teach. */
  readonly residualKw: Float64Array;
  /** p × p normal matrix of the last round, and the ridge on its diagonal; p = hats + knots + columns. */
  readonly normal: Float64Array;
  readonly ridge: Float64Array;
}

/** Ridge on what a state costs, per row; small beside the data, enough to share what nothing can tell apart. */
const RIDGE = 2e-4;
/** Descent ends here even where two states are so alike that it still moves between them. */
const MOST_SWEEPS = 200;

/**
 * Cyclic descent for min ½ β'Gβ − g'β + ½ Σ λ β² with β_j ≥ lowest_j, from the given start.
 * @see Friedman, Hastie, Tibshirani 2010, doi:10.18637/jss.v033.i01, for the coordinate update
 * O(sweeps × p²), at most MOST_SWEEPS
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
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
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

/** Normal equations of one round: sums over the rows, each counting `weight`. */
interface Normal {
  readonly matrix: Float64Array;
  readonly right: Float64Array;
}

/** Which base load each row has: two hats of the day, and two knots of the slow part where there is one. */
interface Base {
  readonly count: number;
  readonly knots: number;
  readonly low: Uint8Array;
  readonly share: Float64Array;
  readonly knotRows: number;
}

function baseOf({ hours, knotRows, design }: Problem): Base {
  const low = new Uint8Array(hours.length);
  const share = new Float64Array(hours.length);
  for (let row = 0; row < hours.length; row++) {
    [low[row], , , share[row]] = hatsAt(hours[row]);
  }
  const knots = knotRows > 0 ? Math.ceil(design.rows / knotRows) + 1 : 0;
  return { count: HATS + knots, knots, low, share, knotRows };
}

/**
 * Adds `weight` times each row to the sums; the outer product of the states is taken once a segment, not once a row.
 * Rows of weight 0 are passed over, so a later round only adds what its weights differ by: work goes with the rows that changed.
 * O(rows + segments with a weight × entries²)
 */
function addRows(normal: Normal, problem: Problem, base: Base, weight: Float64Array): void {
  const scratch: Scratch = { baseSum: new Float64Array(base.count), at: new Int32Array(4), much: new Float64Array(4), lowest: 0, highest: 0, sum: 0, sumKw: 0 };
  const segments = problem.design.segmentStart.length - 1;
  for (let s = 0; s < segments; s++) {
    if (addBase(normal, problem, base, weight, s, scratch)) {
      addStates(normal, problem.design, base, s, scratch);
    }
  }
}

/** Sums over one segment's rows. */
interface Scratch {
  readonly baseSum: Float64Array;
  readonly at: Int32Array;
  readonly much: Float64Array;
  /** First and last hat that any of the rows has. */
  lowest: number;
  highest: number;
  sum: number;
  sumKw: number;
}

/** Base load against itself, row by row. @returns whether any row of the segment counts */
function addBase({ matrix, right }: Normal, { design, demandKw }: Problem, base: Base, weight: Float64Array, s: number, scratch: Scratch): boolean {
  const { baseSum, at, much } = scratch;
  const { low, share, knotRows } = base;
  const size = base.count + design.columns;
  const parts = knotRows > 0 ? 4 : 2;
  const end = design.segmentStart[s + 1];
  let touched = false;
  for (let row = design.segmentStart[s]; row < end; row++) {
    const w = weight[row];
    if (w === 0) {
      continue;
    }
    if (!touched) {
      touched = true;
      baseSum.fill(0);
      scratch.sum = 0;
      scratch.sumKw = 0;
      scratch.lowest = HATS;
      scratch.highest = -1;
    }
    const kw = demandKw[row];
    scratch.sum += w;
    scratch.sumKw += w * kw;
    at[0] = low[row];
    at[1] = low[row] + 1 === HATS ? 0 : low[row] + 1;
    scratch.lowest = Math.min(scratch.lowest, at[0], at[1]);
    scratch.highest = Math.max(scratch.highest, at[0], at[1]);
    much[1] = share[row];
    much[0] = 1 - share[row];
    if (knotRows > 0) {
      at[2] = HATS + Math.floor(row / knotRows);
      at[3] = at[2] + 1;
      much[3] = row / knotRows - Math.floor(row / knotRows);
      much[2] = 1 - much[3];
    }
    for (let i = 0; i < parts; i++) {
      const scaled = w * much[i];
      baseSum[at[i]] += scaled;
      right[at[i]] += scaled * kw;
      for (let k = 0; k < parts; k++) {
        matrix[at[i] * size + at[k]] += scaled * much[k];
      }
    }
  }
  return touched;
}

/** States against the base load and against each other: the lower triangle. O(entries²) */
function addStates({ matrix, right }: Normal, design: Design, base: Base, s: number, { baseSum, lowest, highest, sum, sumKw }: Scratch): void {
  const { segmentStart, entryStart, column, value } = design;
  const { count, knotRows } = base;
  const size = count + design.columns;
  const firstKnot = knotRows > 0 ? HATS + Math.floor(segmentStart[s] / knotRows) : HATS;
  const lastKnot = knotRows > 0 ? HATS + Math.floor((segmentStart[s + 1] - 1) / knotRows) + 1 : HATS - 1;
  const first = entryStart[s];
  const end = entryStart[s + 1];
  for (let i = first; i < end; i++) {
    const line = (count + column[i]) * size;
    const own = value[i];
    const scaled = sum * own;
    right[count + column[i]] += own * sumKw;
    for (let hat = lowest; hat <= highest; hat++) {
      matrix[line + hat] += own * baseSum[hat];
    }
    for (let knot = firstKnot; knot <= lastKnot; knot++) {
      matrix[line + knot] += own * baseSum[knot];
    }
    const states = line + count;
    for (let k = first; k <= i; k++) {
      matrix[states + column[k]] += scaled * value[k];
    }
  }
}

/** The upper triangle from the lower one. */
function mirror(matrix: Float64Array, from: number, size: number): void {
  for (let i = from; i < size; i++) {
    for (let j = 0; j < i; j++) {
      matrix[j * size + i] = matrix[i * size + j];
    }
  }
}

/** Rounds of re-weighting of a fit that begins from nothing. */
const ROUNDS = 3;

/**
 * Robust ridge fit with non-negative costs.
 * A row that is off by more than c = max(2 σ, hub × root mean square error) counts c/|error| (Huber 1964, doi:10.1214/aoms/1177703732).
 * Errors are taken as they come, not differenced: on the labelled plants a first-order model of them changed no clear answer.
 * @param hub how many typical errors a row may be off before it counts less; Infinity = least squares
 * @param start another fit of the same rows to begin from, its columns first; else the median demand and no costs
 * O(rows + segments × entries² + sweeps × p²) for the first round; later ones only take the rows whose weight changed
 */
export function fitRobust(problem: Problem, hub: number, start?: Fit): Fit {
  const { design, demandKw, usable } = problem;
  const rows = design.rows;
  const base = baseOf(problem);
  const size = base.count + design.columns;
  let beta: Float64Array = new Float64Array(size);
  beta.fill(median(demandKw), 0, HATS);
  if (start) {
    beta.set(start.hats);
    beta.set(start.knots.length === base.knots ? start.knots : new Float64Array(base.knots), HATS);
    beta.set(start.kw, base.count);
  }
  const lowest = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    lowest[j] = j < base.count || problem.free[j - base.count] ? -Infinity : 0;
  }
  const weight = Float64Array.from(usable);
  // What the sums of the round before do not hold yet.
  const change = weight.slice();
  const ridge = new Float64Array(size);
  const residualKw = new Float64Array(rows);
  const scratch = new Float64Array(rows);
  const normal: Normal = { matrix: new Float64Array(size * size), right: new Float64Array(size) };
  const { matrix } = normal;
  let sigmaKw = 0;
  // A fit that is near already has its weights after one round less.
  const rounds = hub === Infinity ? 1 : start ? ROUNDS - 1 : ROUNDS;
  if (start && hub < Infinity) {
    reweight(start.residualKw, usable, start.trustedKw, weight, change);
    change.set(weight);
  }
  let trustedKw = Infinity;
  for (let round = 0; round < rounds; round++) {
    addRows(normal, problem, base, change);
    mirror(matrix, base.count, size);
    ridge.fill((1e-6 * traceOf(matrix, size)) / size, 0, HATS);
    ridge.fill(KNOT_RIDGE * base.knotRows, HATS, base.count);
    ridge.fill(RIDGE * rows + 1e-3, base.count);
    beta = descend(matrix, normal.right, ridge, lowest, beta);
    residualsOf(problem, base, beta, residualKw);
    const sizes = sizesOf(residualKw, usable, scratch);
    sigmaKw = (sizes.length > 0 ? 1.4826 * quantileInPlace(sizes, 0.5) : 0) + 1e-9;
    trustedKw = largestTrusted(sizes, sigmaKw, hub);
    if (round + 1 < rounds) {
      reweight(residualKw, usable, trustedKw, weight, change);
    }
  }
  return {
    hats: beta.slice(0, HATS), knots: beta.slice(HATS, base.count), kw: beta.slice(base.count),
    sigmaKw, trustedKw, carryOver: carryOverOf(residualKw, 3 * sigmaKw), residualKw, normal: matrix, ridge,
  };
}

function traceOf(matrix: Float64Array, size: number): number {
  let trace = 0;
  for (let j = 0; j < size; j++) {
    trace += matrix[j * size + j];
  }
  return trace;
}

/** Sizes of the errors of the rows that teach: a part of `scratch`. */
function sizesOf(residualKw: Float64Array, usable: Uint8Array, scratch: Float64Array): Float64Array {
  let known = 0;
  for (let row = 0; row < usable.length; row++) {
    if (usable[row] === 1) {
      scratch[known++] = Math.abs(residualKw[row]);
    }
  }
  return scratch.subarray(0, known);
}

/** Rows that are off by more than `trustedKw` count trusted/|error|; those that may not teach count nothing. `change` is new less old. */
function reweight(residualKw: Float64Array, usable: Uint8Array, trustedKw: number, weight: Float64Array, change: Float64Array): void {
  for (let row = 0; row < weight.length; row++) {
    const off = Math.abs(residualKw[row]);
    const now = usable[row] === 1 ? (off > trustedKw ? trustedKw / off : 1) : 0;
    change[row] = now - weight[row];
    weight[row] = now;
  }
}

/** How firmly the slow base load is held to the day's own: this many rows of evidence a row between knots. */
const KNOT_RIDGE = 0.02;

/** Reading less expectation, row by row, into `out`; NaN where the row may not teach. O(rows + entries) */
function residualsOf(problem: Problem, base: Base, beta: Float64Array, out: Float64Array): void {
  const { demandKw, usable } = problem;
  const { segmentStart, entryStart, column, value } = problem.design;
  const { low, share, knotRows } = base;
  for (let s = 0; s + 1 < segmentStart.length; s++) {
    let statesKw = 0;
    for (let k = entryStart[s]; k < entryStart[s + 1]; k++) {
      statesKw += beta[base.count + column[k]] * value[k];
    }
    for (let row = segmentStart[s]; row < segmentStart[s + 1]; row++) {
      const a = low[row];
      let baseKw = beta[a] + (beta[a + 1 === HATS ? 0 : a + 1] - beta[a]) * share[row];
      if (knotRows > 0) {
        const knot = Math.floor(row / knotRows);
        baseKw += beta[HATS + knot] + (beta[HATS + knot + 1] - beta[HATS + knot]) * (row / knotRows - knot);
      }
      out[row] = usable[row] === 1 ? demandKw[row] - baseKw - statesKw : NaN;
    }
  }
}

/** c = max(2 σ, hub · root mean square of the errors, the largest thousandth cut). Rearranges the errors. */
function largestTrusted(sizes: Float64Array, sigmaKw: number, hub: number): number {
  if (hub === Infinity || sizes.length === 0) {
    return Infinity;
  }
  const cap = quantileInPlace(sizes, 0.999);
  let sum = 0;
  for (let k = 0; k < sizes.length; k++) {
    const off = Math.min(sizes[k], cap);
    sum += off * off;
  }
  return Math.max(2 * sigmaKw, hub * Math.sqrt(sum / Math.max(1, sizes.length)));
}

/** First-order correlation of the errors, each cut at `capKw`; 0 where none can be told. */
function carryOverOf(residualKw: Float64Array, capKw: number): number {
  let product = 0;
  let square = 0;
  for (let row = 1; row < residualKw.length; row++) {
    const now = Math.max(-capKw, Math.min(capKw, residualKw[row]));
    const before = Math.max(-capKw, Math.min(capKw, residualKw[row - 1]));
    if (now === now && before === before) {
      product += now * before;
      square += before * before;
    }
  }
  return square > 0 ? Math.max(0, Math.min(0.98, product / square)) : 0;
}
