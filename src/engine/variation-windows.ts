import { grown, HOUR_MS } from '../base';
import type { Design } from './design';
import type { Grid } from './types';

/** Cuts what a fit leaves over into windows of one length: how far each moved, and which states it held for how long. */

/** The windows of one length that were measured: how far each moved, and the share of each column in it that may vary. */
export interface Windows {
  readonly movedKw: Float64Array;
  /** Whole hours since the range began. */
  readonly hour: Int32Array;
  /** Columns that may vary, ascending: column `columns[k]` has slot k + 1, the meter itself slot 0. */
  readonly columns: Uint16Array;
  readonly start: Int32Array;
  /** A window's slots, ascending; the first is 0 with a share of 1. */
  readonly slot: Uint16Array;
  readonly share: Float64Array;
}

/** What a window is compared with, on both sides. */
export const SIDE_MS = HOUR_MS;

/**
 * @param length rows of a window
 * @param sum rows + 1: the remainder's running sum, kW, and `count` how many rows of it are known
 * @param columns those that may vary, ascending
 * O(rows + entries)
 */
export function windowsOf(length: number, grid: Grid, sum: Float64Array, count: Int32Array, design: Design, columns: Uint16Array): Windows {
  const side = Math.max(8, Math.round(SIDE_MS / grid.stepMs));
  const { segmentStart } = design;
  const most = Math.ceil(grid.count / length);
  const movedKw = new Float64Array(most);
  const hour = new Int32Array(most);
  const start = new Int32Array(most + 1);
  const slotOf = new Uint16Array(design.columns);
  columns.forEach((j, k) => (slotOf[j] = k + 1));
  // Grown as needed: how many states a window has is known when it was looked through.
  let slot = new Uint16Array(24 * most + columns.length + 1);
  let share = new Float64Array(slot.length);
  const seen: Seen = { held: new Float64Array(columns.length + 1), touched: new Uint16Array(columns.length + 1), count: 0 };
  let windows = 0;
  let n = 0;
  let s = 0;
  for (let a = 0; a + length <= grid.count; a += length) {
    const b = a + length;
    const inside = count[b] - count[a];
    const low = Math.max(0, a - side);
    const high = Math.min(grid.count, b + side);
    const outside = count[a] - count[low] + count[high] - count[b];
    while (segmentStart[s + 1] <= a) {
      s++;
    }
    if (inside < 0.8 * length || outside < 8) {
      continue;
    }
    hour[windows] = Math.floor((a * grid.stepMs) / HOUR_MS);
    movedKw[windows] = (sum[b] - sum[a]) / inside - (sum[a] - sum[low] + sum[high] - sum[b]) / outside;
    lookThrough(design, s, a, b, slotOf, seen);
    if (n + seen.count + 1 > slot.length) {
      [slot, share] = [grown(slot, new Uint16Array(2 * slot.length)), grown(share, new Float64Array(2 * share.length))];
    }
    slot[n] = 0;
    share[n++] = 1;
    for (let k = 0; k < seen.count; k++) {
      const own = seen.touched[k];
      slot[n] = own;
      share[n++] = seen.held[own];
      seen.held[own] = 0;
    }
    start[++windows] = n;
  }
  return { movedKw: movedKw.subarray(0, windows), hour: hour.subarray(0, windows), columns, start: start.subarray(0, windows + 1), slot: slot.subarray(0, n), share: share.subarray(0, n) };
}

/** Slots seen in one window: the first `count` of `touched`, ascending, and how much of the window each held. */
interface Seen {
  readonly held: Float64Array;
  readonly touched: Uint16Array;
  count: number;
}

/** What each slot held over the rows [a, b), which begin in segment `s`. `held` is all zero before. O(entries) */
function lookThrough({ segmentStart, entryStart, column, value }: Design, s: number, a: number, b: number, slotOf: Uint16Array, seen: Seen): void {
  const { held, touched } = seen;
  const length = b - a;
  let count = 0;
  for (let at = s; at + 1 < segmentStart.length && segmentStart[at] < b; at++) {
    const rows = (Math.min(b, segmentStart[at + 1]) - Math.max(a, segmentStart[at])) / length;
    for (let k = entryStart[at], end = entryStart[at + 1]; k < end; k++) {
      const own = slotOf[column[k]];
      if (own === 0) {
        continue;
      }
      if (held[own] === 0) {
        let place = count++;
        for (; place > 0 && touched[place - 1] > own; place--) {
          touched[place] = touched[place - 1];
        }
        touched[place] = own;
      }
      held[own] += rows * value[k];
    }
  }
  seen.count = count;
}

/** The same windows with fewer columns. O(entries) */
export function only({ movedKw, hour, columns, start, slot, share }: Windows, fewer: Uint16Array): Windows {
  const now = new Uint16Array(columns.length + 1);
  columns.forEach((j, k) => (now[k + 1] = fewer.indexOf(j) + 1));
  const keptStart = new Int32Array(start.length);
  const kept = new Uint16Array(slot.length);
  const keptShare = new Float64Array(slot.length);
  let n = 0;
  for (let w = 0; w < movedKw.length; w++) {
    for (let k = start[w]; k < start[w + 1]; k++) {
      if (slot[k] === 0 || now[slot[k]] > 0) {
        kept[n] = now[slot[k]];
        keptShare[n++] = share[k];
      }
    }
    keptStart[w + 1] = n;
  }
  return { movedKw, hour, columns: fewer, start: keptStart, slot: kept.subarray(0, n), share: keptShare.subarray(0, n) };
}
