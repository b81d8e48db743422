import { selectKth } from './select';

/** Order statistics of columns in which NaN means "no reading". */

/** The q-quantile (0..1) of the finite values, linear between neighbours; NaN when there are none. O(n). */
export function quantile(values: Float64Array, q: number): number {
  return quantileOf(values, undefined, false, q);
}

/**
 * Quantile of the finite values − minus, of their sizes if asked, without a column of them: a sample says between which
 * two values it must lie, and only what lies there is kept and ordered.
 * @param minus as long as values; undefined = nothing is taken off
 * O(n), memory n / 8 as a rule
 */
export function quantileOf(values: Float64Array, minus: Float64Array | undefined, sizes: boolean, q: number): number {
  const [low, high] = bracket(values, minus, sizes, q);
  const n = values.length;
  const kept = new Float64Array(low < high ? (n >> 3) + 64 : n);
  let [below, inside, above] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    let value = minus === undefined ? values[i] : values[i] - minus[i];
    value = sizes ? Math.abs(value) : value;
    if (value < low) {
      below += value === -Infinity ? 0 : 1;
    } else if (value <= high) {
      // A full store is written over: the answer is then looked for without the sample.
      kept[inside < kept.length ? inside : 0] = value;
      inside += value === Infinity || value === -Infinity ? 0 : 1;
    } else if (value < Infinity) {
      above++;
    }
  }
  const count = below + inside + above;
  if (count === 0) {
    return NaN;
  }
  const at = q * (count - 1);
  const k = Math.floor(at);
  if (inside <= kept.length && k >= below && k + (at > k ? 1 : 0) < below + inside) {
    return between(kept.subarray(0, inside), k - below, at - k);
  }
  return between(everyFinite(values, minus, sizes), k, at - k);
}

/** Two values that very likely hold the quantile between them; everything when there are too few to tell. */
function bracket(values: Float64Array, minus: Float64Array | undefined, sizes: boolean, q: number): [number, number] {
  const n = values.length;
  if (n < 10_000) {
    return [-Infinity, Infinity];
  }
  // Steps of no whole divisor of a day, so that the sample sees every hour.
  const sample = new Float64Array(1024);
  let count = 0;
  for (let k = 0; k < sample.length; k++) {
    const i = Math.floor((k * n) / sample.length) + (k % 7);
    let value = minus === undefined ? values[i % n] : values[i % n] - minus[i % n];
    value = sizes ? Math.abs(value) : value;
    if (value - value === 0) {
      sample[count++] = value;
    }
  }
  const sorted = sample.subarray(0, count).sort();
  const reach = 0.045 * count;
  const at = q * (count - 1);
  return [at - reach < 0 ? -Infinity : sorted[Math.floor(at - reach)], at + reach > count - 1 ? Infinity : sorted[Math.ceil(at + reach)]];
}

function everyFinite(values: Float64Array, minus: Float64Array | undefined, sizes: boolean): Float64Array {
  const all = finite(minus === undefined ? values : values.map((value, i) => value - minus[i]));
  return sizes ? all.map(Math.abs) : all;
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
  return 1.4826 * quantileOf(values, undefined, true, 0.5);
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
  const out = new Float64Array(n);
  const most = Math.ceil(Math.min(n, 2 * halfWidth + 1) / skip) + 1;
  const window = halfWidth % skip === 0 && stride % skip === 0 ? new SlidingWindow(values, skip, most) : new FreshWindow(values, skip, most);
  let lastAt = -1;
  for (let centre = 0; centre < n; centre += stride) {
    const value = window.medianOver(Math.max(0, centre - halfWidth), Math.min(n, centre + halfWidth + 1));
    if (value !== value) {
      continue;
    }
    const from = lastAt < 0 ? value : out[lastAt];
    const slope = (value - from) / (centre - lastAt);
    for (let i = lastAt + 1; i < centre; i++) {
      out[i] = from + slope * (i - lastAt);
    }
    out[centre] = value;
    lastAt = centre;
  }
  return lastAt < 0 ? out.fill(NaN) : out.fill(out[lastAt], lastAt);
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
  private readonly leaving: Float64Array;
  private readonly entering: Float64Array;
  private count = 0;
  private from = 0;
  /** First sample that has not been in the window yet. */
  private next = 0;

  constructor(private readonly values: Float64Array, private readonly skip: number, mostSamples: number) {
    this.sorted = new Float64Array(mostSamples);
    this.spare = new Float64Array(mostSamples);
    this.leaving = new Float64Array(mostSamples);
    this.entering = new Float64Array(mostSamples);
  }

  /**
   * As FreshWindow's; from and to never move back, and every window begins at a multiple of skip.
   * One merge of all that comes and goes: a search for each costs more, for the processor cannot foresee its branches.
   */
  medianOver(from: number, to: number): number {
    const { sorted, spare, leaving, entering, count } = this;
    const goes = this.known(this.from, Math.min(from, this.next), leaving);
    const comes = this.known(Math.max(from, this.next), to, entering);
    let [kept, gone, come] = [0, 0, 0];
    // Sentinels: nothing equals NaN, and no sample lies above infinity.
    let nextGoing = goes > 0 ? leaving[0] : NaN;
    let nextComing = comes > 0 ? entering[0] : Infinity;
    for (let i = 0; i < count; i++) {
      const value = sorted[i];
      if (value === nextGoing) {
        nextGoing = ++gone < goes ? leaving[gone] : NaN;
        continue;
      }
      while (nextComing < value) {
        spare[kept++] = nextComing;
        nextComing = ++come < comes ? entering[come] : Infinity;
      }
      spare[kept++] = value;
    }
    while (come < comes) {
      spare[kept++] = entering[come++];
    }
    this.sorted = spare;
    this.spare = sorted;
    this.count = kept;
    this.from = from;
    this.next = from + this.skip * Math.max(0, Math.ceil((to - from) / this.skip));
    return kept === 0 ? NaN : (spare[(kept - 1) >> 1] + spare[kept >> 1]) / 2;
  }

  /** The known samples from, from + skip, … below to, ascending, into a column of their own; returns how many. */
  private known(from: number, to: number, into: Float64Array): number {
    let count = 0;
    for (let i = from; i < to; i += this.skip) {
      const value = this.values[i];
      if (value !== value) {
        continue;
      }
      if (count > 32) {
        into[count++] = value;
        continue;
      }
      let at = count++;
      for (; at > 0 && into[at - 1] > value; at--) {
        into[at] = into[at - 1];
      }
      into[at] = value;
    }
    if (count > 32) {
      into.subarray(0, count).sort();
    }
    return count;
  }
}

function middle(sorted: Float64Array): number {
  const count = sorted.length;
  return count === 0 ? NaN : (sorted[(count - 1) >> 1] + sorted[count >> 1]) / 2;
}
