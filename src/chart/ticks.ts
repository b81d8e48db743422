import { zoneOffsetMs, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type TimeRange } from '../base';
import type { PowerText } from './power-text';
import type { Tick } from './types';

/** Round steps of power, round instants of the site's wall clock, and how an instant is said. */

/** 1, 2 or 5 times a power of ten, at least `least`. */
export function roundStep(least: number): number {
  const floor = Math.max(least, 0.01);
  const power = 10 ** Math.floor(Math.log10(floor));
  return power * ([1, 2, 5].find((step) => step * power >= floor * (1 - 1e-9)) ?? 10);
}

/** From zero, or the last round step above a lowest below it, to the first at or above the highest, with the unit on the last one; `at` is kW. */
export function kwTicks(highestKw: number, heightPx: number, { unit, perKw, number }: PowerText, lowestKw = 0): Tick[] {
  const step = roundStep(((highestKw - lowestKw) * perKw) / Math.max(2, Math.floor(heightPx / 48)));
  const count = Math.max(1, Math.ceil((highestKw * perKw) / step - 1e-9));
  const below = Math.floor((-lowestKw * perKw) / step + 1e-9);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return Array.from({ length: below + count + 1 }, (_, n) => n - below).map((i) => ({ at: (i * step) / perKw, text: `${number(i * step, decimals)}${i === count ? ` ${unit}` : ''}` }));
}

const timeSteps = [
  ...[1, 5, 10, 15, 30].map((s) => s * SECOND_MS), ...[1, 2, 5, 10, 15, 30].map((m) => m * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((h) => h * HOUR_MS), DAY_MS, 2 * DAY_MS, 7 * DAY_MS, 14 * DAY_MS, 30 * DAY_MS, 90 * DAY_MS, 365 * DAY_MS,
];

/** Round instants of the site's wall clock, at most one per 76 px; at is epoch ms. A day's start shows its date. */
export function timeTicks(range: TimeRange, zone: string, widthPx: number): Tick[] {
  const spanMs = range.endMs - range.startMs;
  const stepMs = timeSteps.find((step) => (spanMs / step) * 76 <= widthPx) ?? spanMs;
  const ticks: Tick[] = [];
  const offsetMs = zoneOffsetMs(range.startMs, zone);
  for (let wall = Math.ceil((range.startMs + offsetMs) / stepMs) * stepMs; ; wall += stepMs) {
    // Where the clock changes inside the view, the later labels follow the new offset.
    const at = wall - zoneOffsetMs(wall - offsetMs, zone);
    if (!(at <= range.endMs) || ticks.length > 500) {
      return ticks;
    }
    // An hour that the clock leaps over has no label.
    if (at >= range.startMs && at + zoneOffsetMs(at, zone) === wall) {
      const iso = new Date(wall).toISOString();
      const date = `${Number(iso.slice(8, 10))} ${months[Number(iso.slice(5, 7)) - 1]}`;
      ticks.push({ at, text: wall % DAY_MS === 0 ? date : iso.slice(11, stepMs < MINUTE_MS ? 19 : 16) });
    }
  }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "06:07:30", or "06:07" on a whole minute, on the wall clock of the zone. */
export function wallClock(timeMs: number, zone: string): string {
  const whole = Math.round(timeMs / SECOND_MS) * SECOND_MS;
  const text = new Date(whole + zoneOffsetMs(whole, zone)).toISOString();
  return text.slice(11, whole % MINUTE_MS === 0 ? 16 : 19);
}

/** "40 s", "12 min", "3 h", "4 days": as one says how old something is. */
export function ageText(ms: number): string {
  const [s, min, h] = [ms / SECOND_MS, ms / MINUTE_MS, ms / HOUR_MS];
  return s < 90 ? `${Math.round(s)} s` : min < 90 ? `${Math.round(min)} min` : h < 48 ? `${Math.round(h)} h` : `${Math.round(h / 24)} days`;
}
