import { rowsWithin, type Column, type Track } from './align';
import { selectKth } from './select';
import type { LeftOver } from './variation';

/** How much a state's power differs from one visit to the next: what an oven draws depends on what is baked, and no state tells. */

/** Visits shorter than a row, or with less of them measured than this, say nothing; fewer visits than this say too little. */
const MEASURED = 0.8;
const FEWEST_VISITS = 4;
/** Of the squares so many are kept, the smallest: a visit with a load that nobody reported is no habit of the state. */
const KEPT = 0.97;
/** No state's visits differ (one standard deviation) by more than this share of what it costs. */
const MOST_OF_COST = 0.8;
/** Stretches of so many are needed to say what is left over in one anyway. */
const FEWEST_STRETCHES = 20;

/**
 * One standard deviation of a visit's mean against what the state usually costs, kW, per column: the mean square of what the fit
 * left over in its visits, less what is left over in any stretch of that length. Few visits are believed in part.
 * @param tracks while learning
 * @param costKw per column, kW; 0 = it cannot vary, and start-ups
 * O(rows + visits)
 */
export function visitSpread(tracks: readonly Track[], columns: readonly Column[], costKw: Float64Array, leftOver: LeftOver): Float64Array {
  const anyway = anywayOf(leftOver);
  return Float64Array.from(columns, ({ track, stateCode }, j) => {
    if (!(costKw[j] > 0)) {
      return 0;
    }
    const { timeMs, stateCode: codes } = tracks[track];
    const squares: number[] = [];
    let expected = 0;
    for (let i = 0; i < timeMs.length; i++) {
      const [from, to] = codes[i] === stateCode ? rowsWithin(tracks[track], i, leftOver.grid) : [0, 0];
      const square = squareOf(leftOver, from, to);
      if (square === square) {
        squares.push(square);
        expected += anyway[Math.min(anyway.length - 1, Math.round(Math.log2(to - from)))];
      }
    }
    const visits = squares.length;
    if (visits < FEWEST_VISITS) {
      return 0;
    }
    const more = Math.max(0, trimmedMean(Float64Array.from(squares)) - expected / visits);
    return Math.min(MOST_OF_COST * costKw[j], Math.sqrt((more * visits) / (visits + FEWEST_VISITS)));
  });
}

/** What is left over in any stretch of 1, 2, 4 … rows, kW²: at least for one row. O(rows) */
function anywayOf(leftOver: LeftOver): number[] {
  const { count } = leftOver.grid;
  const found: number[] = [];
  for (let rows = 1; rows === 1 || rows * FEWEST_STRETCHES <= count; rows *= 2) {
    const squares = new Float64Array(Math.floor(count / rows));
    let known = 0;
    for (let from = 0; from + rows <= count; from += rows) {
      const square = squareOf(leftOver, from, from + rows);
      squares[known] = square;
      known += square === square ? 1 : 0;
    }
    found.push(trimmedMean(squares.subarray(0, known)));
  }
  return found;
}

/** Square of the mean that was left over in rows [from, to), kW²; NaN where too little of them was measured. O(1) */
function squareOf({ sum, count }: LeftOver, from: number, to: number): number {
  const known = to > from ? count[to] - count[from] : 0;
  return known > 0 && known >= MEASURED * (to - from) ? ((sum[to] - sum[from]) / known) ** 2 : NaN;
}

/** Mean of the smallest of them; 0 of none. The values change places. O(n) */
function trimmedMean(values: Float64Array): number {
  const kept = Math.ceil(KEPT * values.length);
  if (kept === 0) {
    return 0;
  }
  selectKth(values, kept - 1);
  let sum = 0;
  for (let i = 0; i < kept; i++) {
    sum += values[i];
  }
  return sum / kept;
}
