import { DAY_MS, HOUR_MS, MINUTE_MS, zoneOffsetMs } from '../base';
import { median } from './stats';
import type { Grid } from './types';

/** What demand is ordinarily at the same time of other weeks. */

const WEEK_MS = 7 * DAY_MS;
/** Fewer weeks than this do not say what is usual on a Monday at six. */
export const FEWEST_WEEKS = 4;

/**
 * Median of the readings at the same quarter hour of the week, by the site's wall clock.
 * @param learnFrom, learnTo bins that say what is ordinary
 * @returns grid.count, kW; NaN at times of the week without a reading. Undefined when the bins span under four weeks.
 * O(n log n)
 */
export function sameTimeOfWeek(grid: Grid, demandKw: Float64Array, learnFrom: number, learnTo: number, zone: string): Float64Array | undefined {
  if ((learnTo - learnFrom) * grid.stepMs < FEWEST_WEEKS * WEEK_MS) {
    return undefined;
  }
  const slotMs = Math.max(15 * MINUTE_MS, grid.stepMs);
  const slots = slotsOfWeek(grid, slotMs, zone);
  const readings: number[][] = [];
  for (let i = learnFrom; i < learnTo; i++) {
    if (demandKw[i] === demandKw[i]) {
      (readings[slots[i]] ??= []).push(demandKw[i]);
    }
  }
  const usual = Float64Array.from({ length: Math.ceil(WEEK_MS / slotMs) }, (_, slot) => median(Float64Array.from(readings[slot] ?? [])));
  return Float64Array.from(slots, (slot) => usual[slot]);
}

/** Per bin the slot of the week that it begins in; the zone is asked once in half an hour, for clocks change on those. */
function slotsOfWeek(grid: Grid, slotMs: number, zone: string): Int32Array {
  const slots = new Int32Array(grid.count);
  let offsetMs = 0;
  let validUntilMs = -Infinity;
  for (let i = 0; i < grid.count; i++) {
    const instantMs = grid.startMs + i * grid.stepMs;
    if (instantMs >= validUntilMs) {
      offsetMs = zoneOffsetMs(instantMs, zone);
      validUntilMs = (Math.floor(instantMs / (HOUR_MS / 2)) + 1) * (HOUR_MS / 2);
    }
    const wall = instantMs + offsetMs;
    slots[i] = Math.floor((wall - Math.floor(wall / WEEK_MS) * WEEK_MS) / slotMs);
  }
  return slots;
}
