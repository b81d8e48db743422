import { grown } from '../base';
import {
  COMMA, CR, DOT, LETTER_Z, LF, lineEnd, lineText, MARKED, MINUS, MINUTE_MARK, NUMBER_AT, ROWS_AT_ONCE, rowsLeft, SECOND_Z_MARK, ZERO
} from './bytes';
import { isDigits, numberOf, ZEROS } from './digits';
import { LONGEST_STAMP, Stamps, TWO_DIGITS } from './stamps';

/** Reads the rows of a meter file straight from its bytes: no string is made of a row that looks as rows do. */

/** What the cursor holds: where the next line begins, how many rows there are, and whether one was not newer than the one before. */
const AT = 0;
const ROW = 1;
const FALLS = 2;


/** Powers of ten that a double holds exactly, and that a decimal of fifteen digits can need. */
const TEN_TO = Float64Array.from({ length: 16 }, (_, k) => 10 ** k);

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
 * @param columns how many the head names: a row that has more is left to `slowRow`, where the value is the last of them
 * O(bytes); allocates the two columns and little else
 */
export function meterRows(bytes: Uint8Array, from: number, timeColumn: number, valueColumn: number, columns: number, slowRow: SlowRow): MeterRows {
  const stamps = new Stamps(bytes);
  let capacity = rowsLeft(bytes, from);
  let timeMs = new Float64Array(capacity);
  let value = new Float64Array(capacity);
  // Every line of the quick road ends with a line feed and has bytes behind it, so no read leaves the file.
  const safe = timeColumn < valueColumn ? Math.min(bytes.lastIndexOf(LF), bytes.length - LONGEST_STAMP) : -1;
  const [before, between] = [timeColumn, valueColumn - timeColumn - 1];
  const bare = before === 0 && between === 0;
  const last = valueColumn === columns - 1;
  const cursor = Int32Array.of(from, 0, 0);
  for (let line = 1; cursor[AT]! < bytes.length; ) {
    for (let rows = -1; bare && rows !== cursor[ROW]; ) {
      rows = cursor[ROW]!;
      bareRows(bytes, stamps, cursor, safe, Math.min(capacity, rows + ROWS_AT_ONCE), timeMs, value);
      line += cursor[ROW]! - rows;
    }
    const [at, n] = [cursor[AT]!, cursor[ROW]!];
    if (n === capacity) {
      capacity += rowsLeft(bytes, at) + 1;
      timeMs = grown(timeMs, new Float64Array(capacity));
      value = grown(value, new Float64Array(capacity));
    }
    if (at >= bytes.length) {
      break;
    }
    line++;
    if (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] === LF)) {
      cursor[AT] = bytes[at] === LF ? at + 1 : at + 2;
      continue;
    }
    cursor[AT] = at < safe ? readRow(bytes, stamps, at, before, between, last, timeMs, value, n) : -1;
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

/**
 * Reads rows of the barest form, `2025-03-12T05:00:07Z,123.45`, as long as they come: most files hold nothing else.
 * Each row that differs from the one before in more than its second and its digits says how the next ones should look.
 */
function bareRows(bytes: Uint8Array, stamps: Stamps, cursor: Int32Array, safe: number, most: number, timeMs: Float64Array, value: Float64Array): void {
  const shape = new Int32Array(SHAPE_FIELDS);
  for (let [at, n] = [cursor[AT]!, cursor[ROW]!]; at < safe && n < most; ) {
    if (!stamps.newMinute(at) || bytes[at + 19] !== LETTER_Z || bytes[at + 20] !== COMMA) {
      return;
    }
    const end = readNumber(bytes, at + NUMBER_AT, value, n);
    const feed = bytes[end] === CR ? end + 1 : end;
    if (end <= at + NUMBER_AT || bytes[feed] !== LF || stamps.read(at, timeMs, n) < 0) {
      return;
    }
    findShape(bytes, at + NUMBER_AT, end, feed, shape);
    cursor[FALLS]! |= Number(n > 0 && timeMs[n]! <= timeMs[n - 1]!);
    cursor[AT] = feed + 1;
    cursor[ROW] = n + 1;
    alikeRows(stamps.view, stamps.known, at, shape, cursor, safe, most, timeMs, value);
    [at, n] = [cursor[AT]!, cursor[ROW]!];
  }
}

/**
 * The same for rows alike: of one day, with digits in the same places, which are read four at a time. This one loop is
 * written out, without a call a row.
 * @param known epoch ms of the minute and of the day in the row that they are like
 * @param like where that row stands
 */
