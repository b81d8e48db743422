import { upperBound, type PowerReadings } from '../base';
import { highestOf, pyramidFor } from './pyramid';

/** What the meter said at one instant. */

export interface ReadingAt {
  /** Mean of the interval that covers the instant. */
  readonly kw: number;
  /** The largest sample in it, where the source knows it; else the mean. */
  readonly maxKw: number;
}

/** undefined where nothing was read. O(log n). */
export function readingAt(readings: PowerReadings, atMs: number): ReadingAt | undefined {
  const { timeMs, demandKw } = readings;
  const i = upperBound(timeMs, atMs) - 1;
  if (i < 0 || atMs >= timeMs[i] + pyramidFor(readings).lengthMs || demandKw[i] !== demandKw[i]) {
    return undefined;
  }
  return { kw: demandKw[i], maxKw: highestOf(readings, i) };
}
