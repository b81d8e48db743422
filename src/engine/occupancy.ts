import { upperBound } from '../base';
import type { Track } from './track';
import type { Grid } from './types';

/** How much of each bin a machine spends in each of its states, exact from the transitions. */

/**
 * What may explain power: the time a machine spends in a state (tauMs = 0), or what is left of its start-up, decaying
 * with tauMs since it was entered. `integral[i]` is the value integrated from startMs to the track's entry i, in ms.
 */
export interface Column {
  readonly track: number;
  readonly stateCode: number;
  readonly tauMs: number;
  readonly integral: Float64Array;
}

/** Prepares a column so that its mean over any interval costs two lookups. O(entries) */
export function columnOf(tracks: readonly Track[], track: number, stateCode: number, tauMs = 0): Column {
  const { timeMs, stateCode: codes } = tracks[track];
  const integral = new Float64Array(timeMs.length);
  for (let i = 1; i < timeMs.length; i++) {
    integral[i] = integral[i - 1] + (codes[i - 1] === stateCode ? grown(i - 1, timeMs[i] - timeMs[i - 1], tauMs) : 0);
  }
  return { track, stateCode, tauMs, integral };
}

/** The column integrated over one visit up to `ms` after its entry. A state held since before the range has no start-up to see. */
function grown(entry: number, ms: number, tauMs: number): number {
  if (tauMs === 0) {
    return ms;
  }
  return entry === 0 ? 0 : tauMs * (1 - Math.exp(-ms / tauMs));
}

/** The column integrated from the track's start to an instant; `entry` is the track's entry in force then. O(1) */
export function integralAt(column: Column, track: Track, entry: number, instantMs: number): number {
  const inside = track.stateCode[entry] === column.stateCode ? grown(entry, instantMs - track.timeMs[entry], column.tauMs) : 0;
  return column.integral[entry] + inside;
}

/**
 * Mean of every column over a set of half-open intervals together.
 * @param intervals flat pairs start, end in ms, within the tracks' range, in time order
 * O(intervals × tracks × log entries + intervals × columns)
 */
export function meansOver(tracks: readonly Track[], columns: readonly Column[], intervals: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(columns.length);
  let totalMs = 0;
  for (let k = 0; k < intervals.length; k += 2) {
    totalMs += intervals[k + 1] - intervals[k];
  }
  const entryAt = new Int32Array(tracks.length);
  for (let k = 0; k < intervals.length; k++) {
    const sign = k % 2 === 0 ? -1 : 1;
    const instantMs = intervals[k];
    for (let t = 0; t < tracks.length; t++) {
      entryAt[t] = Math.max(0, upperBound(tracks[t].timeMs, instantMs) - 1);
    }
    for (let j = 0; j < columns.length; j++) {
      const column = columns[j];
      sums[j] += sign * integralAt(column, tracks[column.track], entryAt[column.track], instantMs);
    }
  }
  for (let j = 0; j < sums.length; j++) {
    sums[j] = totalMs > 0 ? sums[j] / totalMs : 0;
  }
  return sums;
}

/**
 * Rows of a design matrix that hold only what is not zero: row i's entries are [rowStart[i], rowStart[i + 1]).
 * A machine is in one state most of the time, so a row has about as many entries as there are machines.
 */
export interface SparseRows {
  readonly count: number;
  readonly rowStart: Int32Array;
  readonly column: Uint16Array;
  readonly value: Float32Array;
}

/**
 * One machine's states over a grid, in as few entries as its transitions need: entry k says that stateCode[k] has share[k]
 * of row[k]. The shares of a row that has entries sum to 1, states of which nothing is known among them. In the rows from
 * there to the next that has some, or to the grid's end, the last entry's state goes on alone.
 */
export interface OccupancyRuns {
  /** n, ascending; the first is 0. */
  readonly row: Int32Array;
  /** n, index into the track's states. */
  readonly stateCode: Uint16Array;
  /** n, 0 < share ≤ 1. */
  readonly share: Float32Array;
}

/** O(transitions): two entries for each at most, however many rows the grid has. The last state lasts until the grid's end. */
export function occupancyRuns(track: Track, grid: Grid): OccupancyRuns {
  const { startMs, stepMs, count } = grid;
  const { timeMs, stateCode } = track;
  const n = timeMs.length;
  const most = 2 * n + 2;
  const row = new Int32Array(most);
  const code = new Uint16Array(most);
  const share = new Float32Array(most);
  let entries = 0;
  // Entries from here on are parts of the row in which the last state ended.
  let parts = 0;
  let from = 0;
  let first = 0;
  for (let i = Math.max(0, upperBound(timeMs, startMs) - 1); i < n && from < count; i++) {
    const state = stateCode[i];
    const to = i + 1 < n ? Math.min(count, (timeMs[i + 1] - startMs) / stepMs) : count;
    if (!(to > from)) {
      continue;
    }
    const last = to | 0;
    if (first < from || first === last) {
      // Part of a row that another state began, or that this one shares with the next: a state that comes back adds to its part.
      const part = (first === last ? to : first + 1) - from;
      let k = entries - 1;
      while (k >= parts && code[k] !== state) {
        k--;
      }
      if (k >= parts) {
        share[k] += part;
      } else {
        row[entries] = first;
        code[entries] = state;
        share[entries++] = part;
      }
    }
    if (first < last) {
      const whole = first < from ? first + 1 : first;
      if (whole < last && (entries === 0 || code[entries - 1] !== state)) {
        row[entries] = whole;
        code[entries] = state;
        share[entries++] = 1;
      }
      parts = entries;
      if (last < to) {
        row[entries] = last;
        code[entries] = state;
        share[entries++] = to - last;
      }
    }
    from = to;
    first = last;
  }
  return { row: row.subarray(0, entries), stateCode: code.subarray(0, entries), share: share.subarray(0, entries) };
}

