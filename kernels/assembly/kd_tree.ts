// The kd-tree of the nearest neighbours: balanced, its leaves laid out for SIMD.
//
// All pointers come from the caller (kernels/simd/nearest_neighbors.ts), which lays the memory out:
//   rows      f32, n × width: points, centred and scaled into [−1, 1], rows padded with zeros to a
//             multiple of four; build() permutes them into leaf order
//   order     i32, n: original index of each row, permuted alike
//   points    f64, n × d: the points in the caller's own units, in leaf order
//   boxes     f32, 2 × width per node: least and greatest coordinates of the node's rows
//   blocks    f32, per leaf d × capacity: the leaf's rows, one coordinate after the other, padded
//             with +∞ to a multiple of eight rows
//   leasts    i32: least original index in each node
// Nodes are numbered as in a binary heap: children of i at 2i + 1 and 2i + 2; a node covers the rows
// lo … hi − 1 and splits at middle(lo, hi), so no tree is stored beyond the boxes.

/** Splits rows into leaves around medians of the widest coordinate, and bounds every node. */
export function build(
  rows: usize,
  order: usize,
  boxes: usize,
  n: i32,
  d: i32,
  width: i32,
  depth: i32,
): void {
  buildNode(rows, order, boxes, 0, 0, n, d, width, depth);
}

function buildNode(
  rows: usize,
  order: usize,
  boxes: usize,
  node: i32,
  lo: i32,
  hi: i32,
  d: i32,
  width: i32,
  depth: i32,
): void {
  const box = boxes + ((<usize> (node * 2 * width)) << 2);
  bound(rows, box, lo, hi, width);
  if (depth == 0) return;
  let widest = 0;
  let spread: f32 = -1;
  for (let j = 0; j < d; j++) {
    const extent = load<f32>(box + ((<usize> (width + j)) << 2)) -
      load<f32>(box + ((<usize> j) << 2));
    if (extent > spread) {
      spread = extent;
      widest = j;
    }
  }
  const mid = middle(lo, hi);
  select(rows, order, lo, hi - 1, mid, widest, width);
  buildNode(rows, order, boxes, 2 * node + 1, lo, mid, d, width, depth - 1);
  buildNode(rows, order, boxes, 2 * node + 2, mid, hi, d, width, depth - 1);
}

/** Where a node splits: half-way, up to a multiple of the eight rows that are scanned at once. */
@inline
export function middle(lo: i32, hi: i32): i32 {
  return lo + ((((hi - lo + 1) >> 1) + 7) & ~7);
}

/** Least and greatest coordinates of rows lo … hi − 1. */
function bound(rows: usize, box: usize, lo: i32, hi: i32, width: i32): void {
  for (let j = 0; j < width; j += 4) {
    let least = f32x4.splat(Infinity);
    let greatest = f32x4.splat(-Infinity);
    for (let i = lo; i < hi; i++) {
      const value = v128.load(rows + ((<usize> i * width + j) << 2));
      least = f32x4.pmin(least, value);
      greatest = f32x4.pmax(greatest, value);
    }
    v128.store(box + ((<usize> j) << 2), least);
    v128.store(box + ((<usize> (width + j)) << 2), greatest);
  }
}

/** Hoare's selection: row `k` ends where sorting by coordinate `axis` would put it. */
function select(
  rows: usize,
  order: usize,
  left: i32,
  right: i32,
  k: i32,
  axis: i32,
  width: i32,
): void {
  const column = rows + ((<usize> axis) << 2);
  const stride = (<usize> width) << 2;
  while (right > left) {
    const pivot = medianOfThree(column, stride, left, (left + right) >> 1, right);
    let i = left;
    let j = right;
    while (i <= j) {
      while (load<f32>(column + <usize> i * stride) < pivot) i++;
      while (load<f32>(column + <usize> j * stride) > pivot) j--;
      if (i <= j) {
        swapRows(rows, order, i, j, width);
        i++;
        j--;
      }
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else return;
  }
}

function medianOfThree(column: usize, stride: usize, a: i32, b: i32, c: i32): f32 {
  const x = load<f32>(column + <usize> a * stride);
  const y = load<f32>(column + <usize> b * stride);
  const z = load<f32>(column + <usize> c * stride);
  return max<f32>(min<f32>(x, y), min<f32>(max<f32>(x, y), z));
}

function swapRows(rows: usize, order: usize, i: i32, j: i32, width: i32): void {
  if (i == j) return;
  const a = rows + ((<usize> i * width) << 2);
  const b = rows + ((<usize> j * width) << 2);
  for (let t: usize = 0; t < (<usize> width) << 2; t += 16) {
    const held = v128.load(a + t);
    v128.store(a + t, v128.load(b + t));
    v128.store(b + t, held);
  }
  const first = order + ((<usize> i) << 2);
  const second = order + ((<usize> j) << 2);
  const held = load<i32>(first);
  store<i32>(first, load<i32>(second));
  store<i32>(second, held);
}

/**
 * Lays each leaf's rows out one coordinate after the other, and notes the least index of every node.
 * Leaves are numbered left to right.
 */
export function pack(
  rows: usize,
  order: usize,
  blocks: usize,
  leasts: usize,
  n: i32,
  d: i32,
  width: i32,
  depth: i32,
  capacity: i32,
): void {
  packNode(rows, order, blocks, leasts, 0, 0, n, 0, d, width, depth, capacity);
}

function packNode(
  rows: usize,
  order: usize,
  blocks: usize,
  leasts: usize,
  node: i32,
  lo: i32,
  hi: i32,
  leaf: i32,
  d: i32,
  width: i32,
  depth: i32,
  capacity: i32,
): i32 {
  let least = i32.MAX_VALUE;
  if (depth > 0) {
    const mid = middle(lo, hi);
    const next = depth - 1;
    const left = 2 * node + 1;
    const leaves = 2 * leaf;
    least = min(
      packNode(rows, order, blocks, leasts, left, lo, mid, leaves, d, width, next, capacity),
      packNode(rows, order, blocks, leasts, left + 1, mid, hi, leaves + 1, d, width, next, capacity),
    );
    store<i32>(leasts + ((<usize> node) << 2), least);
    return least;
  }
  for (let i = lo; i < hi; i++) least = min(least, load<i32>(order + ((<usize> i) << 2)));
  store<i32>(leasts + ((<usize> node) << 2), least);
  const block = blocks + ((<usize> leaf * d * capacity) << 2);
  for (let j = 0; j < d; j++) {
    for (let i = 0; i < capacity; i++) {
      const value = lo + i < hi
        ? load<f32>(rows + ((<usize> (lo + i) * width + j) << 2))
        : <f32> Infinity;
      store<f32>(block + ((<usize> j * capacity + i) << 2), value);
    }
  }
  return least;
}
