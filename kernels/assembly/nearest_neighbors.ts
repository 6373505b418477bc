// k nearest neighbours of every point, exact, by the tree of kd_tree.ts, which says what the pointers
// are.
//
// A query walks the tree in f32 against bounds that leave room for the rounding of f32, and measures
// every candidate that passes again in f64: the result is that of the f64 brute force, ties by index.

import { middle } from "./kd_tree";

/**
 * The k nearest neighbours of rows `first` … `last` − 1 (leaf order), themselves left out, in the
 * Euclidean metric: every row walks the tree, nearer child first.
 *
 * `slack` bounds the error of an f32 distance in scaled units, `growth` the relative error of its
 * square (of itself for the other metric); `scale` brings the caller's units to scaled ones. Writes
 * squared distances (plain ones for the other metric), ascending, to `distances`, f64, and original
 * indices to `indices`, i32, k to a row, from row `first` on. `stack` holds 16 bytes for each level
 * of the tree, at least four.
 */
export function query(
  rows: usize,
  order: usize,
  points: usize,
  boxes: usize,
  blocks: usize,
  leasts: usize,
  stack: usize,
  distances: usize,
  indices: usize,
  n: i32,
  d: i32,
  width: i32,
  depth: i32,
  capacity: i32,
  k: i32,
  first: i32,
  last: i32,
  scale: f64,
  slack: f64,
  growth: f64,
): void {
  walk(
    false,
    rows,
    order,
    points,
    boxes,
    blocks,
    leasts,
    stack,
    distances,
    indices,
    n,
    d,
    width,
    depth,
    capacity,
    k,
    first,
    last,
    scale,
    slack,
    growth,
  );
}

/** As {@link query}, in the Chebyshev metric. */
export function queryChebyshev(
  rows: usize,
  order: usize,
  points: usize,
  boxes: usize,
  blocks: usize,
  leasts: usize,
  stack: usize,
  distances: usize,
  indices: usize,
  n: i32,
  d: i32,
  width: i32,
  depth: i32,
  capacity: i32,
  k: i32,
  first: i32,
  last: i32,
  scale: f64,
  slack: f64,
  growth: f64,
): void {
  walk(
    true,
    rows,
    order,
    points,
    boxes,
    blocks,
    leasts,
    stack,
    distances,
    indices,
    n,
    d,
    width,
    depth,
    capacity,
    k,
    first,
    last,
    scale,
    slack,
    growth,
  );
}

/**
 * As {@link query}, for high dimension, where most leaves have to be looked at whatever the order: each
 * leaf is taken to a batch of rows while it is in the cache.
 */
export function queryBatched(
  rows: usize,
  order: usize,
  points: usize,
  boxes: usize,
  blocks: usize,
  leasts: usize,
  stack: usize,
  distances: usize,
  indices: usize,
  n: i32,
  d: i32,
  width: i32,
  depth: i32,
  capacity: i32,
  k: i32,
  first: i32,
  last: i32,
  scale: f64,
  slack: f64,
  growth: f64,
): void {
  sweep(
    false,
    rows,
    order,
    points,
    boxes,
    blocks,
    leasts,
    stack,
    distances,
    indices,
    n,
    d,
    width,
    depth,
    capacity,
    k,
    first,
    last,
    scale,
    slack,
    growth,
  );
}

/** As {@link queryBatched}, in the Chebyshev metric. */
export function queryBatchedChebyshev(
  rows: usize,
  order: usize,
  points: usize,
  boxes: usize,
  blocks: usize,
  leasts: usize,
  stack: usize,
  distances: usize,
  indices: usize,
  n: i32,
  d: i32,
  width: i32,
  depth: i32,
  capacity: i32,
  k: i32,
  first: i32,
  last: i32,
  scale: f64,
  slack: f64,
  growth: f64,
): void {
  sweep(
    true,
    rows,
    order,
    points,
    boxes,
    blocks,
    leasts,
    stack,
    distances,
    indices,
    n,
    d,
    width,
    depth,
    capacity,
    k,
    first,
    last,
    scale,
    slack,
    growth,
  );
}

