// Matrix product C = op(A) · op(B), op a transposition or none: panels of 256 × 8 of B, packed, tiles of
// 4 × 8 of C. Partial products of 256 terms are added to C one after the other.
import { madd } from "./madd";

const DEPTH: i32 = 256;

/**
 * A[i, k] lies at a + i · aRow + k · aColumn (bytes), B[k, j] likewise; C is row-major (m × n).
 * `panel` has room for 256 × 8 f32.
 */
export function matrixProduct(
  a: usize,
  b: usize,
  c: usize,
  panel: usize,
  m: i32,
  n: i32,
  depth: i32,
  aRow: i32,
  aColumn: i32,
  bRow: i32,
  bColumn: i32,
): void {
  memory.fill(c, 0, ((<usize> m) * <usize> n) << 2);
  for (let k = 0; k < depth; k += DEPTH) {
    const count = min<i32>(DEPTH, depth - k);
    for (let j = 0; j < n; j += 8) {
      const columns = min<i32>(8, n - j);
      pack(
        b + <usize> k * <usize> bRow + <usize> j * <usize> bColumn,
        panel,
        count,
        columns,
        bRow,
        bColumn,
      );
      const start = a + <usize> k * <usize> aColumn;
      const to = c + ((<usize> j) << 2);
      for (let i = 0; i < m; i += 4) {
        tile(start, panel, to, i, m, n, count, aRow, aColumn, columns);
      }
    }
  }
}

function pack(
  b: usize,
  panel: usize,
  count: i32,
  columns: i32,
  bRow: i32,
  bColumn: i32,
): void {
  for (let k = 0; k < count; k++, panel += 32, b += <usize> bRow) {
    for (let j = 0; j < 8; j++) {
      const value = j < columns ? load<f32>(b + <usize> j * <usize> bColumn) : <f32> 0;
      store<f32>(panel + ((<usize> j) << 2), value);
    }
  }
}

function tile(
  a: usize,
  panel: usize,
  c: usize,
  first: i32,
  m: i32,
  n: i32,
  count: i32,
  aRow: i32,
  aColumn: i32,
  columns: i32,
): void {
  const step = <usize> aColumn;
  let r0 = a + <usize> first * <usize> aRow;
  let r1 = a + <usize> min<i32>(first + 1, m - 1) * <usize> aRow;
  let r2 = a + <usize> min<i32>(first + 2, m - 1) * <usize> aRow;
  let r3 = a + <usize> min<i32>(first + 3, m - 1) * <usize> aRow;
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
  const end = panel + ((<usize> count) << 5);
  for (; panel < end; panel += 32, r0 += step, r1 += step, r2 += step, r3 += step) {
    const low = v128.load(panel), high = v128.load(panel, 16);
    let x = v128.load32_splat(r0);
    a0 = madd(x, low, a0);
    a1 = madd(x, high, a1);
    x = v128.load32_splat(r1);
    a2 = madd(x, low, a2);
    a3 = madd(x, high, a3);
    x = v128.load32_splat(r2);
    a4 = madd(x, low, a4);
    a5 = madd(x, high, a5);
    x = v128.load32_splat(r3);
    a6 = madd(x, low, a6);
    a7 = madd(x, high, a7);
  }
  const row = (<usize> n) << 2;
  let to = c + row * <usize> first;
  accumulate(to, a0, columns);
  accumulate(to + 16, a1, columns - 4);
  if (first + 1 >= m) return;
  to += row;
  accumulate(to, a2, columns);
  accumulate(to + 16, a3, columns - 4);
  if (first + 2 >= m) return;
  to += row;
  accumulate(to, a4, columns);
  accumulate(to + 16, a5, columns - 4);
  if (first + 3 >= m) return;
  to += row;
  accumulate(to, a6, columns);
  accumulate(to + 16, a7, columns - 4);
}

// @ts-ignore: decorator
@inline
function accumulate(to: usize, sums: v128, columns: i32): void {
  if (columns >= 4) {
    v128.store(to, f32x4.add(v128.load(to), sums));
  } else if (columns > 0) {
    store<f32>(to, load<f32>(to) + f32x4.extract_lane(sums, 0));
    if (columns > 1) store<f32>(to, load<f32>(to, 4) + f32x4.extract_lane(sums, 1), 4);
    if (columns > 2) store<f32>(to, load<f32>(to, 8) + f32x4.extract_lane(sums, 2), 8);
  }
}
