/** Ridge logistic regression by iteratively reweighted least squares: the weights of the confidence are fitted with it. */

export interface Logistic {
  readonly intercept: number;
  /** One a feature. */
  readonly weights: readonly number[];
}

/**
 * Maximises Σ log-likelihood − l2/2 · |weights|²; the intercept is free.
 * @param rows n rows of p finite features
 * @param labels n
 * @param rowWeight n ≥ 0; 1 each by default
 * @throws RangeError when rows and labels differ in length, or a row has another length than the first
 * O(iterations × n p²)
 */
export function fitLogistic(rows: ReadonlyArray<readonly number[]>, labels: readonly boolean[], l2 = 1, rowWeight?: readonly number[]): Logistic {
  const p = (rows[0]?.length ?? 0) + 1;
  if (rows.length !== labels.length || rows.some((row) => row.length !== p - 1)) {
    throw new RangeError(`fitLogistic needs as many labels as rows, all of one length: got ${rows.length} rows, ${labels.length} labels, ${p - 1} features`);
  }
  let beta = new Float64Array(p);
  for (let iteration = 0; iteration < 100; iteration++) {
    const { hessian, gradient } = derivatives(rows, labels, beta, l2, rowWeight);
    const step = solved(hessian, gradient, p);
    beta = beta.map((value, j) => value + step[j]);
    if (step.every((value) => Math.abs(value) < 1e-10)) {
      break;
    }
  }
  return { intercept: beta[0], weights: [...beta.subarray(1)] };
}

function derivatives(rows: ReadonlyArray<readonly number[]>, labels: readonly boolean[], beta: Float64Array, l2: number, rowWeight?: readonly number[]) {
  const p = beta.length;
  const hessian = new Float64Array(p * p);
  const gradient = new Float64Array(p);
  const x = new Float64Array(p).fill(1);
  for (let j = 0; j < p; j++) {
    // A trace of ridge on the intercept keeps the system solvable when every label is the same.
    hessian[j * p + j] = j === 0 ? 1e-9 : l2 + 1e-12;
    gradient[j] = j === 0 ? 0 : -l2 * beta[j];
  }
  for (let i = 0; i < rows.length; i++) {
    let z = beta[0];
    for (let j = 1; j < p; j++) {
      x[j] = rows[i][j - 1];
      z += beta[j] * x[j];
    }
    const weight = rowWeight?.[i] ?? 1;
    const probability = 1 / (1 + Math.exp(-z));
    const off = weight * ((labels[i] ? 1 : 0) - probability);
    // Far out the curve is flat; a floor keeps one step from leaping to infinity.
    const curve = weight * Math.max(1e-6, probability * (1 - probability));
    for (let a = 0; a < p; a++) {
      gradient[a] += off * x[a];
      for (let b = 0; b <= a; b++) {
        hessian[a * p + b] += curve * x[a] * x[b];
      }
    }
  }
  return { hessian, gradient };
}

/** Cholesky of the lower triangle, in place. */
function solved(matrix: Float64Array, right: Float64Array, p: number): Float64Array {
  for (let j = 0; j < p; j++) {
    for (let i = j; i < p; i++) {
      let sum = matrix[i * p + j];
      for (let k = 0; k < j; k++) {
        sum -= matrix[i * p + k] * matrix[j * p + k];
      }
      matrix[i * p + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / matrix[j * p + j];
    }
  }
  const out = right.slice();
  for (let i = 0; i < p; i++) {
    for (let k = 0; k < i; k++) {
      out[i] -= matrix[i * p + k] * out[k];
    }
    out[i] /= matrix[i * p + i];
  }
  for (let i = p - 1; i >= 0; i--) {
    for (let k = i + 1; k < p; k++) {
      out[i] -= matrix[k * p + i] * out[k];
    }
    out[i] /= matrix[i * p + i];
  }
  return out;
}

export function probabilityOf({ intercept, weights }: Logistic, row: readonly number[]): number {
  return 1 / (1 + Math.exp(-weights.reduce((z, weight, j) => z + weight * row[j], intercept)));
}
