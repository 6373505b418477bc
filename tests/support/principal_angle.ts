/**
 * Distance between subspaces.
 *
 * @module
 */

/**
 * The root of the sum of squared sines of the principal angles between two subspaces, which is at
 * least the sine of the largest one. Accurate for tiny angles too, where an arc cosine is not.
 *
 * @param a Orthonormal rows, shape `(k, d)`.
 * @param b Orthonormal rows, shape `(k, d)`.
 * @param d Length of a row.
 */
export function sineOfAngles(a: Float64Array, b: Float64Array, d: number): number {
  let squares = 0;
  for (let row = 0; row < b.length; row += d) {
    const rest = b.slice(row, row + d);
    for (let other = 0; other < a.length; other += d) {
      let dot = 0;
      for (let j = 0; j < d; j++) dot += a[other + j] * b[row + j];
      for (let j = 0; j < d; j++) rest[j] -= dot * a[other + j];
    }
    squares += rest.reduce((sum, value) => sum + value * value, 0);
  }
  return Math.sqrt(squares);
}

/** Greatest departure of `rows` from orthonormality: max |V Vᵀ − I|. */
export function orthonormalityError(rows: Float64Array, d: number): number {
  let worst = 0;
  for (let a = 0; a < rows.length; a += d) {
    for (let b = 0; b <= a; b += d) {
      let dot = 0;
      for (let j = 0; j < d; j++) dot += rows[a + j] * rows[b + j];
      worst = Math.max(worst, Math.abs(dot - (a === b ? 1 : 0)));
    }
  }
  return worst;
}
