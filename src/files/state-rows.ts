import { COMMA, CR, grown, LF, lineEnd, lineText, QUOTE, ROWS_AT_ONCE, rowsLeft } from './bytes';
import { isDigits, numberOf } from './digits';
import { Met } from './met';
import { Names } from './names';
import { COLON, LONGEST_STAMP, Stamps, TWO_DIGITS } from './stamps';

/** Reads the rows of a states file straight from its bytes; machines and states become numbers at once. */

/** What the cursor holds: where the next line begins, how many rows there are, and how long the last machine's name was. */
const AT = 0;
const ROW = 1;
const LENGTH = 2;

/** The zone and the comma behind a stamp, `Z,`, and the part of a second before them, `.000`, as the numbers that their bytes make. */
const Z_COMMA = 0x2c5a;
const NO_PART = 0x3030302e;

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
  const cursor = Int32Array.of(from, 0, 0);
  const met = [new Met(stamps.view), new Met(stamps.view)] as const;
  for (let line = 1; cursor[AT]! < bytes.length; ) {
    for (let rows = -1; rows !== cursor[ROW]; ) {
      rows = cursor[ROW]!;
      usualRows(bytes, stamps, machines, states, met, cursor, safe, Math.min(capacity, rows + ROWS_AT_ONCE), timeMs, machine, state);
      line += cursor[ROW]! - rows;
    }
    const [at, n] = [cursor[AT]!, cursor[ROW]!];
    if (n === capacity) {
      capacity += rowsLeft(bytes, at) + 1;
      timeMs = grown(timeMs, new Float64Array(capacity));
      machine = grown(machine, new Uint16Array(capacity));
      state = grown(state, new Uint16Array(capacity));
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

/**
 * Reads rows as long as nothing about them is unusual. Names are looked for where they were met, before anything is
 * searched for their end: for the processor the end of a name of any length comes unforeseen.
 */
function usualRows(
  bytes: Uint8Array, stamps: Stamps, machines: Names, states: Names, met: readonly [machines: Met, states: Met], cursor: Int32Array, safe: number,
  most: number, timeMs: Float64Array, machine: Uint16Array, state: Uint16Array
): void {
  const { view, known } = stamps;
  const [metMachines, metStates] = met;
  const digits = TWO_DIGITS;
  let at = cursor[AT]!;
  let n = cursor[ROW]!;
  let length = cursor[LENGTH]!;
  // Text of eight bytes is compared as a number: it is never zero, and where it is NaN it equals nothing.
  let month = NaN;
  let day = 0;
  let dayMs = 0;
  for (; at < safe && n < most; n++) {
    if (view.getInt32(at + 7, true) !== day || view.getFloat64(at, true) !== month) {
      month = stamps.newMinute(at) ? view.getFloat64(at, true) : NaN;
      day = view.getInt32(at + 7, true);
      dayMs = known[1]!;
    }
    const hour = digits[view.getUint16(at + 11, true)]!;
    const minute = digits[view.getUint16(at + 14, true)]!;
    const second = digits[view.getUint16(at + 17, true)]!;
    const part = view.getInt32(at + 19, true) ^ NO_PART;
    let i = at + 25;
    if (
      month === month && hour >>> 0 <= 23 && minute >>> 0 <= 59 && second >>> 0 <= 59 && bytes[at + 13] === COLON && bytes[at + 16] === COLON &&
      (part & 255) === 0 && isDigits(part) && view.getUint16(at + 23, true) === Z_COMMA
    ) {
      timeMs[n] = dayMs + 1000 * (60 * (60 * hour + minute) + second) + numberOf(part);
    } else {
      i = stamps.read(at, timeMs, n) + 1;
      if (i === 0 || bytes[i - 1] !== COMMA) {
        break;
      }
    }
    const machineAt = i;
    // The last rows of a file are read as text: their names may be looked for past its end.
    if (machineAt + length + 12 > bytes.length) {
      break;
    }
    const place = metMachines.placeOf(machineAt, length);
    if (bytes[machineAt + length] === COMMA && metMachines.isOf(place, machineAt, length)) {
      machine[n] = metMachines.code[place]!;
      i += length;
    } else {
      i = nameEnd(bytes, machineAt);
      if (bytes[i] !== COMMA || i === machineAt) {
        break;
      }
      length = i - machineAt;
      machine[n] = machines.code(machineAt, i);
      metMachines.put(metMachines.placeOf(machineAt, length), machineAt, length, machine[n]!);
    }
    const stateAt = i + 1;
    if (stateAt + 8 > bytes.length) {
      break;
    }
    const here = metStates.placeHere(stateAt);
    if (metStates.isHere(here, stateAt)) {
      state[n] = metStates.code[here]!;
      i = stateAt + metStates.length[here]!;
    } else {
      i = nameEnd(bytes, stateAt);
      if (bytes[i] === QUOTE) {
        break;
      }
      state[n] = states.code(stateAt, i);
      metStates.put(here, stateAt, i - stateAt, state[n]!);
    }
    const c = bytes[i]!;
    if (c === LF) {
      at = i + 1;
    } else if (c === COMMA) {
      at = lineEnd(bytes, i) + 1;
    } else if (bytes[i + 1] === LF) {
      at = i + 2;
    } else {
      break;
    }
  }
  cursor[AT] = at;
  cursor[ROW] = n;
  cursor[LENGTH] = length;
}

/** Where the comma, quote, carriage return or line feed stands that ends a name. */
function nameEnd(bytes: Uint8Array, at: number): number {
  let c = bytes[at]!;
  // Letters and digits all lie above the comma: one comparison for most.
  while (c > COMMA || (c !== COMMA && c !== LF && c !== QUOTE && c !== CR)) {
    c = bytes[++at]!;
  }
  return at;
}
