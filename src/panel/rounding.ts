// Shown numbers that add up: each is rounded so that together they make the shown total.

/** How many decimals a spike of this size is read with: whole kW, and finer where whole ones would say nothing. */
export function digitsFor(excessKw: number): number {
  const size = Math.abs(excessKw);
  return size >= 20 ? 0 : size >= 2 ? 1 : 2;
}

/**
 * Largest remainder: every value is rounded down to the step, and the steps left over go to the largest remainders.
 * @param total what the shown values must add up to; itself already rounded to `digits`
 * @returns n values, each less than one step from its own (as long as the values add up to `total` before rounding)
 * [1.4, 1.4, 1.2] to 4 → [2, 1, 1]. Ties go to the earlier value. O(n log n)
 */
export function roundToTotal(values: readonly number[], total: number, digits: number): number[] {
  const step = 10 ** digits;
  const units = values.map((value) => Math.floor(value * step + 1e-9));
  let left = Math.round(total * step) - units.reduce((sum, unit) => sum + unit, 0);
  const order = values.map((value, i) => ({ i, rest: value * step - units[i]! })).sort((a, b) => b.rest - a.rest || a.i - b.i);
  for (let k = 0; left !== 0 && order.length > 0; k = (k + 1) % order.length) {
    const { i } = left > 0 ? order[k]! : order[order.length - 1 - k]!;
    units[i]! += Math.sign(left);
    left -= Math.sign(left);
  }
  return units.map((unit) => (unit === 0 ? 0 : unit / step));
}

export function roundTo(value: number, digits: number): number {
  const rounded = Math.round(value * 10 ** digits) / 10 ** digits;
  return rounded === 0 ? 0 : rounded;
}
