// Neighbourhoods of pairs (x, y) at the distance max(|x − x'|, |y − y'|), by comparing all pairs: the k-th
// neighbour of each pair, and how many points lie as near on either side alone.
//
// Squared distances are sums over the coordinates in order, as everywhere, so that a point that gave a radius
// lies on it exactly. Four rows go together, so that a coordinate is loaded once for all.

/** Rows that go together. */
const ROWS: i32 = 4;

/**
 * Rows `first` … `last` − 1. `columnsX`, `columnsY`: f64 coordinates, one column of `stride` values (a multiple
 * of 4, beyond n anything) after the other. `scratch`: 8 × stride + k f64, then k i32. With `own`, each side has
 * a radius of its own, that of the farthest of the k neighbours, and points on it count; otherwise points
 * strictly nearer than the k-th neighbour do. Writes 16 bytes for each row to `out`: the squared distance of the
 * k-th neighbour, and the counts in x and y as i32.
 */
export function productBalls(
  columnsX: usize,
  columnsY: usize,
  n: i32,
  dx: i32,
  dy: i32,
  stride: i32,
  k: i32,
  own: bool,
  first: i32,
  last: i32,
  scratch: usize,
  out: usize,
): void {
  const bytes = (<usize> stride) << 3;
  const distances = scratch + 8 * bytes;
  const indices = distances + ((<usize> k) << 3);
  for (let start = first; start < last; start += ROWS) {
    squaredDistances(columnsX, scratch, n, dx, bytes, start);
    squaredDistances(columnsY, scratch + 4 * bytes, n, dy, bytes, start);
    const end = min<i32>(start + ROWS, last);
    for (let row = start; row < end; row++) {
      const inX = scratch + <usize> (row - start) * bytes;
      const inY = inX + 4 * bytes;
      nearest(inX, inY, n, k, row, distances, indices);
      const radius = load<f64>(distances + ((<usize> (k - 1)) << 3));
      let radiusX = radius, radiusY = radius;
      if (own) {
        radiusX = farthest(inX, k, indices);
        radiusY = farthest(inY, k, indices);
      }
      store<f64>(out, radius);
      store<i32>(out, within(inX, n, radiusX, own), 8);
      store<i32>(out, within(inY, n, radiusY, own), 12);
      out += 16;
    }
  }
}

/** Squared distances of rows start … start + 3 to all, a list of `bytes` bytes for each. */
function squaredDistances(
  columns: usize,
  squares: usize,
  n: i32,
  d: i32,
  bytes: usize,
  start: i32,
): void {
  const end = (<usize> n) << 3;
  const row0 = columns + ((<usize> start) << 3);
  const row1 = columns + ((<usize> min<i32>(start + 1, n - 1)) << 3);
  const row2 = columns + ((<usize> min<i32>(start + 2, n - 1)) << 3);
  const row3 = columns + ((<usize> min<i32>(start + 3, n - 1)) << 3);
  for (let i: usize = 0; i < end; i += 32) {
    let a0 = f64x2.splat(0), a1 = a0, a2 = a0, a3 = a0;
    let b0 = a0, b1 = a0, b2 = a0, b3 = a0;
    let offset: usize = 0;
    for (let j = 0; j < d; j++) {
      const low = v128.load(columns + offset + i);
      const high = v128.load(columns + offset + i, 16);
      let x = v128.load64_splat(row0 + offset);
      let p = f64x2.sub(low, x), q = f64x2.sub(high, x);
      a0 = f64x2.add(a0, f64x2.mul(p, p));
      b0 = f64x2.add(b0, f64x2.mul(q, q));
      x = v128.load64_splat(row1 + offset);
      p = f64x2.sub(low, x);
      q = f64x2.sub(high, x);
      a1 = f64x2.add(a1, f64x2.mul(p, p));
      b1 = f64x2.add(b1, f64x2.mul(q, q));
      x = v128.load64_splat(row2 + offset);
      p = f64x2.sub(low, x);
      q = f64x2.sub(high, x);
      a2 = f64x2.add(a2, f64x2.mul(p, p));
      b2 = f64x2.add(b2, f64x2.mul(q, q));
      x = v128.load64_splat(row3 + offset);
      p = f64x2.sub(low, x);
      q = f64x2.sub(high, x);
      a3 = f64x2.add(a3, f64x2.mul(p, p));
      b3 = f64x2.add(b3, f64x2.mul(q, q));
      offset += bytes;
    }
    let at = squares + i;
    v128.store(at, a0);
    v128.store(at, b0, 16);
    at += bytes;
    v128.store(at, a1);
    v128.store(at, b1, 16);
    at += bytes;
    v128.store(at, a2);
    v128.store(at, b2, 16);
    at += bytes;
    v128.store(at, a3);
    v128.store(at, b3, 16);
  }
}

