/** Order statistics of columns in which NaN means "no reading". */

/** The q-quantile (0..1) of the finite values, linear between neighbours; NaN when there are none. O(n log n). */
export function quantile(values: Float64Array, q: number): number {
  const sorted = finite(values).sort();
  if (sorted.length === 0) {
    return NaN;
  }
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
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
  return 1.4826 * median(values.map(Math.abs));
}

/** The finite values of a column, in order, in a new one. */
export function finite(values: Float64Array): Float64Array {
  let count = 0;
  const kept = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) {
      kept[count++] = values[i];
    }
  }
  return kept.subarray(0, count);
}

/**
 * Centred rolling median: exact at every `stride`-th sample over every `skip`-th sample of the window, linear between.
 * NaN samples are skipped; a window without any takes the nearest known value.
 * @param halfWidth samples on either side, cut at the edges
 * O(n / stride · w log w) for w samples looked at in a window
 */
export function rollingMedian(values: Float64Array, halfWidth: number, stride: number, skip: number): Float64Array {
  const n = values.length;
  const out = new Float64Array(n).fill(NaN);
  const scratch = new Float64Array(Math.floor((2 * halfWidth) / skip) + 2);
  let lastAt = -1;
  for (let centre = 0; centre < n; centre += stride) {
    let count = 0;
    const end = Math.min(n, centre + halfWidth + 1);
    for (let i = Math.max(0, centre - halfWidth); i < end; i += skip) {
      if (values[i] === values[i]) {
        scratch[count++] = values[i];
      }
    }
    if (count === 0) {
      continue;
    }
    const window = scratch.subarray(0, count).sort();
    const value = (window[(count - 1) >> 1] + window[count >> 1]) / 2;
    out[centre] = value;
    const from = lastAt < 0 ? value : out[lastAt];
    const span = centre - lastAt;
    for (let i = lastAt + 1; i < centre; i++) {
      out[i] = lastAt < 0 ? value : from + ((value - from) * (i - lastAt)) / span;
    }
    lastAt = centre;
  }
  for (let i = lastAt + 1; i < n; i++) {
    out[i] = lastAt < 0 ? NaN : out[lastAt];
  }
  return out;
}
