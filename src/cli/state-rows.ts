import { COMMA, CR, LF, lineEnd, lineText, QUOTE, rowsLeft } from './bytes';
import { HASH_START, hashed, Names } from './names';
import { LONGEST_STAMP, Stamps } from './stamps';

/** Reads the rows of a states file straight from its bytes; machines and states become numbers at once. */

export interface StateRows {
  /** n, epoch ms, in the order of the file. */
  readonly timeMs: Float64Array;
  /** n, index into `machines`. */
  readonly machine: Uint16Array;
  /** n, index into `states`. */
  readonly state: Int32Array;
  /** In order of first appearance. */
  readonly machines: readonly string[];
  readonly states: readonly string[];
}

/** What a row says that the quick road does not know; throws when it is wrong. `line` counts from 1. */
export type SlowStateRow = (text: string, line: number) => { readonly timeMs: number; readonly machine: string; readonly state: string };

/**
 * @param from where the second line begins
 * @param order which cells of a row are read; the quick road needs them to be the first three, in this order
 * O(bytes)
 */
export function stateRows(bytes: Uint8Array, from: number, order: { time: number; machine: number; state: number }, slowRow: SlowStateRow): StateRows {
  const stamps = new Stamps(bytes);
  const machines = new Names(bytes);
  const states = new Names(bytes);
  let capacity = rowsLeft(bytes, from);
  let timeMs = new Float64Array(capacity);
  let machine = new Uint16Array(capacity);
  let state = new Int32Array(capacity);
  const usual = order.time === 0 && order.machine === 1 && order.state === 2;
  // Every line of the quick road ends with a line feed and has bytes behind it, so no read leaves the file.
  const safe = usual ? Math.min(bytes.lastIndexOf(LF), bytes.length - LONGEST_STAMP) : -1;
  let n = 0;
  let line = 1;
  for (let at = from; at < bytes.length; ) {
    line++;
    if (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] === LF)) {
      at += bytes[at] === LF ? 1 : 2;
      continue;
    }
    if (n === capacity) {
      capacity += rowsLeft(bytes, at);
      timeMs = enlarged(timeMs, new Float64Array(capacity));
      machine = enlarged(machine, new Uint16Array(capacity));
      state = enlarged(state, new Int32Array(capacity));
    }
    let next = at < safe ? readRow(bytes, stamps, machines, states, at, timeMs, machine, state, n) : -1;
    if (next < 0) {
      const end = lineEnd(bytes, at);
      const row = slowRow(lineText(bytes, at, end), line);
      timeMs[n] = row.timeMs;
      machine[n] = machines.codeOfText(row.machine);
      state[n] = states.codeOfText(row.state);
      next = end + 1;
    }
    n++;
    at = next;
  }
  return { timeMs: timeMs.subarray(0, n), machine: machine.subarray(0, n), state: state.subarray(0, n), machines: machines.texts, states: states.texts };
}

function enlarged<T extends Float64Array | Int32Array | Uint16Array>(from: T, into: T): T {
  into.set(from);
  return into;
}

/** Reads one line into row n. @returns where the next line begins, or -1 where something is unusual */
function readRow(
  bytes: Uint8Array, stamps: Stamps, machines: Names, states: Names, at: number,
  timeMs: Float64Array, machine: Uint16Array, state: Int32Array, n: number
): number {
  const afterTime = stamps.read(at, timeMs, n);
  if (afterTime < 0 || bytes[afterTime] !== COMMA) {
    return -1;
  }
  const machineAt = afterTime + 1;
  let hash = HASH_START;
  let i = machineAt;
  let c = bytes[i] ?? 0;
  for (; c !== COMMA && c !== LF && c !== QUOTE; c = bytes[++i] ?? 0) {
    hash = hashed(hash, c);
  }
  if (c !== COMMA || i === machineAt) {
    return -1;
  }
  machine[n] = machines.code(machineAt, i, hash);
  const stateAt = i + 1;
  hash = HASH_START;
  for (c = bytes[++i] ?? 0; c !== COMMA && c !== LF && c !== QUOTE && c !== CR; c = bytes[++i] ?? 0) {
    hash = hashed(hash, c);
  }
  if (c === QUOTE || (c === CR && bytes[i + 1] !== LF)) {
    return -1;
  }
  state[n] = states.code(stateAt, i, hash);
  return c === COMMA ? lineEnd(bytes, i) + 1 : c === CR ? i + 2 : i + 1;
}
