import { CR, COMMA, DOT, LF, lineEnd, lineText, MINUS, rowsLeft, ZERO } from './bytes';
import { LONGEST_STAMP, Stamps } from './stamps';

/** Reads the rows of a meter file straight from its bytes: no string is made of a row that looks as rows do. */

export interface MeterRows {
  /** n, epoch ms, in the order of the file. */
  readonly timeMs: Float64Array;
  /** n; NaN = an empty cell, or one that is no finite number. */
  readonly value: Float64Array;
  /** Strictly, so that no two readings are of one instant. */
  readonly ascending: boolean;
}

/** What a row says that the quick road does not know; throws when it is wrong. `line` counts from 1. */
export type SlowRow = (text: string, line: number) => { readonly timeMs: number; readonly value: number };

/**
 * @param from where the second line begins
 * @param timeColumn, valueColumn which cells of a row are read; the quick road needs time before value
 * O(bytes); allocates the two columns and little else
 */
export function meterRows(bytes: Uint8Array, from: number, timeColumn: number, valueColumn: number, slowRow: SlowRow): MeterRows {
  const stamps = new Stamps(bytes);
  let capacity = rowsLeft(bytes, from);
  let timeMs = new Float64Array(capacity);
  let value = new Float64Array(capacity);
  // Every line of the quick road ends with a line feed and has bytes behind it, so no read leaves the file.
  const safe = timeColumn < valueColumn ? Math.min(bytes.lastIndexOf(LF), bytes.length - LONGEST_STAMP) : -1;
  const [before, between] = [timeColumn, valueColumn - timeColumn - 1];
  const bare = before === 0 && between === 0;
  const cursor = Int32Array.of(from, 0, 0);
  for (let line = 1; cursor[AT]! < bytes.length; ) {
    if (bare) {
      const rows = cursor[ROW]!;
      bareRows(bytes, stamps, cursor, safe, timeMs, value);
      line += cursor[ROW]! - rows;
    }
    const [at, n] = [cursor[AT]!, cursor[ROW]!];
    if (n === capacity) {
      capacity += rowsLeft(bytes, at) + 1;
      timeMs = grown(timeMs, capacity);
      value = grown(value, capacity);
    }
    if (at >= bytes.length) {
      break;
    }
    line++;
    if (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] === LF)) {
      cursor[AT] = bytes[at] === LF ? at + 1 : at + 2;
      continue;
    }
    cursor[AT] = at < safe ? readRow(bytes, stamps, at, before, between, timeMs, value, n) : -1;
    if (cursor[AT]! < 0) {
      const end = lineEnd(bytes, at);
      const row = slowRow(lineText(bytes, at, end), line);
      timeMs[n] = row.timeMs;
      value[n] = row.value;
      cursor[AT] = end + 1;
    }
    if (n > 0 && !(timeMs[n]! > timeMs[n - 1]!)) {
      cursor[FALLS] = 1;
    }
    cursor[ROW] = n + 1;
  }
  const n = cursor[ROW]!;
  return { timeMs: timeMs.subarray(0, n), value: value.subarray(0, n), ascending: cursor[FALLS] === 0 };
}

/** What the cursor holds: where the next line begins, how many rows there are, and whether one was not newer than the one before. */
const [AT, ROW, FALLS] = [0, 1, 2];

/** The second of a stamp and its zone, `:00Z`, as the number that these four bytes make, its digits taken out. */
const SECOND_Z = 0x5a00003a;

/**
 * Reads rows of the barest form, `2025-03-12T05:00:07Z,123.45`, as long as they come: most files hold nothing else, so
 * this one loop is written out, without a call a row.
 */
