import { HATS, type DayShares } from './base-load';
import type { Design } from './design';
import type { Grid } from './types';

/** Sums over the rows of a fit, from which it is solved: what each column of the design has in common with each other one. */

/** What is fitted: demand on hats and columns, row by row, with the rows that may be used. */
export interface Problem {
  readonly grid: Grid;
  readonly design: Design;
  /** grid.count, kW. */
  readonly demandKw: Float64Array;
  /** grid.count: which hats of the site's day each row has. */
  readonly day: DayShares;
  /** grid.count; 1 = this row may teach. */
  readonly usable: Uint8Array;
  /** columns; true = may be negative (start-up transients). */
  readonly free: readonly boolean[];
  /** Rows from one knot of a slow base load to the next; 0 = the base load is the same every day. */
  readonly knotRows: number;
}

/** Sums over the rows, each counting its weight. Of the states' part only the lower triangle is kept up; `mirror` fills the rest. */
export interface Sums {
  /** p × p with p = base.count + columns. */
  readonly matrix: Float64Array;
  readonly right: Float64Array;
}

/** Which base load each row has: two hats of the day, and two knots of the slow part where there is one. */
export interface Base extends DayShares {
  readonly count: number;
  readonly knots: number;
  readonly knotRows: number;
}

export function baseOf({ day, knotRows, design }: Problem): Base {
  const knots = knotRows > 0 ? Math.ceil(design.rows / knotRows) + 1 : 0;
  return { count: HATS + knots, knots, low: day.low, share: day.share, knotRows };
}

/** What sums already hold: the first `base` parts of the base load and the first `columns` columns, each with each. */
export interface Held {
  readonly base: number;
  readonly columns: number;
}
export const NOTHING: Held = { base: 0, columns: 0 };

/** Room for the sums of a problem, with those of a smaller one put where they belong. O(p²) */
export function sumsFrom(base: Base, columns: number, smaller?: Sums, held: Held = NOTHING): Sums {
  const size = base.count + columns;
  const sums: Sums = { matrix: new Float64Array(size * size), right: new Float64Array(size) };
  const before = held.base + held.columns;
  const placeOf = (i: number) => (i < held.base ? i : base.count + i - held.base);
  for (let i = 0; smaller && i < before; i++) {
    const line = placeOf(i) * size;
    sums.right[placeOf(i)] = smaller.right[i];
    for (let j = 0; j < before; j++) {
      sums.matrix[line + placeOf(j)] = smaller.matrix[i * before + j];
    }
  }
  return sums;
}

/**
 * Adds `weight` times each row to the sums; the outer product of the states is taken once a segment, not once a row.
 * Rows of weight 0 are passed over, so a later round only adds what its weights differ by: work goes with the rows that changed.
 * @param held of these nothing is added: the sums have it
 * O(rows + segments with a weight × entries × entries that are not held)
 */
export function addRows(sums: Sums, { design, demandKw }: Problem, base: Base, weight: Float64Array, held: Held = NOTHING): void {
  const size = base.count + design.columns;
  const seen: Seen = { base: new Float64Array(base.count), lowest: 0, highest: 0, weight: 0, weightKw: 0 };
  const segments = design.segmentStart.length - 1;
  for (let s = 0; s < segments; s++) {
    const from = design.segmentStart[s];
    const to = design.segmentStart[s + 1];
    if (!look(seen, base, demandKw, weight, from, to)) {
      continue;
    }
    if (held.base === 0) {
      addHats(sums, size, base, demandKw, weight, from, to);
    }
    addStates(sums, size, base.count, design, s, held.columns, seen);
    if (base.knots > 0) {
      addKnots(sums, size, base, demandKw, weight, from, to, held.base > HATS, seen);
      addStatesToKnots(sums.matrix, size, base, design, s, held.base > HATS ? held.columns : 0, seen);
    }
  }
}

/** Sums over one segment's rows. */
interface Seen {
  readonly base: Float64Array;
  /** First and last hat that any of the rows has. */
  lowest: number;
  highest: number;
  weight: number;
  weightKw: number;
}

/** @returns whether any of the rows counts */
function look(seen: Seen, { low, share }: Base, demandKw: Float64Array, weight: Float64Array, from: number, to: number): boolean {
  let row = from;
  while (row < to && weight[row] === 0) {
    row++;
  }
  if (row === to) {
    return false;
  }
  seen.base.fill(0);
  seen.lowest = HATS;
  seen.highest = -1;
  let sum = 0;
  let sumKw = 0;
  for (; row < to; row++) {
    const w = weight[row];
    if (w === 0) {
      continue;
    }
    const a = low[row];
    const b = a + 1 === HATS ? 0 : a + 1;
    sum += w;
    sumKw += w * demandKw[row];
    seen.base[a] += w * (1 - share[row]);
    seen.base[b] += w * share[row];
    seen.lowest = Math.min(seen.lowest, a, b);
    seen.highest = Math.max(seen.highest, a, b);
  }
  seen.weight = sum;
  seen.weightKw = sumKw;
  return true;
}

