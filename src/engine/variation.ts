import type { SparseRows } from './align';
import { descend } from './fit';
import { finite, spread } from './stats';
import type { Grid } from './types';

/**
 * How much a state's power varies while the state stays the same, and how often this meter moves with no state to show
 * for it: the two explanations between which a remainder has to be shared.
 */
export interface Variation {
  /** Lengths of window for which it was measured, ms, ascending. */
  readonly lengthsMs: readonly number[];
  /** Per length and column, kW²: variance of a window's mean against the hour around it while the state lasts. */
  readonly ofState: readonly Float64Array[];
  /** Per length, kW²: what moves the meter at any time. */
  readonly ofMeter: Float64Array;
  /** Per length: share of windows that moved by more than the states' variation can explain. */
  readonly strangeShare: Float64Array;
  /** Per length, kW: how large those were, in the mean. */
  readonly strangeKw: Float64Array;
}

const LENGTHS_MS = [120_000, 300_000, 600_000, 1_200_000, 2_400_000, 4_800_000];
const SIDE_MS = 3_600_000;

/**
 * Cuts the learning range into windows of several lengths, takes each window's mean remainder against the hour around it,
 * and regresses its square on the time each state had in it, non-negative. Movements that no ordinary variation explains
 * (an unmetered load, say) are told apart by expectation and maximisation, beginning from little variation, so that in
 * doubt a remainder stays unexplained.
 * @param residualKw grid.count; NaN = no reading or not usable
 * @param costKw per column, kW; 0 = it cannot vary
 * O(lengths × entries of the rows + lengths × columns² × sweeps)
 */
export function variationOf(grid: Grid, residualKw: Float64Array, rows: SparseRows, costKw: Float64Array): Variation {
  const sum = new Float64Array(grid.count + 1);
  const count = new Int32Array(grid.count + 1);
  for (let t = 0; t < grid.count; t++) {
    const known = residualKw[t] === residualKw[t];
    sum[t + 1] = sum[t] + (known ? residualKw[t] : 0);
    count[t + 1] = count[t] + (known ? 1 : 0);
  }
  const lengthsMs = LENGTHS_MS.filter((ms) => ms >= grid.stepMs || ms === LENGTHS_MS[LENGTHS_MS.length - 1]).map((ms) => Math.max(ms, grid.stepMs));
  const parts = lengthsMs.map((ms) => ofLength(Math.max(1, Math.round(ms / grid.stepMs)), grid, sum, count, rows, costKw));
  return {
    lengthsMs, ofState: parts.map((part) => part.ofState), ofMeter: Float64Array.from(parts, (part) => part.ofMeter),
    strangeShare: Float64Array.from(parts, (part) => part.strangeShare), strangeKw: Float64Array.from(parts, (part) => part.strangeKw),
  };
}

