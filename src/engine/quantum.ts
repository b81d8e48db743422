/** The step in which an energy register counts, and what that step asks of a fit. */

/** A register that shows more decimals than this is no coarse one. */
const MOST_DECIMALS = 4;
/** Sums of binary fractions are off in the last digits: a thousandth of a step is no step. */
const TOLERANCE = 1e-3;

/**
 * The largest step of which all finite values are whole multiples apart, up to four decimals: 0.1 for 12.3, 12.5, 12.6.
 * @returns undefined when there is none (a float that was never rounded), or when the register never moved
 * O(n), mostly far less: it ends as soon as the step is as fine as its decimals allow
 */
export function quantumOf(values: Float64Array): number | undefined {
  const decimals = decimalsOf(values);
  if (decimals === undefined) {
    return undefined;
  }
  const scale = 10 ** decimals;
  let common = 0;
  let before = NaN;
  for (let i = 0; i < values.length && common !== 1; i++) {
    if (Number.isFinite(values[i])) {
      const whole = Math.round(values[i] * scale);
      common = Number.isNaN(before) ? 0 : divisor(common, Math.abs(whole - before));
      before = whole;
    }
  }
  return common > 0 ? common / scale : undefined;
}

/** The fewest decimals that write all values; undefined when four do not. */
function decimalsOf(values: Float64Array): number | undefined {
  let decimals = 0;
  for (let i = 0; i < values.length; i++) {
    while (Number.isFinite(values[i]) && Math.abs(values[i] * 10 ** decimals - Math.round(values[i] * 10 ** decimals)) > TOLERANCE) {
      if (++decimals > MOST_DECIMALS) {
        return undefined;
      }
    }
  }
  return decimals;
}

/** Greatest common divisor; 0 and b give b. */
function divisor(a: number, b: number): number {
  while (b > 0) {
    [a, b] = [b, a % b];
  }
  return a;
}

/** Steps a mean must span so that one more or less hardly shows. */
const STEPS_PER_ROW = 10;

/**
 * How long a row of the fit must be, ms, so that a register's step is a tenth of it at most: a step of q kWh makes a comb
 * of q / dt kW, 36 kW high for 0.1 kWh at 10 s.
 * @param meanKw the usual load; not positive = no length helps
 * @returns 0 when any length will do
 */
export function shortestRowMs(quantumKwh: number | undefined, meanKw: number): number {
  return quantumKwh !== undefined && meanKw > 0 ? (3_600_000 * STEPS_PER_ROW * quantumKwh) / meanKw : 0;
}
