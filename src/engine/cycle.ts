import type { Column, Track } from './align';
import { beatOf, FEWEST_PERIODS, NO_BEAT, ownersOf, piecesOf, SAME_PERIOD, type Calm, type Piece, type Suspect } from './cycle-search';
import { vertex } from './stats';
import type { Grid } from './types';

/** What a state does again and again while it lasts, as a furnace on its thermostat: its period, its shape, and where in it each instant is. */

export interface Cycle {
  readonly column: number;
  readonly periodMs: number;
  /** One period in PHASES equal parts, kW, mean 0. */
  readonly shapeKw: Float64Array;
  /** Rows of what was learnt from; what the cycle added to the state's cost up to each row, kW × rows (count + 1). */
  readonly grid: Grid;
  readonly sum: Float64Array;
}

const PHASES = 16;
/** Periods are looked for in rows of at least this long: shorter ones nobody's spike is made of, and they cost most. */
const SEARCH_STEP_MS = 60_000;
/** What is so many times further off than what the fit trusts is cut, so that no unmetered load decides a shape. */
const FAR = 4;
const SHAPE_ROUNDS = 4;
const SWEEPS = 3;
/** Frequencies without an owner after which nothing more is looked for. */
const MOST_UNOWNED = 2;
/** A thermostat switches what its state draws: more than so many times that is another's doing. */
const WHOLE = 1.3;
/** A piece follows the shape at least and at most so far. */
const LEAST_GAIN = 0.4;
const MOST_GAIN = 1.3;

/**
 * The cycles inside states, largest first in the order of their finding.
 * All owners of one period are taken together and then fitted in turn, each on what the others leave over (backfitting:
 * Friedman & Stuetzle 1981, doi:10.1080/01621459.1981.10477729), for machines that cycle side by side are seen as a sum; after each
 * period all cycles found so far are gone over once, and once more at the end.
 * @param residualKw rows, kW: reading less expectation; NaN = not known
 * @param trustedKw from which error on the fit trusts a row less
 * @param costKw per column, kW; 0 = it cannot vary
 * @returns none for most plants, for the price of one search: O(rows in long visits × rows of the longest piece)
 */
export function cyclesOf(grid: Grid, residualKw: Float64Array, trustedKw: number, tracks: readonly Track[], columns: readonly Column[], costKw: Float64Array): Cycle[] {
  const left = residualKw.map((kw) => (kw === kw ? cut(kw, FAR * trustedKw) : 0));
  const times = Math.max(1, Math.round(SEARCH_STEP_MS / grid.stepMs));
  const rough: Grid = { startMs: grid.startMs, stepMs: times * grid.stepMs, count: Math.floor(grid.count / times) };
  let suspects = columns.flatMap(({ track, stateCode }, column): Suspect[] => {
    const pieces = costKw[column] > 0 ? piecesOf(tracks[track], stateCode, rough) : [];
    return pieces.length > 0 ? [{ column, pieces }] : [];
  });
  const cycles = new Map<number, Cycle>();
  const fine = new Map<number, readonly Piece[]>();
  const follow = (column: number, frequency: number): void => {
    const pieces = fine.get(column) ?? piecesOf(tracks[columns[column].track], columns[column].stateCode, grid);
    fine.set(column, pieces);
    const cycle = { column, grid, ...followed(left, pieces, frequency, grid.stepMs) };
    addRows(left, cycle.sum, -1);
    cycles.set(column, cycle);
  };
  const again = (column: number): void => {
    const { periodMs, sum } = cycles.get(column) as Cycle;
    addRows(left, sum, 1);
    follow(column, grid.stepMs / periodMs);
  };
  const unowned: number[] = [];
  while (suspects.length > 0 && unowned.length < MOST_UNOWNED) {
    const calm: Calm = { grid: rough, kw: roughly(left, times, rough.count, trustedKw) };
    const beats = suspects.map(({ pieces }) => beatOf(calm, pieces, unowned));
    const { frequency } = beats.reduce((most, beat) => (beat.power > most.power ? beat : most), NO_BEAT);
    if (frequency === 0) {
      break;
    }
    const owners = ownersOf(frequency, calm, tracks, columns, suspects, costKw);
    if (owners.length === 0) {
      unowned.push(frequency);
      continue;
    }
    for (const owner of owners) {
      const own = beats[suspects.indexOf(owner)].frequency;
      follow(owner.column, (Math.abs(own / frequency - 1) < SAME_PERIOD ? own : frequency) / times);
    }
    for (let sweep = 0; sweep < SWEEPS && owners.length > 1; sweep++) {
      owners.forEach(({ column }) => again(column));
    }
    if (cycles.size > owners.length) {
      [...cycles.keys()].forEach(again);
    }
    for (const owner of owners) {
      const { sum, shapeKw } = cycles.get(owner.column) as Cycle;
      if (Math.min(...shapeKw) < -WHOLE * costKw[owner.column]) {
        addRows(left, sum, 1);
        cycles.delete(owner.column);
      }
    }
    suspects = suspects.filter((one) => !owners.includes(one));
  }
  if (cycles.size > 1) {
    [...cycles.keys()].forEach(again);
  }
  return [...cycles.values()];
}

function cut(kw: number, most: number): number {
  return Math.max(-most, Math.min(most, kw));
}

