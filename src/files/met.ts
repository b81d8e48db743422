import { sameBytes } from './bytes';

/** Names that were met last in a file, found again by a few of their bytes and then compared whole, with few branches. */

/** So many places that a few hundred names seldom want the same one. */
const PLACE_BITS = 12;
const PLACES = 1 << PLACE_BITS;

/** What stands at each place: where in the file a name was met, how many bytes it has (-1 = none), and its number. */
export class Met {
  readonly at = new Int32Array(PLACES);
  readonly length = new Int32Array(PLACES).fill(-1);
  readonly code = new Int32Array(PLACES);

  /** @param view the file; four bytes before every name asked for, and eight from its begin on, must lie in it */
  constructor(private readonly view: DataView) {}

  /** The place of a name of which the length is known. Only its own bytes count, so it is met wherever it stands. */
  placeOf(from: number, length: number): number {
    const { view } = this;
    const middle = Math.imul(view.getInt32(from + (length >> 1) - 2, true), 0x85ebca6b);
    return placeFor(view.getInt32(from, true) ^ middle, view.getInt32(from + length - 4, true));
  }

  /** True when the name at `place` is the `length` bytes from `from` on. O(length) */
  isOf(place: number, from: number, length: number): boolean {
    return this.length[place] === length && sameBytes(this.view, this.at[place]!, from, length);
  }

  /** The place of a name that ends somewhere: of its first eight bytes, what follows a shorter one included. */
  placeHere(from: number): number {
    return placeFor(this.view.getInt32(from, true), this.view.getInt32(from + 4, true));
  }

  /** True when the name at `place` stands here, followed by the same character. O(length) */
  isHere(place: number, from: number): boolean {
    const { view } = this;
    const length = this.length[place]!;
    const at = this.at[place]!;
    if (length < 0 || from + length >= view.byteLength || view.getUint8(at + length) !== view.getUint8(from + length)) {
      return false;
    }
    // Up to eight bytes are two looks at four, which may overlap, or look past the end of a shorter name.
    const last = Math.max(0, length - 4);
    return length > 8
      ? sameBytes(view, at, from, length)
      : view.getInt32(at, true) === view.getInt32(from, true) && view.getInt32(at + last, true) === view.getInt32(from + last, true);
  }

  put(place: number, from: number, length: number, code: number): void {
    this.at[place] = from;
    this.length[place] = length;
    this.code[place] = code;
  }
}

/** The highest bits of a product depend on all bits of what was multiplied. */
function placeFor(a: number, b: number): number {
  const mixed = Math.imul(b, 0x85ebca6b);
  return Math.imul(a ^ mixed ^ (mixed >>> 15), 0x9e3779b1) >>> (32 - PLACE_BITS);
}
