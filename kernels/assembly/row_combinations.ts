// Squares of linear combinations of a matrix's rows, some columns at a time.

/** Columns to a row of the panel. */
const COLUMNS: i32 = 32;

/** Bytes of a row. */
const SIZE: usize = 256;

/**
 * Subtracts Σ_c (Σ_j shares[j] · row[from[j]][c])² · scales[c] from `left`, for every sample i its own `terms` shares
 * and rows, and for `pairs` pairs of scales: those of a column are side by side, the columns of a pair after each
 * other. Terms are added four at a time, as a loop that is unrolled by four does; then one by one.
 */
export function takeSquares(
  panel: usize,
  n: i32,
  terms: i32,
  from: usize,
  shares: usize,
  scales: usize,
  pairs: i32,
  left: usize,
  sums: usize,
): void {
  for (let i = 0; i < n; i++) {
    combine(panel, terms, from, shares, sums);
    for (let pair = 0; pair < pairs; pair++) {
      let rest = v128.load(left);
      let scale = scales + (<usize> (pair * COLUMNS) << 4);
      for (let c: usize = 0; c < SIZE; c += 8) {
        const square = v128.load64_splat(sums + c);
        rest = f64x2.sub(rest, f64x2.mul(square, v128.load(scale)));
        scale += 16;
      }
      v128.store(left, rest);
      left += 16;
    }
    from += <usize> terms << 2;
    shares += <usize> terms << 3;
  }
}

/** The squares of one combination, to `sums`. */
function combine(panel: usize, terms: i32, from: usize, shares: usize, sums: usize): void {
  for (let c: usize = 0; c < SIZE; c += 64) {
    const at = panel + c;
    let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
    let j = 0;
    for (; j + 4 <= terms; j += 4) {
      const rows = from + (<usize> j << 2);
      const r0 = at + <usize> load<i32>(rows) * SIZE;
      const r1 = at + <usize> load<i32>(rows, 4) * SIZE;
      const r2 = at + <usize> load<i32>(rows, 8) * SIZE;
      const r3 = at + <usize> load<i32>(rows, 12) * SIZE;
      const own = shares + (<usize> j << 3);
      const x0 = v128.load64_splat(own), x1 = v128.load64_splat(own, 8);
      const x2 = v128.load64_splat(own, 16), x3 = v128.load64_splat(own, 24);
      let t = f64x2.add(f64x2.mul(x0, v128.load(r0)), f64x2.mul(x1, v128.load(r1)));
      t = f64x2.add(t, f64x2.mul(x2, v128.load(r2)));
      s0 = f64x2.add(s0, f64x2.add(t, f64x2.mul(x3, v128.load(r3))));
      t = f64x2.add(f64x2.mul(x0, v128.load(r0, 16)), f64x2.mul(x1, v128.load(r1, 16)));
      t = f64x2.add(t, f64x2.mul(x2, v128.load(r2, 16)));
      s1 = f64x2.add(s1, f64x2.add(t, f64x2.mul(x3, v128.load(r3, 16))));
      t = f64x2.add(f64x2.mul(x0, v128.load(r0, 32)), f64x2.mul(x1, v128.load(r1, 32)));
      t = f64x2.add(t, f64x2.mul(x2, v128.load(r2, 32)));
      s2 = f64x2.add(s2, f64x2.add(t, f64x2.mul(x3, v128.load(r3, 32))));
      t = f64x2.add(f64x2.mul(x0, v128.load(r0, 48)), f64x2.mul(x1, v128.load(r1, 48)));
      t = f64x2.add(t, f64x2.mul(x2, v128.load(r2, 48)));
      s3 = f64x2.add(s3, f64x2.add(t, f64x2.mul(x3, v128.load(r3, 48))));
    }
    for (; j < terms; j++) {
      const row = at + <usize> load<i32>(from + (<usize> j << 2)) * SIZE;
      const x = v128.load64_splat(shares + (<usize> j << 3));
      s0 = f64x2.add(s0, f64x2.mul(x, v128.load(row)));
      s1 = f64x2.add(s1, f64x2.mul(x, v128.load(row, 16)));
      s2 = f64x2.add(s2, f64x2.mul(x, v128.load(row, 32)));
      s3 = f64x2.add(s3, f64x2.mul(x, v128.load(row, 48)));
    }
    v128.store(sums + c, f64x2.mul(s0, s0));
    v128.store(sums + c, f64x2.mul(s1, s1), 16);
    v128.store(sums + c, f64x2.mul(s2, s2), 32);
    v128.store(sums + c, f64x2.mul(s3, s3), 48);
  }
}
