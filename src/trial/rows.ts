import { lowerBound, type TimeRange } from '../base';
import type { FileSeries } from '../files';

/** Rows of series that were opened: those of a range, the newest one, and windows as a database makes them. */

export type Cell = number | string | boolean | null;

export function cellAt({ value }: FileSeries, row: number): number | string | undefined {
  if (value.kind === 'texts') {
    return value.texts[value.code[row] ?? -1];
  }
  const number = value.numbers[row];
  return number === undefined || Number.isNaN(number) ? undefined : number;
}

/** Windows lie on whole multiples of their length since 1970; one without a reading has no entry. O(rows of the range) */
export function windowsOf(found: readonly FileSeries[], range: TimeRange, windowMs: number): Map<number, Window> {
  const windows = new Map<number, Window>();
  for (const one of found) {
    for (let row = lowerBound(one.timeMs, range.startMs); row < one.timeMs.length && one.timeMs[row]! < range.endMs; row++) {
      const value = cellAt(one, row);
      if (typeof value !== 'number') {
        continue;
      }
      const timeMs = one.timeMs[row]!;
      const startMs = Math.floor(timeMs / windowMs) * windowMs;
      const window = windows.get(startMs);
      if (!window) {
        windows.set(startMs, { sum: value, n: 1, max: value, maxMs: timeMs });
        continue;
      }
      window.sum += value;
      window.n++;
      if (value > window.max) {
        window.max = value;
        window.maxMs = timeMs;
      }
    }
  }
  return windows;
}

export interface Window {
  sum: number;
  n: number;
  max: number;
  /** When the largest one was read; of equal ones the first. */
  maxMs: number;
}

export function lastRows(found: readonly FileSeries[], range: TimeRange, windowMs: number): Cell[][] {
  const windows = new Map<number, Cell>();
  for (const [timeMs, value] of rowsIn(found, range)) {
    windows.set(Math.floor(Number(timeMs) / windowMs) * windowMs, value ?? null);
  }
  return [...windows].map(([startMs, value]) => [startMs, value]);
}

export function rowsIn(found: readonly FileSeries[], range: TimeRange): Cell[][] {
  const rows: Cell[][] = [];
  for (const one of found) {
    for (let row = lowerBound(one.timeMs, range.startMs); row < one.timeMs.length && one.timeMs[row]! < range.endMs; row++) {
      const value = cellAt(one, row);
      if (value !== undefined) {
        rows.push([one.timeMs[row]!, value]);
      }
    }
  }
  return found.length > 1 ? ascending(rows) : rows;
}

export const ascending = (rows: Cell[][]): Cell[][] => rows.sort((a, b) => Number(a[0]) - Number(b[0]));

export function newest(found: readonly FileSeries[], range: TimeRange): Cell[][] {
  let last: Cell[] | undefined;
  for (const one of found) {
    for (let row = lowerBound(one.timeMs, range.endMs) - 1; row >= 0 && one.timeMs[row]! >= range.startMs; row--) {
      const value = cellAt(one, row);
      if (value !== undefined) {
        last = last && Number(last[0]) > one.timeMs[row]! ? last : [one.timeMs[row]!, value];
        break;
      }
    }
  }
  return last ? [last] : [];
}
