import { upperBound, type MachineLog, type TimeRange } from '../base';

/** The states of one machine by pixel column: the one that lasts longest, and a mark where more happened inside. */

/** Runs of columns, oldest first; all columns have the same length. */
export interface StateRuns {
  /** First column of the run; it ends where the next begins. */
  readonly from: Int32Array;
  /** Index into the log's states; −1 before the first entry. */
  readonly code: Int16Array;
  /** 1 where the columns hid a state that came and went. */
  readonly several: Uint8Array;
  readonly columns: number;
}

/** Before the first entry nothing is known. O(columns + entries in view). */
export function stateRuns(log: MachineLog, range: TimeRange, columns: number): StateRuns {
  const { timeMs, stateCode, states } = log;
  const n = timeMs.length;
  const columnMs = (range.endMs - range.startMs) / columns;
  const from = new Int32Array(columns);
  const code = new Int16Array(columns);
  const several = new Uint8Array(columns);
  const lasted = new Float64Array(states.length + 1);
  const originMs = range.startMs;
  let count = 0;
  let entry = upperBound(timeMs, originMs) - 1;
  for (let column = 0; column < columns; ) {
    const nextMs = entry + 1 < n ? timeMs[entry + 1] : Infinity;
    const here = entry < 0 ? -1 : stateCode[entry];
    const startMs = originMs + column * columnMs;
    const endMs = startMs + columnMs;
    if (nextMs >= endMs) {
      // Whole columns without a change need no sums.
      count = append(from, code, several, count, column, here, 0);
      column = nextMs === Infinity ? columns : Math.max(column + 1, Math.min(columns, Math.floor((nextMs - originMs) / columnMs)));
      continue;
    }
    if (entry + 2 >= n || timeMs[entry + 2] >= endMs) {
      // One change is where two states meet.
      entry++;
      count = append(from, code, several, count, column, nextMs - startMs >= endMs - nextMs ? here : stateCode[entry], 0);
      column++;
      continue;
    }
    const first = entry;
    let atMs = startMs;
    let best = -1;
    let most = -1;
    for (;;) {
      const untilMs = entry + 1 < n && timeMs[entry + 1] < endMs ? timeMs[entry + 1] : endMs;
      const one = entry < 0 ? -1 : stateCode[entry];
      const soFar = lasted[one + 1] + Math.max(0, untilMs - atMs);
      lasted[one + 1] = soFar;
      if (soFar > most) {
        most = soFar;
        best = one;
      }
      atMs = Math.max(atMs, untilMs);
      if (untilMs >= endMs) {
        break;
      }
      entry++;
    }
    for (let k = first; k <= entry; k++) {
      lasted[k < 0 ? 0 : stateCode[k] + 1] = 0;
    }
    // Two changes hide at least one whole state.
    const hidden = entry - first - (timeMs[first + 1] <= startMs ? 1 : 0) >= 2 ? 1 : 0;
    count = append(from, code, several, count, column, best, hidden);
    column++;
  }
  return { from: from.subarray(0, count), code: code.subarray(0, count), several: several.subarray(0, count), columns };
}

function append(from: Int32Array, code: Int16Array, several: Uint8Array, count: number, column: number, state: number, hidden: number): number {
  if (count > 0 && code[count - 1] === state && several[count - 1] === hidden) {
    return count;
  }
  from[count] = column;
  code[count] = state;
  several[count] = hidden;
  return count + 1;
}
