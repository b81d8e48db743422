import { selectKth } from './select';

/** Order statistics of columns in which NaN means "no reading". */

/** The q-quantile (0..1) of the finite values, linear between neighbours; NaN when there are none. O(n). */
export function quantile(values: Float64Array, q: number): number {
  return quantileInPlace(finite(values), q);
}

/** The same of values that are all finite and may change places. */
function quantileInPlace(values: Float64Array, q: number): number {
  const n = values.length;
  if (n === 0) {
    return NaN;
  }
  const at = q * (n - 1);
  const k = Math.floor(at);
  const low = selectKth(values, k);
  if (at === k) {
    return low;
  }
  let high = Infinity;
  for (let i = k + 1; i < n; i++) {
    high = values[i] < high ? values[i] : high;
  }
  return low + (at - k) * (high - low);
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
  const sizes = finite(values);
  for (let i = 0; i < sizes.length; i++) {
    sizes[i] = Math.abs(sizes[i]);
  }
  return 1.4826 * quantileInPlace(sizes, 0.5);
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

/**
 * Centred rolling median: exact at every `stride`-th sample over every `skip`-th sample of the window, linear between.
 * NaN samples are skipped; a window without any takes the nearest known value.
 * @param halfWidth samples on either side, cut at the edges
 * O(n + n / stride · w) for w samples looked at in a window; with w log w where neighbouring windows look at other samples
 */
export function rollingMedian(values: Float64Array, halfWidth: number, stride: number, skip: number): Float64Array {
  const n = values.length;
  const out = new Float64Array(n).fill(NaN);
  const most = Math.ceil(Math.min(n, 2 * halfWidth + 1) / skip) + 1;
  const window = halfWidth % skip === 0 && stride % skip === 0 ? new SlidingWindow(values, skip, most) : new FreshWindow(values, skip, most);
  let lastAt = -1;
  for (let centre = 0; centre < n; centre += stride) {
    const value = window.medianOver(Math.max(0, centre - halfWidth), Math.min(n, centre + halfWidth + 1));
    if (Number.isNaN(value)) {
      continue;
    }
    out[centre] = value;
    if (lastAt < 0) {
      out.fill(value, 0, centre);
    } else {
      const from = out[lastAt];
      const [rise, span] = [value - from, centre - lastAt];
      for (let i = lastAt + 1; i < centre; i++) {
        out[i] = from + (rise * (i - lastAt)) / span;
      }
    }
    lastAt = centre;
  }
  return lastAt < 0 ? out : out.fill(out[lastAt], lastAt);
}

/** Sorts each window anew. */
class FreshWindow {
  private readonly scratch: Float64Array;

  constructor(private readonly values: Float64Array, private readonly skip: number, mostSamples: number) {
    this.scratch = new Float64Array(mostSamples);
  }

  /** Median of the samples from, from + skip, … below to; NaN when none is known. */
  medianOver(from: number, to: number): number {
    let count = 0;
    for (let i = from; i < to; i += this.skip) {
      if (this.values[i] === this.values[i]) {
        this.scratch[count++] = this.values[i];
      }
    }
    return middle(this.scratch.subarray(0, count).sort());
  }
}

/** Keeps the window sorted while it moves on: what leaves and what enters is few beside what stays. */
class SlidingWindow {
  private sorted: Float64Array;
  private spare: Float64Array;
  private count = 0;
  private from = 0;
  /** First sample that has not been in the window yet. */
  private next = 0;

  constructor(private readonly values: Float64Array, private readonly skip: number, mostSamples: number) {
    this.sorted = new Float64Array(mostSamples);
    this.spare = new Float64Array(mostSamples);
  }

  /** As FreshWindow's; from and to never move back, and every window begins at a multiple of skip. */
  medianOver(from: number, to: number): number {
    const leaving = this.known(this.from, Math.min(from, this.next));
    const entering = this.known(Math.max(from, this.next), to);
    let [kept, gone, come] = [0, 0, 0];
    for (let i = 0; i < this.count; i++) {
      const value = this.sorted[i];
      if (gone < leaving.length && leaving[gone] === value) {
        gone++;
        continue;
      }
      while (come < entering.length && entering[come] < value) {
        this.spare[kept++] = entering[come++];
      }
      this.spare[kept++] = value;
    }
    while (come < entering.length) {
      this.spare[kept++] = entering[come++];
    }
    [this.sorted, this.spare, this.count] = [this.spare, this.sorted, kept];
    this.from = from;
    this.next = from + this.skip * Math.max(0, Math.ceil((to - from) / this.skip));
    return middle(this.sorted.subarray(0, kept));
  }

  private known(from: number, to: number): Float64Array {
    const found = new Float64Array(Math.max(0, Math.ceil((to - from) / this.skip)));
    let count = 0;
    for (let i = from; i < to; i += this.skip) {
      if (this.values[i] === this.values[i]) {
        found[count++] = this.values[i];
      }
    }
    return found.subarray(0, count).sort();
  }
}

function middle(sorted: Float64Array): number {
  const count = sorted.length;
  return count === 0 ? NaN : (sorted[(count - 1) >> 1] + sorted[count >> 1]) / 2;
}
