/** The bytes of a text file, line by line, and the characters a comma-separated file is made of. */

export const LF = 10;
export const CR = 13;
export const QUOTE = 34;
export const COMMA = 44;
export const MINUS = 45;
export const DOT = 46;
export const ZERO = 48;
export const COLON = 58;
export const LETTER_Z = 90;

/**
 * Four characters of a stamp as the number that their bytes make, its digits taken out: `:05:`, `:07.`, `:07Z`.
 * These stand here, with nothing imported above them, so that bundling puts the numbers themselves into the loops.
 */
export const MINUTE_MARK = 0x3a00003a;
export const SECOND_MARK = 0x2e00003a;
export const SECOND_Z_MARK = 0x5a00003a;
/** Where the number begins in `2025-03-12T05:00:07Z,123.45`. */
export const NUMBER_AT = 21;
/** The two of four characters that are no digits in these. */
export const MARKED = 0xff0000ff | 0;

/** UTF-8 bytes of a text; bytes are looked at where they are, without a byte order mark. */
export function bytesOf(content: string | Uint8Array): Uint8Array {
  const given = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  // A plain view: Node's Buffer has searches and slices of its own, which are slower here.
  const bytes = new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** Index of the line feed at or after `at`; the length of the file when there is none. */
export function lineEnd(bytes: Uint8Array, at: number): number {
  // Most lines end soon, and a call of indexOf costs more than a look at forty bytes.
  for (const near = Math.min(bytes.length, at + 40); at < near; at++) {
    if (bytes[at] === LF) {
      return at;
    }
  }
  const end = bytes.indexOf(LF, at);
  return end < 0 ? bytes.length : end;
}

/** The text of the line that starts at `at` and whose line feed stands at `end`, without a carriage return before it. */
export function lineText(bytes: Uint8Array, at: number, end: number): string {
  return textOf(bytes, at, end > at && bytes[end - 1] === CR ? end - 1 : end);
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text of the bytes [from, to). */
export function textOf(bytes: Uint8Array, from: number, to: number): string {
  return decoder.decode(bytes.subarray(from, to));
}

/**
 * How many rows are left to read, judged by the length of those seen: a little too many, so that columns seldom grow.
 * @param at where the rows not yet read begin
 */
export function rowsLeft(bytes: Uint8Array, at: number): number {
  let rows = 0;
  let end = at;
  for (; rows < 256 && end < bytes.length; rows++) {
    end = lineEnd(bytes, end) + 1;
  }
  return rows < 256 ? rows : Math.ceil((1.02 * rows * (bytes.length - at)) / (end - at)) + 256;
}

/** A loop over so many rows ends now and then, so that it is compiled as a whole, its end included. */
export const ROWS_AT_ONCE = 4096;

/** Whether the `length` bytes from `a` on are those from `b` on, four at a time. O(length) */
export function sameBytes(view: DataView, a: number, b: number, length: number): boolean {
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    if (view.getInt32(a + i, true) !== view.getInt32(b + i, true)) {
      return false;
    }
  }
  for (; i < length; i++) {
    if (view.getUint8(a + i) !== view.getUint8(b + i)) {
      return false;
    }
  }
  return true;
}

/** The same, eight at a time: texts of more than seven bytes are compared as numbers, of which one that is NaN equals nothing. */
export function sameText(view: DataView, a: number, b: number, length: number): boolean {
  if (length < 8) {
    return sameBytes(view, a, b, length);
  }
  const last = length - 8;
  for (let i = 0; i < last; i += 8) {
    if (view.getFloat64(a + i, true) !== view.getFloat64(b + i, true)) {
      return false;
    }
  }
  return view.getFloat64(a + last, true) === view.getFloat64(b + last, true);
}
