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
  const most = Math.ceil(Math.min(n, 2 * halfWidth + 1) / skip) + 1;
  const middle = new Float64Array(Math.ceil(n / stride));
  const window = halfWidth % skip === 0 && stride % skip === 0 ? new SlidingWindow(values, skip, most) : new FreshWindow(values, skip, most);
  for (let k = 0; k < middle.length; k += AT_ONCE) {
    window.medians(middle, k, Math.min(middle.length, k + AT_ONCE), halfWidth, stride);
  }
  return linear(middle, stride, new Float64Array(n));
}

/** So many windows at once: what is called often is compiled as a whole. */
const AT_ONCE = 256;

/** The line through every known `middle`, `stride` samples apart; before the first and behind the last it is level. O(n) */
function linear(middle: Float64Array, stride: number, out: Float64Array): Float64Array {
  let last = -1;
  for (let k = 0; k < middle.length; k++) {
    if (middle[k] === middle[k]) {
      addLine(out, last < 0 ? -1 : last * stride, last < 0 ? middle[k] : middle[last], k * stride, middle[k]);
      last = k;
    }
  }
  return last < 0 ? out.fill(NaN) : out.fill(middle[last], last * stride);
}

/** The line from one sample to another: behind `at`, up to `to`. */
function addLine(out: Float64Array, at: number, from: number, to: number, value: number): void {
  const slope = (value - from) / (to - at);
  for (let i = at + 1; i < to; i++) {
    out[i] = from + slope * (i - at);
  }
  out[to] = value;
}

/** Looks at each window anew. */
class FreshWindow {
  /** One is kept: when the last of a kind is swept away, so is what was compiled for it. */
  static readonly kept = new FreshWindow(new Float64Array(1), 1, 1);
  private readonly scratch: Float64Array;

  constructor(private readonly values: Float64Array, private readonly skip: number, mostSamples: number) {
    this.scratch = new Float64Array(mostSamples);
  }

