import type { TimeRange } from '../base';
import { ordinaryOf, type LeftOver, type Variation } from './variation';
import { SIDE_MS } from './variation-windows';

/** Shares out what the states' usual kW left over in a spike: variation inside the states that were on, or a load that no state shows. */

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
 * How likely each is, is judged against the whole hour around, other spikes and all, as the variances were measured: a
 * furnace known to cycle is in its low half wherever there is no spike, so that its remainder stands twice as high above it.
 * @param remainderKw what the states' usual kW left over
 * @param inSpike mean of each column over the spike
 * O(columns)
 */
export function shareOut(variation: Variation, remainderKw: number, { startMs, endMs }: TimeRange, inSpike: Float64Array, isState: (column: number) => boolean): Shared {
  const at = nearest(variation.lengthsMs, endMs - startMs);
  const ofState = new Float64Array(inSpike.length);
  let [states, wellKnown] = [0, 0];
  for (let j = 0; j < inSpike.length; j++) {
    if (isState(j)) {
      ofState[j] = variation.ofState[at][j] * Math.min(1, Math.max(0, inSpike[j]));
      states += ofState[j];
      wellKnown += variation.known[j] === 1 ? ofState[j] : 0;
    }
  }
  const ofMeter = variation.ofMeter[at];
  const total = states + ofMeter + 1e-9;
  // Loads that nobody reports come back within the hour too: only swings that are known to belong to a state speak for it there.
  const againstHourKw = movedOf(variation.leftOver, remainderKw, startMs, endMs);
  const movedKw = remainderKw + ((againstHourKw - remainderKw) * wellKnown) / total;
  const ordinary = ordinaryOf(movedKw, total, variation.strangeShare[at], variation.strangeKw[at]);
  const kw = ofState.map((v) => (remainderKw * ordinary * v) / total);
  holdBack(kw, remainderKw, variation.known);
  const left = ofState.map((v, j) => v * (1 - (ordinary * v) / total) + (isState(j) && v === 0 ? variation.suspected[at][j] * Math.min(1, Math.max(0, inSpike[j])) : 0));
  return { kw, left, strangeShare: variation.strangeShare[at] };
}

/** At most twice as high above its low side as above its mean: that much of a remainder the hour around it may take away. */
const LEAST_MOVED = 0.5;

/** How far what was left over moved in a window against the hour on both sides of it, kW; the remainder itself where that was not measured. O(1) */
function movedOf({ grid, sum, count }: LeftOver, remainderKw: number, startMs: number, endMs: number): number {
  const row = (ms: number): number => Math.max(0, Math.min(grid.count, Math.round((ms - grid.startMs) / grid.stepMs)));
  const [low, from, to, high] = [row(startMs - SIDE_MS), row(startMs), row(endMs), row(endMs + SIDE_MS)];
  const inside = count[to] - count[from];
  const outside = count[from] - count[low] + count[high] - count[to];
  if (!(remainderKw > 0) || inside === 0 || outside < 8) {
    return remainderKw;
  }
  return Math.max(LEAST_MOVED * remainderKw, (sum[to] - sum[from]) / inside - (sum[from] - sum[low] + sum[high] - sum[to]) / outside);
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
