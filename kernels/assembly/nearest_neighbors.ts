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
 * indices to `indices`, i32, k to a row, from row `first` on. `stack` holds 32 bytes for each level
 * of the tree, at least two, and 64 more.
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
  const path = stack + ((<usize> depth) << 4);
  const sums = path + ((<usize> depth) << 4);
  let leaf = 0;
  let leafLo = 0;
  let leafHi = first;
  for (let row = first; row < last; row++) {
    if (row >= leafHi) {
      leafLo = 0;
      leafHi = n;
      leaf = 0;
      for (let level: usize = 0; level < <usize> depth; level++) {
        const mid = middle(leafLo, leafHi);
        const left = 2 * leaf + 1;
        const inLeft = row < mid;
        const entry = path + (level << 4);
        store<i32>(entry, inLeft ? left + 1 : left);
        store<i32>(entry, inLeft ? mid : leafLo, 4);
        store<i32>(entry, inLeft ? leafHi : mid, 8);
        store<f32>(entry, -1, 12);
        leaf = inLeft ? left : left + 1;
        if (inLeft) leafHi = mid;
        else leafLo = mid;
      }
    }
    const q = rows + ((<usize> row * width) << 2);
    const exact = points + ((<usize> row * d) << 3);
    const best = distances + ((<usize> (row - first) * k) << 3);
    const who = indices + ((<usize> (row - first) * k) << 2);
    clear(best, who, k);
    let limit: f32 = Infinity;
    let ceiling = i32.MAX_VALUE;
    // From the row's own leaf upwards: what is left at first are the siblings of the nodes above it.
    memory.copy(stack, path, (<usize> depth) << 4);
    let top = path;
    let node = leaf;
    let lo = leafLo;
    let hi = leafHi;
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
          sums,
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
        let near = load<f32>(top, 12);
        if (near > limit) continue;
        node = load<i32>(top);
        if (load<i32>(leasts + ((<usize> node) << 2)) > ceiling) continue;
        if (near < 0) {
          near = boxDistance(chebyshev, q, boxes + ((<usize> (node * 2 * width)) << 2), width);
          if (near > limit) continue;
        }
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
  const sums = stack + ((<usize> BATCH) << 2);
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
          sums,
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

/**
 * Scans a leaf, eight rows to a step; returns the limit, lowered where nearer points were found.
 *
 * What costs is neither the sums nor the boxes, but keeping the list of the nearest in order, and
 * branches that cannot be predicted. So the first leaf, where every row would go into the list at first,
 * is measured as a whole for a limit to begin with, and one branch serves up to 64 rows.
 */
@inline
function scan(
  chebyshev: bool,
  q: usize,
  exact: usize,
  points: usize,
  order: usize,
  block: usize,
  sums: usize,
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
  if (limit == Infinity && k < 16) {
    const near = measure(chebyshev, q, block, stride, count, d, sums, k);
    limit = limitOf(chebyshev, (chebyshev ? <f64> near : Math.sqrt(near)) * growth + slack, slack, growth);
  }
  for (let begin = 0; begin < count; begin += 64) {
    const end = min(count, begin + 64);
    let mask: u64 = 0;
    for (let i = begin; i < end; i += 8) {
      const near = nearRows(chebyshev, q, block + ((<usize> i) << 2), stride, d, limit);
      mask |= (<u64> near) << (i - begin);
    }
    if (mask == 0) continue;
    while (mask != 0) {
      const candidate = lo + begin + <i32> ctz(mask);
      mask &= mask - 1;
      if (candidate >= hi || candidate == row) continue;
      const other = points + ((<usize> candidate * d) << 3);
      const distance = exactDistance(chebyshev, exact, other, d);
      if (distance > load<f64>(best + ((<usize> (k - 1)) << 3))) continue;
      const index = load<i32>(order + ((<usize> candidate) << 2));
      if (k <= SHORT) insertShort(best, who, k, distance, index);
      else insert(best, who, k, distance, index);
    }
    const worst = load<f64>(best + ((<usize> (k - 1)) << 3));
    limit = limitOf(chebyshev, (chebyshev ? worst : Math.sqrt(worst)) * scale, slack, growth);
  }
  return limit;
}

/** What a point at a scaled distance measures at most in f32. */
@inline
function limitOf(chebyshev: bool, distance: f64, slack: f64, growth: f64): f32 {
  const most = distance + slack;
  return <f32> ((chebyshev ? most : most * most) * growth);
}

/** Which of eight rows measure at most `limit`, as bits. */
@inline
function nearRows(
  chebyshev: bool,
  q: usize,
  at: usize,
  stride: usize,
  d: i32,
  limit: f32,
): i32 {
  const bound = f32x4.splat(limit);
  let even = f32x4.splat(0);
  let odd = f32x4.splat(0);
  let near = 0;
  let j = 0;
  while (true) {
    const stop = min(d, j + CHUNK);
    for (; j < stop; j++) {
      const value = v128.load32_splat(q + ((<usize> j) << 2));
      even = addDifference(chebyshev, even, v128.load(at), value);
      odd = addDifference(chebyshev, odd, v128.load(at, 16), value);
      at += stride;
    }
    near = i32x4.bitmask(f32x4.le(even, bound)) | (i32x4.bitmask(f32x4.le(odd, bound)) << 4);
    if (j >= d || near == 0) return near;
  }
}

@inline
function addDifference(chebyshev: bool, sum: v128, a: v128, b: v128): v128 {
  const difference = f32x4.sub(a, b);
  return chebyshev
    ? f32x4.pmax(sum, f32x4.abs(difference))
    : f32x4.add(sum, f32x4.mul(difference, difference));
}

/**
 * A measure that at least k + 1 rows of a leaf do not exceed, the row itself among them, k < 16;
 * infinite where there are not as many. It is the least such measure among the two least of every
 * eighth row: seldom more than a few more rows are as near. (Measures are not negative, so that their
 * bits are in order as integers.)
 */
function measure(
  chebyshev: bool,
  q: usize,
  block: usize,
  stride: usize,
  count: i32,
  d: i32,
  sums: usize,
  k: i32,
): f32 {
  let even1 = f32x4.splat(Infinity);
  let even2 = even1;
  let odd1 = even1;
  let odd2 = even1;
  for (let i = 0; i < count; i += 8) {
    let even = f32x4.splat(0);
    let odd = f32x4.splat(0);
    let at = block + ((<usize> i) << 2);
    for (let j = 0; j < d; j++) {
      const value = v128.load32_splat(q + ((<usize> j) << 2));
      even = addDifference(chebyshev, even, v128.load(at), value);
      odd = addDifference(chebyshev, odd, v128.load(at, 16), value);
      at += stride;
    }
    even2 = i32x4.min_s(even2, i32x4.max_s(even1, even));
    even1 = i32x4.min_s(even1, even);
    odd2 = i32x4.min_s(odd2, i32x4.max_s(odd1, odd));
    odd1 = i32x4.min_s(odd1, odd);
  }
  v128.store(sums, even1);
  v128.store(sums, odd1, 16);
  v128.store(sums, even2, 32);
  v128.store(sums, odd2, 48);
  // How many of the sixteen do not exceed each; a true comparison is −1.
  let a = i32x4.splat(k);
  let b = a;
  let c = a;
  let e = a;
  for (let at = sums; at < sums + 64; at += 4) {
    const value = v128.load32_splat(at);
    a = i32x4.add(a, i32x4.le_s(value, even1));
    b = i32x4.add(b, i32x4.le_s(value, odd1));
    c = i32x4.add(c, i32x4.le_s(value, even2));
    e = i32x4.add(e, i32x4.le_s(value, odd2));
  }
  // Negative now where that is at least k + 1; the others do not count.
  let least = enough(even1, a);
  least = i32x4.min_s(least, enough(odd1, b));
  least = i32x4.min_s(least, enough(even2, c));
  least = i32x4.min_s(least, enough(odd2, e));
  const left = min(i32x4.extract_lane(least, 0), i32x4.extract_lane(least, 1));
  const right = min(i32x4.extract_lane(least, 2), i32x4.extract_lane(least, 3));
  return reinterpret<f32>(min(left, right));
}

@inline
function enough(value: v128, excess: v128): v128 {
  const counts = i32x4.shr_s(excess, 31);
  return v128.bitselect(value, f32x4.splat(Infinity), counts);
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

/** Lists up to this length are kept in order without branches, which processors would mispredict. */
const SHORT: i32 = 8;

/** Keeps the k least (distance, index) pairs in order: passes the greater one of each pair on. */
@inline
function insertShort(best: usize, who: usize, k: i32, distance: f64, index: i32): void {
  for (let j: usize = 0; j < <usize> k; j++) {
    const at = best + (j << 3);
    const atWho = who + (j << 2);
    const other = load<f64>(at);
    const otherIndex = load<i32>(atWho);
    const before = i32(distance < other) | (i32(distance == other) & i32(index < otherIndex));
    store<f64>(at, select<f64>(distance, other, before));
    store<i32>(atWho, select<i32>(index, otherIndex, before));
    distance = select<f64>(other, distance, before);
    index = select<i32>(otherIndex, index, before);
  }
}

/** Keeps the k least (distance, index) pairs in order: moves what comes after up from the end. */
function insert(best: usize, who: usize, k: i32, distance: f64, index: i32): void {
  let j = k - 1;
  const worst = load<f64>(best + ((<usize> j) << 3));
  if (distance == worst && index > load<i32>(who + ((<usize> j) << 2))) return;
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
}
