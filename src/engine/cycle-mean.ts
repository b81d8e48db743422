import type { Cycle } from './cycle';

/** What a cycle that was learnt added to a state's cost over some time, and how far that may be off. */

/** Mean of what a cycle added over the intervals, as far as it was learnt over them, kW; flat pairs of start and end, ms. O(intervals) */
export function cycleMean({ grid: { startMs, stepMs, count }, sum }: Cycle, intervals: Float64Array): number {
  let total = 0;
  let rows = 0;
  const rowAt = (ms: number): number => Math.max(0, Math.min(count, (ms - startMs) / stepMs));
  const upTo = (row: number): number => {
    const low = Math.min(count - 1, Math.floor(row));
    return sum[low] + (sum[low + 1] - sum[low]) * (row - low);
  };
  for (let k = 0; k < intervals.length; k += 2) {
    const [from, to] = [rowAt(intervals[k]), rowAt(intervals[k + 1])];
    total += upTo(to) - upTo(from);
    rows += to - from;
  }
  return rows > 0 ? total / rows : 0;
}

/** A phase and a shape are known so well (one standard deviation, as a share of the cycle's root mean square). */
const UNSURE = 0.4;

/** What a cycle's mean over so long a time may be off by, kW²: over many periods it cannot be off by much. */
export function cycleVariance({ shapeKw, periodMs }: Cycle, lengthMs: number): number {
  const meanSquare = shapeKw.reduce((sum, kw) => sum + kw * kw, 0) / shapeKw.length;
  return UNSURE * UNSURE * meanSquare * Math.min(1, periodMs / (2 * lengthMs));
}
