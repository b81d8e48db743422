import type { TimeRange } from '../base';

/** Names and times as they stand in messages: short, in UTC, never a whole long list. */

/** At most eight names, and how many more. */
export function some(names: readonly string[]): string {
  return names.length === 0 ? 'none' : `${names.slice(0, 8).join(', ')}${names.length > 8 ? ` and ${names.length - 8} more` : ''}`;
}

/** "2026-03-03 08:00", UTC; with seconds where they matter. */
export function iso(ms: number, seconds = false): string {
  return new Date(ms).toISOString().slice(0, seconds ? 19 : 16).replace('T', ' ');
}

/** "30 s", "15 min", "2 h", "3 d": the largest unit that leaves no rest. */
export function duration(ms: number): string {
  const units: ReadonlyArray<readonly [string, number]> = [['d', 86_400_000], ['h', 3_600_000], ['min', 60_000], ['s', 1_000]];
  const [name, unitMs] = units.find(([, unit]) => ms % unit === 0) ?? ['ms', 1];
  return `${ms / unitMs} ${name}`;
}

export function span({ startMs, endMs }: TimeRange): string {
  return `${iso(startMs)} to ${iso(endMs)} UTC`;
}
