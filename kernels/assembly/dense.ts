// Dense linear algebra over the rows of a tall matrix, in tiles of four by four that stay in registers.
//
// A matrix of n rows and m columns is row-major; n and m are multiples of four, and what pads it is
// zero. Every sum runs over its index in order, so that the result does not depend on the tiles.

/** Rows that a tile of a Gram matrix sums up before the next tile: they stay in the cache. */
const PANEL: i32 = 64;

/** Adds XᵀX to `out`, m × m, of which only the tiles on and above the diagonal are written. */
export function addGram(rows: usize, n: i32, m: i32, out: usize): void {
  const size = (<usize> m) << 3;
  for (let first = 0; first < n; first += PANEL) {
    const count = min<i32>(PANEL, n - first);
    const panel = rows + (<usize> first) * size;
    for (let i = 0; i < m; i += 4) {
      for (let j = i; j < m; j += 4) {
        const at = out + (<usize> i) * size + ((<usize> j) << 3);
        addTile(panel + ((<usize> i) << 3), panel + ((<usize> j) << 3), count, size, at);
      }
    }
  }
}

/** Adds the products of columns i … i + 3 with j … j + 3, over `count` rows of `size` bytes. */
function addTile(left: usize, right: usize, count: i32, size: usize, out: usize): void {
  const out1 = out + size;
  const out2 = out1 + size;
  const out3 = out2 + size;
  let a0 = v128.load(out), b0 = v128.load(out, 16);
  let a1 = v128.load(out1), b1 = v128.load(out1, 16);
  let a2 = v128.load(out2), b2 = v128.load(out2, 16);
  let a3 = v128.load(out3), b3 = v128.load(out3, 16);
  for (let row = 0; row < count; row++) {
    const low = v128.load(right);
    const high = v128.load(right, 16);
    let x = v128.load64_splat(left);
    a0 = f64x2.add(a0, f64x2.mul(x, low));
    b0 = f64x2.add(b0, f64x2.mul(x, high));
    x = v128.load64_splat(left, 8);
    a1 = f64x2.add(a1, f64x2.mul(x, low));
    b1 = f64x2.add(b1, f64x2.mul(x, high));
    x = v128.load64_splat(left, 16);
    a2 = f64x2.add(a2, f64x2.mul(x, low));
    b2 = f64x2.add(b2, f64x2.mul(x, high));
    x = v128.load64_splat(left, 24);
    a3 = f64x2.add(a3, f64x2.mul(x, low));
    b3 = f64x2.add(b3, f64x2.mul(x, high));
    left += size;
    right += size;
  }
  v128.store(out, a0);
  v128.store(out, b0, 16);
  v128.store(out1, a1);
  v128.store(out1, b1, 16);
  v128.store(out2, a2);
  v128.store(out2, b2, 16);
  v128.store(out3, a3);
  v128.store(out3, b3, 16);
}

/**
 * Writes X B to `out`, n × c. `packed` holds B, m × c, in panels of four columns: coordinate k of
 * columns j … j + 3 is at 32 (m j / 4 + k). With `upper`, B[k][j] is zero below the diagonal, and those
 * terms are left out.
 */
export function multiplyRows(
  rows: usize,
  n: i32,
  m: i32,
  packed: usize,
  c: i32,
  upper: bool,
  out: usize,
): void {
  const size = (<usize> m) << 3;
  const outSize = (<usize> c) << 3;
  for (let first = 0; first < n; first += PANEL) {
    const last = min<i32>(first + PANEL, n);
    for (let j = 0; j < c; j += 4) {
      const depth = upper ? min<i32>(m, j + 4) : m;
      const columns = packed + ((<usize> m * <usize> j) << 3);
      for (let i = first; i < last; i += 4) {
        const at = out + (<usize> i) * outSize + ((<usize> j) << 3);
        multiplyTile(rows + (<usize> i) * size, size, columns, depth, at, outSize);
      }
    }
  }
}

function multiplyTile(
  row: usize,
  size: usize,
  columns: usize,
  depth: i32,
  out: usize,
  outSize: usize,
): void {
  const row1 = row + size;
  const row2 = row1 + size;
  const row3 = row2 + size;
  let a0 = f64x2.splat(0), a1 = a0, a2 = a0, a3 = a0;
  let b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  const bytes = (<usize> depth) << 3;
  for (let k: usize = 0; k < bytes; k += 8) {
    const low = v128.load(columns);
    const high = v128.load(columns, 16);
    let x = v128.load64_splat(row + k);
    a0 = f64x2.add(a0, f64x2.mul(x, low));
    b0 = f64x2.add(b0, f64x2.mul(x, high));
    x = v128.load64_splat(row1 + k);
    a1 = f64x2.add(a1, f64x2.mul(x, low));
    b1 = f64x2.add(b1, f64x2.mul(x, high));
    x = v128.load64_splat(row2 + k);
    a2 = f64x2.add(a2, f64x2.mul(x, low));
    b2 = f64x2.add(b2, f64x2.mul(x, high));
    x = v128.load64_splat(row3 + k);
    a3 = f64x2.add(a3, f64x2.mul(x, low));
    b3 = f64x2.add(b3, f64x2.mul(x, high));
    columns += 32;
  }
  v128.store(out, a0);
  v128.store(out, b0, 16);
  out += outSize;
  v128.store(out, a1);
  v128.store(out, b1, 16);
  out += outSize;
  v128.store(out, a2);
  v128.store(out, b2, 16);
  out += outSize;
  v128.store(out, a3);
  v128.store(out, b3, 16);
}
