import { sameBytes, textOf } from './bytes';

/** Gives each name of a file a number, from its bytes; a name becomes a string once, not once a row. */
export class Names {
  /** One is kept: when the last of a kind is swept away, so is what was compiled for it. */
  static readonly kept = new Names(new Uint8Array(1));
  /** By number, in order of first appearance. */
  readonly texts: string[] = [];
  private readonly codeOf = new Map<string, number>();
  /** Open addressing over the byte forms seen: code + 1 (0 = free), and where in the file that form stands. */
  private slots = new Int32Array(1024);
  private fromAt = new Int32Array(1024);
  private toAt = new Int32Array(1024);
  private forms = 0;
  private readonly view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The number of the name in bytes [from, to). O(length) */
  code(from: number, to: number): number {
    const slot = this.slotOf(from, to);
    return this.slots[slot]! > 0 ? this.slots[slot]! - 1 : this.add(slot, from, to);
  }

  /** The slot that holds these bytes, or the free one where they belong. */
  private slotOf(from: number, to: number): number {
    const { bytes, slots, fromAt, toAt } = this;
    const mask = slots.length - 1;
    let slot = hashOf(this.view, bytes, from, to) & mask;
    while (slots[slot]! > 0 && !(toAt[slot]! - fromAt[slot]! === to - from && sameBytes(this.view, fromAt[slot]!, from, to - from))) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** The number of a name that came as a string. */
  codeOfText(text: string): number {
    let code = this.codeOf.get(text);
    if (code === undefined) {
      code = this.texts.length;
      this.texts.push(text);
      this.codeOf.set(text, code);
    }
    return code;
  }

  private add(slot: number, from: number, to: number): number {
    // Two forms may be one text: bytes that are no UTF-8 all read as the same sign.
    const code = this.codeOfText(textOf(this.bytes, from, to));
    this.slots[slot] = code + 1;
    this.fromAt[slot] = from;
    this.toAt[slot] = to;
    this.forms++;
    if (2 * this.forms > this.slots.length) {
      this.enlarge();
    }
    return code;
  }

  private enlarge(): void {
    const { slots, fromAt, toAt, bytes, view } = this;
    this.slots = new Int32Array(2 * slots.length);
    this.fromAt = new Int32Array(2 * slots.length);
    this.toAt = new Int32Array(2 * slots.length);
    const mask = this.slots.length - 1;
    slots.forEach((known, old) => {
      if (known > 0) {
        const [from, to] = [fromAt[old] ?? 0, toAt[old] ?? 0];
        let slot = hashOf(view, bytes, from, to) & mask;
        while (this.slots[slot] !== 0) {
          slot = (slot + 1) & mask;
        }
        this.slots[slot] = known;
        this.fromAt[slot] = from;
        this.toAt[slot] = to;
      }
    });
  }
}

/** A number for the bytes [from, to), all of them, four at a time: names that differ anywhere fall into different slots. */
function hashOf(view: DataView, bytes: Uint8Array, from: number, to: number): number {
  let hash = to - from;
  let i = from;
  for (; i + 4 <= to; i += 4) {
    hash = Math.imul(hash ^ view.getInt32(i, true), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; i < to; i++) {
    hash = Math.imul(hash ^ bytes[i]!, 0x85ebca6b);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35);
  return hash ^ (hash >>> 13);
}
