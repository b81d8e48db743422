import { selectKth } from './select';

/** Order statistics of columns in which NaN means "no reading". */

/** The q-quantile (0..1) of the finite values, linear between neighbours; NaN when there are none. O(n). */
export function quantile(values: Float64Array, q: number): number {
  const bracket = bracketOf(values.length, q, (i) => values[i]);
  return (bracket && quantileOf(tally(values, bracket), q)) ?? quantileInPlace(finite(values), q);
}

/** What of a column lies between two values, and how much beside. */
export interface Tally {
  /** The first `inside` are those from low to high, in no order; fewer when they did not fit. */
  readonly kept: Float64Array;
  readonly inside: number;
  /** How many are finite, and how many of these lie below. */
  readonly known: number;
  readonly below: number;
}

export interface Bracket {
  readonly low: number;
  readonly high: number;
  /** How many to keep at most: more than that, and the sample misled. */
  readonly most: number;
}

/** Fewer values than this are ordered as they are. */
const FEW = 10_000;
/** From here on a larger sample costs less than what it saves to keep. */
const MANY = 1_000_000;

/**
 * A sample says between which two values a quantile of n values must lie; only what lies there is kept and ordered.
 * @returns undefined when there are too few to sample, or too few known
 */
export function bracketOf(n: number, q: number, valueAt: (i: number) => number): Bracket | undefined {
  if (n < FEW) {
    return undefined;
  }
  const size = n < MANY ? 1024 : 4096;
  const sample = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    // In steps of no whole divisor of a day, so that every hour is seen.
    sample[k] = valueAt((Math.floor((k * n) / size) + (k % 7)) % n);
  }
  const known = finite(sample);
  if (known.length < 100) {
    return undefined;
  }
  // Almost three standard errors of a middle on either side.
  const reach = 1.44 / Math.sqrt(size);
  const [centre, around] = [q * (known.length - 1), reach * known.length];
  const low = selectKth(known, Math.max(0, Math.floor(centre - around)));
  return { low, high: selectKth(known, Math.min(known.length - 1, Math.ceil(centre + around))), most: Math.ceil(2.8 * reach * n) + 64 };
}

/** The quantile of all that was tallied; undefined when it lies outside, or when too much lay inside. */
export function quantileOf({ kept, inside, known, below }: Tally, q: number): number | undefined {
  const at = q * (known - 1);
  const k = Math.floor(at);
  const found = inside <= kept.length && k >= below && k + (at > k ? 1 : 0) < below + inside;
  return found ? between(kept.subarray(0, inside), k - below, at - k) : undefined;
}

/** What is counted is not branched on: half of all values lie on each side, and the processor would guess wrong every other time. */
function tally(values: Float64Array, { low, high, most }: Bracket): Tally {
  const kept = new Float64Array(most);
  let [known, below, inside] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const lower = Number(value < low);
    known += Number(value - value === 0);
    below += lower;
    // Written whatever it is, and kept by moving on. Past its end nothing is kept, and the count says so.
    kept[inside] = value;
    inside += Number(value <= high) - lower;
  }
  return { kept, inside, known, below: below - lowestOf(values, known) };
}

/** How many are minus infinity: they are below every middle, yet no values. */
function lowestOf(values: Float64Array, known: number): number {
  let count = 0;
  for (let i = 0; i < values.length && known < values.length; i++) {
    count += Number(values[i] === -Infinity);
  }
  return count;
}

/** The q-quantile of finite values, which change places; NaN when there are none. O(n) */
export function quantileInPlace(values: Float64Array, q: number): number {
  const at = q * (values.length - 1);
  return values.length === 0 ? NaN : between(values, Math.floor(at), at - Math.floor(at));
}

/** The k-th smallest, and `share` of the way to the next one. The values change places. */
function between(values: Float64Array, k: number, share: number): number {
  const low = selectKth(values, k);
  if (share === 0) {
    return low;
  }
  let high = Infinity;
  for (let i = k + 1; i < values.length; i++) {
    high = values[i] < high ? values[i] : high;
  }
  return low + share * (high - low);
}

/** Middle of the finite values, the mean of the two middle ones when even; NaN when there are none. */
export function median(values: Float64Array): number {
  return quantile(values, 0.5);
}

/**
 * Spread of ordinary values, scaled to σ for normal noise; a few spikes hardly move it.
 * @returns 1.4826 · median |v|: [2, −2, 0, 4, 60] gives 2 × 1.4826. Values are taken about zero.
 * @see Rousseeuw & Croux 1993, doi:10.1080/01621459.1993.10476408
 */
export function spread(values: Float64Array): number {
  const sizes = finiteSizes(values);
  return 1.4826 * (sizes.length < FEW ? quantileInPlace(sizes, 0.5) : quantile(sizes, 0.5));
}

/** The finite values of a column without their sign, in order, in a new one. */
function finiteSizes(values: Float64Array): Float64Array {
  let count = 0;
  const kept = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]);
    if (size < Infinity) {
      kept[count++] = size;
    }
  }
  return kept.subarray(0, count);
}

/** The finite values of a column, in order, in a new one. */
export function finite(values: Float64Array): Float64Array {
  let count = 0;
  const kept = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    // What is no number, and infinities, differ from themselves by more than nothing.
    if (value - value === 0) {
      kept[count++] = value;
    }
  }
  return kept.subarray(0, count);
}

/** Where the parabola through three neighbours, the middle one the highest, has its top: −½ to ½ from the middle; 0 where they are level. */
export function vertex(before: number, at: number, after: number): number {
  const bend = before - 2 * at + after;
  return bend < 0 ? (0.5 * (before - after)) / bend : 0;
}