function ofLength(length: number, grid: Grid, sum: Float64Array, count: Int32Array, rows: SparseRows, costKw: Float64Array) {
  const windows = Math.floor(grid.count / length);
  const side = Math.max(8, Math.round(SIDE_MS / grid.stepMs));
  const moved = new Float64Array(windows).fill(NaN);
  for (let w = 0; w < windows; w++) {
    const a = w * length;
    const b = a + length;
    const inside = count[b] - count[a];
    const low = Math.max(0, a - side);
    const high = Math.min(grid.count, b + side);
    const outside = count[a] - count[low] + count[high] - count[b];
    if (inside >= 0.8 * length && outside >= 8) {
      moved[w] = (sum[b] - sum[a]) / inside - (sum[a] - sum[low] + sum[high] - sum[b]) / outside;
    }
  }
  const size = costKw.length + 1;
  const share = new Float64Array(size);
  const used: number[] = [];
  const shareOf = (w: number) => {
    for (const j of used) {
      share[j] = 0;
    }
    used.length = 0;
    share[0] = 1;
    used.push(0);
    for (let k = rows.rowStart[w * length], end = rows.rowStart[(w + 1) * length]; k < end; k++) {
      const j = rows.column[k] + 1;
      if (share[j] === 0) {
        used.push(j);
      }
      share[j] += rows.value[k] / length;
    }
  };
  const usable = finite(moved).length;
  let variance: Float64Array = new Float64Array(size);
  variance[0] = spread(moved) ** 2 + 1e-9;
  for (let j = 1; j < size; j++) {
    variance[j] = (START * costKw[j - 1]) ** 2;
  }
  const large = finite(moved.map(Math.abs)).filter((kw) => kw > 3 * Math.sqrt(variance[0]));
  let strangeShare = (large.length + 0.5) / (usable + 1);
  let strangeKw = large.length > 0 ? large.reduce((a, b) => a + b, 0) / large.length : 4 * Math.sqrt(variance[0]);
  const ridge = new Float64Array(size);
  for (let round = 0; round < ROUNDS; round++) {
    const normal = new Float64Array(size * size);
    const right = new Float64Array(size);
    let strange = 0;
    let strangeSum = 0;
    for (let w = 0; w < windows; w++) {
      if (!(moved[w] === moved[w])) {
        continue;
      }
      shareOf(w);
      let expected = 0;
      for (const j of used) {
        expected += share[j] * variance[j];
      }
      const ordinary = ordinaryOf(moved[w], expected, strangeShare, strangeKw);
      strange += 1 - ordinary;
      strangeSum += (1 - ordinary) * Math.abs(moved[w]);
      const target = moved[w] * moved[w];
      // A window's square scatters as its own variance does: the quiet ones say most.
      const weight = ordinary / (expected + variance[0]) ** 2;
      for (const i of used) {
        right[i] += weight * share[i] * target;
        for (const j of used) {
          normal[i * size + j] += weight * share[i] * share[j];
        }
      }
    }
    let trace = 0;
    for (let j = 1; j < size; j++) {
      trace += normal[j * size + j];
    }
    ridge.fill((RIDGE * trace) / size + 1e-12);
    ridge[0] = 1e-12;
    variance = descend(normal, right, ridge, new Float64Array(size), variance);
    for (let j = 1; j < size; j++) {
      variance[j] = Math.min(variance[j], (MOST_OF_COST * costKw[j - 1]) ** 2);
    }
    variance[0] = Math.max(variance[0], 1e-9);
    strangeShare = (strange + 0.5) / (usable + 1);
    strangeKw = strange > 0.5 ? strangeSum / strange : strangeKw;
  }
  return { ofState: variance.slice(1), ofMeter: variance[0], strangeShare, strangeKw };
}

const ROUNDS = 6;
/** No state's mean varies (one standard deviation) by more than this share of what it costs: an idle machine explains nothing. */
const MOST_OF_COST = 0.5;
/** Share of the mean curvature that draws every variance towards nothing. */
const RIDGE = 1e-2;
/** First guess of how much a state's mean varies, as a share of its cost. */
const START = 0.1;

/** Probability that a movement of the meter is ordinary variation (normal) and not something else (flat, then falling). */
function ordinaryOf(kw: number, variance: number, strangeShare: number, strangeKw: number): number {
  const v = variance + 1e-9;
  const usual = ((1 - strangeShare) * Math.exp((-0.5 * kw * kw) / v)) / Math.sqrt(2 * Math.PI * v);
  const strange = (strangeShare / (4 * strangeKw)) * Math.exp(-Math.max(0, Math.abs(kw) / strangeKw - 1));
  return usual / (usual + strange + 1e-300);
}

/** What share of a remainder belongs to variation inside the states, and to which. */
export interface Shared {
  /** Per column, kW; 0 for those that do not vary. */
  readonly kw: Float64Array;
  /** Probability that the remainder is ordinary variation rather than something no state shows. */
  readonly ordinary: number;
  /** Per column, kW²: how far its share may still be off. */
  readonly left: Float64Array;
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
  return { kw, ordinary, left: ofState.map((v) => v * (1 - (ordinary * v) / total)) };
}

function nearest(lengthsMs: readonly number[], ms: number): number {
  let best = 0;
  for (let k = 1; k < lengthsMs.length; k++) {
    best = Math.abs(Math.log(lengthsMs[k] / ms)) < Math.abs(Math.log(lengthsMs[best] / ms)) ? k : best;
  }
  return best;
}
