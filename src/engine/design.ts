import { upperBound } from '../base';
import type { Column, Track } from './align';
import { startUpRows } from './start-up';
import type { Grid } from './types';

/**
 * The left side of the fit, run by run: neighbouring rows in which no machine changed are one segment with one set of
 * entries, so that work goes with the transitions and not with rows × machines.
 */
export interface Design {
  readonly rows: number;
  readonly columns: number;
  /** segments + 1: segment s covers rows [segmentStart[s], segmentStart[s + 1]). */
  readonly segmentStart: Int32Array;
  /** segments + 1: its entries are [entryStart[s], entryStart[s + 1]), columns ascending. */
  readonly entryStart: Int32Array;
  readonly column: Uint16Array;
  /** Share of a row, 0..1 (start-ups: the decay's mean over it). */
  readonly value: Float64Array;
}

/**
 * Exact shares of time from the transitions.
 * @param columns states (tauMs = 0) first, in the order of the tracks, then start-ups
 * O(transitions + segments × tracks + rows in which a start-up is still felt)
 */
export function designOf(tracks: readonly Track[], columns: readonly Column[], grid: Grid): Design {
  const starts = startUpRows(tracks, columns, grid);
  const segmentStart = segmentsOf(cutsOf(tracks, grid, starts.rowStart), grid.count);
  const columnOfState = lookUp(tracks, columns);
  const segments = segmentStart.length - 1;
  const entryStart = new Int32Array(segments + 1);
  // Each segment has an entry a track, one more for each change inside it, and its start-ups.
  const most = segments * tracks.length + tracks.reduce((sum, { timeMs }) => sum + timeMs.length, 0) + starts.column.length;
  const into: Entries = { column: new Uint16Array(most), value: new Float64Array(most), count: 0 };
  const now = { entry: Int32Array.from(tracks, ({ timeMs }) => Math.max(0, upperBound(timeMs, grid.startMs) - 1)), column: new Int32Array(tracks.length), untilMs: new Float64Array(tracks.length) };
  tracks.forEach((track, t) => inForce(track, columnOfState[t], t, now));
  for (let s = 0; s < segments; s++) {
    const fromMs = grid.startMs + segmentStart[s] * grid.stepMs;
    const toMs = grid.startMs + segmentStart[s + 1] * grid.stepMs;
    for (let t = 0; t < tracks.length; t++) {
      if (now.untilMs[t] > toMs) {
        addWhole(into, now.column[t]);
      } else {
        now.entry[t] = addTrack(into, tracks[t], columnOfState[t], now.entry[t], fromMs, toMs);
        inForce(tracks[t], columnOfState[t], t, now);
      }
    }
    const row = segmentStart[s];
    for (let k = starts.rowStart[row]; k < starts.rowStart[row + 1]; k++) {
      into.column[into.count] = starts.column[k];
      into.value[into.count++] = starts.value[k];
    }
    entryStart[s + 1] = into.count;
  }
  return {
    rows: grid.count, columns: columns.length, segmentStart, entryStart,
    column: into.column.subarray(0, into.count), value: into.value.subarray(0, into.count),
  };
}

/** Per track: the entry of its log in force, that state's column (−1 for none), and until when it is. */
interface Now {
  readonly entry: Int32Array;
  readonly column: Int32Array;
  readonly untilMs: Float64Array;
}

function inForce({ timeMs, stateCode }: Track, ofState: Int32Array, t: number, { entry, column, untilMs }: Now): void {
  const i = entry[t];
  column[t] = ofState[stateCode[i]];
  untilMs[t] = i + 1 < timeMs.length ? timeMs[i + 1] : Infinity;
}

function addWhole(into: Entries, j: number): void {
  if (j >= 0) {
    into.column[into.count] = j;
    into.value[into.count++] = 1;
  }
}

interface Entries {
  readonly column: Uint16Array;
  readonly value: Float64Array;
  count: number;
}

/** Adds one track's shares of a segment. @param i the entry of its log in force at `fromMs` @returns the one in force at `toMs` */
function addTrack(into: Entries, { timeMs, stateCode }: Track, ofState: Int32Array, i: number, fromMs: number, toMs: number): number {
  const last = timeMs.length - 1;
  if (i === last || timeMs[i + 1] >= toMs) {
    addWhole(into, ofState[stateCode[i]]);
  } else {
    const first = into.count;
    let sinceMs = fromMs;
    for (; ; i++) {
      const untilMs = i === last ? toMs : Math.min(toMs, timeMs[i + 1]);
      const j = ofState[stateCode[i]];
      if (j >= 0 && untilMs > sinceMs) {
        into.count = addShare(into.column, into.value, first, into.count, j, (untilMs - sinceMs) / (toMs - fromMs));
      }
      sinceMs = untilMs;
      if (untilMs >= toMs) {
        break;
      }
    }
  }
  while (i < last && timeMs[i + 1] <= toMs) {
    i++;
  }
  return i;
}

/** Adds a share to the column's entry of this row, keeping the columns ascending. @returns the new end */
function addShare(column: Uint16Array, value: Float64Array, first: number, end: number, j: number, share: number): number {
  let k = end;
  while (k > first && column[k - 1] > j) {
    k--;
  }
  if (k > first && column[k - 1] === j) {
    value[k - 1] += share;
    return end;
  }
  for (let i = end; i > k; i--) {
    column[i] = column[i - 1];
    value[i] = value[i - 1];
  }
  column[k] = j;
  value[k] = share;
  return end + 1;
}

/** 1 where a segment begins: at a change, after a row with a change in it, and wherever a start-up makes rows differ. */
function cutsOf(tracks: readonly Track[], grid: Grid, startRows: Int32Array): Uint8Array {
  const cut = new Uint8Array(grid.count + 1);
  cut[0] = 1;
  for (const { timeMs } of tracks) {
    for (let i = 1; i < timeMs.length; i++) {
      const at = (timeMs[i] - grid.startMs) / grid.stepMs;
      const row = Math.floor(at);
      if (row >= 0 && row < grid.count) {
        cut[row] = 1;
        if (at > row) {
          cut[row + 1] = 1;
        }
      }
    }
  }
  for (let row = 0; row < grid.count; row++) {
    if (startRows[row + 1] > startRows[row]) {
      cut[row] = 1;
      cut[row + 1] = 1;
    }
  }
  return cut;
}

/** The rows that are cut before, and the end. O(rows) */
function segmentsOf(cut: Uint8Array, rows: number): Int32Array {
  const start = new Int32Array(rows + 1);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    start[count] = row;
    count += cut[row];
  }
  start[count] = rows;
  return start.subarray(0, count + 1);
}

/** Per track and state code the column of that state, −1 for none. */
function lookUp(tracks: readonly Track[], columns: readonly Column[]): readonly Int32Array[] {
  const found = tracks.map((track) => new Int32Array(track.states.length).fill(-1));
  columns.forEach((column, j) => {
    if (column.tauMs === 0) {
      found[column.track][column.stateCode] = j;
    }
  });
  return found;
}
