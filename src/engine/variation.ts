import type { Design } from './design';
import { descend, mirror } from './descend';
import { quantileInPlace } from './stats';
import type { Grid } from './types';
import { only, windowsOf, type Windows } from './variation-windows';

/**
 * How much a state's power varies while the state stays the same, and how often this meter moves with no state to show
 * for it: the two explanations between which a remainder has to be shared.
 */
export interface Variation {
  /** Lengths of window for which it was measured, ms, ascending. */
  readonly lengthsMs: readonly number[];
  /** Per length and column, kW²: variance of a window's mean against the hour around it while the state lasts. 0 = not shown to vary. */
  readonly ofState: readonly Float64Array[];
  /** Per column: 1 = so many hours showed it that its swings count as what the state is known to do. */
  readonly known: Uint8Array;
  /** The same before anything had to be shown: what a state may vary by without our knowing. It widens bands and explains nothing. */
  readonly suspected: readonly Float64Array[];
  /** Per length, kW²: what moves the meter at any time. */
  readonly ofMeter: Float64Array;
  /** Per length: share of windows that moved by more than the states' variation can explain. */
  readonly strangeShare: Float64Array;
  /** Per length, kW: how large those were, in the mean. */
  readonly strangeKw: Float64Array;
  readonly leftOver: LeftOver;
}

/** Running sums of what the fit left over, by which any window's mean costs two look-ups. */
export interface LeftOver {
  readonly grid: Grid;
  /** grid.count + 1: kW, and rows that were measured, up to each row. */
  readonly sum: Float64Array;
  readonly count: Int32Array;
}

const LENGTHS_MS = [120_000, 300_000, 900_000, 2_700_000];
/** Fewer windows than this cannot teach a variance for every state. */
const FEWEST_WINDOWS = 60;

/**
 * Cuts the learning range into windows of several lengths, takes each window's mean remainder against the hour around it,
 * and explains its square by the time each state had in it. Movements that no ordinary variation explains (an unmetered
 * load, say) are told apart by expectation and maximisation. A state is said to vary only when leaving its variation out
 * would make what was seen clearly less likely (LICENCE): in doubt a remainder stays unexplained. What fifteen hours or more
 * have shown (WELL_KNOWN), and what is no small part of the state's cost, counts as known behaviour of that state; anything
 * less is never more than what stays unexplained.
 * @param residualKw grid.count; NaN = no reading or not usable
 * @param costKw per column, kW; 0 = it cannot vary
 * O(lengths × (segments × entries + windows × entries² × rounds))
 */
export function variationOf(grid: Grid, residualKw: Float64Array, design: Design, costKw: Float64Array): Variation {
  const sum = new Float64Array(grid.count + 1);
  const count = new Int32Array(grid.count + 1);
  for (let t = 0; t < grid.count; t++) {
    const known = residualKw[t] === residualKw[t];
    sum[t + 1] = sum[t] + (known ? residualKw[t] : 0);
    count[t + 1] = count[t] + (known ? 1 : 0);
  }
  const lengthsMs = LENGTHS_MS.filter((ms, k) => ms >= grid.stepMs && (k === 0 || grid.count * grid.stepMs >= FEWEST_WINDOWS * ms));
  const used = lengthsMs.length > 0 ? lengthsMs : [grid.stepMs];
  const inRows = (ms: number) => Math.max(1, Math.round(ms / grid.stepMs));
  // The shortest windows are the most: they alone say which states vary.
  const shortest = windowsOf(inRows(used[0]), grid, sum, count, design, where(costKw, (kw) => kw > 0));
  const first = maximise(shortest, costKw, firstGuess(shortest, costKw), ROUNDS);
  const suspected = spreadOut(first.variance, shortest.columns, costKw.length);
  const { loss, hours } = evidenceFor(shortest, first);
  const evidence = spreadOut(loss, shortest.columns, costKw.length);
  const least = spreadOut(hours, shortest.columns, costKw.length).map((on) => Math.max(LICENCE, AN_HOUR * on));
  const licensed = where(evidence, (shown, j) => shown > least[j]);
  const parts = used.map((ms, k) => {
    const windows = k === 0 ? only(shortest, licensed) : windowsOf(inRows(ms), grid, sum, count, design, licensed);
    return maximise(windows, costKw, k === 0 ? onlyOf(first, shortest.columns, licensed) : firstGuess(windows, costKw), k === 0 ? ROUNDS / 2 : ROUNDS);
  });
  const ofState = parts.map((part) => spreadOut(part.variance, licensed, costKw.length));
  for (let k = 1; k < ofState.length; k++) {
    // The mean of a longer window varies less.
    ofState[k].forEach((v, j) => (ofState[k][j] = Math.min(v, ofState[k - 1][j])));
  }
  return {
    lengthsMs: used, ofState, known: Uint8Array.from(evidence, (shown, j) => (shown > WELL_KNOWN && ofState[0][j] > (MATERIAL * costKw[j]) ** 2 ? 1 : 0)),
    suspected: used.map((ms) => suspected.map((v) => v * Math.sqrt(used[0] / ms))), ofMeter: Float64Array.from(parts, (part) => part.variance[0]),
    strangeShare: Float64Array.from(parts, (part) => part.strangeShare), strangeKw: Float64Array.from(parts, (part) => part.strangeKw),
    leftOver: { grid, sum, count },
  };
}

