import type { Column, Track } from './align';
import type { Grid } from './types';

/** What is left of a state's start-up in each row of a grid, as one list of rows that can be used again for the next state. */

/** A start-up whose remainder is under this share of its beginning is over. */
const FADED = 1e-3;

/** The first `count` of both say how much of a start-up each row holds; rows ascending, each once. */
export interface FeltRows {
  readonly row: Int32Array;
  readonly value: Float64Array;
  count: number;
}

/** Room for any start-up on a grid. */
export function feltRows({ count }: Grid): FeltRows {
  return { row: new Int32Array(count), value: new Float64Array(count), count: 0 };
}

/**
 * Row means of exp(−age/τ) for every visit to a state, until it has faded or the state is left. A state held since
 * before the range has no start-up to see. Rows after the first follow by one multiplication. O(transitions + rows felt)
 */
export function decayRows(track: Track, { stateCode, tauMs }: Pick<Column, 'stateCode' | 'tauMs'>, grid: Grid, felt: FeltRows): void {
  const { timeMs, stateCode: codes } = track;
  const gridEndMs = grid.startMs + grid.count * grid.stepMs;
  const lifeMs = -Math.log(FADED) * tauMs;
  felt.count = 0;
  for (let i = 1; i < timeMs.length; i++) {
    if (codes[i] === stateCode) {
      const leftMs = Math.min(i + 1 < timeMs.length ? timeMs[i + 1] : gridEndMs, gridEndMs, timeMs[i] + lifeMs);
      addVisit(felt, timeMs[i], leftMs, tauMs, grid);
    }
  }
}

/** Adds the rows of one visit, each what remains at its start less what remains at its end. Two visits may end and begin in the same row. O(rows felt) */
function addVisit(felt: FeltRows, enteredMs: number, leftMs: number, tauMs: number, { startMs, stepMs, count }: Grid): void {
  const { row: rows, value } = felt;
  const ratio = Math.exp(-stepMs / tauMs);
  const scale = tauMs / stepMs;
  let fromMs = Math.max(enteredMs, startMs);
  let remains = Math.exp(-(fromMs - enteredMs) / tauMs);
  let n = felt.count;
  for (let row = Math.floor((fromMs - startMs) / stepMs); fromMs < leftMs && row < count; row++) {
    const toMs = Math.min(startMs + (row + 1) * stepMs, leftMs);
    const after = toMs - fromMs === stepMs ? remains * ratio : Math.exp(-(toMs - enteredMs) / tauMs);
    const share = scale * (remains - after);
    if (n > 0 && rows[n - 1] === row) {
      value[n - 1] += share;
    } else {
      rows[n] = row;
      value[n++] = share;
    }
    fromMs = toMs;
    remains = after;
  }
  felt.count = n;
}

/** What start-ups add to each row: row r's entries are [rowStart[r], rowStart[r + 1]), columns ascending. */
export interface StartUpRows {
  /** rows + 1 */
  readonly rowStart: Int32Array;
  readonly column: Uint16Array;
  readonly value: Float64Array;
}

/** O(columns × transitions + rows felt) */
export function startUpRows(tracks: readonly Track[], columns: readonly Column[], grid: Grid): StartUpRows {
  const rowStart = new Int32Array(grid.count + 1);
  const starts = columns.flatMap((column, j) => (column.tauMs > 0 ? [j] : []));
  const felt = feltRows(starts.length > 0 ? grid : { ...grid, count: 0 });
  for (const j of starts) {
    decayRows(tracks[columns[j].track], columns[j], grid, felt);
    for (let k = 0; k < felt.count; k++) {
      rowStart[felt.row[k] + 1]++;
    }
  }
  for (let row = 0; row < grid.count; row++) {
    rowStart[row + 1] += rowStart[row];
  }
  const next = rowStart.slice();
  const column = new Uint16Array(rowStart[grid.count]);
  const value = new Float64Array(column.length);
  for (const j of starts) {
    decayRows(tracks[columns[j].track], columns[j], grid, felt);
    for (let k = 0; k < felt.count; k++) {
      const at = next[felt.row[k]]++;
      column[at] = j;
      value[at] = felt.value[k];
    }
  }
  return { rowStart, column, value };
}