@inline
function walk(
  chebyshev: bool,
  rows: usize,
  order: usize,
  points: usize,
  boxes: usize,
  blocks: usize,
  leasts: usize,
  stack: usize,
  distances: usize,
  indices: usize,
  n: i32,
  d: i32,
  width: i32,
  depth: i32,
  capacity: i32,
  k: i32,
  first: i32,
  last: i32,
  scale: f64,
  slack: f64,
  growth: f64,
): void {
  const leaves = 1 << depth;
  for (let row = first; row < last; row++) {
    const q = rows + ((<usize> row * width) << 2);
    const exact = points + ((<usize> row * d) << 3);
    const best = distances + ((<usize> (row - first) * k) << 3);
    const who = indices + ((<usize> (row - first) * k) << 2);
    clear(best, who, k);
    let limit: f32 = Infinity;
    let ceiling = i32.MAX_VALUE;
    let top = stack;
    let node = 0;
    let lo = 0;
    let hi = n;
    while (true) {
      if (node < leaves - 1) {
        const mid = middle(lo, hi);
        const left = 2 * node + 1;
        const box = boxes + ((<usize> (left * 2 * width)) << 2);
        const toLeft = boxDistance(chebyshev, q, box, width);
        const toRight = boxDistance(chebyshev, q, box + ((<usize> (2 * width)) << 2), width);
        const children = leasts + ((<usize> left) << 2);
        // Among equals the lower indices come first, since they win the ties.
        const leftFirst = toLeft < toRight ||
          (toLeft == toRight && load<i32>(children) < load<i32>(children, 4));
        const near = leftFirst ? toLeft : toRight;
        const far = leftFirst ? toRight : toLeft;
        if (far <= limit) {
          store<i32>(top, leftFirst ? left + 1 : left);
          store<i32>(top, leftFirst ? mid : lo, 4);
          store<i32>(top, leftFirst ? hi : mid, 8);
          store<f32>(top, far, 12);
          top += 16;
        }
        const nearer = leftFirst ? left : left + 1;
        if (near <= limit && load<i32>(leasts + ((<usize> nearer) << 2)) <= ceiling) {
          node = nearer;
          if (leftFirst) hi = mid;
          else lo = mid;
          continue;
        }
      } else {
        const block = blocks + ((<usize> (node - leaves + 1) * d * capacity) << 2);
        limit = scan(
          chebyshev,
          q,
          exact,
          points,
          order,
          block,
          row,
          lo,
          hi,
          d,
          capacity,
          best,
          who,
          k,
          scale,
          slack,
          growth,
          limit,
        );
        ceiling = ceilingOf(best, who, k);
      }
      // The next node that is still near enough.
      let found = false;
      while (top > stack) {
        top -= 16;
        if (load<f32>(top, 12) > limit) continue;
        node = load<i32>(top);
        if (load<i32>(leasts + ((<usize> node) << 2)) > ceiling) continue;
        lo = load<i32>(top, 4);
        hi = load<i32>(top, 8);
        found = true;
        break;
      }
      if (!found) break;
    }
  }
}

/** Rows that look at a leaf one after another; their limits take the place of the stack. */
const BATCH: i32 = 16;

