import { CR, COMMA, DOT, LF, lineEnd, lineText, MINUS, rowsLeft, ZERO } from './bytes';
import { LONGEST_STAMP, Stamps } from './stamps';

/** Reads the rows of a meter file straight from its bytes: no string is made of a row that looks as rows do. */

export interface MeterRows {
  /** n, epoch ms, in the order of the file. */
  readonly timeMs: Float64Array;
  /** n; NaN = an empty cell, or one that is no finite number. */
  readonly value: Float64Array;
  /** Strictly. */
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
  let ascending = true;
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
      timeMs = grown(timeMs, capacity);
      value = grown(value, capacity);
    }
    let next = at < safe ? readRow(bytes, stamps, at, before, between, timeMs, value, n) : -1;
    if (next < 0) {
      const end = lineEnd(bytes, at);
      const row = slowRow(lineText(bytes, at, end), line);
      timeMs[n] = row.timeMs;
      value[n] = row.value;
      next = end + 1;
    }
    ascending &&= n === 0 || (timeMs[n] ?? 0) > (timeMs[n - 1] ?? 0);
    n++;
    at = next;
  }
  return { timeMs: timeMs.subarray(0, n), value: value.subarray(0, n), ascending };
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
