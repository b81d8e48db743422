import { DAY_MS, HOUR_MS } from './time';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone, calendar: 'iso8601', numberingSystem: 'latn', hourCycle: 'h23',
      year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
    });
    formats.set(zone, format);
  }
  return format;
}

/** True when the runtime knows this IANA zone name ("Europe/Berlin", "UTC"). */
export function isZone(zone: string): boolean {
  try {
    formatFor(zone);
    return true;
  } catch {
    return false;
  }
}

/**
 * What the site's wall clock is ahead of UTC at that instant, in ms.
 * @throws RangeError for a zone that the runtime does not know; check with {@link isZone} at the door
 */
export function zoneOffsetMs(instantMs: number, zone: string): number {
  if (zone === 'UTC') {
    return 0;
  }
  const wholeSecond = Math.floor(instantMs / 1000) * 1000;
  const part: Record<string, number> = {};
  for (const { type, value } of formatFor(zone).formatToParts(wholeSecond)) {
    part[type] = Number(value);
  }
  const wall = Date.UTC(part['year']!, part['month']! - 1, part['day']!, part['hour']!, part['minute']!, part['second']!);
  return wall - wholeSecond;
}

/** Midnight of the site's day that contains the instant. A day with a changed clock has 23 or 25 hours. */
export function zoneDayStartMs(instantMs: number, zone: string): number {
  const wall = instantMs + zoneOffsetMs(instantMs, zone);
  return fromWall(Math.floor(wall / DAY_MS) * DAY_MS, zone);
}

/** Midnight `days` calendar days after (or, negative, before) the day that begins at dayStartMs. */
export function addZoneDays(dayStartMs: number, days: number, zone: string): number {
  const wall = dayStartMs + zoneOffsetMs(dayStartMs, zone);
  return fromWall((Math.round(wall / DAY_MS) + days) * DAY_MS, zone);
}

/** The instant at which the site's wall clock shows `wallMs` (as if it were UTC); the earlier of two, the later side of a hole. */
function fromWall(wallMs: number, zone: string): number {
  const first = wallMs - zoneOffsetMs(wallMs, zone);
  const second = wallMs - zoneOffsetMs(first, zone);
  // Clocks that are put back at midnight show it twice.
  const earlier = wallMs - zoneOffsetMs(second - 3 * HOUR_MS, zone);
  return [earlier, second].find((ms) => ms + zoneOffsetMs(ms, zone) === wallMs) ?? Math.max(first, second);
}

/** Hour of the site's day, 0 ≤ h < 24, with fractions. */
export function zoneHourOfDay(instantMs: number, zone: string): number {
  const wall = instantMs + zoneOffsetMs(instantMs, zone);
  return (wall - Math.floor(wall / DAY_MS) * DAY_MS) / HOUR_MS;
}