/** Means of `times` rows, cut. */
function roughly(left: Float64Array, times: number, count: number, most: number): Float64Array {
  const out = new Float64Array(count);
  for (let row = 0; row < count * times; row++) {
    out[Math.floor(row / times)] += cut(left[row], most) / times;
  }
  return out;
}

/** What is left over once cycles are told from it; NaN stays. O(rows × cycles) */
export function withoutCycles(residualKw: Float64Array, cycles: readonly Cycle[]): Float64Array {
  const left = cycles.length === 0 ? residualKw : residualKw.slice();
  cycles.forEach(({ sum }) => addRows(left, sum, -1));
  return left;
}

function addRows(left: Float64Array, sum: Float64Array, times: number): void {
  for (let row = 0; row < left.length; row++) {
    left[row] += times * (sum[row + 1] - sum[row]);
  }
}

/** One shape for all pieces, and the phase at which each piece follows it: the two are told from each other in turn. */
function followed(left: Float64Array, pieces: readonly Piece[], frequency: number, stepMs: number): Pick<Cycle, 'periodMs' | 'shapeKw' | 'sum'> {
  const folds = pieces.map((piece) => foldOf(left, piece, frequency));
  let shift = folds.map(lagOf);
  let shapeKw = shapeOf(folds, shift, pieces);
  for (let round = 1; round < SHAPE_ROUNDS; round++) {
    shift = folds.map((fold) => bestLag(fold, shapeKw));
    shapeKw = shapeOf(folds, shift, pieces);
  }
  const own = shapeKw.reduce((sum, kw) => sum + kw * kw, 1e-12);
  const sum = new Float64Array(left.length + 1);
  pieces.forEach(({ from, to }, v) => {
    let match = 0;
    for (let phase = 0; phase < PHASES; phase++) {
      match += between(folds[v], phase + shift[v]) * shapeKw[phase];
    }
    const gain = Math.min(MOST_GAIN, match / own);
    if (gain >= LEAST_GAIN && (to - from) * frequency >= FEWEST_PERIODS) {
      for (let row = from; row < to; row++) {
        sum[row + 1] = gain * between(shapeKw, (row + 0.5) * frequency * PHASES - 0.5 - shift[v]);
      }
    }
  });
  for (let row = 0; row < left.length; row++) {
    sum[row + 1] += sum[row];
  }
  return { periodMs: stepMs / frequency, shapeKw, sum };
}

/** Mean by phase over a piece, its own mean taken off, kW; 0 where no row has the phase. Phases count from row 0 of the grid. */
function foldOf(left: Float64Array, { from, to }: Piece, frequency: number): Float64Array {
  const fold = new Float64Array(PHASES);
  const count = new Float64Array(PHASES);
  for (let row = from; row < to; row++) {
    const turns = (row + 0.5) * frequency;
    const phase = Math.floor((turns - Math.floor(turns)) * PHASES);
    fold[phase] += left[row];
    count[phase]++;
  }
  let mean = 0;
  let known = 0;
  for (let phase = 0; phase < PHASES; phase++) {
    fold[phase] /= Math.max(1, count[phase]);
    mean += fold[phase];
    known += count[phase] > 0 ? 1 : 0;
  }
  return fold.map((kw, phase) => (count[phase] > 0 ? kw - mean / known : 0));
}

/** Weighted mean of the folds, each turned back by its lag. */
function shapeOf(folds: readonly Float64Array[], shift: readonly number[], pieces: readonly Piece[]): Float64Array {
  const shape = new Float64Array(PHASES);
  const rows = pieces.reduce((sum, { from, to }) => sum + to - from, 0);
  folds.forEach((fold, v) => {
    for (let phase = 0; phase < PHASES; phase++) {
      shape[phase] += (between(fold, phase + shift[v]) * (pieces[v].to - pieces[v].from)) / rows;
    }
  });
  const mean = shape.reduce((sum, kw) => sum + kw, 0) / PHASES;
  return shape.map((kw) => kw - mean);
}

/** Phase at which the fold's first harmonic is highest. */
function lagOf(fold: Float64Array): number {
  let cosine = 0;
  let sine = 0;
  fold.forEach((kw, phase) => {
    cosine += kw * Math.cos((2 * Math.PI * phase) / PHASES);
    sine += kw * Math.sin((2 * Math.PI * phase) / PHASES);
  });
  return (Math.atan2(sine, cosine) / (2 * Math.PI)) * PHASES;
}

/** By how many phases the fold lags the shape. */
function bestLag(fold: Float64Array, shape: Float64Array): number {
  const match = new Float64Array(PHASES);
  let best = 0;
  for (let lag = 0; lag < PHASES; lag++) {
    for (let phase = 0; phase < PHASES; phase++) {
      match[lag] += fold[(phase + lag) % PHASES] * shape[phase];
    }
    best = match[lag] > match[best] ? lag : best;
  }
  return best + vertex(match[(best + PHASES - 1) % PHASES], match[best], match[(best + 1) % PHASES]);
}

/** The value at a phase that need not be whole, round the circle. */
function between(circle: Float64Array, at: number): number {
  const low = Math.floor(at);
  const first = ((low % PHASES) + PHASES) % PHASES;
  return circle[first] + (circle[(first + 1) % PHASES] - circle[first]) * (at - low);
}
