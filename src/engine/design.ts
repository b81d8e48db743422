import { occupancyOf, type Column, type Occupancy, type Track } from './align';
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

/** A column's number is kept in sixteen bits. */
const MOST_COLUMNS = 65_536;

/**
 * Lays the machines' exact shares of each row side by side.
 * @param columns states (tauMs = 0) first, in the order of the tracks, then start-ups
 * @throws RangeError for more columns than a row can number
 * O(transitions + segments × tracks + rows in which a start-up is still felt)
 */
export function designOf(tracks: readonly Track[], columns: readonly Column[], grid: Grid): Design {
  if (columns.length > MOST_COLUMNS) {
    throw new RangeError(`${columns.length} columns of machines and states, more than ${MOST_COLUMNS}: too many for one analysis`);
  }
  const starts = startUpRows(tracks, columns, grid);
  const changes = tracks.map((track) => occupancyOf(track, grid));
  const segmentStart = segmentsOf(cutsOf(changes, grid, starts.rowStart), grid.count);
  const columnOfState = lookUp(tracks, columns);
  const segments = segmentStart.length - 1;
  const entryStart = new Int32Array(segments + 1);
  // Each segment has an entry a track, one more for each change inside it, and its start-ups.
  const most = segments * tracks.length + changes.reduce((sum, { row }) => sum + row.length, 0) + starts.column.length;
  const into: Entries = { column: new Uint16Array(most), value: new Float64Array(most), count: 0 };
  const now: Now = { entry: new Int32Array(tracks.length), row: new Int32Array(tracks.length), column: new Int32Array(tracks.length).fill(-1) };
  for (let s = 0; s < segments; s++) {
    const row = segmentStart[s];
    for (let t = 0; t < tracks.length; t++) {
      if (now.row[t] === row) {
        addShares(into, changes[t], columnOfState[t], t, now, grid.startMs + (row + 1) * grid.stepMs - (grid.startMs + row * grid.stepMs));
      } else {
        addWhole(into, now.column[t]);
      }
    }
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

/** Per track: its entry that comes next, in which row that is, and the column of the state that goes on until there (−1 for none). */
interface Now {
  readonly entry: Int32Array;
  readonly row: Int32Array;
  readonly column: Int32Array;
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

/** Adds one track's shares of a row with a change in it, its columns ascending, and goes on to the next such row. */
function addShares(into: Entries, { row, partMs, stateCode }: Occupancy, ofState: Int32Array, t: number, now: Now, rowMs: number): void {
  const first = into.count;
  const from = now.entry[t];
  let to = from;
  let beforeMs = rowMs;
  for (const at = row[from]; to < row.length && row[to] === at; to++) {
    beforeMs -= partMs[to];
  }
  addShare(into, first, now.column[t], beforeMs / rowMs);
  for (let k = from; k < to; k++) {
    addShare(into, first, ofState[stateCode[k]], partMs[k] / rowMs);
  }
  now.entry[t] = to;
  now.row[t] = to < row.length ? row[to] : -1;
  now.column[t] = ofState[stateCode[to - 1]];
}

/** Adds a share to the column's entry of this row, which begins at `first`, keeping the columns ascending; −1 is no column. */
function addShare(into: Entries, first: number, j: number, share: number): void {
  const { column, value } = into;
  if (j < 0 || !(share > 0)) {
    return;
  }
  let k = into.count;
  while (k > first && column[k - 1] > j) {
    k--;
  }
  if (k > first && column[k - 1] === j) {
    value[k - 1] += share;
    return;
  }
  for (let i = into.count++; i > k; i--) {
    column[i] = column[i - 1];
    value[i] = value[i - 1];
  }
  column[k] = j;
  value[k] = share;
}

/** 1 where a segment begins: at a change, after a row with a change in it, and wherever a start-up makes rows differ. */
function cutsOf(changes: readonly Occupancy[], grid: Grid, startRows: Int32Array): Uint8Array {
  const cut = new Uint8Array(grid.count + 1);
  cut[0] = 1;
  for (const { row, partMs } of changes) {
    for (let k = 0; k < row.length; k++) {
      cut[row[k]] = 1;
      if (partMs[k] < grid.stepMs) {
        cut[row[k] + 1] = 1;
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