@inline
function sweep(
  chebyshev: bool,
  rows: usize,
  order: usize,
  points: usize,
  boxes: usize,
  blocks: usize,
  leasts: usize,
  stack: usize,
  distances: usize,
  indices: usize,
  n: i32,
  d: i32,
  width: i32,
  depth: i32,
  capacity: i32,
  k: i32,
  first: i32,
  last: i32,
  scale: f64,
  slack: f64,
  growth: f64,
): void {
  const leaves = 1 << depth;
  for (let begin = first; begin < last; begin += BATCH) {
    const end = min(last, begin + BATCH);
    for (let row = begin; row < end; row++) {
      clear(
        distances + ((<usize> (row - first) * k) << 3),
        indices + ((<usize> (row - first) * k) << 2),
        k,
      );
      store<f32>(stack + ((<usize> (row - begin)) << 2), Infinity);
    }
    // From the leaf that the batch begins in, where near points are, round to the one before.
    const own = leafOf(begin, n, depth);
    for (let turn = 0; turn < leaves; turn++) {
      const leaf = (own + turn) & (leaves - 1);
      let lo = 0;
      let hi = n;
      for (let level = depth - 1; level >= 0; level--) {
        const mid = middle(lo, hi);
        if (((leaf >> level) & 1) == 1) lo = mid;
        else hi = mid;
      }
      const block = blocks + ((<usize> leaf * d * capacity) << 2);
      const node = leaves - 1 + leaf;
      const box = boxes + ((<usize> (node * 2 * width)) << 2);
      const least = load<i32>(leasts + ((<usize> node) << 2));
      for (let row = begin; row < end; row++) {
        const q = rows + ((<usize> row * width) << 2);
        const at = stack + ((<usize> (row - begin)) << 2);
        let limit = load<f32>(at);
        const best = distances + ((<usize> (row - first) * k) << 3);
        const who = indices + ((<usize> (row - first) * k) << 2);
        if (least > ceilingOf(best, who, k)) continue;
        if (boxDistance(chebyshev, q, box, width) > limit) continue;
        const exact = points + ((<usize> row * d) << 3);
        limit = scan(
          chebyshev,
          q,
          exact,
          points,
          order,
          block,
          row,
          lo,
          hi,
          d,
          capacity,
          best,
          who,
          k,
          scale,
          slack,
          growth,
          limit,
        );
        store<f32>(at, limit);
      }
    }
  }
}

/** The leaf that holds a row. */
function leafOf(row: i32, n: i32, depth: i32): i32 {
  let lo = 0;
  let hi = n;
  let leaf = 0;
  for (let level = 0; level < depth; level++) {
    const mid = middle(lo, hi);
    leaf <<= 1;
    if (row < mid) {
      hi = mid;
    } else {
      lo = mid;
      leaf++;
    }
  }
  return leaf;
}

/**
 * Greatest index that can still be among the k nearest: where the k-th distance is zero only lower ones
 * can, so that many equal points cost no more than others.
 */
@inline
function ceilingOf(best: usize, who: usize, k: i32): i32 {
  return load<f64>(best + ((<usize> (k - 1)) << 3)) == 0
    ? load<i32>(who + ((<usize> (k - 1)) << 2))
    : i32.MAX_VALUE;
}

function clear(best: usize, who: usize, k: i32): void {
  for (let j = 0; j < k; j++) {
    store<f64>(best + ((<usize> j) << 3), Infinity);
    store<i32>(who + ((<usize> j) << 2), i32.MAX_VALUE);
  }
}

/** Coordinates between two looks at whether all sums of a step are too large already. */
const CHUNK: i32 = 64;

