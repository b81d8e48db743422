import { HOUR_MS } from '../base';
import type { Design } from './design';
import { descend } from './fit';
import { quantileInPlace } from './stats';
import type { Grid } from './types';

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
}

const LENGTHS_MS = [120_000, 300_000, 900_000, 2_700_000];
const SIDE_MS = HOUR_MS;
/** Fewer windows than this cannot teach a variance for every state. */
const FEWEST_WINDOWS = 60;

/**
 * Cuts the learning range into windows of several lengths, takes each window's mean remainder against the hour around it,
 * and explains its square by the time each state had in it. Movements that no ordinary variation explains (an unmetered
 * load, say) are told apart by expectation and maximisation. A state is said to vary only when leaving its variation out
 * would make what was seen clearly less likely (LICENCE): in doubt a remainder stays unexplained. What ten hours or more
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
  const windows = used.map((ms) => windowsOf(Math.max(1, Math.round(ms / grid.stepMs)), grid, sum, count, design));
  // The shortest windows are the most: they alone say which states vary.
  const all = Uint8Array.from(costKw, (kw) => (kw > 0 ? 1 : 0));
  const shortest = only(windows[0], all);
  const first = maximise(shortest, costKw, all, firstGuess(shortest, costKw, all), ROUNDS);
  const evidence = evidenceFor(shortest, first, all);
  const licensed = Uint8Array.from(evidence, (sum) => (sum > LICENCE ? 1 : 0));
  const parts = windows.map((one, k) =>
    maximise(only(k === 0 ? shortest : one, licensed), costKw, licensed, k === 0 ? first : firstGuess(one, costKw, licensed), k === 0 ? ROUNDS / 2 : ROUNDS));
  const ofState = parts.map((part) => part.variance.slice(1));
  for (let k = 1; k < ofState.length; k++) {
    // The mean of a longer window varies less.
    ofState[k].forEach((v, j) => (ofState[k][j] = Math.min(v, ofState[k - 1][j])));
  }
  return {
    lengthsMs: used, ofState, known: Uint8Array.from(evidence, (sum, j) => (sum > WELL_KNOWN && ofState[0][j] > (MATERIAL * costKw[j]) ** 2 ? 1 : 0)), suspected: used.map((ms) => first.variance.slice(1).map((v) => v * Math.sqrt(used[0] / ms))), ofMeter: Float64Array.from(parts, (part) => part.variance[0]),
    strangeShare: Float64Array.from(parts, (part) => part.strangeShare), strangeKw: Float64Array.from(parts, (part) => part.strangeKw),
  };
}

/** The windows of one length that were measured: how far each moved, and the share of each column in it. */
interface Windows {
  readonly movedKw: Float64Array;
  /** Whole hours since the range began. */
  readonly hour: Int32Array;
  readonly start: Int32Array;
  /** 0 = the meter itself, always 1; column j stands at j + 1. */
  readonly index: Uint16Array;
  readonly share: Float64Array;
}

function windowsOf(length: number, grid: Grid, sum: Float64Array, count: Int32Array, design: Design): Windows {
  const side = Math.max(8, Math.round(SIDE_MS / grid.stepMs));
  const { segmentStart, entryStart, column, value } = design;
  const most = Math.ceil(grid.count / length);
  const movedKw = new Float64Array(most);
  const hour = new Int32Array(most);
  const start = new Int32Array(most + 1);
  // Each segment's entries stand in one window, save the segment that goes on into the next: once more for each window.
  let largest = 0;
  for (let k = 0; k + 1 < segmentStart.length; k++) {
    largest = Math.max(largest, entryStart[k + 1] - entryStart[k]);
  }
  const entries = entryStart[entryStart.length - 1] + most * (largest + 1);
  const index = new Uint16Array(entries);
  const share = new Float64Array(entries);
  const held = new Float64Array(design.columns);
  const touched = new Uint16Array(design.columns);
  let windows = 0;
  let n = 0;
  let s = 0;
  for (let a = 0; a + length <= grid.count; a += length) {
    const b = a + length;
    const inside = count[b] - count[a];
    const low = Math.max(0, a - side);
    const high = Math.min(grid.count, b + side);
    const outside = count[a] - count[low] + count[high] - count[b];
    while (segmentStart[s + 1] <= a) {
      s++;
    }
    if (inside < 0.8 * length || outside < 8) {
      continue;
    }
    hour[windows] = Math.floor((a * grid.stepMs) / HOUR_MS);
    movedKw[windows] = (sum[b] - sum[a]) / inside - (sum[a] - sum[low] + sum[high] - sum[b]) / outside;
    let seen = 0;
    for (let at = s; at + 1 < segmentStart.length && segmentStart[at] < b; at++) {
      const rows = (Math.min(b, segmentStart[at + 1]) - Math.max(a, segmentStart[at])) / length;
      for (let k = entryStart[at]; k < entryStart[at + 1]; k++) {
        const j = column[k];
        if (held[j] === 0) {
          touched[seen++] = j;
        }
        held[j] += rows * value[k];
      }
    }
    index[n] = 0;
    share[n++] = 1;
    for (let k = 0; k < seen; k++) {
      index[n] = touched[k] + 1;
      share[n++] = held[touched[k]];
      held[touched[k]] = 0;
    }
    start[++windows] = n;
  }
  return { movedKw: movedKw.slice(0, windows), hour: hour.slice(0, windows), start: start.slice(0, windows + 1), index: index.slice(0, n), share: share.slice(0, n) };
}

