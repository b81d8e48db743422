import { COMMA, DOT, LETTER_Z, LF, MARKED, MINUTE_MARK, sameText, SECOND_MARK, SECOND_Z_MARK } from './bytes';
import { isDigits, numberOf, ZEROS } from './digits';
import { LONGEST_NAME, placeFor, placeOf, type Met } from './met';
import { TWO_DIGITS } from './stamps';

/** The rows of a states file of which nothing is new: of a day that was read, its machines and states met before. */

/** What the cursor holds: where the next line begins, how many rows there are, how long the last machine's name was, and a plain row of the day that is known (-1 = none). */
export const AT = 0;
export const ROW = 1;
export const LENGTH = 2;
export const LIKE = 3;

/** A row that begins so far before the last line feed of a file is read without a look at where the file ends. */
export const WIDEST_ROW = 2 * LONGEST_NAME + 64;

/** True when the stamp between `at` and the comma before `machineAt` is `2025-03-12T05:00:07Z` or `2025-03-12T05:00:07.123Z`. */
export function isPlain(bytes: Uint8Array, at: number, machineAt: number): boolean {
  const length = machineAt - at - 1;
  return bytes[machineAt - 2] === LETTER_Z && (length === 20 || (length === 24 && bytes[at + 19] === DOT));
}

/**
 * Reads rows as long as they are such. This one loop is written out, without a call a row, and whatever it does not know
 * it leaves to others: all that it looks things up in stays where the processor has it.
 * @param known epoch ms of the minute and of the day of the row that stands at cursor[LIKE]
 * @param nextOf, endOf by machine, where its next row goes and where its place ends; a row for which there is none ends this
 * @param safe no row is read that begins at or behind it; {@link WIDEST_ROW} bytes and a line feed follow
 */
export function knownRows(
  view: DataView, known: Float64Array, machines: Met, states: Met, cursor: Int32Array, safe: number, most: number,
  timeMs: Float64Array, code: Uint16Array, nextOf: Int32Array, endOf: Int32Array
): void {
  const like = cursor[LIKE]!;
  // Text of eight bytes is compared as a number: it is never zero, and where it is NaN it equals nothing.
  const month = view.getFloat64(like, true);
  const day = view.getInt32(like + 7, true);
  const dayMs = known[1]!;
  const parts = view.getUint8(like + 19) !== LETTER_Z;
  const secondMark = parts ? SECOND_MARK : SECOND_Z_MARK;
  const stampLength = parts ? 24 : 20;
  const [to, rows] = [safe | 0, most | 0];
  const digits = TWO_DIGITS;
  const { name: machineName } = machines;
  const { name: stateName, head: stateHead } = states;
  let at = cursor[AT]!;
  let n = cursor[ROW]!;
  let length = cursor[LENGTH]!;
  for (; at < to && n < rows; n++) {
    const minutes = view.getInt32(at + 13, true);
    const seconds = view.getInt32(at + 16, true);
    const hour = digits[view.getUint16(at + 11, true)]!;
    const minute = digits[(minutes >>> 8) & 0xffff]!;
    const second = digits[(seconds >>> 8) & 0xffff]!;
    const comma = at + stampLength;
    const from = comma + 1;
    let ms = dayMs + 1000 * (60 * (60 * hour + minute) + second);
    let usual =
      hour >>> 0 <= 23 && minute >>> 0 <= 59 && second >>> 0 <= 59 && (minutes & MARKED) === MINUTE_MARK && (seconds & MARKED) === secondMark &&
      view.getFloat64(at, true) === month && view.getInt32(at + 7, true) === day && view.getUint8(comma) === COMMA;
    if (parts) {
      const part = view.getInt32(at + 20, true);
      const thousandths = ((part ^ ZEROS) << 8);
      usual &&= part >>> 24 === LETTER_Z && isDigits(thousandths);
      ms += numberOf(thousandths);
    }
    if (view.getUint8(from + length) !== COMMA) {
      length = commaAt(view, from) - from;
    }
    const place = placeOf(view, from, length);
    const next = from + length + 1;
    const here = placeFor(view.getInt32(next, true), view.getInt32(next + 4, true));
    const long = stateName[here + 1]!;
    if (
      !usual || machineName[place + 1] !== length || !sameText(view, machineName[place]!, from, length) ||
      view.getFloat64(next, true) !== stateHead[here >>> 2] || (long > 7 && !sameText(view, stateName[here]!, next, long + 1))
    ) {
      break;
    }
    const one = machineName[place + 2]!;
    const slot = nextOf[one]!;
    if (slot === endOf[one]) {
      break;
    }
    let feed = next + long;
    while (view.getUint8(feed) !== LF) {
      feed++;
    }
    timeMs[slot] = ms;
    code[slot] = stateName[here + 2]!;
    nextOf[one] = slot + 1;
    at = feed + 1;
  }
  cursor[AT] = at;
  cursor[ROW] = n;
  cursor[LENGTH] = length;
}

/** Where the comma stands that ends a name, found four bytes at a time; `from` where the longest name has none. */
function commaAt(view: DataView, from: number): number {
  for (let at = from; at < from + LONGEST_NAME; at += 4) {
    const apart = view.getInt32(at, true) ^ 0x2c2c2c2c;
    // The highest bit of each byte that is zero, and perhaps of some behind the first one.
    const zeros = (apart - 0x01010101) & ~apart & 0x80808080;
    if (zeros !== 0) {
      return at + 3 - (Math.clz32(zeros & -zeros) >>> 3);
    }
  }
  return from;
}
