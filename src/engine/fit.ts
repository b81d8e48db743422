import { HATS } from './base-load';
import { descend, mirror } from './descend';
import { addRows, baseOf, NOTHING, sumsFrom, type Base, type Problem, type Sums } from './normal';
import { median, quantile } from './stats';

/** The regression behind Expect: robust, ridge, on the base load of the day, and with no state that costs less than nothing. */

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
  /** Sums of the last round, p = hats + knots + columns, the ridge on their diagonal, and what each row counted in them. */
  readonly sums: Sums;
  readonly ridge: Float64Array;
  readonly weight: Float64Array;
}

/** Ridge on what a state costs, per row that teaches; small beside the data, enough to share what nothing can tell apart. */
const RIDGE = 2e-4;
/** Rounds of re-weighting of a fit that begins from nothing. */
const ROUNDS = 3;

/**
 * Robust ridge fit with non-negative costs.
 * A row that is off by more than c = max(2 σ, hub × root mean square error) counts c/|error| (Huber 1964, doi:10.1214/aoms/1177703732).
 * Errors are taken as they come, not differenced: on the labelled plants a first-order model of them changed no clear answer.
 * @param hub how many typical errors a row may be off before it counts less; Infinity = least squares
 * @param start another fit of the same rows to begin from: its columns are the first of these, in the same segments or
 *   longer ones, and its base load either has no knots or these; else the median demand and no costs
 * O(rows + segments × entries² + sweeps × p²) for the first round, with a start only for what is new; later rounds only take
 * the rows whose weight changed
 */
export function fitRobust(problem: Problem, hub: number, start?: Fit): Fit {
  const { design, usable } = problem;
  const rows = design.rows;
  // What was not read holds nothing back: readings with a long silence among them cost no less.
  const taught = usable.reduce((sum, one) => sum + one, 0);
  const base = baseOf(problem);
  const size = base.count + design.columns;
  let beta = firstCosts(problem, base, start);
  const lowest = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    lowest[j] = j < base.count || problem.free[j - base.count] ? -Infinity : 0;
  }
  const held = start ? { base: HATS + start.knots.length, columns: start.kw.length } : NOTHING;
  const sums = sumsFrom(base, design.columns, start?.sums, held);
  const { matrix, right } = sums;
  const weight = start ? start.weight.slice() : new Float64Array(rows);
  if (start) {
    addRows(sums, problem, base, weight, held);
  }
  // What the sums do not hold yet.
  const change = new Float64Array(rows);
  const residualKw = start ? start.residualKw.slice() : new Float64Array(rows);
  reweight(residualKw, usable, hub < Infinity && start ? start.trustedKw : Infinity, weight, change);
  const ridge = new Float64Array(size);
  const scratch = new Float64Array(rows);
  let sigmaKw = 0;
  // A fit that is near already has its weights after one round less.
  const rounds = hub === Infinity ? 1 : start ? ROUNDS - 1 : ROUNDS;
  let trustedKw = Infinity;
  for (let round = 0; round < rounds; round++) {
    addRows(sums, problem, base, change);
    mirror(matrix, base.count, size);
    ridge.fill((1e-6 * traceOf(matrix, size)) / size, 0, HATS);
    ridge.fill(KNOT_RIDGE * base.knotRows, HATS, base.count);
    ridge.fill(RIDGE * taught + 1e-3, base.count);
    beta = descend(matrix, right, ridge, lowest, beta);
    residualsOf(problem, base, beta, residualKw);
    const sizes = sizesOf(residualKw, usable, scratch);
    sigmaKw = (sizes.length > 0 ? 1.4826 * quantile(sizes, 0.5) : 0) + 1e-9;
    trustedKw = largestTrusted(sizes, sigmaKw, hub);
    if (round + 1 < rounds) {
      reweight(residualKw, usable, trustedKw, weight, change);
    }
  }
  return {
    hats: beta.slice(0, HATS), knots: beta.slice(HATS, base.count), kw: beta.slice(base.count),
    sigmaKw, trustedKw, carryOver: carryOverOf(residualKw, 3 * sigmaKw), residualKw, sums, ridge, weight,
  };
}

/** The median demand and no costs, or those of a fit with fewer columns or without a slow base load. */
function firstCosts({ design, demandKw }: Problem, base: Base, start: Fit | undefined): Float64Array {
  const beta = new Float64Array(base.count + design.columns);
  if (start) {
    beta.set(start.hats);
    beta.set(start.knots, HATS);
    beta.set(start.kw, base.count);
  } else {
    beta.fill(median(demandKw), 0, HATS);
  }
  return beta;
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
    let k = entryStart[s];
    const last = entryStart[s + 1] - 1;
    for (; k < last; k += 2) {
      statesKw += beta[base.count + column[k]] * value[k] + beta[base.count + column[k + 1]] * value[k + 1];
    }
    if (k === last) {
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

/** c = max(2 σ, hub · root mean square of the errors, the largest thousandth cut). */
function largestTrusted(sizes: Float64Array, sigmaKw: number, hub: number): number {
  if (hub === Infinity || sizes.length === 0) {
    return Infinity;
  }
  const cap = quantile(sizes, 0.999);
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
