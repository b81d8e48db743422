import { sameText } from './bytes';

/** Names that were met last in a file, found again by a few of their bytes and then compared whole, with few branches. */

/** So many places that a few hundred names seldom want the same one. */
const PLACES = 4096;

/** Longer names are not kept here. */
export const LONGEST_NAME = 96;

export class Met {
  /** One is kept: when the last of a kind is swept away, so is what was compiled for it. */
  static readonly kept = new Met(new DataView(new ArrayBuffer(1)));
  /**
   * From its place on, four numbers for each name: where in the file it was met, how many bytes it has (-1 = none was met),
   * its own number, and one that means nothing. In one column, so that a loop has one more to look into and not three.
   */
  readonly name = new Int32Array(4 * PLACES).fill(-1);
  /** By place / 4: the first eight bytes as a number, what follows a shorter name included; NaN where it would equal another text. */
  readonly head = new Float64Array(PLACES).fill(NaN);

  /** @param view the file; four bytes before every name asked for, and eight from its begin on, must lie in it */
  constructor(private readonly view: DataView) {}

  /** The place of a name of which the length is known. Only its own bytes count, so it is met wherever it stands. */
  placeOf(from: number, length: number): number {
    return placeOf(this.view, from, length);
  }

  /** The number of the name at `place` when it is the `length` bytes from `from` on, else -1. O(length) */
  codeOf(place: number, from: number, length: number): number {
    const { name } = this;
    return name[place + 1] === length && sameText(this.view, name[place]!, from, length) ? name[place + 2]! : -1;
  }

  /** The place of a name that ends somewhere: of its first eight bytes, what follows a shorter one included. */
  placeHere(from: number): number {
    return placeFor(this.view.getInt32(from, true), this.view.getInt32(from + 4, true));
  }

  /** The number of the name at `place` when it stands here, followed by the same character, else -1. The longest name must end in the file. O(length) */
  codeHere(place: number, from: number): number {
    const { name, head } = this;
    const length = name[place + 1]!;
    const here = head[place >>> 2] === this.view.getFloat64(from, true) && (length < 8 || sameText(this.view, name[place]!, from, length + 1));
    return here ? name[place + 2]! : -1;
  }

  /** How many bytes the name at `place` has; -1 = none was met. */
  lengthAt(place: number): number {
    return this.name[place + 1]!;
  }

  put(place: number, from: number, length: number, code: number): void {
    if (length <= LONGEST_NAME) {
      this.name[place] = from;
      this.name[place + 1] = length;
      this.name[place + 2] = code;
      // Zero and minus zero are one number and two texts.
      this.head[place >>> 2] = this.view.getFloat64(from, true) || NaN;
    }
  }
}

/** As {@link Met.placeOf}, for a loop that calls nothing of an object. */
export function placeOf(view: DataView, from: number, length: number): number {
  const middle = Math.imul(view.getInt32(from + (length >> 1) - 2, true), 0x85ebca6b);
  return placeFor(view.getInt32(from, true) ^ middle, view.getInt32(from + length - 4, true));
}

/** The place of two times four bytes, a multiple of four: the highest twelve bits of a product depend on all that was multiplied. */
export function placeFor(a: number, b: number): number {
  const mixed = Math.imul(b, 0x85ebca6b);
  return (Math.imul(a ^ mixed ^ (mixed >>> 15), 0x9e3779b1) >>> 20) << 2;
}
