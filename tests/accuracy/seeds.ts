/** Which seeds teach and which are only for judging: nothing is tuned on a test seed. */

export interface SeedRange {
  readonly first: number;
  readonly last: number;
}

/** Weights, thresholds and defaults may look at these. */
export const TRAINING_SEEDS: SeedRange = { first: 1, last: 19 };

/** Only measured, never tuned on. */
export const TEST_SEEDS: SeedRange = { first: 101, last: 199 };

/** What `npm run accuracy` runs when no seeds are named: few enough for a coffee break, none of them trained on. */
export const DEFAULT_SEEDS: SeedRange = { first: 101, last: 102 };

/** What `--sweep` runs. */
export const SWEEP_SEEDS: SeedRange = { first: 1, last: 3 };

/** Parses "3" or "1-5". @throws RangeError with the text when it is neither */
export function seedRange(text: string): SeedRange {
  const found = /^(\d+)(?:-(\d+))?$/.exec(text);
  const first = Number(found?.[1]);
  const last = Number(found?.[2] ?? found?.[1]);
  if (!found || last < first) {
    throw new RangeError(`seeds must be a number or a range like 101-105: got ${text}`);
  }
  return { first, last };
}

export function seedsOf({ first, last }: SeedRange): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** What kind of seeds these are, for the head line of a report. */
export function seedKind(range: SeedRange): 'training' | 'test' | 'mixed' {
  const within = (outer: SeedRange): boolean => range.first >= outer.first && range.last <= outer.last;
  return within(TRAINING_SEEDS) ? 'training' : within(TEST_SEEDS) ? 'test' : 'mixed';
}
