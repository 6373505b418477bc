// Covariance times vectors: Σ_i x_i (x_iᵀ v) over centred rows x_i, four rows in a call, for panels
// of four vectors v.
//
// Coordinate j of the four vectors of a panel is at vectors + 32 j, and alike in sums. A lane
// belongs to one vector, so that every sum runs over coordinates and rows in the order of a loop.

/**
 * Subtracts `mean` from four rows x in place, and adds x (xᵀ v) for each to the sums of every v.
 * Rows follow each other, `size` bytes each, a multiple of 16; so do `panels` panels of 4 × size
 * bytes in `vectors` and in `sums`.
 */
export function addCovariancePanels(
  rows: usize,
  mean: usize,
  vectors: usize,
  sums: usize,
  size: usize,
  panels: i32,
): void {
  centre(rows, mean, size);
  for (let panel = 0; panel < panels; panel++) {
    addPanel(rows, vectors, sums, size);
    vectors += size << 2;
    sums += size << 2;
  }
}

/** Subtracts `mean` from four rows. */
function centre(rows: usize, mean: usize, size: usize): void {
  for (let j: usize = 0; j < size; j += 16) {
    const m = v128.load(mean + j);
    let x = rows + j;
    v128.store(x, f64x2.sub(v128.load(x), m));
    x += size;
    v128.store(x, f64x2.sub(v128.load(x), m));
    x += size;
    v128.store(x, f64x2.sub(v128.load(x), m));
    x += size;
    v128.store(x, f64x2.sub(v128.load(x), m));
  }
}

/**
 * One panel. Four rows serve every vector that is loaded, and all of xᵀ v stays in registers. The
 * loops test at their end: one jump a step.
 */
function addPanel(rows: usize, vectors: usize, sums: usize, size: usize): void {
  const row1 = rows + size;
  const row2 = row1 + size;
  const row3 = row2 + size;
  let a0 = f64x2.splat(0), a1 = a0, a2 = a0, a3 = a0;
  let b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  let j: usize = 0;
  do {
    const low = v128.load(vectors);
    const high = v128.load(vectors, 16);
    let x = v128.load64_splat(rows + j);
    a0 = f64x2.add(a0, f64x2.mul(x, low));
    b0 = f64x2.add(b0, f64x2.mul(x, high));
    x = v128.load64_splat(row1 + j);
    a1 = f64x2.add(a1, f64x2.mul(x, low));
    b1 = f64x2.add(b1, f64x2.mul(x, high));
    x = v128.load64_splat(row2 + j);
    a2 = f64x2.add(a2, f64x2.mul(x, low));
    b2 = f64x2.add(b2, f64x2.mul(x, high));
    x = v128.load64_splat(row3 + j);
    a3 = f64x2.add(a3, f64x2.mul(x, low));
    b3 = f64x2.add(b3, f64x2.mul(x, high));
    vectors += 32;
    j += 8;
  } while (j < size);
  j = 0;
  do {
    let low = v128.load(sums);
    let high = v128.load(sums, 16);
    let x = v128.load64_splat(rows + j);
    low = f64x2.add(low, f64x2.mul(x, a0));
    high = f64x2.add(high, f64x2.mul(x, b0));
    x = v128.load64_splat(row1 + j);
    low = f64x2.add(low, f64x2.mul(x, a1));
    high = f64x2.add(high, f64x2.mul(x, b1));
    x = v128.load64_splat(row2 + j);
    low = f64x2.add(low, f64x2.mul(x, a2));
    high = f64x2.add(high, f64x2.mul(x, b2));
    x = v128.load64_splat(row3 + j);
    low = f64x2.add(low, f64x2.mul(x, a3));
    high = f64x2.add(high, f64x2.mul(x, b3));
    v128.store(sums, low);
    v128.store(sums, high, 16);
    sums += 32;
    j += 8;
  } while (j < size);
}
