import { selectKth } from './select';

/** What a column usually is around each of its samples, exact and in little work however long the window is. */

/**
 * Centred rolling median: exact at every `stride`-th sample over every `skip`-th sample of the window, linear between.
 * NaN samples are skipped; a window without any takes the nearest known value.
 * @param halfWidth samples on either side, cut at the edges
 * O(n + samples looked at) for values that differ; O(n + n / stride · w) at worst, for w samples looked at in a window
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

/** Looks at each window anew. */
class FreshWindow {
  /** One is kept: when the last of a kind is swept away, so is what was compiled for it. */
  static readonly kept = new FreshWindow(new Float64Array(1), 1, 1);
  private readonly scratch: Float64Array;

  constructor(private readonly values: Float64Array, private readonly skip: number, mostSamples: number) {
    this.scratch = new Float64Array(mostSamples);
  }

  /** Median of the samples from, from + skip, … below to; NaN when none is known. */
  medianOver(from: number, to: number): number {
    let count = 0;
    for (let i = from; i < to; i += this.skip) {
      const value = this.values[i];
      if (value === value) {
        this.scratch[count++] = value;
      }
    }
    return count === 0 ? NaN : middleOf(this.scratch.subarray(0, count), (count - 1) >> 1, count >> 1);
  }
}

/** Half the sum of the k-th smallest and the one at `next`, which is k or k + 1. The values change places. */
function middleOf(values: Float64Array, k: number, next: number): number {
  const low = selectKth(values, k);
  return next === k ? low : (low + smallest(values.subarray(next))) / 2;
}

function smallest(values: Float64Array): number {
  let least = Infinity;
  for (let i = 0; i < values.length; i++) {
    least = values[i] < least ? values[i] : least;
  }
  return least;
}

/** So many that of a window's samples only a few share the bucket in which its median lies, and all of them fit the nearest cache. */
const BUCKETS = 2048;
const LAST_BUCKET = BUCKETS - 1;
/** Samples that say between which values the buckets lie, and how many of them may lie outside on either side. */
const [PROBES, OUTLIERS] = [128, 2];

/**
 * Counts a window's samples by buckets of value as it moves on, and orders only those that share the bucket of the median.
 * A bucket's samples hang in a list in order of time, so the one that leaves is always the first.
 */
class SlidingWindow {
  /** One is kept: when the last of a kind is swept away, so is what was compiled for it. */
  static readonly kept = new SlidingWindow(new Float64Array(1), 1, 1);
  private readonly low: number;
  private readonly scale: number;
  private readonly count = new Int32Array(BUCKETS);
  /** By slot: the next sample in the same bucket. Behind the slots each bucket has a place that points to its first one. */
  private readonly after: Int32Array;
  /** Last slot of each bucket; its own place when it is empty. */
  private readonly tail: Int32Array;
  /** The samples, a slot each, by their number in the column. */
  private readonly ring: Float64Array;
  private readonly slots: number;
  private readonly scratch: Float64Array;
  private known = 0;
  private from = 0;
  /** First sample that has not been in the window yet. */
  private next = 0;
  /** Where the last median was, and how many samples lie in buckets below. */
  private bucket = 0;
  private below = 0;

  constructor(private readonly values: Float64Array, private readonly skip: number, mostSamples: number) {
    [this.low, this.scale] = scaleOf(values);
    this.slots = 2 ** Math.ceil(Math.log2(mostSamples + 1));
    this.ring = new Float64Array(this.slots);
    this.scratch = new Float64Array(mostSamples);
    this.after = new Int32Array(this.slots + BUCKETS);
    this.tail = Int32Array.from({ length: BUCKETS }, (_, bucket) => this.slots + bucket);
  }

  /** As FreshWindow's; from and to never move back, and every window begins at a multiple of skip. */
  medianOver(from: number, to: number): number {
    this.leave(from);
    this.enter(Math.max(from, this.next), to);
    this.from = from;
    this.next = from + this.skip * Math.max(0, Math.ceil((to - from) / this.skip));
    return this.known === 0 ? NaN : this.middle();
  }

