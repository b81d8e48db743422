/** Factors a symmetric matrix, so that equations with it are solved by two substitutions. */

/**
 * Cholesky's lower factor L, L·Lᵀ = the matrix, in its place.
 * @param lower size × size; its lower triangle is read and written, what stands above is left alone
 * @param least what a square of the diagonal is taken for where rounding left less: a matrix that is nearly singular is factored all the same
 * O(size³)
 */
export function cholesky(lower: Float64Array, size: number, least: number): Float64Array {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = lower[i * size + j];
      for (let k = 0; k < j; k++) {
        sum -= lower[i * size + k] * lower[j * size + k];
      }
      lower[i * size + j] = i === j ? Math.sqrt(Math.max(sum, least)) : sum / lower[j * size + j];
    }
  }
  return lower;
}
