// Batch normalisation of a matrix (rows, channels) with the statistics of the batch, and its gradient.
//
// Means and variances are taken block by block (256 rows): two passes in f32 over a block that lies in
// the cache, then Chan's pairwise update in f64. Neither loses digits where the mean is far from 0.
import { madd } from "./madd";
import { addLanes } from "./sums";

const BLOCK: i32 = 256;

/** Mean and biased variance of every column, f32. `totals` has room for 2 × channels f64. */
export function moments(
  x: usize,
  mean: usize,
  variance: usize,
  totals: usize,
  rows: i32,
  channels: i32,
): void {
  memory.fill(totals, 0, (<usize> channels) << 4);
  const row = (<usize> channels) << 2;
  for (let start = 0; start < rows; start += BLOCK) {
    const count = min<i32>(BLOCK, rows - start);
    const from = x + row * <usize> start;
    let c = 0;
    for (; c + 4 <= channels; c += 4) {
      blockMoments(from + ((<usize> c) << 2), row, count, start, totals, channels, c);
    }
    for (; c < channels; c++) {
      let at = from + ((<usize> c) << 2);
      let sum: f32 = 0;
      for (let r = 0; r < count; r++, at += row) sum += load<f32>(at);
      const centre = sum / <f32> count;
      at = from + ((<usize> c) << 2);
      let squares: f32 = 0;
      let deviations: f32 = 0;
      for (let r = 0; r < count; r++, at += row) {
        const deviation = load<f32>(at) - centre;
        deviations += deviation;
        squares += deviation * deviation;
      }
      combine(totals, channels, c, start, count, centre, deviations, squares);
    }
  }
  for (let c = 0; c < channels; c++) {
    const at = totals + ((<usize> c) << 3);
    store<f32>(mean + ((<usize> c) << 2), <f32> load<f64>(at));
    const squares = load<f64>(at + ((<usize> channels) << 3));
    store<f32>(variance + ((<usize> c) << 2), <f32> (squares / <f64> rows));
  }
}

function blockMoments(
  from: usize,
  row: usize,
  count: i32,
  before: i32,
  totals: usize,
  channels: i32,
  channel: i32,
): void {
  let sum = f32x4.splat(0), more = sum;
  let at = from;
  let r = 0;
  for (; r + 2 <= count; r += 2, at += row << 1) {
    sum = f32x4.add(sum, v128.load(at));
    more = f32x4.add(more, v128.load(at + row));
  }
  if (r < count) sum = f32x4.add(sum, v128.load(at));
  const centre = f32x4.div(f32x4.add(sum, more), f32x4.splat(<f32> count));
  let squares = f32x4.splat(0), deviations = squares;
  at = from;
  for (r = 0; r < count; r++, at += row) {
    const deviation = f32x4.sub(v128.load(at), centre);
    deviations = f32x4.add(deviations, deviation);
    squares = madd(deviation, deviation, squares);
  }
  combine(
    totals,
    channels,
    channel + 0,
    before,
    count,
    f32x4.extract_lane(centre, 0),
    f32x4.extract_lane(deviations, 0),
    f32x4.extract_lane(squares, 0),
  );
  combine(
    totals,
    channels,
    channel + 1,
    before,
    count,
    f32x4.extract_lane(centre, 1),
    f32x4.extract_lane(deviations, 1),
    f32x4.extract_lane(squares, 1),
  );
  combine(
    totals,
    channels,
    channel + 2,
    before,
    count,
    f32x4.extract_lane(centre, 2),
    f32x4.extract_lane(deviations, 2),
    f32x4.extract_lane(squares, 2),
  );
  combine(
    totals,
    channels,
    channel + 3,
    before,
    count,
    f32x4.extract_lane(centre, 3),
    f32x4.extract_lane(deviations, 3),
    f32x4.extract_lane(squares, 3),
  );
}

/** Chan's update of (mean, sum of squared deviations) of `before` rows by those of a block. */
function combine(
  totals: usize,
  channels: i32,
  channel: i32,
  before: i32,
  count: i32,
  centre: f32,
  deviations: f32,
  squares: f32,
): void {
  const at = totals + ((<usize> channel) << 3);
  const to = at + ((<usize> channels) << 3);
  const n = <f64> before;
  const m = <f64> count;
  // What rounding left of the block's mean: Σ (x − centre) / m.
  const rest = <f64> deviations / m;
  const blockMean = <f64> centre + rest;
  const blockSquares = <f64> squares - m * rest * rest;
  const delta = blockMean - load<f64>(at);
  store<f64>(at, load<f64>(at) + delta * m / (n + m));
  store<f64>(to, load<f64>(to) + blockSquares + delta * delta * n * m / (n + m));
}

