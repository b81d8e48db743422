/** First index whose value is ≥ x in an ascending column; its length when there is none. O(log n). */
export function lowerBound(ascending: Float64Array, x: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < x) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** First index whose value is > x in an ascending column; its length when there is none. O(log n). */
export function upperBound(ascending: Float64Array, x: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! <= x) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
