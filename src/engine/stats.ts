import { selectKth } from './select';

/** Order statistics of columns in which NaN means "no reading". */

/** The q-quantile (0..1) of the finite values, linear between neighbours; NaN when there are none. O(n). */
export function quantile(values: Float64Array, q: number): number {
  const sample = sampled(values.length, (i) => values[i]);
  return bracketed(sample, q, values.length, (middle, half, kept) => tally(values, middle, half, kept)) ?? quantileInPlace(finite(values), q);
}

/** The same of the finite |values − from|, two columns of one length, without a third one. */
export function quantileOfDistance(values: Float64Array, from: Float64Array, q: number): number {
  const sample = sampled(values.length, (i) => Math.abs(values[i] - from[i]));
  return bracketed(sample, q, values.length, (middle, half, kept) => tallyDistances(values, from, middle, half, kept))
    ?? quantileInPlace(finite(values.map((value, i) => Math.abs(value - from[i]))), q);
}

/** How many values are finite, how many lie below a middle, and how many within a distance of it. */
type Tally = readonly [known: number, lower: number, inside: number];

/**
 * A sample says between which two values the quantile must lie; only what lies there is kept and ordered.
 * @param tallied counts all values and keeps those within `half` of `middle`
 * @returns undefined when the sample is too small or misled, or when a value is infinite
 * O(n), memory n / 8
 */
function bracketed(
  sample: Float64Array, q: number, n: number, tallied: (middle: number, half: number, kept: Float64Array) => Tally
): number | undefined {
  const sorted = finite(sample).sort();
  if (n < 10_000 || sorted.length < 100) {
    return undefined;
  }
  const [centre, reach] = [q * (sorted.length - 1), 0.045 * sorted.length];
  const low = sorted[Math.max(0, Math.floor(centre - reach))];
  const high = sorted[Math.min(sorted.length - 1, Math.ceil(centre + reach))];
  const middle = low / 2 + high / 2;
  const kept = new Float64Array((n >> 3) + 64);
  const [known, lower, inside] = tallied(middle, high / 2 - low / 2, kept);
  if (inside > kept.length) {
    return undefined;
  }
  let below = lower;
  for (let k = 0; k < inside; k++) {
    below -= Number(kept[k] < middle);
  }
  const at = q * (known - 1);
  const k = Math.floor(at);
  const found = k >= below && k + (at > k ? 1 : 0) < below + inside;
  return found ? between(kept.subarray(0, inside), k - below, at - k) : undefined;
}

/** Every so many values, in steps of no whole divisor of a day, so that every hour is seen. */
function sampled(n: number, valueAt: (i: number) => number): Float64Array {
  return Float64Array.from({ length: n < 10_000 ? 0 : 1024 }, (_, k) => valueAt((Math.floor((k * n) / 1024) + (k % 7)) % n));
}

/** What is counted is not branched on: half of all values lie on each side, and the processor would guess wrong every other time. */
function tally(values: Float64Array, middle: number, half: number, kept: Float64Array): Tally {
  let [known, lower, inside] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    known += Number(value - value === 0);
    lower += Number(value < middle);
    if (Math.abs(value - middle) <= half) {
      // Past its end nothing is kept, and the count says so.
      kept[inside++] = value;
    }
  }
  return [known, lower - lowest(values, known), inside];
}

/** The same of |values − from|: written out, for a call a value would cost as much as the work. */
function tallyDistances(values: Float64Array, from: Float64Array, middle: number, half: number, kept: Float64Array): Tally {
  let [known, lower, inside] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = Math.abs(values[i] - from[i]);
    known += Number(value - value === 0);
    lower += Number(value < middle);
    if (Math.abs(value - middle) <= half) {
      kept[inside++] = value;
    }
  }
  return [known, lower, inside];
}

/** How many are minus infinity: they are below every middle, yet no values. */
function lowest(values: Float64Array, known: number): number {
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
  return 1.4826 * quantileInPlace(finiteSizes(values), 0.5);
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