/** The k nearest other points, ascending; of equal ones the lower row comes first. */
function nearest(
  inX: usize,
  inY: usize,
  n: i32,
  k: i32,
  self: i32,
  distances: usize,
  indices: usize,
): void {
  for (let m = 0; m < k; m++) store<f64>(distances + ((<usize> m) << 3), Infinity);
  let worst = Infinity;
  let p = 0;
  // Few points are near enough: four are looked at together.
  for (; p + 4 <= n; p += 4) {
    const at = (<usize> p) << 3;
    const limit = f64x2.splat(worst);
    const low = v128.and(
      f64x2.lt(v128.load(inX + at), limit),
      f64x2.lt(v128.load(inY + at), limit),
    );
    const high = v128.and(
      f64x2.lt(v128.load(inX + at, 16), limit),
      f64x2.lt(v128.load(inY + at, 16), limit),
    );
    if (!v128.any_true(v128.or(low, high))) continue;
    for (let q = p; q < p + 4; q++) {
      worst = offer(inX, inY, q, k, self, worst, distances, indices);
    }
  }
  for (; p < n; p++) worst = offer(inX, inY, p, k, self, worst, distances, indices);
}

/** Puts point p among the nearest if it is one; returns the distance of the last of them. */
function offer(
  inX: usize,
  inY: usize,
  p: i32,
  k: i32,
  self: i32,
  worst: f64,
  distances: usize,
  indices: usize,
): f64 {
  const at = (<usize> p) << 3;
  const distance = max<f64>(load<f64>(inX + at), load<f64>(inY + at));
  if (distance >= worst || p === self) return worst;
  let m = k - 1;
  for (; m > 0; m--) {
    const above = load<f64>(distances + ((<usize> (m - 1)) << 3));
    if (above <= distance) break;
    store<f64>(distances + ((<usize> m) << 3), above);
    store<i32>(indices + ((<usize> m) << 2), load<i32>(indices + ((<usize> (m - 1)) << 2)));
  }
  store<f64>(distances + ((<usize> m) << 3), distance);
  store<i32>(indices + ((<usize> m) << 2), p);
  return load<f64>(distances + ((<usize> (k - 1)) << 3));
}

function farthest(squares: usize, k: i32, indices: usize): f64 {
  let greatest: f64 = 0;
  for (let m = 0; m < k; m++) {
    const row = <usize> load<i32>(indices + ((<usize> m) << 2));
    greatest = max<f64>(greatest, load<f64>(squares + (row << 3)));
  }
  return greatest;
}

/** How many others lie within the radius: with `closed`, on it too. The point itself is at 0. */
function within(squares: usize, n: i32, radius: f64, closed: bool): i32 {
  const limit = f64x2.splat(radius);
  let sums = i64x2.splat(0), more = sums; // Minus the counts: what holds is −1.
  let i: usize = 0;
  const end = (<usize> n) << 3;
  for (; i + 32 <= end; i += 32) {
    const low = v128.load(squares + i);
    const high = v128.load(squares + i, 16);
    sums = i64x2.add(sums, closed ? f64x2.le(low, limit) : f64x2.lt(low, limit));
    more = i64x2.add(more, closed ? f64x2.le(high, limit) : f64x2.lt(high, limit));
  }
  sums = i64x2.add(sums, more);
  let count = -<i32> (i64x2.extract_lane(sums, 0) + i64x2.extract_lane(sums, 1));
  for (; i < end; i += 8) {
    const square = load<f64>(squares + i);
    count += closed ? <i32> (square <= radius) : <i32> (square < radius);
  }
  return closed || radius > 0 ? count - 1 : count;
}
