/** Straightens log odds that were fitted with weights: by how much they must be stretched to be right as often as they say. */

/**
 * The slope s ≥ 0 that makes logistic(s · z) most likely. There is no intercept, so what stood at one half stays there.
 * @param logOdds n, and whether each was right
 * @throws RangeError for none of them: a slope of nothing is no number
 * O(rounds × n)
 */
export function slopeOf(logOdds: readonly number[], right: readonly boolean[]): number {
  if (logOdds.length === 0 || logOdds.length !== right.length) {
    throw new RangeError(`slopeOf needs as many answers as log odds, and some: got ${logOdds.length} and ${right.length}`);
  }
  let slope = 1;
  for (let round = 0; round < 100; round++) {
    let [gradient, curve] = [0, 1e-9];
    logOdds.forEach((z, i) => {
      const probability = 1 / (1 + Math.exp(-slope * z));
      gradient += ((right[i] ? 1 : 0) - probability) * z;
      curve += probability * (1 - probability) * z * z;
    });
    // Half a step at most: far out the curve is flat, and a whole one would leap.
    const next = Math.max(0, slope + Math.max(-0.5, Math.min(0.5, gradient / curve)));
    if (Math.abs(next - slope) < 1e-10) {
      return next;
    }
    slope = next;
  }
  return slope;
}
