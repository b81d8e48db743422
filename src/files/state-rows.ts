import { COMMA, CR, LF, lineEnd, lineText, QUOTE, rowsLeft } from './bytes';
import { Names } from './names';
import { LONGEST_STAMP, Stamps } from './stamps';

/** Reads the rows of a states file straight from its bytes; machines and states become numbers at once. */

export interface StateRows {
  /** n, epoch ms, in the order of the file. */
  readonly timeMs: Float64Array;
  /** n, index into `machines`; of no use when there are more than 65,536. */
  readonly machine: Uint16Array;
  /** n, index into `states`; likewise. */
  readonly state: Uint16Array;
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
  let state = new Uint16Array(capacity);
  const usual = order.time === 0 && order.machine === 1 && order.state === 2;
  // Every line of the quick road ends with a line feed and has bytes behind it, so no read leaves the file.
  const safe = usual ? Math.min(bytes.lastIndexOf(LF), bytes.length - LONGEST_STAMP) : -1;
  const cursor = Int32Array.of(from, 0);
  for (let line = 1; cursor[AT]! < bytes.length; ) {
    const rows = cursor[ROW]!;
    usualRows(bytes, stamps, machines, states, cursor, safe, timeMs, machine, state);
    const [at, n] = [cursor[AT]!, cursor[ROW]!];
    line += n - rows;
    if (n === capacity) {
      capacity += rowsLeft(bytes, at) + 1;
      timeMs = enlarged(timeMs, new Float64Array(capacity));
      machine = enlarged(machine, new Uint16Array(capacity));
      state = enlarged(state, new Uint16Array(capacity));
    }
    if (at >= bytes.length) {
      break;
    }
    line++;
    const end = lineEnd(bytes, at);
    const text = lineText(bytes, at, end);
    if (text !== '') {
      const row = slowRow(text, line);
      timeMs[n] = row.timeMs;
      machine[n] = machines.codeOfText(row.machine);
      state[n] = states.codeOfText(row.state);
      cursor[ROW] = n + 1;
    }
    cursor[AT] = end + 1;
  }
  const n = cursor[ROW]!;
  return { timeMs: timeMs.subarray(0, n), machine: machine.subarray(0, n), state: state.subarray(0, n), machines: machines.texts, states: states.texts };
}

/** What the cursor holds: where the next line begins, and how many rows there are. */
const AT = 0;
const ROW = 1;

function enlarged<T extends Float64Array | Uint16Array>(from: T, into: T): T {
  into.set(from);
  return into;
}

/** Reads rows as long as nothing about them is unusual. */
function usualRows(
  bytes: Uint8Array, stamps: Stamps, machines: Names, states: Names, cursor: Int32Array, safe: number,
  timeMs: Float64Array, machine: Uint16Array, state: Uint16Array
): void {
  let [at, n, length] = [cursor[AT]!, cursor[ROW]!, 0];
  for (const capacity = timeMs.length; at < safe && n < capacity; n++) {
    const afterTime = stamps.read(at, timeMs, n);
    if (afterTime < 0 || bytes[afterTime] !== COMMA) {
      break;
    }
    const machineAt = afterTime + 1;
    let i = machineAt + length;
    // Names of machines are mostly of one length: known bytes with a comma behind them hold no comma themselves.
    let known = i < safe && bytes[i] === COMMA ? machines.known(machineAt, i) : -1;
    let c = COMMA;
    if (known < 0) {
      i = machineAt;
      c = bytes[i]!;
      // Letters and digits all lie above the comma: one comparison for most.
      while (c > COMMA || (c !== COMMA && c !== LF && c !== QUOTE)) {
        c = bytes[++i]!;
      }
      if (c !== COMMA || i === machineAt) {
        break;
      }
      known = machines.code(machineAt, i);
      length = i - machineAt;
    }
    machine[n] = known;
    const machineEnd = i;
    do {
      c = bytes[++i]!;
    } while (c > COMMA || (c !== COMMA && c !== LF && c !== QUOTE && c !== CR));
    if (c === QUOTE || (c === CR && bytes[i + 1] !== LF)) {
      break;
    }
    state[n] = states.code(machineEnd + 1, i);
    at = c === COMMA ? lineEnd(bytes, i) + 1 : c === CR ? i + 2 : i + 1;
  }
  cursor[AT] = at;
  cursor[ROW] = n;
}
