import { COMMA, CR, LF, lineEnd, lineText, QUOTE, ROWS_AT_ONCE, rowsLeft } from './bytes';
import { Dealt, MOST_NAMES } from './dealt';
import { AT, isPlain, knownRows, LENGTH, LIKE, ROW, WIDEST_ROW } from './known-rows';
import { Met } from './met';
import { Names } from './names';
import { Stamps } from './stamps';

/** Reads the rows of a states file straight from its bytes; machines and states become numbers at once. */

export interface StateRows {
  /** The rows of each machine. */
  readonly dealt: Dealt;
  /** In order of first appearance, as the machines of `dealt` are numbered, and the states of its rows. */
  readonly machines: readonly string[];
  readonly states: readonly string[];
}

/** What a row says that the quick road does not know; throws when it is wrong. `line` counts from 1. */
export type SlowStateRow = (text: string, line: number) => { readonly timeMs: number; readonly machine: string; readonly state: string };

/**
 * @param from where the second line begins
 * @param order which cells of a row are read; the quick road needs them to be the first three, in this order
 * @param columns how many the head names: of three, a row that has more is left to `slowRow`
 * O(bytes)
 */
export function stateRows(bytes: Uint8Array, from: number, order: { time: number; machine: number; state: number }, columns: number, slowRow: SlowStateRow): StateRows {
  const stamps = new Stamps(bytes);
  const machines = new Names(bytes);
  const states = new Names(bytes);
  const dealt = new Dealt(rowsLeft(bytes, from));
  const usual = order.time === 0 && order.machine === 1 && order.state === 2;
  // Every line of the quick road ends with a line feed and has bytes behind it, so no read leaves the file; the last few are read as text.
  const safe = usual ? bytes.lastIndexOf(LF) - WIDEST_ROW : -1;
  const cursor = Int32Array.of(from, 0, 0, -1);
  const met = [new Met(stamps.view), new Met(stamps.view)] as const;
  for (let line = 1; cursor[AT]! < bytes.length; ) {
    for (let rows = -1; rows !== cursor[ROW]; ) {
      rows = cursor[ROW]!;
      if (cursor[LIKE]! >= 0) {
        const { timeMs, code, next, end } = dealt;
        knownRows(stamps.view, stamps.known, met[0], met[1], cursor, safe, rows + ROWS_AT_ONCE, timeMs, code, next, end);
      }
      usualRows(bytes, stamps, machines, states, met, cursor, safe, rows + ROWS_AT_ONCE, columns === 3, dealt);
      line += cursor[ROW]! - rows;
    }
    const at = cursor[AT]!;
    if (at >= bytes.length) {
      break;
    }
    line++;
    const end = lineEnd(bytes, at);
    const text = lineText(bytes, at, end);
    if (text !== '') {
      const row = slowRow(text, line);
      dealt.add(machines.codeOfText(row.machine), row.timeMs, states.codeOfText(row.state), cursor[ROW]!++);
    }
    cursor[AT] = end + 1;
  }
  return { dealt, machines: machines.texts, states: states.texts };
}

/**
 * Reads rows as long as nothing about them is unusual, until one is of the plain form: after it others may be known.
 * Names are looked for where they were met, before anything is searched for their end: for the processor the end of a name
 * of any length comes unforeseen.
 */
function usualRows(
  bytes: Uint8Array, stamps: Stamps, machines: Names, states: Names, [metMachines, metStates]: readonly [machines: Met, states: Met],
  cursor: Int32Array, safe: number, most: number, three: boolean, dealt: Dealt
): void {
  const ms = new Float64Array(1);
  let plain = false;
  for (let [at, n] = [cursor[AT]!, cursor[ROW]!]; at < safe && n < most && !plain; n++) {
    // A stamp that is read may be of another day, also where its row is left to others.
    cursor[LIKE] = -1;
    const machineAt = stamps.read(at, ms, 0) + 1;
    if (machineAt === 0 || bytes[machineAt - 1] !== COMMA) {
      return;
    }
    let length = cursor[LENGTH]!;
    let place = metMachines.placeOf(machineAt, length);
    let machine = bytes[machineAt + length] === COMMA ? metMachines.codeOf(place, machineAt, length) : -1;
    if (machine < 0) {
      length = nameEnd(bytes, machineAt) - machineAt;
      if (bytes[machineAt + length] !== COMMA || length === 0) {
        return;
      }
      machine = machines.code(machineAt, machineAt + length);
      place = metMachines.placeOf(machineAt, length);
      metMachines.put(place, machineAt, length, machine);
    }
    const stateAt = machineAt + length + 1;
    const here = metStates.placeHere(stateAt);
    let end = stateAt + metStates.lengthAt(here);
    let state = metStates.codeHere(here, stateAt);
    if (state < 0) {
      end = nameEnd(bytes, stateAt);
      if (bytes[end] === QUOTE || (three && bytes[end] === COMMA)) {
        return;
      }
      state = states.code(stateAt, end);
      metStates.put(here, stateAt, end - stateAt, state);
    }
    const feed = bytes[end] === COMMA ? lineEnd(bytes, end) : bytes[end] === CR ? end + 1 : end;
    if (bytes[feed] !== LF) {
      return;
    }
    dealt.add(machine, ms[0]!, state, n);
    plain = machine < MOST_NAMES && isPlain(bytes, at, machineAt);
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
