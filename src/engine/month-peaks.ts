import { addZoneDays, DAY_MS, zoneDayStartMs, zoneOffsetMs } from '../base';
import type { Measured } from './windows';

/** Says which demand windows were the highest of their calendar month when they happened: those set the price. */

/**
 * Per window 1 when it is higher than every window of the same month before it, by the site's calendar; the first day
 * of readings in a month sets the mark and is not judged. Windows that were not measured well enough count for nothing.
 * O(windows)
 */
export function highestSoFar(windows: readonly Measured[], zone: string): Uint8Array {
  const highest = new Uint8Array(windows.length);
  let dayEndMs = -Infinity;
  let month = NaN;
  let knownMs = 0;
  let mostKw = -Infinity;
  windows.forEach(({ startMs, endMs, kw, incomplete }, at) => {
    if (startMs >= dayEndMs) {
      const dayMs = zoneDayStartMs(startMs, zone);
      dayEndMs = addZoneDays(dayMs, 1, zone);
      const now = monthOf(dayMs, zone);
      [month, knownMs, mostKw] = now === month ? [month, knownMs, mostKw] : [now, 0, -Infinity];
    }
    if (!incomplete) {
      highest[at] = knownMs >= DAY_MS && kw > mostKw ? 1 : 0;
      mostKw = Math.max(mostKw, kw);
      knownMs += endMs - startMs;
    }
  });
  return highest;
}

function monthOf(instantMs: number, zone: string): number {
  const wall = new Date(instantMs + zoneOffsetMs(instantMs, zone));
  return wall.getUTCFullYear() * 12 + wall.getUTCMonth();
}
