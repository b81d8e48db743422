import { upperBound } from '../base';
import type { Column, Track } from './align';
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

/** A start-up whose remainder is under this share of its beginning is over. */
const FADED = 1e-3;

/**
 * Exact shares of time from the transitions.
 * @param columns states (tauMs = 0) first, in the order of the tracks, then start-ups
 * O(transitions + segments × tracks + rows in which a start-up is still felt)
 */
export function designOf(tracks: readonly Track[], columns: readonly Column[], grid: Grid): Design {
  const starts = startUpRows(tracks, columns, grid);
  const cut = cutsOf(tracks, grid, starts.rowStart);
  const columnOfState = lookUp(tracks, columns);
  const segmentStart: number[] = [];
  for (let row = 0; row < grid.count; row++) {
    if (cut[row] === 1) {
      segmentStart.push(row);
    }
  }
  segmentStart.push(grid.count);
  const segments = segmentStart.length - 1;
  const entryStart = new Int32Array(segments + 1);
  // Each segment has an entry a track, one more for each change inside it, and its start-ups.
  const most = segments * tracks.length + tracks.reduce((sum, { timeMs }) => sum + timeMs.length, 0) + starts.column.length;
  const into: Entries = { column: new Uint16Array(most), value: new Float64Array(most), count: 0 };
  const at = Int32Array.from(tracks, (track) => Math.max(0, upperBound(track.timeMs, grid.startMs) - 1));
  for (let s = 0; s < segments; s++) {
    const fromMs = grid.startMs + segmentStart[s] * grid.stepMs;
    const toMs = grid.startMs + segmentStart[s + 1] * grid.stepMs;
    for (let t = 0; t < tracks.length; t++) {
      at[t] = addTrack(into, tracks[t], columnOfState[t], at[t], fromMs, toMs);
    }
    const row = segmentStart[s];
    for (let k = starts.rowStart[row]; k < starts.rowStart[row + 1]; k++) {
      into.column[into.count] = starts.column[k];
      into.value[into.count++] = starts.value[k];
    }
    entryStart[s + 1] = into.count;
  }
  return {
    rows: grid.count, columns: columns.length, segmentStart: Int32Array.from(segmentStart), entryStart,
    column: into.column.slice(0, into.count), value: into.value.slice(0, into.count),
  };
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
    const j = ofState[stateCode[i]];
    if (j >= 0) {
      into.column[into.count] = j;
      into.value[into.count++] = 1;
    }
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

/** Per track and state code the column of that state, −1 for none. */
export function lookUp(tracks: readonly Track[], columns: readonly Column[]): readonly Int32Array[] {
  const found = tracks.map((track) => new Int32Array(track.states.length).fill(-1));
  columns.forEach((column, j) => {
    if (column.tauMs === 0) {
      found[column.track][column.stateCode] = j;
    }
  });
  return found;
}

interface RowEntries {
  readonly rowStart: Int32Array;
  readonly column: Uint16Array;
  readonly value: Float64Array;
}

/** What start-ups add to each row, row by row, columns ascending. */
function startUpRows(tracks: readonly Track[], columns: readonly Column[], grid: Grid): RowEntries {
  const rowStart = new Int32Array(grid.count + 1);
  const visits: Array<(put: (row: number, value: number) => void) => void> = [];
  const which: number[] = [];
  columns.forEach((column, j) => {
    if (column.tauMs > 0) {
      which.push(j);
      visits.push((put) => decayRows(tracks[column.track], column.stateCode, column.tauMs, grid, put));
    }
  });
  visits.forEach((visit) => visit((row) => rowStart[row + 1]++));
  for (let row = 0; row < grid.count; row++) {
    rowStart[row + 1] += rowStart[row];
  }
  const next = rowStart.slice();
  const column = new Uint16Array(rowStart[grid.count]);
  const value = new Float64Array(column.length);
  visits.forEach((visit, v) => visit((row, share) => {
    column[next[row]] = which[v];
    value[next[row]++] = share;
  }));
  return { rowStart, column, value };
}

/**
 * Row means of exp(−age/τ) for every visit to a state, until it has faded or the state is left. A state held since
 * before the range has no start-up to see. Rows after the first follow by one multiplication. O(rows felt)
 */
export function decayRows(track: Track, stateCode: number, tauMs: number, grid: Grid, put: (row: number, value: number) => void): void {
  const { timeMs } = track;
  const { startMs, stepMs, count } = grid;
  const gridEndMs = startMs + count * stepMs;
  const ratio = Math.exp(-stepMs / tauMs);
  const lifeMs = -Math.log(FADED) * tauMs;
  let pendingRow = -1;
  let pending = 0;
  for (let i = 1; i < timeMs.length; i++) {
    if (track.stateCode[i] !== stateCode) {
      continue;
    }
    const enteredMs = timeMs[i];
    const leftMs = Math.min(i + 1 < timeMs.length ? timeMs[i + 1] : gridEndMs, gridEndMs, enteredMs + lifeMs);
    let fromMs = Math.max(enteredMs, startMs);
    let row = Math.floor((fromMs - startMs) / stepMs);
    let whole = NaN;
    while (fromMs < leftMs && row < count) {
      const rowEndMs = startMs + (row + 1) * stepMs;
      const toMs = Math.min(rowEndMs, leftMs);
      const isWhole = toMs - fromMs === stepMs;
      const share = isWhole && whole === whole
        ? whole * ratio
        : (tauMs / stepMs) * (Math.exp(-(fromMs - enteredMs) / tauMs) - Math.exp(-(toMs - enteredMs) / tauMs));
      whole = isWhole ? share : NaN;
      // Two visits may end and begin in the same row.
      if (row === pendingRow) {
        pending += share;
      } else {
        if (pendingRow >= 0) {
          put(pendingRow, pending);
        }
        pendingRow = row;
        pending = share;
      }
      fromMs = toMs;
      if (toMs === rowEndMs) {
        row++;
      }
    }
  }
  if (pendingRow >= 0) {
    put(pendingRow, pending);
  }
}