/** Scans a leaf, eight rows to a step; returns the limit, lowered where nearer points were found. */
@inline
function scan(
  chebyshev: bool,
  q: usize,
  exact: usize,
  points: usize,
  order: usize,
  block: usize,
  row: i32,
  lo: i32,
  hi: i32,
  d: i32,
  capacity: i32,
  best: usize,
  who: usize,
  k: i32,
  scale: f64,
  slack: f64,
  growth: f64,
  limit: f32,
): f32 {
  const count = hi - lo;
  const stride = (<usize> capacity) << 2;
  for (let i = 0; i < count; i += 8) {
    let even = f32x4.splat(0);
    let odd = f32x4.splat(0);
    let at = block + ((<usize> i) << 2);
    let mask = 0;
    for (let j = 0; j < d;) {
      const stop = min(d, j + CHUNK);
      for (; j < stop; j++) {
        const value = v128.load32_splat(q + ((<usize> j) << 2));
        const x = f32x4.sub(v128.load(at), value);
        const y = f32x4.sub(v128.load(at, 16), value);
        if (chebyshev) {
          even = f32x4.pmax(even, f32x4.abs(x));
          odd = f32x4.pmax(odd, f32x4.abs(y));
        } else {
          even = f32x4.add(even, f32x4.mul(x, x));
          odd = f32x4.add(odd, f32x4.mul(y, y));
        }
        at += stride;
      }
      const bound = f32x4.splat(limit);
      mask = i32x4.bitmask(f32x4.le(even, bound)) | (i32x4.bitmask(f32x4.le(odd, bound)) << 4);
      if (mask == 0) break;
    }
    while (mask != 0) {
      const candidate = lo + i + ctz(mask);
      mask &= mask - 1;
      if (candidate >= hi || candidate == row) continue;
      const other = points + ((<usize> candidate * d) << 3);
      const distance = exactDistance(chebyshev, exact, other, d);
      if (distance > load<f64>(best + ((<usize> (k - 1)) << 3))) continue;
      const index = load<i32>(order + ((<usize> candidate) << 2));
      if (!insert(best, who, k, distance, index)) continue;
      const worst = load<f64>(best + ((<usize> (k - 1)) << 3));
      const kth = (chebyshev ? worst : Math.sqrt(worst)) * scale + slack;
      limit = <f32> ((chebyshev ? kth : kth * kth) * growth);
    }
  }
  return limit;
}

/** Squared f32 distance from a row to a box, or plain f32 distance for Chebyshev; zero inside. */
@inline
function boxDistance(chebyshev: bool, q: usize, box: usize, width: i32): f32 {
  let sum = f32x4.splat(0);
  const upper = (<usize> width) << 2;
  for (let j: usize = 0; j < upper; j += 16) {
    const value = v128.load(q + j);
    const outside = f32x4.pmax(
      f32x4.splat(0),
      f32x4.pmax(
        f32x4.sub(v128.load(box + j), value),
        f32x4.sub(value, v128.load(box + upper + j)),
      ),
    );
    sum = chebyshev ? f32x4.pmax(sum, outside) : f32x4.add(sum, f32x4.mul(outside, outside));
  }
  const a = f32x4.extract_lane(sum, 0);
  const b = f32x4.extract_lane(sum, 1);
  const c = f32x4.extract_lane(sum, 2);
  const e = f32x4.extract_lane(sum, 3);
  return chebyshev ? max(max(a, b), max(c, e)) : a + b + (c + e);
}

/** Squared Euclidean or plain Chebyshev distance in f64, coordinates in order. */
@inline
function exactDistance(chebyshev: bool, a: usize, b: usize, d: i32): f64 {
  let result: f64 = 0;
  for (let j = 0; j < d; j++) {
    const difference = load<f64>(a + ((<usize> j) << 3)) - load<f64>(b + ((<usize> j) << 3));
    result = chebyshev ? max(result, Math.abs(difference)) : result + difference * difference;
  }
  return result;
}

/** Keeps the k least (distance, index) pairs in order; whether the pair was among them. */
function insert(best: usize, who: usize, k: i32, distance: f64, index: i32): bool {
  let j = k - 1;
  const worst = load<f64>(best + ((<usize> j) << 3));
  if (distance == worst && index > load<i32>(who + ((<usize> j) << 2))) return false;
  while (j > 0) {
    const before = load<f64>(best + ((<usize> (j - 1)) << 3));
    const beforeIndex = load<i32>(who + ((<usize> (j - 1)) << 2));
    if (before < distance || (before == distance && beforeIndex < index)) break;
    store<f64>(best + ((<usize> j) << 3), before);
    store<i32>(who + ((<usize> j) << 2), beforeIndex);
    j--;
  }
  store<f64>(best + ((<usize> j) << 3), distance);
  store<i32>(who + ((<usize> j) << 2), index);
  return true;
}
