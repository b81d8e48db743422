/** Seeded randomness for generated data: mulberry32 by Tommy Ettinger (public domain). */
export interface Random {
  /** [0, 1) */
  readonly next: () => number;
  readonly between: (low: number, high: number) => number;
  readonly normal: () => number;
}

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return { next, between: (low, high) => low + (high - low) * next(), normal };
}
