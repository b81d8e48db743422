import { COLON, COMMA, DOT, LETTER_Z, MINUS, textOf, ZERO } from './bytes';

/** Reads instants: ISO-8601 with its zone, or epoch ms. */

const ISO = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)$/;
const EPOCH = /^-?\d{11,14}$/;

/** ISO-8601 with a zone, or epoch ms. NaN for anything else: a time without a zone could mean any zone. */
export function timeOf(text: string): number {
  const trimmed = text.trim();
  if (EPOCH.test(trimmed)) {
    return Number(trimmed);
  }
  const found = ISO.exec(trimmed);
  return found && isDay(Number(found[1]), Number(found[2]), Number(found[3]))
    ? Date.parse(trimmed.replace(' ', 'T').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
    : NaN;
}

/** Date.parse takes the 30th of February for the 2nd of March; a calendar has no such day. */
function isDay(year: number, month: number, day: number): boolean {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
}

const PLUS = 43;
/** The longest stamp that is read here: `2025-03-12T05:00:00.123456789+01:00`. */
export const LONGEST_STAMP = 35;

/** The number that two bytes write, by the sixteen bits they make (first byte low): 0 … 99, or -1 when they are no digits. */
export const TWO_DIGITS = twoDigits();

/** Made at every start: only the hundred pairs that are digits are gone through. */
function twoDigits(): Int8Array {
  const numbers = new Int8Array(65_536).fill(-1);
  for (let number = 0; number < 100; number++) {
    const [tens, ones] = [Math.floor(number / 10), number % 10];
    numbers[(ZERO + tens) | ((ZERO + ones) << 8)] = number;
  }
  return numbers;
}

/**
 * Reads the usual stamps of one file straight from its bytes. Rows that follow each other mostly share their day, so its
 * bytes are compared with the last stamp's, four at a time, and only the time of day is read.
 * What it does not know it leaves to {@link timeOf}: both give the same instant.
 */
export class Stamps {
  /** One is kept: when the last of a kind is swept away, so is what was compiled for it. */
  static readonly kept = new Stamps(new Uint8Array(1));
  readonly view: DataView;
  /** Where the last stamp with a date stood; -1 = none yet. */
  private lastAt = -1;
  /** Epoch ms of that stamp's minute and of its day, as if its zone were UTC. */
  readonly known = new Float64Array(2);

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /**
   * Reads the stamp at `at` into `into[row]`; the caller sees to it that {@link LONGEST_STAMP} bytes follow.
   * @returns index of the byte after it, or -1 where this is no usual stamp
   */
  read(at: number, into: Float64Array, row: number): number {
    const { bytes, view } = this;
    if (!this.newMinute(at)) {
      return this.readEpoch(at, into, row);
    }
    const second = TWO_DIGITS[view.getUint16(at + 17, true)]!;
    if (bytes[at + 16] !== COLON || second < 0 || second > 59) {
      return -1;
    }
    into[row] = this.known[0]! + 1000 * second;
    return bytes[at + 19] === LETTER_Z ? at + 20 : this.readRest(at + 19, into, row);
  }

  /** True when a minute with its date stands there; it is kept in `known` for the rows to come. */
  newMinute(at: number): boolean {
    const { bytes, view, lastAt, known } = this;
    const sameDay =
      lastAt >= 0 &&
      view.getInt32(at + 7) === view.getInt32(lastAt + 7) &&
      view.getInt32(at + 4) === view.getInt32(lastAt + 4) &&
      view.getInt32(at) === view.getInt32(lastAt);
    if (!sameDay) {
      if (bytes[at + 4] !== MINUS) {
        return false;
      }
      known[1] = timeOf(`${textOf(bytes, at, at + 11)}00:00Z`);
    }
    const hour = TWO_DIGITS[view.getUint16(at + 11, true)]!;
    const minute = TWO_DIGITS[view.getUint16(at + 14, true)]!;
    // A date that does not exist, and the hour 24 that some write, take the slow road.
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || bytes[at + 13] !== COLON || Number.isNaN(known[1])) {
      this.lastAt = -1;
      return false;
    }
    known[0] = known[1]! + 60_000 * (60 * hour + minute);
    this.lastAt = at;
    return true;
  }

  private twoDigits(at: number): number {
    return TWO_DIGITS[this.view.getUint16(at, true)]!;
  }

  private threeDigits(at: number): number {
    const hundreds = (this.bytes[at] ?? 0) - ZERO;
    const rest = this.twoDigits(at + 1);
    return hundreds >>> 0 > 9 || rest < 0 ? -1 : 100 * hundreds + rest;
  }

  /** The part of a second, if there, and the zone. As Date.parse does, what is below a millisecond is cut off. */
  private readRest(at: number, into: Float64Array, row: number): number {
    const { bytes } = this;
    let ms = 0;
    const thousandths = bytes[at] === DOT ? this.threeDigits(at + 1) : -1;
    if (thousandths >= 0 && bytes[at + 4] === LETTER_Z) {
      into[row] = (into[row] ?? 0) + thousandths;
      return at + 5;
    }
    if (bytes[at] === DOT) {
      const from = ++at;
      let unit = 100;
      for (let digit = (bytes[at] ?? 0) - ZERO; digit >>> 0 <= 9 && at - from < 9; digit = (bytes[++at] ?? 0) - ZERO) {
        ms += unit >= 1 ? digit * unit : 0;
        unit = unit / 10;
      }
      if (at === from) {
        return -1;
      }
    }
    const sign = bytes[at];
    if (sign === LETTER_Z) {
      into[row] = (into[row] ?? 0) + ms;
      return at + 1;
    }
    const minutesAt = bytes[at + 3] === COLON ? at + 4 : at + 3;
    const hours = this.twoDigits(at + 1);
    const minutes = this.twoDigits(minutesAt);
    if ((sign !== PLUS && sign !== MINUS) || hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
      return -1;
    }
    const aheadMs = 60_000 * (60 * hours + minutes);
    into[row] = (into[row] ?? 0) + ms + (sign === PLUS ? -aheadMs : aheadMs);
    return minutesAt + 2;
  }

  private readEpoch(at: number, into: Float64Array, row: number): number {
    const { bytes } = this;
    let value = 0;
    let end = at;
    for (let digit = (bytes[end] ?? 0) - ZERO; digit >>> 0 <= 9 && end - at < 15; digit = (bytes[++end] ?? 0) - ZERO) {
      value = 10 * value + digit;
    }
    into[row] = value;
    return end - at >= 11 && end - at <= 14 && bytes[end] === COMMA ? end : -1;
  }
}