function alikeRows(
  view: DataView, known: Float64Array, like: number, shape: Int32Array, cursor: Int32Array, safe: number, most: number,
  timeMs: Float64Array, value: Float64Array
): void {
  // One constant each: taken from arrays together they would all be kept as the widest of them.
  const whole = shape[0]!;
  const length = shape[1]!;
  const feedAt = shape[2]!;
  const mark = shape[3]!;
  const ending = shape[4]!;
  const topMask = shape[5]!;
  const wholeMask = shape[6]!;
  const partMask = shape[7]!;
  const scale = TEN_TO[shape[8]!]!;
  // Text of eight bytes is compared as a number: it is never zero, and where it is NaN it equals nothing.
  const month = view.getFloat64(like, true);
  const day = view.getInt32(like + 7, true);
  const dayMs = known[1]!;
  const digits = TWO_DIGITS;
  const [to, rows] = [safe | 0, most | 0];
  let time = view.getFloat64(like + 8, true);
  let minuteMs = known[0]!;
  let at = cursor[AT]!;
  let n = cursor[ROW]!;
  let lastMs = timeMs[n - 1]!;
  let falls = 0;
  for (; at < to && n < rows; n++) {
    if (view.getFloat64(at + 8, true) !== time) {
      const minutes = view.getInt32(at + 13, true);
      const hour = digits[view.getUint16(at + 11, true)]!;
      const minute = digits[(minutes >>> 8) & 0xffff]!;
      if (hour >>> 0 > 23 || minute >>> 0 > 59 || (minutes & MARKED) !== MINUTE_MARK || view.getInt32(at + 7, true) !== day) {
        break;
      }
      minuteMs = dayMs + 60_000 * (60 * hour + minute);
      time = view.getFloat64(at + 8, true);
    }
    const stamp = view.getInt32(at + 16, true);
    const second = digits[(stamp >>> 8) & 0xffff]!;
    const first = at + NUMBER_AT;
    // What stands before the digits is taken for zeros.
    const units = ((view.getInt32(first + whole - 4, true) & wholeMask) | (ZEROS & ~wholeMask)) ^ ZEROS;
    const parts = ((view.getInt32(first + length - 4, true) & partMask) | (ZEROS & ~partMask)) ^ ZEROS;
    let usual = isDigits(units) && isDigits(parts);
    let integer = numberOf(units);
    if (whole > 4) {
      const tops = ((view.getInt32(first + whole - 8, true) & topMask) | (ZEROS & ~topMask)) ^ ZEROS;
      usual &&= isDigits(tops);
      integer = (integer + Math.imul(10_000, numberOf(tops))) | 0;
    }
    if (
      (stamp & MARKED) !== SECOND_Z_MARK || second >>> 0 > 59 || !usual || view.getFloat64(at, true) !== month || view.getUint8(at + 20) !== COMMA ||
      view.getUint8(first + whole) !== mark || view.getUint8(first + length) !== ending || view.getUint8(first + feedAt) !== LF
    ) {
      break;
    }
    const ms = minuteMs + 1000 * second;
    falls |= Number(ms <= lastMs);
    lastMs = ms;
    timeMs[n] = ms;
    value[n] = (integer * scale + numberOf(parts)) / scale;
    at = first + feedAt + 1;
  }
  cursor[AT] = at;
  cursor[ROW] = n;
  cursor[FALLS]! |= falls;
}

/**
 * Where the digits of a number stand: how many before the decimal point, how many characters in all, where the line ends;
 * the characters behind the whole digits and behind all; which are digits of the four bytes before the four up to the point,
 * of those four, and of the four up to the end; how many are decimals.
 */
const SHAPE_FIELDS = 9;

/** The shape of the plain decimal in bytes [first, end), its line ending at `feed`; none that fits where it has a sign or too many digits. */
function findShape(bytes: Uint8Array, first: number, end: number, feed: number, shape: Int32Array): void {
  let point = first;
  while (point < end && bytes[point] !== DOT) {
    point++;
  }
  const [whole, decimals] = [point - first, Math.max(0, end - point - 1)];
  const fits = whole >= 1 && whole <= 8 && decimals <= 4 && bytes[first] !== MINUS && end !== point + 1;
  shape[0] = whole;
  shape[1] = end - first;
  shape[2] = feed - first;
  // No byte is 256.
  shape[3] = fits ? bytes[first + whole]! : 256;
  shape[4] = bytes[end]!;
  shape[5] = lastOfFour(whole - 4);
  shape[6] = lastOfFour(whole);
  shape[7] = lastOfFour(decimals);
  shape[8] = decimals;
}

/** A mask of the last `digits` of four bytes, the first of which is the lowest. */
function lastOfFour(digits: number): number {
  return digits <= 0 ? 0 : -1 << (8 * Math.max(0, 4 - digits));
}

/** Reads one line into row n. @returns where the next line begins, or -1 where something is unusual */
function readRow(
  bytes: Uint8Array, stamps: Stamps, at: number, before: number, between: number, last: boolean, timeMs: Float64Array, value: Float64Array, n: number
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
    return last ? -1 : lineEnd(bytes, end) + 1;
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
