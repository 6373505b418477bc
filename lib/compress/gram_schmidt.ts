/**
 * Orthonormal rows, one at a time.
 *
 * @module
 */

/** A part this small, relative to the vector, is what rounding leaves of a linear combination. */
const SPAN_TOLERANCE = 1e-13;

/**
 * Makes row `index` of `rows` a unit vector orthogonal to the rows before it, by Gram and Schmidt
 * twice (once is not enough when much cancels).
 *
 * @param rows Shape `(…, d)`; the rows before `index` are orthonormal; changed in place.
 * @param index The row.
 * @param d Length of a row.
 * @returns Length of the row's part that is orthogonal to the rows before it, relative to the row's
 *   own length; 0 for a row of zeros, and for a row that lies in their span up to rounding, which
 *   becomes zeros.
 */
export function orthonormalise(rows: Float64Array, index: number, d: number): number {
  const row = rows.subarray(index * d, (index + 1) * d);
  const before = norm(row);
  for (let sweep = 0; sweep < 2; sweep++) {
    for (let other = 0; other < index; other++) {
      const start = other * d;
      let dot = 0;
      for (let j = 0; j < d; j++) dot += row[j] * rows[start + j];
      for (let j = 0; j < d; j++) row[j] -= dot * rows[start + j];
    }
  }
  const after = norm(row);
  const kept = before > 0 ? after / before : 0;
  const scale = kept > SPAN_TOLERANCE ? 1 / after : 0;
  for (let j = 0; j < d; j++) row[j] *= scale;
  return scale === 0 ? 0 : kept;
}

function norm(vector: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < vector.length; j++) sum += vector[j] * vector[j];
  return Math.sqrt(sum);
}