  private enter(from: number, to: number): void {
    const { values, skip, low, scale, count, after, tail, ring, bucket: pivot } = this;
    const mask = this.slots - 1;
    let [below, known] = [0, 0];
    for (let i = from, slot = from / skip; i < to; i += skip, slot++) {
      const value = values[i];
      if (value === value) {
        const bucket = bucketOf(value, low, scale);
        ring[slot & mask] = value;
        after[tail[bucket]] = slot & mask;
        tail[bucket] = slot & mask;
        count[bucket]++;
        known++;
        // Counted and not branched on: the processor cannot foresee on which side of the median a sample lies.
        below += Number(bucket < pivot);
      }
    }
    this.below += below;
    this.known += known;
  }

  private leave(to: number): void {
    const { values, skip, low, scale, count, after, tail, slots, bucket: pivot } = this;
    let [below, known] = [0, 0];
    for (let i = this.from, end = Math.min(to, this.next); i < end; i += skip) {
      const value = values[i];
      if (value === value) {
        const bucket = bucketOf(value, low, scale);
        const place = slots + bucket;
        after[place] = after[after[place]];
        const left = --count[bucket];
        const emptied = -Number(left === 0);
        tail[bucket] = (place & emptied) | (tail[bucket] & ~emptied);
        known++;
        below += Number(bucket < pivot);
      }
    }
    this.below -= below;
    this.known -= known;
  }

  private middle(): number {
    const { count, known } = this;
    const [lower, upper] = [(known - 1) >> 1, known >> 1];
    let { bucket, below } = this;
    while (below > lower) {
      below -= count[--bucket];
    }
    while (below + count[bucket] <= lower) {
      below += count[bucket++];
    }
    this.bucket = bucket;
    this.below = below;
    const k = lower - below;
    const inside = count[bucket];
    if (upper - below < inside) {
      return this.within(bucket, k, upper - below);
    }
    let above = bucket + 1;
    while (count[above] === 0) {
      above++;
    }
    return (this.within(bucket, k, k) + this.within(above, 0, 0)) / 2;
  }

  /** Half the sum of a bucket's k-th smallest and the one at `next`, which is k or k + 1. */
  private within(bucket: number, k: number, next: number): number {
    const { after, ring, scratch, slots } = this;
    const inside = this.count[bucket];
    let slot = after[slots + bucket];
    if (inside === 1) {
      return ring[slot];
    }
    for (let i = 0; i < inside; i++, slot = after[slot]) {
      scratch[i] = ring[slot];
    }
    if (inside > 24) {
      return middleOf(scratch.subarray(0, inside), k, next);
    }
    for (let i = 1; i < inside; i++) {
      const value = scratch[i];
      let at = i;
      for (; at > 0 && scratch[at - 1] > value; at--) {
        scratch[at] = scratch[at - 1];
      }
      scratch[at] = value;
    }
    return (scratch[k] + scratch[next]) / 2;
  }
}

/** Larger values never have a lower bucket; those beyond the scale share the outermost ones. */
function bucketOf(value: number, low: number, scale: number): number {
  return Math.max(0, Math.min(LAST_BUCKET, (value - low) * scale)) | 0;
}

/** Where the buckets begin, and how many there are to a unit: between them lie all but a few of the values. */
function scaleOf(values: Float64Array): [low: number, scale: number] {
  const probes = new Float64Array(Math.min(PROBES, values.length));
  let count = 0;
  for (let k = 0; k < probes.length; k++) {
    const value = values[Math.floor(((k + 0.5) * values.length) / probes.length)];
    if (value - value === 0) {
      probes[count++] = value;
    }
  }
  const sorted = probes.subarray(0, count).sort();
  const outside = count > 8 * OUTLIERS ? OUTLIERS : 0;
  const [low, high] = count === 0 ? [0, 0] : [sorted[outside], sorted[count - 1 - outside]];
  const margin = (high - low) / 8;
  return [low - margin, high > low ? BUCKETS / (high - low + 2 * margin) : 0];
}
