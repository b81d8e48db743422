/** Seeded numbers, so that the same input gives the same output, byte for byte. */

/** mulberry32 by Tommy Ettinger (public domain): uniform in [0, 1), period 2^32. */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296;
  };
}

/** Standard normal numbers (Box & Muller 1958), two draws of `next` a pair. */
export function normal(next: () => number): () => number {
  let spare = NaN;
  return () => {
    if (!Number.isNaN(spare)) {
      const value = spare;
      spare = NaN;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - next()));
    const angle = 2 * Math.PI * next();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/** A seed from an instant: the low 32 bits of its whole seconds, well mixed by the generator itself. */
export function seedOf(instantMs: number): number {
  return Math.floor(instantMs / 1000) >>> 0;
}