/** The day's base load against itself, row by row. */
function addHats({ matrix, right }: Sums, size: number, { low, share }: Base, demandKw: Float64Array, weight: Float64Array, from: number, to: number): void {
  for (let row = from; row < to; row++) {
    const a = low[row];
    const b = a + 1 === HATS ? 0 : a + 1;
    const ofB = weight[row] * share[row];
    const ofA = weight[row] - ofB;
    if (weight[row] !== 0) {
      right[a] += ofA * demandKw[row];
      right[b] += ofB * demandKw[row];
      matrix[a * size + a] += ofA * (1 - share[row]);
      matrix[b * size + b] += ofB * share[row];
      matrix[a * size + b] += ofA * share[row];
      matrix[b * size + a] += ofA * share[row];
    }
  }
}

/** States against the day's base load and against each other: the lower triangle. O(entries²) */
function addStates({ matrix, right }: Sums, size: number, baseCount: number, { entryStart, column, value }: Design, s: number, held: number, seen: Seen): void {
  const first = entryStart[s];
  const end = entryStart[s + 1];
  for (let i = first; i < end; i++) {
    if (column[i] < held) {
      continue;
    }
    const line = (baseCount + column[i]) * size;
    const own = value[i];
    right[baseCount + column[i]] += own * seen.weightKw;
    for (let hat = seen.lowest; hat <= seen.highest; hat++) {
      matrix[line + hat] += own * seen.base[hat];
    }
    const states = line + baseCount;
    const scaled = seen.weight * own;
    let k = first;
    // Two at a time, for V8 asks at each turn of a loop whether to stop.
    for (; k < i; k += 2) {
      matrix[states + column[k]] += scaled * value[k];
      matrix[states + column[k + 1]] += scaled * value[k + 1];
    }
    if (k === i) {
      matrix[states + column[i]] += scaled * own;
    }
  }
}

/** The slow base load against itself and the day's, row by row, and its sums over the segment. @param held the first is there */
function addKnots(
  { matrix, right }: Sums, size: number, { low, share, knotRows }: Base, demandKw: Float64Array, weight: Float64Array, from: number, to: number,
  held: boolean, seen: Seen
): void {
  for (let row = from; row < to; row++) {
    const w = weight[row];
    if (w === 0) {
      continue;
    }
    const c = HATS + Math.floor(row / knotRows);
    const later = row / knotRows - Math.floor(row / knotRows);
    seen.base[c] += w * (1 - later);
    seen.base[c + 1] += w * later;
    if (held) {
      continue;
    }
    right[c] += w * (1 - later) * demandKw[row];
    right[c + 1] += w * later * demandKw[row];
    matrix[c * size + c] += w * (1 - later) * (1 - later);
    matrix[(c + 1) * size + c + 1] += w * later * later;
    matrix[c * size + c + 1] += w * later * (1 - later);
    matrix[(c + 1) * size + c] += w * later * (1 - later);
    const a = low[row];
    const b = a + 1 === HATS ? 0 : a + 1;
    addBoth(matrix, size, c, a, w * (1 - later) * (1 - share[row]));
    addBoth(matrix, size, c, b, w * (1 - later) * share[row]);
    addBoth(matrix, size, c + 1, a, w * later * (1 - share[row]));
    addBoth(matrix, size, c + 1, b, w * later * share[row]);
  }
}

function addBoth(matrix: Float64Array, size: number, i: number, j: number, much: number): void {
  matrix[i * size + j] += much;
  matrix[j * size + i] += much;
}

/** States against the slow base load. O(entries × knots of the segment) */
function addStatesToKnots(matrix: Float64Array, size: number, { count, knotRows }: Base, { segmentStart, entryStart, column, value }: Design, s: number, held: number, seen: Seen): void {
  const firstKnot = HATS + Math.floor(segmentStart[s] / knotRows);
  const lastKnot = HATS + Math.floor((segmentStart[s + 1] - 1) / knotRows) + 1;
  for (let i = entryStart[s]; i < entryStart[s + 1]; i++) {
    const line = (count + column[i]) * size;
    for (let knot = firstKnot; column[i] >= held && knot <= lastKnot; knot++) {
      matrix[line + knot] += value[i] * seen.base[knot];
    }
  }
}
