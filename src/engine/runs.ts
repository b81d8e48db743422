import type { Blocks } from './ordinary';

/** Runs of bins in which demand stays above its baseline. */

/**
 * Each run begins where demand is more than onKw above the baseline and reaches, both ways, as far as it stays more than
 * offKw above. Runs at most mergeBins apart are one. A bin without a reading is not above.
 * @param highest what no bin of each block exceeds: blocks that cannot begin a run are not looked at
 * @returns [first, last] of each, both included, ascending
 * O(n), or O(n / block + bins of the runs) where the blocks say enough
 */
export function runsAbove(
  demandKw: Float64Array, baselineKw: Float64Array, onKw: number, offKw: number, mergeBins: number, highest?: Blocks
): Array<[first: number, last: number]> {
  const runs: Array<[number, number]> = [];
  const n = demandKw.length;
  for (let i = 0; i < n; i++) {
    if (highest !== undefined && i % highest.bins === 0 && highest.aboveKw[i / highest.bins] <= onKw) {
      i += highest.bins - 1;
      continue;
    }
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