  /** As SlidingWindow's, of windows that begin anywhere. */
  medians(middle: Float64Array, first: number, end: number, halfWidth: number, stride: number): void {
    const { values, scratch, skip } = this;
    for (let k = first; k < end; k++) {
      const to = Math.min(values.length, k * stride + halfWidth + 1);
      let count = 0;
      for (let i = Math.max(0, k * stride - halfWidth); i < to; i += skip) {
        const value = values[i];
        if (value === value) {
          scratch[count++] = value;
        }
      }
      middle[k] = count === 0 ? NaN : middleOf(scratch.subarray(0, count), (count - 1) >> 1, count >> 1);
    }
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
/** Of a sample that is not known. */
const NO_BUCKET = 0xffff;
/** More samples of one bucket than this are not sorted for a median. */
const FEW = 24;
/** Samples that say between which values the buckets lie, and how many of them may lie outside on either side. */
const [PROBES, OUTLIERS] = [128, 2];

/**
 * Counts a window's samples by buckets of value as it moves on, and orders only those that share the bucket of the median.
 * A bucket's samples hang in a list, the newest first, of which as many count as the bucket has: what leaves is the oldest, and is only counted off.
 */
class SlidingWindow {
  /** One is kept: when the last of a kind is swept away, so is what was compiled for it. */
  static readonly kept = new SlidingWindow(new Float64Array(1), 1, 1);
  private readonly low: number;
  private readonly scale: number;
  private readonly count = new Int32Array(BUCKETS);
  /** By bucket, the slot of its newest sample; by slot, that of the one before it in the same bucket. */
  private readonly newest = new Int32Array(BUCKETS);
  private readonly older: Int32Array;
  /** The samples and their buckets, a slot each, by their number in the column. */
  private readonly ring: Float64Array;
  private readonly bucketOf: Uint16Array;
  private readonly slots: number;
  private readonly scratch: Float64Array;
  private known = 0;
  /** First sample that is in the window, and first that has not been. */
  private gone = 0;
  private next = 0;
  /** Where the last median was, and how many samples lie in buckets below. */
  private bucket = 0;
  private below = 0;

  constructor(private readonly values: Float64Array, private readonly skip: number, mostSamples: number) {
    [this.low, this.scale] = scaleOf(values);
    this.slots = 2 ** Math.ceil(Math.log2(mostSamples + 1));
    this.ring = new Float64Array(this.slots);
    this.bucketOf = new Uint16Array(this.slots);
    this.scratch = new Float64Array(Math.max(mostSamples, FEW));
    this.older = new Int32Array(this.slots);
  }

  /**
   * The medians of the windows [first, end), `stride` samples apart, NaN where no sample is known; each call goes on where the one
   * before ended. One function with everything in it, for a window has few samples that are new.
   */
  medians(middle: Float64Array, first: number, end: number, halfWidth: number, stride: number): void {
    const { values, skip, low, scale, count, newest, older, ring, bucketOf, slots, scratch } = this;
    const n = values.length;
    const mask = slots - 1;
    let { known, gone, next, bucket, below } = this;
    let [goneSlot, nextSlot] = [gone / skip, next / skip];
    for (let k = first; k < end; k++) {
      const centre = k * stride;
      const to = centre + halfWidth < n ? centre + halfWidth + 1 : n;
      for (const from = centre - halfWidth; gone < from; gone += skip, goneSlot++) {
        const left = bucketOf[goneSlot & mask];
        if (left !== NO_BUCKET && gone < next) {
          count[left]--;
          known--;
          // Counted and not branched on: the processor cannot foresee on which side of the median a sample lies.
          below -= Number(left < bucket);
        }
      }
      if (next < gone) {
        [next, nextSlot] = [gone, goneSlot];
      }
      for (; next < to; next += skip, nextSlot++) {
        const value = values[next];
        const slot = nextSlot & mask;
        if (value === value) {
          // Larger values never have a lower bucket; those beyond the scale share the outermost ones.
          const into = Math.max(0, Math.min(LAST_BUCKET, (value - low) * scale)) | 0;
          ring[slot] = value;
          bucketOf[slot] = into;
          older[slot] = newest[into];
          newest[into] = slot;
          count[into]++;
          known++;
          below += Number(into < bucket);
        } else {
          bucketOf[slot] = NO_BUCKET;
        }
      }
      if (known === 0) {
        middle[k] = NaN;
        continue;
      }
      const lower = (known - 1) >> 1;
      const upper = known >> 1;
      while (below > lower) {
        below -= count[--bucket];
      }
      while (below + count[bucket] <= lower) {
        below += count[bucket++];
      }
      const inside = count[bucket];
      if (inside === 1 && lower === upper) {
        middle[k] = ring[newest[bucket]];
      } else if (upper - below < inside) {
        inOrder(scratch, inside, newest[bucket], older, ring);
        middle[k] = inside > FEW ? middleOf(scratch.subarray(0, inside), lower - below, upper - below) : (scratch[lower - below] + scratch[upper - below]) / 2;
      } else {
        let above = bucket + 1;
        while (count[above] === 0) {
          above++;
        }
        middle[k] = (this.kth(bucket, lower - below) + this.kth(above, 0)) / 2;
      }
    }
    [this.known, this.gone, this.next, this.bucket, this.below] = [known, gone, next, bucket, below];
  }

  /** The k-th smallest sample of a bucket. */
  private kth(bucket: number, k: number): number {
    const inside = this.count[bucket];
    inOrder(this.scratch, inside, this.newest[bucket], this.older, this.ring);
    return inside > FEW ? middleOf(this.scratch.subarray(0, inside), k, k) : this.scratch[k];
  }
}

/** The first `inside` samples of a list: ascending, or as they are when there are more than a few. */
function inOrder(into: Float64Array, inside: number, newest: number, older: Int32Array, ring: Float64Array): void {
  for (let i = 0, slot = newest; i < inside; i++, slot = older[slot]) {
    const value = ring[slot];
    let at = i;
    for (; inside <= FEW && at > 0 && into[at - 1] > value; at--) {
      into[at] = into[at - 1];
    }
    into[at] = value;
  }
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
