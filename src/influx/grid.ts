import { WINDOWS_MS } from '../base';

/** Rows of windows to an even grid, as fine as the meter itself, with NaN where nothing arrived. */

/** The window that the rows fill: the asked one, or a round one above their usual distance when that is clearly longer. O(n log n). */
export function ownStepMs(timeMs: ArrayLike<number>, windowMs: number): number {
  if (timeMs.length < 3) {
    return windowMs;
  }
  const distances = Float64Array.from({ length: timeMs.length - 1 }, (_, i) => timeMs[i + 1]! - timeMs[i]!).sort();
  const usualMs = distances[distances.length >> 1]!;
  return usualMs < 1.5 * windowMs ? windowMs : (WINDOWS_MS.find((one) => one >= usualMs && one % windowMs === 0) ?? usualMs);
}

export interface Rows {
  /** n, strictly ascending epoch ms. */
  readonly timeMs: ArrayLike<number>;
  /** n, kW. */
  readonly value: ArrayLike<number>;
  /** n, or empty when the largest was not asked for. */
  readonly max: ArrayLike<number>;
}

/** From the bin of the first row to that of the last; rows that share a bin give its mean and its largest. O(n + bins). */
export function onGrid({ timeMs, value, max }: Rows, stepMs: number): { readonly timeMs: Float64Array; readonly mean: Float64Array; readonly max?: Float64Array } {
  const n = timeMs.length;
  const firstMs = n === 0 ? 0 : Math.floor(timeMs[0]! / stepMs) * stepMs;
  const bins = n === 0 ? 0 : Math.floor((timeMs[n - 1]! - firstMs) / stepMs) + 1;
  const mean = new Float64Array(bins);
  const count = new Uint32Array(bins);
  const largest = max.length > 0 ? new Float64Array(bins).fill(NaN) : undefined;
  for (let i = 0; i < n; i++) {
    const bin = Math.floor((timeMs[i]! - firstMs) / stepMs);
    mean[bin]! += value[i]!;
    count[bin]!++;
    // The comparison is false for NaN on either side, so a first value always enters.
    if (largest && !(max[i]! <= largest[bin]!)) {
      largest[bin] = max[i]!;
    }
  }
  for (let bin = 0; bin < bins; bin++) {
    mean[bin] = count[bin] === 0 ? NaN : mean[bin]! / count[bin]!;
  }
  return { timeMs: Float64Array.from({ length: bins }, (_, bin) => firstMs + bin * stepMs), mean, ...(largest ? { max: largest } : {}) };
}