/** y = (x − mean) · scale + offset by column; `scale` holds gamma / √(variance + epsilon). */
export function normalise(
  x: usize,
  y: usize,
  mean: usize,
  scale: usize,
  offset: usize,
  rows: i32,
  channels: i32,
): void {
  if ((channels & 3) == 0 && channels <= 8) {
    const high: usize = channels == 8 ? 16 : 0;
    const m0 = v128.load(mean), s0 = v128.load(scale), o0 = v128.load(offset);
    const m1 = v128.load(mean + high), s1 = v128.load(scale + high), o1 = v128.load(offset + high);
    const count = (<usize> rows * channels) << 2;
    let i: usize = 0;
    for (; i + 32 <= count; i += 32) {
      v128.store(y + i, madd(f32x4.sub(v128.load(x + i), m0), s0, o0));
      v128.store(y + i + 16, madd(f32x4.sub(v128.load(x + i + 16), m1), s1, o1));
    }
    if (i < count) v128.store(y + i, madd(f32x4.sub(v128.load(x + i), m0), s0, o0));
    return;
  }
  const bytes = (<usize> channels) << 2;
  for (let r = 0; r < rows; r++) {
    let c: usize = 0;
    for (; c + 16 <= bytes; c += 16, x += 16, y += 16) {
      const centred = f32x4.sub(v128.load(x), v128.load(mean + c));
      v128.store(y, madd(centred, v128.load(scale + c), v128.load(offset + c)));
    }
    for (; c < bytes; c += 4, x += 4, y += 4) {
      const centred = load<f32>(x) - load<f32>(mean + c);
      store<f32>(y, centred * load<f32>(scale + c) + load<f32>(offset + c));
    }
  }
}

/** Σ dy and Σ dy · (x − mean) by column, into `totals`: channels f64 each. */
export function gradientSums(
  x: usize,
  dy: usize,
  mean: usize,
  totals: usize,
  rows: i32,
  channels: i32,
): void {
  memory.fill(totals, 0, (<usize> channels) << 4);
  const row = (<usize> channels) << 2;
  const second = totals + ((<usize> channels) << 3);
  for (let start = 0; start < rows; start += BLOCK) {
    const count = min<i32>(BLOCK, rows - start);
    const base = row * <usize> start;
    let c = 0;
    for (; c + 4 <= channels; c += 4) {
      const column = (<usize> c) << 2;
      const centre = v128.load(mean + column);
      let plain = f32x4.splat(0), weighted = plain, plain2 = plain, weighted2 = plain;
      let at = base + column;
      let r = 0;
      for (; r + 2 <= count; r += 2, at += row << 1) {
        let value = v128.load(dy + at);
        plain = f32x4.add(plain, value);
        weighted = madd(value, f32x4.sub(v128.load(x + at), centre), weighted);
        value = v128.load(dy + at + row);
        plain2 = f32x4.add(plain2, value);
        weighted2 = madd(value, f32x4.sub(v128.load(x + at + row), centre), weighted2);
      }
      if (r < count) {
        const value = v128.load(dy + at);
        plain = f32x4.add(plain, value);
        weighted = madd(value, f32x4.sub(v128.load(x + at), centre), weighted);
      }
      addLanes(totals + (column << 1), f32x4.add(plain, plain2));
      addLanes(second + (column << 1), f32x4.add(weighted, weighted2));
    }
    for (; c < channels; c++) {
      const column = (<usize> c) << 2;
      const centre = load<f32>(mean + column);
      let plain: f32 = 0, weighted: f32 = 0;
      let at = base + column;
      for (let r = 0; r < count; r++, at += row) {
        const value = load<f32>(dy + at);
        plain += value;
        weighted += value * (load<f32>(x + at) - centre);
      }
      const to = totals + (column << 1);
      const too = second + (column << 1);
      store<f64>(to, load<f64>(to) + <f64> plain);
      store<f64>(too, load<f64>(too) + <f64> weighted);
    }
  }
}

/** dx = a · dy + b · (x − mean) + c by column; `factors` holds a, b and c, channels f32 each. */
export function applyGradient(
  x: usize,
  dy: usize,
  dx: usize,
  mean: usize,
  factors: usize,
  rows: i32,
  channels: i32,
): void {
  const bytes = (<usize> channels) << 2;
  const second = factors + bytes;
  const third = second + bytes;
  for (let column: usize = 0; column < bytes;) {
    if (column + 16 <= bytes) {
      const m = v128.load(mean + column), a = v128.load(factors + column);
      const b = v128.load(second + column), c = v128.load(third + column);
      let at = column;
      for (let r = 0; r < rows; r++, at += bytes) {
        const centred = f32x4.sub(v128.load(x + at), m);
        v128.store(dx + at, madd(a, v128.load(dy + at), madd(b, centred, c)));
      }
      column += 16;
    } else {
      const m = load<f32>(mean + column), a = load<f32>(factors + column);
      const b = load<f32>(second + column), c = load<f32>(third + column);
      let at = column;
      for (let r = 0; r < rows; r++, at += bytes) {
        store<f32>(dx + at, a * load<f32>(dy + at) + (b * (load<f32>(x + at) - m) + c));
      }
      column += 4;
    }
  }
}