/** The same windows without the columns that may not vary. O(entries) */
function only({ movedKw, hour, start, index, share }: Windows, may: Uint8Array): Windows {
  const fewer = new Int32Array(start.length);
  const kept = new Uint16Array(index.length);
  const keptShare = new Float64Array(index.length);
  let n = 0;
  for (let w = 0; w < movedKw.length; w++) {
    for (let k = start[w]; k < start[w + 1]; k++) {
      if (index[k] === 0 || may[index[k] - 1] === 1) {
        kept[n] = index[k];
        keptShare[n++] = share[k];
      }
    }
    fewer[w + 1] = n;
  }
  return { movedKw, hour, start: fewer, index: kept.subarray(0, n), share: keptShare.subarray(0, n) };
}

interface Model {
  /** kW², 0 = the meter itself, then the columns. */
  readonly variance: Float64Array;
  readonly strangeShare: number;
  readonly strangeKw: number;
}

/** All movement taken for ordinary, the largest hundredth cut: the start from above, from which what is rare falls away. */
function firstGuess({ movedKw }: Windows, costKw: Float64Array, may: Uint8Array): Model {
  const squares = movedKw.map((kw) => kw * kw);
  const typical = squares.length > 0 ? quantileInPlace(squares, 0.5) / 0.455 : 0;
  const variance = new Float64Array(costKw.length + 1);
  variance[0] = typical + 1e-9;
  for (let j = 0; j < costKw.length; j++) {
    variance[j + 1] = may[j] === 1 ? (START * costKw[j]) ** 2 : 0;
  }
  const large = squares.length > 0 ? Math.sqrt(quantileInPlace(squares, 0.99)) : 1;
  return { variance, strangeShare: 0.01, strangeKw: Math.max(large, 4 * Math.sqrt(typical), 1e-6) };
}

/** Expectation and maximisation from a model on; the windows name no column that may not vary (`only`). */
function maximise(windows: Windows, costKw: Float64Array, may: Uint8Array, from: Model, rounds: number): Model {
  const size = costKw.length + 1;
  const count = windows.movedKw.length;
  const { strangeKw } = from;
  let { strangeShare } = from;
  let variance: Float64Array = from.variance.map((v, j) => (j === 0 || may[j - 1] === 1 ? v : 0));
  const most = Float64Array.from({ length: size }, (_, j) => (j === 0 ? Infinity : may[j - 1] === 0 ? 0 : (MOST_OF_COST * costKw[j - 1]) ** 2));
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
    mirror(normal, ridge, size);
    variance = descend(normal, right, ridge, lowest, variance).map((v, j) => Math.min(v, most[j]));
    variance[0] = Math.max(variance[0], 1e-9);
    strangeShare = Math.min(MOST_STRANGE, (strange + STRANGE_PRIOR * USUAL_STRANGE * count) / ((1 + STRANGE_PRIOR) * count + 1));
  }
  return { variance, strangeShare, strangeKw };
}

/** Adds one window to the sums of the lower triangle. @returns the probability that it moved by ordinary variation. O(entries²) */
function addWindow(
  { movedKw, start, index, share }: Windows, w: number, variance: Float64Array, strangeShare: number, strangeKw: number,
  normal: Float64Array, right: Float64Array, size: number
): number {
  let expected = 0;
  for (let k = start[w]; k < start[w + 1]; k++) {
    expected += share[k] * variance[index[k]];
  }
  const ordinary = ordinaryOf(movedKw[w], expected, strangeShare, strangeKw);
  const target = movedKw[w] * movedKw[w];
  // A window's square scatters as its own variance does: the quiet ones say most.
  const weight = ordinary / (expected * expected + 1e-12);
  for (let k = start[w]; k < start[w + 1]; k++) {
    const i = index[k];
    const scaled = weight * share[k];
    right[i] += scaled * target;
    for (let m = start[w]; m <= k; m++) {
      normal[i > index[m] ? i * size + index[m] : index[m] * size + i] += scaled * share[m];
    }
  }
  return ordinary;
}

/** The upper triangle from the lower one, and the ridge on the diagonal. */
function mirror(normal: Float64Array, ridge: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      normal[j * size + i] = normal[i * size + j];
    }
    ridge[i] = i === 0 ? 1e-12 : RIDGE * normal[i * size + i] + 1e-12;
  }
}

