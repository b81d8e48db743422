export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Epoch ms UTC, half open: startMs belongs to it, endMs does not. */
export interface TimeRange {
  readonly startMs: number;
  readonly endMs: number;
}

/** True when the two half-open ranges share an instant. */
export function overlaps(a: TimeRange, b: TimeRange): boolean {
  return a.startMs < b.endMs && b.startMs < a.endMs;
}

/**
 * How much of the shorter of two ranges both share, 0..1.
 * Half or more is the same event: edges move a little when data arrive late.
 */
export function sharedPart(a: TimeRange, b: TimeRange): number {
  const sharedMs = Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs);
  return Math.max(0, sharedMs / Math.min(a.endMs - a.startMs, b.endMs - b.startMs));
}

/** Windows people can read: 1 s to 1 day. All divide a day, so that they start at the same instants on every day. */
export const WINDOWS_MS: readonly number[] = [
  1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400,
].map((s) => s * SECOND_MS);

/** The finest window that cuts the range into at most `budget` pieces and is no finer than `floorMs`. */
export function windowFor(rangeMs: number, budget: number, floorMs: number = SECOND_MS): number {
  if (!(rangeMs > 0) || !(budget >= 1)) {
    throw new RangeError(`windowFor needs a positive range and budget: got ${rangeMs} ms and ${budget}`);
  }
  for (const windowMs of WINDOWS_MS) {
    if (windowMs >= floorMs && rangeMs / windowMs <= budget) {
      return windowMs;
    }
  }
  return Math.ceil(rangeMs / budget / DAY_MS) * DAY_MS;
}

/** How long something is, as it stands in a notice: "40 s", "5 min", "1.0 h", "2.5 days". */
export function lengthText(ms: number): string {
  const [s, min, h] = [ms / SECOND_MS, ms / MINUTE_MS, ms / HOUR_MS];
  return s < 120 ? `${s.toFixed(0)} s` : min < 120 ? `${min.toFixed(0)} min` : h < 48 ? `${h.toFixed(1)} h` : `${(h / 24).toFixed(1)} days`;
}
