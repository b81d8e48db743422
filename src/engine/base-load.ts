import { HOUR_MS, zoneHourOfDay, zoneOffsetMs } from '../base';
import type { Grid } from './types';

/** The base load that every day has alike: which hours of the site's day each row lies between. */

/** Base load of the day: eight overlapping triangles over the hour of day, three hours apart; they sum to one. */
export const HATS = 8;

/** Two non-zero hats of an hour of day: [index, weight, index, weight]. H_c(h) = max(0, 1 − distance(h, c) / 3). */
export function hatsAt(hourOfDay: number): readonly [number, number, number, number] {
  const at = (((hourOfDay % 24) + 24) % 24) / 3;
  const low = Math.floor(at) % HATS;
  const share = at - Math.floor(at);
  return [low, 1 - share, (low + 1) % HATS, share];
}

/** Hour of the site's day at the start of each bin; the zone is asked once an hour, for clocks change on the hour. */
export function hoursOfDay(grid: Grid, zone: string): Float64Array {
  const hours = new Float64Array(grid.count);
  let offsetMs = 0;
  let validUntilMs = -Infinity;
  for (let i = 0; i < grid.count; i++) {
    const instantMs = grid.startMs + i * grid.stepMs;
    if (instantMs >= validUntilMs) {
      offsetMs = zoneOffsetMs(instantMs, zone);
      validUntilMs = (Math.floor(instantMs / (HOUR_MS / 2)) + 1) * (HOUR_MS / 2);
    }
    hours[i] = zoneHourOfDay(instantMs + offsetMs, 'UTC');
  }
  return hours;
}

/** Per row: the first of its two hats, and what share the next one has. */
export interface DayShares {
  readonly low: Uint8Array;
  readonly share: Float64Array;
}

/** As `hatsAt`, for many. @param hours of the day, 0 ≤ … < 24. O(rows) */
export function daySharesOf(hours: Float64Array): DayShares {
  const low = new Uint8Array(hours.length);
  const share = new Float64Array(hours.length);
  for (let row = 0; row < hours.length; row++) {
    const at = hours[row] / 3;
    low[row] = at;
    share[row] = at - low[row];
  }
  return { low, share };
}