/** Indices of the columns that pass, ascending. */
function where(values: Float64Array, passes: (value: number, column: number) => boolean): Uint16Array {
  return Uint16Array.from(values, (_, j) => j).filter((j) => passes(values[j], j));
}

/** What stands at slot k + 1 goes to the place of column `columns[k]`; the others are 0. Slot 0, the meter itself, is left out. */
function spreadOut(bySlot: Float64Array, columns: Uint16Array, size: number): Float64Array {
  const out = new Float64Array(size);
  columns.forEach((j, k) => (out[j] = bySlot[k + 1]));
  return out;
}

interface Model {
  /** kW² by slot: the meter itself, then the columns that may vary. */
  readonly variance: Float64Array;
  readonly strangeShare: number;
  readonly strangeKw: number;
}

/** The same model with fewer columns. */
function onlyOf(model: Model, columns: Uint16Array, fewer: Uint16Array): Model {
  const variance = Float64Array.of(model.variance[0], ...Array.from(fewer, (j) => model.variance[columns.indexOf(j) + 1]));
  return { ...model, variance };
}

/** All movement taken for ordinary, the largest hundredth cut: the start from above, from which what is rare falls away. */
function firstGuess({ movedKw, columns }: Windows, costKw: Float64Array): Model {
  const squares = movedKw.map((kw) => kw * kw);
  const typical = squares.length > 0 ? quantileInPlace(squares, 0.5) / 0.455 : 0;
  const variance = Float64Array.of(typical + 1e-9, ...Array.from(columns, (j) => (START * costKw[j]) ** 2));
  const large = squares.length > 0 ? Math.sqrt(quantileInPlace(squares, 0.99)) : 1;
  return { variance, strangeShare: 0.01, strangeKw: Math.max(large, 4 * Math.sqrt(typical), 1e-6) };
}

/** Expectation and maximisation from a model on. */
function maximise(windows: Windows, costKw: Float64Array, from: Model, rounds: number): Model {
  const size = windows.columns.length + 1;
  const count = windows.movedKw.length;
  const { strangeKw } = from;
  let { strangeShare, variance } = from;
  const normal = new Float64Array(size * size);
  const right = new Float64Array(size);
  const ridge = new Float64Array(size);
  const lowest = new Float64Array(size);
  for (let round = 0; round < rounds; round++) {
    normal.fill(0);
    right.fill(0);
    let strange = 0;
    for (let w = 0; w < count; w++) {
      strange += 1 - addWindow(windows, w, variance, strangeShare, strangeKw, normal, right, size);
    }
    mirror(normal, 0, size);
    ridge[0] = 1e-12;
    for (let i = 1; i < size; i++) {
      ridge[i] = RIDGE * normal[i * size + i] + 1e-12;
    }
    variance = descend(normal, right, ridge, lowest, variance, STILL);
    variance[0] = Math.max(variance[0], 1e-9);
    for (let i = 1; i < size; i++) {
      variance[i] = Math.min(variance[i], (MOST_OF_COST * costKw[windows.columns[i - 1]]) ** 2);
    }
    strangeShare = Math.min(MOST_STRANGE, (strange + STRANGE_PRIOR * USUAL_STRANGE * count) / ((1 + STRANGE_PRIOR) * count + 1));
  }
  return { variance, strangeShare, strangeKw };
}

/** Adds one window to the sums of the lower triangle. @returns the probability that it moved by ordinary variation. O(entries²) */
function addWindow(
  { movedKw, start, slot, share }: Windows, w: number, variance: Float64Array, strangeShare: number, strangeKw: number,
  normal: Float64Array, right: Float64Array, size: number
): number {
  const first = start[w];
  const end = start[w + 1];
  let expected = 0;
  for (let k = first; k < end; k++) {
    expected += share[k] * variance[slot[k]];
  }
  const ordinary = ordinaryOf(movedKw[w], expected, strangeShare, strangeKw);
  const target = movedKw[w] * movedKw[w];
  // A window's square scatters as its own variance does: the quiet ones say most. By what is large here, so that the sums have no unit.
  const weight = ordinary / ((expected / strangeKw ** 2) ** 2 + 1e-12);
  for (let k = first; k < end; k++) {
    const scaled = weight * share[k];
    right[slot[k]] += scaled * target;
    const line = slot[k] * size;
    let m = first;
    // Two at a time, for V8 asks at each turn of a loop whether to stop.
    for (; m < k; m += 2) {
      normal[line + slot[m]] += scaled * share[m];
      normal[line + slot[m + 1]] += scaled * share[m + 1];
    }
    if (m === k) {
      normal[line + slot[k]] += scaled * share[k];
    }
  }
  return ordinary;
}

