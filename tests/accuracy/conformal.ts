/** How much wider or narrower bands must be to hold the truth as often as they say. */

/** One banded figure beside the truth. */
export interface Banded {
  readonly trueKw: number;
  readonly kw: number;
  readonly lowKw: number;
  readonly highKw: number;
}

/** How many half widths of its band the truth lies away from the figure; Infinity when an empty band misses it. */
export function halfWidthsAway({ trueKw, kw, lowKw, highKw }: Banded): number {
  const away = trueKw - kw;
  const side = away >= 0 ? highKw - kw : kw - lowKw;
  return away === 0 ? 0 : side > 0 ? Math.abs(away) / side : Infinity;
}

/**
 * The split-conformal factor: bands multiplied by it hold at least `coverage` of fresh exchangeable figures.
 * The ⌈(n + 1) coverage⌉-th smallest of {@link halfWidthsAway}; Infinity when n is too small to say.
 * @see Lei et al. 2018, doi:10.1080/01621459.2017.1307116, section 2.2
 */
export function conformalFactor(banded: readonly Banded[], coverage = 0.9): number {
  const away = banded.map(halfWidthsAway).sort((a, b) => a - b);
  return away[Math.ceil((away.length + 1) * coverage) - 1] ?? Infinity;
}

export function coverageAt(banded: readonly Banded[], factor: number): number {
  return banded.filter((one) => halfWidthsAway(one) <= factor).length / banded.length;
}
