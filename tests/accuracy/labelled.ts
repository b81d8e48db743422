import type { Plant } from '../../src/engine';

/** A plant whose truth is known: what the engine may see, and what only the scorer may. */

/** The meter as scored: finite samples only, each covering [timeMs, timeMs + step) or up to the next stamp. */
export interface ScoredMeter {
  /** n, ascending epoch ms: START of the sample. */
  readonly timeMs: Float64Array;
  /** n, kW. */
  readonly kw: Float64Array;
}

/** True kW, constant from a stamp to the next. */
export interface Truth {
  /** k, ascending epoch ms. */
  readonly timeMs: Float64Array;
  readonly machines: readonly string[];
  /** One column of k a machine, kW. */
  readonly kw: readonly Float32Array[];
  /** k, kW drawn by loads that report no state. */
  readonly unmeteredKw: Float32Array;
  /** k, kW. */
  readonly baseKw: Float32Array;
}

/** When a machine really changed, clock errors removed. */
export interface TrueLog {
  /** n, ascending epoch ms; the first state also holds before its stamp. */
  readonly timeMs: Float64Array;
  readonly states: readonly string[];
}

export interface LabelledPlant {
  readonly kind: string;
  readonly seed: number;
  /** What the engine sees. */
  readonly plant: Plant;
  readonly meter: ScoredMeter;
  readonly truth: Truth;
  readonly trueLogs: ReadonlyMap<string, TrueLog>;
}
