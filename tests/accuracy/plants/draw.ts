import { normal, uniform } from '../../../src/engine/random';

/** Seeded draws for made-up plants: the same name and seed always give the same numbers. */

export interface Draw {
  /** [0, 1) */
  readonly unit: () => number;
  readonly between: (low: number, high: number) => number;
  /** Whole numbers, both ends included. */
  readonly whole: (low: number, high: number) => number;
  readonly normal: (mean?: number, sd?: number) => number;
  /** Lognormal by its mean and coefficient of variation; never below a thousandth of the mean. */
  readonly skewed: (mean: number, cv: number) => number;
  readonly chance: (p: number) => boolean;
  readonly pick: <T>(list: readonly T[]) => T;
  /** One of the keys, with probability in proportion to its weight. */
  readonly weighted: (weights: Readonly<Record<string, number>>) => string;
  /** Knuth's product of uniforms; for means below about 50. */
  readonly poisson: (mean: number) => number;
}

/** FNV-1a, 32 bits (Fowler, Noll, Vo): a seed from a name. */
export function seedFrom(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

export function drawFor(name: string): Draw {
  const unit = uniform(seedFrom(name));
  const standard = normal(unit);
  const between = (low: number, high: number): number => low + (high - low) * unit();
  return {
    unit, between,
    whole: (low, high) => low + Math.floor(unit() * (high - low + 1)),
    normal: (mean = 0, sd = 1) => mean + sd * standard(),
    skewed: (mean, cv) => {
      const variance = Math.log(1 + cv * cv);
      return Math.max(mean / 1000, Math.exp(Math.log(mean) - variance / 2 + Math.sqrt(variance) * standard()));
    },
    chance: (p) => unit() < p,
    pick: (list) => list[Math.floor(unit() * list.length)],
    weighted: (weights) => weightedKey(weights, unit()),
    poisson: (mean) => {
      const limit = Math.exp(-mean);
      let count = 0;
      for (let product = unit(); product > limit; product *= unit()) {
        count++;
      }
      return count;
    },
  };
}

function weightedKey(weights: Readonly<Record<string, number>>, at: number): string {
  const keys = Object.keys(weights);
  let left = at * keys.reduce((sum, key) => sum + weights[key], 0);
  for (const key of keys) {
    left -= weights[key];
    if (left < 0) {
      return key;
    }
  }
  return keys[keys.length - 1];
}

/**
 * Noise with memory: AR(1) with unit variance and correlation time tauS, drawn at every holdS and held in between.
 * @returns n numbers, one for each fine step
 */
export function wander(draw: Draw, n: number, fineS: number, tauS: number, holdS: number): Float32Array {
  const out = new Float32Array(n);
  const hold = Math.max(1, Math.round(holdS / fineS));
  const keep = Math.exp((-hold * fineS) / tauS);
  const fresh = Math.sqrt(1 - keep * keep);
  let value = draw.normal();
  for (let i = 0; i < n; i++) {
    if (i % hold === 0) {
      value = keep * value + fresh * draw.normal();
    }
    out[i] = value;
  }
  return out;
}
