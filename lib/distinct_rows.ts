/**
 * Rows that repeat others.
 *
 * @module
 */
import type { Samples } from "./types.ts";

/**
 * Number of different rows, found in a hash table; 0 and −0 are equal.
 *
 * @param samples Shape `(n, d)`, no NaN; not changed.
 * @returns From 1 to n. Takes O(n d) time and O(n) memory.
 */
export function countDistinctRows({ data, n, d }: Samples): number {
  const bits = new Int32Array(data.buffer, data.byteOffset, 2 * n * d);
  const places = 2 ** Math.ceil(Math.log2(2 * n));
  const table = new Int32Array(places); // row number + 1, or 0
  let distinct = 0;
  for (let row = 0; row < n; row++) {
    let at = hashRow(data, bits, row * d, d) & (places - 1);
    while (table[at] !== 0 && !rowsEqual(data, row * d, (table[at] - 1) * d, d)) {
      at = (at + 1) & (places - 1);
    }
    if (table[at] !== 0) continue;
    table[at] = row + 1;
    distinct++;
  }
  return distinct;
}

function hashRow(data: Float64Array, bits: Int32Array, start: number, d: number): number {
  let hash = 0;
  for (let j = start; j < start + d; j++) {
    if (data[j] !== 0) hash ^= bits[2 * j] ^ Math.imul(bits[2 * j + 1], 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  }
  return hash ^ (hash >>> 13);
}

function rowsEqual(data: Float64Array, a: number, b: number, d: number): boolean {
  for (let j = 0; j < d; j++) {
    if (data[a + j] !== data[b + j]) return false;
  }
  return true;
}
