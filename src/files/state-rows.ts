import { COMMA, CR, grown, LF, lineEnd, lineText, QUOTE, ROWS_AT_ONCE, rowsLeft } from './bytes';
import { AT, isPlain, knownRows, LENGTH, LIKE, ROW, WIDEST_ROW } from './known-rows';
import { Met } from './met';
import { Names } from './names';
import { Stamps } from './stamps';

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
  // Every line of the quick road ends with a line feed and has bytes behind it, so no read leaves the file; the last few are read as text.
  const safe = usual ? bytes.lastIndexOf(LF) - WIDEST_ROW : -1;
  const cursor = Int32Array.of(from, 0, 0, -1);
  const met = [new Met(stamps.view), new Met(stamps.view)] as const;
  for (let line = 1; cursor[AT]! < bytes.length; ) {
    for (let rows = -1; rows !== cursor[ROW]; ) {
      rows = cursor[ROW]!;
      const most = Math.min(capacity, rows + ROWS_AT_ONCE);
      if (cursor[LIKE]! >= 0) {
        knownRows(stamps.view, stamps.known, met[0], met[1], cursor, safe, most, timeMs, machine, state);
      }
      usualRows(bytes, stamps, machines, states, met, cursor, safe, most, timeMs, machine, state);
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
 * Reads rows as long as nothing about them is unusual, until one is of the plain form: after it others may be known.
 * Names are looked for where they were met, before anything is searched for their end: for the processor the end of a name
 * of any length comes unforeseen.
 */
function usualRows(
  bytes: Uint8Array, stamps: Stamps, machines: Names, states: Names, [metMachines, metStates]: readonly [machines: Met, states: Met],
  cursor: Int32Array, safe: number, most: number, timeMs: Float64Array, machine: Uint16Array, state: Uint16Array
): void {
  let plain = false;
  for (let [at, n] = [cursor[AT]!, cursor[ROW]!]; at < safe && n < most && !plain; n++) {
    // A stamp that is read may be of another day, also where its row is left to others.
    cursor[LIKE] = -1;
    const machineAt = stamps.read(at, timeMs, n) + 1;
    if (machineAt === 0 || bytes[machineAt - 1] !== COMMA) {
      return;
    }
    let length = cursor[LENGTH]!;
    let place = metMachines.placeOf(machineAt, length);
    const met = bytes[machineAt + length] === COMMA ? metMachines.codeOf(place, machineAt, length) : -1;
    machine[n] = met;
    if (met < 0) {
      length = nameEnd(bytes, machineAt) - machineAt;
      if (bytes[machineAt + length] !== COMMA || length === 0) {
        return;
      }
      machine[n] = machines.code(machineAt, machineAt + length);
      place = metMachines.placeOf(machineAt, length);
      metMachines.put(place, machineAt, length, machine[n]!);
    }
    const stateAt = machineAt + length + 1;
    const here = metStates.placeHere(stateAt);
    const metHere = metStates.codeHere(here, stateAt);
    let end = stateAt + metStates.lengthAt(here);
    state[n] = metHere;
    if (metHere < 0) {
      end = nameEnd(bytes, stateAt);
      if (bytes[end] === QUOTE) {
        return;
      }
      state[n] = states.code(stateAt, end);
      metStates.put(here, stateAt, end - stateAt, state[n]!);
    }
    const feed = bytes[end] === COMMA ? lineEnd(bytes, end) : bytes[end] === CR ? end + 1 : end;
    if (bytes[feed] !== LF) {
      return;
    }
    plain = isPlain(bytes, at, machineAt);
    cursor[LIKE] = plain ? at : -1;
    cursor[LENGTH] = length;
    at = feed + 1;
    cursor[AT] = at;
    cursor[ROW] = n + 1;
  }
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
