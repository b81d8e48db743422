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

export function span({ startMs, endMs }: TimeRange): string {
  return `${iso(startMs)} to ${iso(endMs)} UTC`;
}
