import { DAY_MS, HOUR_MS, MINUTE_MS, zoneOffsetMs } from '../base';
import { hoursOfDay } from './base-load';
import { median } from './stats';
import type { Grid } from './types';

/** What demand is ordinarily at the same time of other weeks. */

const WEEK_MS = 7 * DAY_MS;
/** Fewer weeks than this do not say what is usual on a Monday at six. */
export const FEWEST_WEEKS = 4;

/**
 * Median of the readings at the same quarter hour of the week, by the site's wall clock.
 * @param learnFrom, learnTo bins that say what is ordinary
 * @returns grid.count, kW; NaN at times of the week without a reading. Undefined when the bins span under four weeks, or
 *   are longer than half a day.
 * O(n log n)
 */
export function sameTimeOfWeek(grid: Grid, demandKw: Float64Array, learnFrom: number, learnTo: number, zone: string): Float64Array | undefined {
  if ((learnTo - learnFrom) * grid.stepMs < FEWEST_WEEKS * WEEK_MS || grid.stepMs > DAY_MS / 2) {
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
  const usual = Float64Array.from({ length: Math.ceil(WEEK_MS / slotMs) + 1 }, (_, slot) => median(Float64Array.from(readings[slot] ?? [])));
  return Float64Array.from(slots, (slot) => usual[slot]);
}

/** Per bin the slot of the week that it begins in. */
function slotsOfWeek(grid: Grid, slotMs: number, zone: string): Int32Array {
  const hours = hoursOfDay(grid, zone);
  const slotsOfDay = DAY_MS / slotMs;
  let day = Math.floor((grid.startMs + zoneOffsetMs(grid.startMs, zone)) / DAY_MS);
  return Int32Array.from(hours, (hour, i) => {
    // Midnight passed: the hour fell by far more than a clock that is put back by one.
    day += i > 0 && hour < hours[i - 1] - 6 ? 1 : 0;
    return Math.floor((((day % 7) + 7) % 7) * slotsOfDay + (hour * HOUR_MS) / slotMs);
  });
}