function bareRows(bytes: Uint8Array, stamps: Stamps, cursor: Int32Array, safe: number, timeMs: Float64Array, value: Float64Array): void {
  const { view, known } = stamps;
  let [at, n] = [cursor[AT]!, cursor[ROW]!];
  let [minute0, minute1, minute2, minute3, minuteMs] = [0, 0, 0, 0, 0];
  let [lastMs, falls] = [n > 0 ? timeMs[n - 1]! : -Infinity, 0];
  for (const capacity = timeMs.length; at < safe && n < capacity; n++) {
    if (
      view.getInt32(at + 12, true) !== minute3 || view.getInt32(at + 8, true) !== minute2 ||
      view.getInt32(at + 4, true) !== minute1 || view.getInt32(at, true) !== minute0
    ) {
      if (!stamps.newMinute(at)) {
        break;
      }
      minuteMs = known[0]!;
      minute0 = view.getInt32(at, true);
      minute1 = view.getInt32(at + 4, true);
      minute2 = view.getInt32(at + 8, true);
      minute3 = view.getInt32(at + 12, true);
    }
    const second = view.getInt32(at + 16, true);
    const tens = ((second >>> 8) & 255) - ZERO;
    const ones = ((second >>> 16) & 255) - ZERO;
    if ((second & 0xff0000ff) !== SECOND_Z || tens >>> 0 > 5 || ones >>> 0 > 9 || bytes[at + 20] !== COMMA) {
      break;
    }
    const first = at + 21;
    let i = first;
    let c = bytes[i]!;
    let mantissa = 0;
    for (; c >= ZERO && c <= 57; c = bytes[++i]!) {
      mantissa = (Math.imul(mantissa, 10) + c - ZERO) | 0;
    }
    let digits = i - first;
    let decimals = 0;
    if (c === DOT) {
      const dot = i;
      for (c = bytes[++i]!; c >= ZERO && c <= 57; c = bytes[++i]!) {
        mantissa = (Math.imul(mantissa, 10) + c - ZERO) | 0;
      }
      decimals = i - dot - 1;
      digits += decimals;
    }
    // More than nine digits do not fit this mantissa.
    if (digits === 0 || digits > 9 || c !== LF) {
      break;
    }
    const ms = minuteMs + 1000 * (10 * tens + ones);
    falls |= Number(ms <= lastMs);
    lastMs = ms;
    timeMs[n] = ms;
    value[n] = mantissa / TEN_TO[decimals]!;
    at = i + 1;
  }
  cursor[AT] = at;
  cursor[ROW] = n;
  cursor[FALLS]! |= falls;
}

function grown(column: Float64Array, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity);
  larger.set(column);
  return larger;
}

/** Reads one line into row n. @returns where the next line begins, or -1 where something is unusual */
function readRow(
  bytes: Uint8Array, stamps: Stamps, at: number, before: number, between: number, timeMs: Float64Array, value: Float64Array, n: number
): number {
  const cell = before === 0 ? at : skipCells(bytes, at, before);
  const afterTime = cell < 0 ? -1 : stamps.read(cell, timeMs, n);
  if (afterTime < 0 || bytes[afterTime] !== COMMA) {
    return -1;
  }
  const number = between === 0 ? afterTime + 1 : skipCells(bytes, afterTime + 1, between);
  const end = number < 0 ? -1 : readNumber(bytes, number, value, n);
  if (end < 0) {
    return -1;
  }
  const c = bytes[end];
  if (c === LF) {
    return end + 1;
  }
  if (c === COMMA) {
    return lineEnd(bytes, end) + 1;
  }
  return bytes[end + 1] === LF ? end + 2 : -1;
}

/** Where the cell begins that `count` commas lie before; -1 when the line ends first or holds a quote. */
function skipCells(bytes: Uint8Array, at: number, count: number): number {
  while (count > 0) {
    const c = bytes[at++];
    if (c === COMMA) {
      count--;
    } else if (c === LF || c === 34) {
      return -1;
    }
  }
  return at;
}

/** Powers of ten that a double holds exactly, and that a decimal of fifteen digits can need. */
const TEN_TO = Float64Array.from({ length: 16 }, (_, k) => 10 ** k);

/**
 * Reads a plain decimal into `into[row]`: an integer of at most fifteen digits and a power of ten are both exact, so their
 * quotient is the nearest double, as Number() gives it. An empty cell is NaN.
 * @returns index of the comma, carriage return or line feed behind it, or -1 where the cell is anything else
 */
function readNumber(bytes: Uint8Array, at: number, into: Float64Array, row: number): number {
  const negative = bytes[at] === MINUS;
  let i = negative ? at + 1 : at;
  const first = i;
  let mantissa = 0;
  let c = bytes[i] ?? 0;
  for (; c >= ZERO && c <= 57; c = bytes[++i] ?? 0) {
    mantissa = 10 * mantissa + (c - ZERO);
  }
  let digits = i - first;
  let decimals = 0;
  if (c === DOT) {
    const dot = i;
    for (c = bytes[++i] ?? 0; c >= ZERO && c <= 57; c = bytes[++i] ?? 0) {
      mantissa = 10 * mantissa + (c - ZERO);
    }
    decimals = i - dot - 1;
    digits += decimals;
  }
  if (digits > 15 || (c !== LF && c !== COMMA && c !== CR)) {
    return -1;
  }
  if (digits === 0) {
    into[row] = NaN;
    return i === at ? i : -1;
  }
  const size = decimals === 0 ? mantissa : mantissa / (TEN_TO[decimals] ?? 1);
  into[row] = negative ? -size : size;
  return i;
}
