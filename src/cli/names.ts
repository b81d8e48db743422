import { textOf } from './bytes';

/** Gives each name of a file a number, from its bytes; a name becomes a string once, not once a row. */
export class Names {
  /** By number, in order of first appearance. */
  readonly texts: string[] = [];
  private readonly codeOf = new Map<string, number>();
  /** Open addressing over the byte forms seen: code + 1 (0 = free), and where in the file that form stands. */
  private slots = new Int32Array(1024);
  private fromAt = new Float64Array(1024);
  private toAt = new Float64Array(1024);
  private forms = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** The number of the name in bytes [from, to), whose {@link hashed} value is `hash`. O(length) */
  code(from: number, to: number, hash: number): number {
    const { bytes, slots, fromAt, toAt } = this;
    const mask = slots.length - 1;
    for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const known = slots[slot] ?? 0;
      if (known === 0) {
        return this.add(slot, from, to);
      }
      const start = fromAt[slot] ?? 0;
      if ((toAt[slot] ?? 0) - start === to - from && same(bytes, start, from, to - from)) {
        return known - 1;
      }
    }
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
    const { slots, fromAt, toAt, bytes } = this;
    this.slots = new Int32Array(2 * slots.length);
    this.fromAt = new Float64Array(2 * slots.length);
    this.toAt = new Float64Array(2 * slots.length);
    const mask = this.slots.length - 1;
    slots.forEach((known, old) => {
      if (known > 0) {
        const [from, to] = [fromAt[old] ?? 0, toAt[old] ?? 0];
        let hash = HASH_START;
        for (let i = from; i < to; i++) {
          hash = hashed(hash, bytes[i] ?? 0);
        }
        let slot = (hash ^ (hash >>> 15)) & mask;
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

/** FNV-1a by Fowler, Noll and Vo (public domain): start with {@link HASH_START}, then one step a byte. */
export function hashed(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 16777619);
}

export const HASH_START = 0x811c9dc5 | 0;

function same(bytes: Uint8Array, a: number, b: number, length: number): boolean {
  for (let i = 0; i < length; i++) {
    if (bytes[a + i] !== bytes[b + i]) {
      return false;
    }
  }
  return true;
}