interface Evidence {
  /** By slot: by what the log likelihood would fall without its variation, and in how many hours the column was on. */
  readonly loss: Float64Array;
  readonly hours: Float64Array;
}

/** How much each column's variation is needed. No single hour decides, for the windows of one unmetered load follow one another. O(entries) */
function evidenceFor({ movedKw, start, slot, share, hour, columns }: Windows, model: Model): Evidence {
  const loss = new Float64Array(columns.length + 1);
  const hours = new Float64Array(columns.length + 1);
  const ofHour = new Float64Array(columns.length + 1);
  const on = new Uint8Array(columns.length + 1);
  const { variance, strangeShare, strangeKw } = model;
  for (let w = 0; w < movedKw.length; w++) {
    let expected = 0;
    for (let k = start[w]; k < start[w + 1]; k++) {
      expected += share[k] * variance[slot[k]];
    }
    const whole = Math.log(densityOf(movedKw[w], expected, strangeShare, strangeKw));
    for (let k = start[w] + 1; k < start[w + 1]; k++) {
      const own = share[k] * variance[slot[k]];
      on[slot[k]] = 1;
      if (own > 0.01 * expected) {
        ofHour[slot[k]] += whole - Math.log(densityOf(movedKw[w], expected - own, strangeShare, strangeKw));
      }
    }
    if (w + 1 === movedKw.length || hour[w + 1] !== hour[w]) {
      settle(loss, ofHour);
      on.forEach((was, j) => (hours[j] += was));
      on.fill(0);
    }
  }
  return { loss, hours };
}

/** Adds what an hour showed, at most so much of it, and begins the next. */
function settle(loss: Float64Array, ofHour: Float64Array): void {
  for (let j = 0; j < loss.length; j++) {
    loss[j] += Math.min(MOST_AN_HOUR, ofHour[j]);
    ofHour[j] = 0;
  }
}

/**
 * Fall of the log likelihood that licenses a state's variation, at least so much for each hour that the state was on (what
 * truly swings shows it in most hours, what merely ran beside it in a few of many), what makes it well known, and the most that one hour may add.
 */
const LICENCE = 8;
const AN_HOUR = 0.25;
const WELL_KNOWN = 30;
/** Swings smaller than this share of what the state costs are left-overs of the fit as likely as swings. */
const MATERIAL = 0.15;
const MOST_AN_HOUR = 2;
const ROUNDS = 8;
/** To so many digits a round brings its variances before the next one weighs anew. */
const STILL = 1e-4;
/** Share of windows that loads without a state are expected to move, how much that expectation counts against what is seen, and the most. */
const USUAL_STRANGE = 0.02;
const STRANGE_PRIOR = 0.5;
const MOST_STRANGE = 0.3;
/** No state's mean varies (one standard deviation) by more than this share of what it costs: an idle machine explains nothing. */
const MOST_OF_COST = 0.8;
/** Share of its own curvature that draws a variance towards nothing. */
const RIDGE = 1e-2;
/** First guess of how much a state's mean varies, as a share of its cost. */
const START = 0.3;

function usualDensity(kw: number, variance: number, strangeShare: number): number {
  const v = variance + 1e-9;
  return ((1 - strangeShare) * Math.exp((-0.5 * kw * kw) / v)) / Math.sqrt(2 * Math.PI * v);
}

/**
 * A load that no state shows: flat up to the usual size of such loads, then falling. It only adds, so nearly all of it
 * lies above: what moves the meter down as often as up is variation.
 */
function strangeDensity(kw: number, strangeShare: number, strangeKw: number): number {
  const side = kw > 0 ? 1 - DOWNWARD : DOWNWARD;
  return ((strangeShare * side) / (2 * strangeKw)) * Math.exp(-Math.max(0, Math.abs(kw) / strangeKw - 1));
}

/** Share of unexplained movements that go down: an unmetered load in the hour around a window lowers it. */
const DOWNWARD = 0.1;

function densityOf(kw: number, variance: number, strangeShare: number, strangeKw: number): number {
  return usualDensity(kw, variance, strangeShare) + strangeDensity(kw, strangeShare, strangeKw) + 1e-300;
}

/** Probability that a movement of the meter is ordinary variation (normal) and not something else. */
export function ordinaryOf(kw: number, variance: number, strangeShare: number, strangeKw: number): number {
  return usualDensity(kw, variance, strangeShare) / densityOf(kw, variance, strangeShare, strangeKw);
}