/**
 * How much each column's variation is needed: by what the log likelihood would fall without it. No single hour decides,
 * for the windows of one unmetered load follow one another. O(entries)
 */
function evidenceFor({ movedKw, start, index, share, hour }: Windows, model: Model, may: Uint8Array): Float64Array {
  const loss = new Float64Array(may.length);
  const ofHour = new Float64Array(may.length);
  const settle = () => {
    for (let j = 0; j < loss.length; j++) {
      loss[j] += Math.min(MOST_AN_HOUR, ofHour[j]);
      ofHour[j] = 0;
    }
  };
  const { variance, strangeShare, strangeKw } = model;
  for (let w = 0; w < movedKw.length; w++) {
    if (w > 0 && hour[w] !== hour[w - 1]) {
      settle();
    }
    let expected = 0;
    for (let k = start[w]; k < start[w + 1]; k++) {
      expected += share[k] * variance[index[k]];
    }
    const whole = Math.log(densityOf(movedKw[w], expected, strangeShare, strangeKw));
    for (let k = start[w]; k < start[w + 1]; k++) {
      const own = share[k] * variance[index[k]];
      if (index[k] > 0 && own > 0.01 * expected) {
        ofHour[index[k] - 1] += whole - Math.log(densityOf(movedKw[w], expected - own, strangeShare, strangeKw));
      }
    }
  }
  settle();
  return loss.map((sum, j) => (may[j] === 1 ? sum : 0));
}

/** Fall of the log likelihood that licenses a state's variation, that makes it well known, and the most that one hour may add. */
const LICENCE = 8;
const WELL_KNOWN = 20;
/** Swings smaller than this share of what the state costs are left-overs of the fit as likely as swings. */
const MATERIAL = 0.15;
const MOST_AN_HOUR = 2;
const ROUNDS = 8;
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
function ordinaryOf(kw: number, variance: number, strangeShare: number, strangeKw: number): number {
  return usualDensity(kw, variance, strangeShare) / densityOf(kw, variance, strangeShare, strangeKw);
}

/** What share of a remainder belongs to variation inside the states, and to which. */
export interface Shared {
  /** Per column, kW; 0 for those that do not vary. */
  readonly kw: Float64Array;
  /** Per column, kW²: how far its share may still be off, whether shown to vary or only suspected. */
  readonly left: Float64Array;
  /** How often this meter moves with no state to show for it over such a time. */
  readonly strangeShare: number;
}

/**
 * Posterior shares of a remainder: normal variation of the states that were on, against a load that no state shows.
 * @param remainderKw what the states' usual kW left over
 * @param inSpike mean of each column over the spike
 * O(columns)
 */
export function shareOut(variation: Variation, remainderKw: number, durationMs: number, inSpike: Float64Array, isState: (column: number) => boolean): Shared {
  const at = nearest(variation.lengthsMs, durationMs);
  const ofState = new Float64Array(inSpike.length);
  let states = 0;
  for (let j = 0; j < inSpike.length; j++) {
    if (isState(j)) {
      ofState[j] = variation.ofState[at][j] * Math.min(1, Math.max(0, inSpike[j]));
      states += ofState[j];
    }
  }
  const ofMeter = variation.ofMeter[at];
  const total = states + ofMeter + 1e-9;
  const ordinary = ordinaryOf(remainderKw, total, variation.strangeShare[at], variation.strangeKw[at]);
  const kw = ofState.map((v) => (remainderKw * ordinary * v) / total);
  holdBack(kw, remainderKw, variation.known);
  const left = ofState.map((v, j) => v * (1 - (ordinary * v) / total) + (isState(j) && v === 0 ? variation.suspected[at][j] * Math.min(1, Math.max(0, inSpike[j])) : 0));
  return { kw, left, strangeShare: variation.strangeShare[at] };
}

/**
 * Variation of a state that only a few hours showed is never said to be more than what stays unexplained: all such shares
 * are scaled until the largest of them is as large as that. Works in place.
 */
function holdBack(kw: Float64Array, remainderKw: number, known: Uint8Array): void {
  let surely = 0;
  let perhaps = 0;
  let largest = 0;
  for (let j = 0; j < kw.length; j++) {
    const size = Math.abs(kw[j]);
    surely += known[j] === 1 ? size : 0;
    perhaps += known[j] === 1 ? 0 : size;
    largest = known[j] === 1 ? largest : Math.max(largest, size);
  }
  const most = (Math.abs(remainderKw) - surely) / (perhaps + largest + 1e-12);
  for (let j = 0; most < 1 && j < kw.length; j++) {
    kw[j] *= known[j] === 1 ? 1 : most;
  }
}

function nearest(lengthsMs: readonly number[], ms: number): number {
  let best = 0;
  for (let k = 1; k < lengthsMs.length; k++) {
    best = Math.abs(Math.log(lengthsMs[k] / ms)) < Math.abs(Math.log(lengthsMs[best] / ms)) ? k : best;
  }
  return best;
}
