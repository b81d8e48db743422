import { median, quantileOfDistance } from './stats';

/** Runs of bins in which demand stays above its baseline. */

/**
 * σ of ordinary demand about its baseline, kW: 1.4826 · median |demand − baseline|, at least a hundredth of the median
 * demand, so that a quiet meter does not turn its last digit into spikes.
 * @param from, to bins [from, to) that say what is ordinary
 * O(to − from)
 */
export function ordinarySpread(demandKw: Float64Array, baselineKw: Float64Array, from: number, to: number): number {
  const ordinaryKw = demandKw.subarray(from, to);
  const spreadKw = 1.4826 * quantileOfDistance(ordinaryKw, baselineKw.subarray(from, to), 0.5);
  // No median lies above the largest reading: mostly that says already that the hundredth does not matter.
  return spreadKw >= 0.01 * largest(ordinaryKw) ? spreadKw : Math.max(spreadKw, 0.01 * Math.abs(median(ordinaryKw)));
}

function largest(kw: Float64Array): number {
  let size = 0;
  for (let i = 0; i < kw.length; i++) {
    const one = Math.abs(kw[i]);
    size = one > size ? one : size;
  }
  return size;
}

/**
 * Each run begins where demand is more than onKw above the baseline and reaches, both ways, as far as it stays more than
 * offKw above. Runs at most mergeBins apart are one. A bin without a reading is not above.
 * @returns [first, last] of each, both included, ascending
 * O(n)
 */
export function runsAbove(demandKw: Float64Array, baselineKw: Float64Array, onKw: number, offKw: number, mergeBins: number): Array<[first: number, last: number]> {
  const runs: Array<[number, number]> = [];
  const n = demandKw.length;
  for (let i = 0; i < n; i++) {
    if (!(demandKw[i] - baselineKw[i] > onKw)) {
      continue;
    }
    let first = i;
    let last = i;
    while (first > 0 && demandKw[first - 1] - baselineKw[first - 1] > offKw) {
      first--;
    }
    while (last + 1 < n && demandKw[last + 1] - baselineKw[last + 1] > offKw) {
      last++;
    }
    const previous = runs[runs.length - 1];
    if (previous && first - previous[1] <= mergeBins) {
      previous[1] = last;
    } else {
      runs.push([first, last]);
    }
    i = last;
  }
  return runs;
}