/** A column's number is kept in sixteen bits. */
const MOST_COLUMNS = 65_536;

/** Start-ups smaller than this are over. */
const FAINTEST = 1e-4;

/**
 * The share of each grid bin that each column fills, exact from the transitions (start-ups: the decay's mean, left out
 * where it is under 1e-4). Within a row the columns stand by machine, in the order of `columns`' first of each.
 * @throws RangeError for more columns than a row can number
 * O(transitions + entries)
 */
export function occupancyRows(tracks: readonly Track[], columns: readonly Column[], grid: Grid): SparseRows {
  if (columns.length > MOST_COLUMNS) {
    throw new RangeError(`${columns.length} columns of machines and states, more than ${MOST_COLUMNS}: too many for one analysis`);
  }
  const spans = spansOf(tracks, columns, grid);
  const rowStart = new Int32Array(grid.count + 1);
  // Where runs begin and end says how many lie over each row.
  for (const { from, to } of spans) {
    for (let k = 0; k < from.length; k++) {
      rowStart[from[k]]++;
      rowStart[to[k]]--;
    }
  }
  let [over, entries] = [0, 0];
  for (let row = 0; row <= grid.count; row++) {
    over += rowStart[row];
    rowStart[row] = entries;
    entries += over;
  }
  const next = rowStart.slice();
  const column = new Uint16Array(rowStart[grid.count]);
  const value = new Float32Array(column.length);
  for (const span of spans) {
    for (let k = 0; k < span.from.length; k++) {
      for (let row = span.from[k]; row < span.to[k]; row++) {
        const at = next[row]++;
        column[at] = span.column[k];
        value[at] = span.value[k];
      }
    }
  }
  return { count: grid.count, rowStart, column, value };
}

/** Column j has this value over the rows [from, to). */
interface Spans {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly column: Uint16Array;
  readonly value: Float32Array;
}

/** One set for each machine's states, one for each start-up. */
function spansOf(tracks: readonly Track[], columns: readonly Column[], grid: Grid): Spans[] {
  const byTrack = new Map<number, number[]>();
  columns.forEach((column, j) => {
    const list = byTrack.get(column.track) ?? [];
    list.push(j);
    byTrack.set(column.track, list);
  });
  const spans: Spans[] = [];
  for (const [t, list] of byTrack) {
    const dwelling = list.filter((j) => columns[j].tauMs === 0);
    if (dwelling.length > 0) {
      spans.push(stateSpans(tracks[t], columns, dwelling, grid));
    }
    list.filter((j) => columns[j].tauMs > 0).forEach((j) => spans.push(startUpSpans(tracks[t], columns[j], j, grid)));
  }
  return spans;
}

function stateSpans(track: Track, columns: readonly Column[], dwelling: readonly number[], grid: Grid): Spans {
  const { row, stateCode, share } = occupancyRuns(track, grid);
  const columnOfState = new Int32Array(track.states.length).fill(-1);
  dwelling.forEach((j) => (columnOfState[columns[j].stateCode] = j));
  const n = row.length;
  const most = 2 * n;
  const spans = { from: new Int32Array(most), to: new Int32Array(most), column: new Uint16Array(most), value: new Float32Array(most) };
  let kept = 0;
  const keep = (from: number, to: number, column: number, value: number) => {
    spans.from[kept] = from;
    spans.to[kept] = to;
    spans.column[kept] = column;
    spans.value[kept++] = value;
  };
  for (let k = 0; k < n; k++) {
    const j = columnOfState[stateCode[k]];
    if (j >= 0) {
      const next = k + 1 < n ? row[k + 1] : grid.count;
      keep(row[k], row[k] + 1, j, share[k]);
      if (row[k] + 1 < next) {
        keep(row[k] + 1, next, j, 1);
      }
    }
  }
  return { from: spans.from.subarray(0, kept), to: spans.to.subarray(0, kept), column: spans.column.subarray(0, kept), value: spans.value.subarray(0, kept) };
}

/** A start-up's rows, from each entry of its state until it has died away or the state is left. */
function startUpSpans(track: Track, column: Column, j: number, grid: Grid): Spans {
  const { startMs, stepMs, count } = grid;
  const n = track.timeMs.length;
  const from: number[] = [];
  const value: number[] = [];
  let [openRow, open] = [-1, 0];
  const close = (row: number) => {
    if (open > FAINTEST) {
      from.push(openRow);
      value.push(open);
    }
    [openRow, open] = [row, 0];
  };
  // A state held since before the range has no start-up to see, hence from entry 1.
  for (let i = 1; i < n; i++) {
    if (track.stateCode[i] !== column.stateCode) {
      continue;
    }
    const enteredMs = track.timeMs[i];
    const leftMs = Math.min(startMs + count * stepMs, i + 1 < n ? track.timeMs[i + 1] : Infinity);
    let sinceEntry = grown(i, Math.max(0, startMs - enteredMs), column.tauMs);
    for (let row = Math.max(0, Math.floor((enteredMs - startMs) / stepMs)); startMs + row * stepMs < leftMs; row++) {
      if (row !== openRow) {
        close(row);
      }
      const endMs = Math.min(leftMs, startMs + (row + 1) * stepMs);
      const now = grown(i, endMs - enteredMs, column.tauMs);
      open += (now - sinceEntry) / stepMs;
      sinceEntry = now;
      if (Math.exp(-(endMs - enteredMs) / column.tauMs) < FAINTEST) {
        break;
      }
    }
  }
  close(-1);
  const rows = Int32Array.from(from);
  return { from: rows, to: rows.map((row) => row + 1), column: new Uint16Array(rows.length).fill(j), value: Float32Array.from(value) };
}
