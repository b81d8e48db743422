/** The k-th smallest value of a column without sorting it. */

/**
 * Rearranges `values` so that the k-th smallest (from 0) stands at k, and returns it. NaN must not be among them.
 * @throws RangeError when k is not an index of the column
 * @see Hoare 1961, doi:10.1145/366622.366647; the pivot is the median of three, so sorted columns do not degrade
 * O(n) expected, no allocation
 */
export function select(values: Float64Array, k: number): number {
  if (!(k >= 0 && k < values.length)) {
    throw new RangeError(`k must be an index of the column: got ${k} of ${values.length}`);
  }
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = middleOfThree(values[low], values[(low + high) >>> 1], values[high]);
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i] < pivot) {
        i++;
      }
      while (values[j] > pivot) {
        j--;
      }
      if (i <= j) {
        const kept = values[i];
        values[i++] = values[j];
        values[j--] = kept;
      }
    }
    if (k <= j) {
      high = j;
    } else if (k >= i) {
      low = i;
    } else {
      break;
    }
  }
  return values[k];
}

function middleOfThree(a: number, b: number, c: number): number {
  return a < b ? (b < c ? b : a < c ? c : a) : a < c ? a : b < c ? c : b;
}

/**
 * The q-quantile (0..1) of the first `count` values, linear between neighbours, as in R's type 7. Rearranges them.
 * @returns NaN when there are none
 * @see Hyndman & Fan 1996, doi:10.1080/00031305.1996.10473566
 * O(n) expected
 */
export function quantileInPlace(values: Float64Array, q: number): number {
  const n = values.length;
  if (n === 0) {
    return NaN;
  }
  const at = q * (n - 1);
  const low = Math.floor(at);
  const below = select(values, low);
  if (at === low) {
    return below;
  }
  // Everything behind `low` is at least as large, so the next one up is the least of those.
  let next = Infinity;
  for (let i = low + 1; i < n; i++) {
    next = values[i] < next ? values[i] : next;
  }
  return below + (at - low) * (next - below);
}
