/** What each subject of the bench prints, and what is made of it. */

export interface Measured {
  readonly versions: Readonly<Record<string, string>>;
  /** Stage → CPU ms, of the first run in the process and of the runs after the warm-ups. */
  readonly first: Readonly<Record<string, number>>;
  readonly runs: ReadonlyArray<Readonly<Record<string, number>>>;
  /** Highest resident size after the first run, above what it was with the bytes in memory. */
  readonly memoryBytes: number;
  readonly checks: Checks;
}

export interface Checks {
  readonly count: number;
  readonly startMs: number;
  readonly stepMs: number;
  readonly kwSum: number;
  readonly baselineSum: number;
  readonly spikes: number;
  /** Sum of all first and last bins. */
  readonly spikeBins: number;
  /** `machine state` → rows spent in it. */
  readonly occupancy: Readonly<Record<string, number>>;
}

export const STAGES = ['meter', 'states', 'grid', 'occupancy', 'baseline', 'spikes'] as const;

export const totalOf = (times: Readonly<Record<string, number>>): number => Object.values(times).reduce((sum, ms) => sum + ms, 0);

export interface Figures {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** @param values at least one */
export function figuresOf(values: readonly number[]): Figures {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
  const middle = (sorted.length - 1) / 2;
  return { min: at(0), median: ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2, max: at(1) };
}

/** Sums of `each` values in a row; what is left over at the end is left out. */
export function samplesOf(values: readonly number[], each: number): number[] {
  return Array.from({ length: Math.floor(values.length / each) }, (_, k) => values.slice(k * each, (k + 1) * each).reduce((sum, value) => sum + value, 0));
}

/**
 * What two subjects disagree in; empty when their answers are the same and their times may be compared.
 * Sums agree to 1e-9, occupancy to 1e-5 of a row's worth (shares are kept as float32), counts and spikes to the last one.
 */
export function differences(a: Checks, b: Checks): string[] {
  const near = (x: number, y: number, relative: number) => Math.abs(x - y) <= relative * Math.max(1, Math.abs(x), Math.abs(y));
  const found: string[] = [];
  for (const name of ['count', 'startMs', 'stepMs', 'spikes', 'spikeBins'] as const) {
    if (a[name] !== b[name]) {
      found.push(`${name} ${a[name]} against ${b[name]}`);
    }
  }
  for (const name of ['kwSum', 'baselineSum'] as const) {
    if (!near(a[name], b[name], 1e-9)) {
      found.push(`${name} ${a[name]} against ${b[name]}`);
    }
  }
  for (const name of new Set([...Object.keys(a.occupancy), ...Object.keys(b.occupancy)])) {
    const [x, y] = [a.occupancy[name] ?? 0, b.occupancy[name] ?? 0];
    if (!near(x, y, 1e-5)) {
      found.push(`occupancy of ${name}: ${x} against ${y}`);
    }
  }
  return found;
}
