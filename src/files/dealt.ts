import { grown } from '../base';

/** Deals rows to their machines while they are read, so that nothing is kept of a row that has to be dealt later. */

/** What fits a log's codes; a file with more different names holds something else in that column. */
export const MOST_NAMES = 65_536;

/** How many rows a machine may have at first, and how many say how many it will have. */
const [FIRST, TELLING] = [16, 256];

/**
 * All machines share two columns, of which each has a part of its own, in the order of the file. A part that is full moves to
 * a larger one, as large as the rows read so far say that it will become, and a quarter more: memory that is never
 * written to costs next to nothing.
 */
export class Dealt {
  /** One is kept: when the last of a kind is swept away, so is what was compiled for it. */
  static readonly kept = new Dealt(0);
  /** Shared, epoch ms and state. */
  timeMs: Float64Array;
  code: Uint16Array;
  /** By machine, where its next row goes, and where its part ends: it is full when they are the same. */
  next: Int32Array = new Int32Array(64);
  end: Int32Array = new Int32Array(64);
  private begin: Int32Array = new Int32Array(64);
  private used = 0;

  /** @param expected how many rows there will be, about */
  constructor(private readonly expected: number) {
    const capacity = Math.ceil(1.3 * expected) + 4096;
    this.timeMs = new Float64Array(capacity);
    this.code = new Uint16Array(capacity);
  }

  /**
   * @param machine rows of one beyond {@link MOST_NAMES} are left out: such a file is refused
   * @param rows how many were read before
   */
  add(machine: number, ms: number, code: number, rows: number): void {
    if (machine >= MOST_NAMES) {
      return;
    }
    while (machine >= this.next.length) {
      [this.next, this.end, this.begin] = [this.next, this.end, this.begin].map((column) => grown(column, new Int32Array(2 * column.length))) as [Int32Array, Int32Array, Int32Array];
    }
    if (this.next[machine] === this.end[machine]) {
      this.move(machine, rows);
    }
    const at = this.next[machine]!++;
    this.timeMs[at] = ms;
    this.code[at] = code;
  }

  /** The rows of one machine. */
  of(machine: number): { readonly timeMs: Float64Array; readonly code: Uint16Array } {
    const [from, to] = [this.begin[machine], this.next[machine]];
    return { timeMs: this.timeMs.subarray(from, to), code: this.code.subarray(from, to) };
  }

  private move(machine: number, rows: number): void {
    const from = this.begin[machine]!;
    const count = this.next[machine]! - from;
    const room = roomFor(count, rows, this.expected);
    if (this.used + room > this.timeMs.length) {
      const capacity = Math.max(this.used + room, Math.ceil(1.5 * this.timeMs.length));
      this.timeMs = grown(this.timeMs.subarray(0, this.used), new Float64Array(capacity));
      this.code = grown(this.code.subarray(0, this.used), new Uint16Array(capacity));
    }
    this.timeMs.copyWithin(this.used, from, from + count);
    this.code.copyWithin(this.used, from, from + count);
    this.begin[machine] = this.used;
    this.next[machine] = this.used + count;
    this.used += room;
    this.end[machine] = this.used;
  }
}

/** For how many rows a machine gets a place that has `count` of the `rows` read so far. */
function roomFor(count: number, rows: number, expected: number): number {
  if (count < TELLING) {
    return count === 0 ? FIRST : TELLING;
  }
  const promised = (1.25 * count * expected) / Math.max(1, rows);
  // Not more than there can be, yet always so many that what is moved in all stays in proportion to the rows.
  return Math.ceil(Math.min(Math.max(2 * count, promised), count + Math.max(count >> 2, expected - rows)));
}
