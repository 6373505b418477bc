// Leave-one-out sums of Gaussian kernels over all pairs, at several bandwidths in one pass.
//
// For row i and rate r = 1 / 2b²: S₀ = Σ_{j≠i} exp(−r (‖x_i − x_j‖² − m_i)), with m_i the least squared
// distance of the row, so that the greatest term is 1 and nothing overflows or vanishes; and the sums
// S₁, S₂ of the same terms times (‖x_i − x_j‖² − m_i) and its square, which give the derivatives of
// ln S₀ in r. The rates double: one exponential serves all, each next term is the square of the last.
// Terms below exp(−cut) of the greatest at the least rate are left out.

/**
 * Rows `first` … `last` − 1. `columns` holds f64 coordinates, one column of `stride` values (a
 * multiple of 4, beyond n anything) after the other; `squares` has room for 2 × stride + 4 f64.
 * Writes m_i to `leasts`, f64, and S₀ for the rates rate, 2 rate, … to `sums`, f64, rate by rate;
 * with `moments`, S₁ and S₂ of each rate follow its S₀.
 */
export function kernelSums(
  columns: usize,
  squares: usize,
  leasts: usize,
  sums: usize,
  n: i32,
  d: i32,
  stride: i32,
  first: i32,
  last: i32,
  rate: f64,
  rates: i32,
  moments: bool,
  cut: f64,
): void {
  const table = squares;
  fillTable(table);
  squares += TABLE_BYTES;
  const kept = squares + ((<usize> stride) << 3);
  const bytes = (<usize> (last - first)) << 3;
  for (let row = first; row < last; row++) {
    squaredDistances(columns, squares, n, d, stride, row);
    store<f64>(squares + ((<usize> row) << 3), Infinity);
    for (let i = n; i < stride; i++) store<f64>(squares + ((<usize> i) << 3), Infinity);
    const least = minimum(squares, stride);
    const at = (<usize> (row - first)) << 3;
    store<f64>(leasts + at, least);
    const count = keepBelow(squares, kept, n, least, cut / rate);
    if (moments) momentSums(kept, table, count, rate, rates, sums + at, bytes);
    else plainSums(kept, table, count, rate, rates, sums + at, bytes);
  }
}

/** Squared Euclidean distances from `row` to every row, coordinates in order. */
function squaredDistances(
  columns: usize,
  squares: usize,
  n: i32,
  d: i32,
  stride: i32,
  row: i32,
): void {
  const bytes = (<usize> stride) << 3;
  for (let i: usize = 0; i < bytes; i += 32) {
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    let column = columns;
    for (let j = 0; j < d; j++) {
      const value = v128.load64_splat(column + ((<usize> row) << 3));
      const a = f64x2.sub(v128.load(column + i), value);
      const b = f64x2.sub(v128.load(column + i, 16), value);
      low = f64x2.add(low, f64x2.mul(a, a));
      high = f64x2.add(high, f64x2.mul(b, b));
      column += bytes;
    }
    v128.store(squares + i, low);
    v128.store(squares + i, high, 16);
  }
}

function minimum(values: usize, count: i32): f64 {
  let a = f64x2.splat(Infinity);
  let b = a;
  for (let i: usize = 0; i < (<usize> count) << 3; i += 32) {
    a = f64x2.pmin(a, v128.load(values + i));
    b = f64x2.pmin(b, v128.load(values + i, 16));
  }
  a = f64x2.pmin(a, b);
  return min<f64>(f64x2.extract_lane(a, 0), f64x2.extract_lane(a, 1));
}

/**
 * Copies, less `least`, the values that lie below least + reach, without branches; pads with values
 * whose terms vanish up to a multiple of four.
 */
function keepBelow(from: usize, to: usize, n: i32, least: f64, reach: f64): i32 {
  let end = to;
  for (let i: usize = 0; i < (<usize> n) << 3; i += 8) {
    const value = load<f64>(from + i) - least;
    store<f64>(end, value);
    end += (<usize> (value <= reach)) << 3;
  }
  const count = <i32> ((end - to) >> 3);
  for (let i = count; i < ((count + 3) & ~3); i++) {
    store<f64>(to + ((<usize> i) << 3), Infinity);
  }
  return count;
}

/**
 * S₀ at up to five rates. Kept terms are above exp(−cut) ≥ exp(−44) at the least rate, so their
 * sixteenth powers are still far from the subnormal numbers, on which processors are slow.
 */
function plainSums(
  values: usize,
  table: usize,
  count: i32,
  rate: f64,
  rates: i32,
  out: usize,
  bytes: usize,
): void {
  const factor = f64x2.splat(-rate);
  const size = (<usize> ((count + 3) & ~3)) << 3;
  let a0 = f64x2.splat(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0;
  if (rates == 1) {
    for (let i: usize = 0; i < size; i += 16) {
      a0 = f64x2.add(a0, exp(f64x2.mul(v128.load(values + i), factor), table));
    }
    put(out, 0, 1, bytes, a0);
    return;
  }
  for (let i: usize = 0; i < size; i += 16) {
    let term = exp(f64x2.mul(v128.load(values + i), factor), table);
    a0 = f64x2.add(a0, term);
    term = f64x2.mul(term, term);
    a1 = f64x2.add(a1, term);
    term = f64x2.mul(term, term);
    a2 = f64x2.add(a2, term);
    term = f64x2.mul(term, term);
    a3 = f64x2.add(a3, term);
    term = f64x2.mul(term, term);
    a4 = f64x2.add(a4, term);
  }
  put(out, 0, rates, bytes, a0);
  put(out, 1, rates, bytes, a1);
  put(out, 2, rates, bytes, a2);
  put(out, 3, rates, bytes, a3);
  put(out, 4, rates, bytes, a4);
}

/** S₀, S₁, S₂ at one rate or two. */
function momentSums(
  values: usize,
  table: usize,
  count: i32,
  rate: f64,
  rates: i32,
  out: usize,
  bytes: usize,
): void {
  const factor = f64x2.splat(-rate);
  const size = (<usize> ((count + 3) & ~3)) << 3;
  const none = f64x2.splat(0);
  let a0 = none, a1 = none, a2 = none, b0 = none, b1 = none, b2 = none;
  if (rates == 1) {
    for (let i: usize = 0; i < size; i += 16) {
      const value = v128.load(values + i);
      // The padding is infinite: its products with a vanished term would not be numbers.
      const finite = f64x2.pmin(value, f64x2.splat(1e300));
      const term = exp(f64x2.mul(value, factor), table);
      const weighted = f64x2.mul(term, finite);
      a0 = f64x2.add(a0, term);
      a1 = f64x2.add(a1, weighted);
      a2 = f64x2.add(a2, f64x2.mul(weighted, finite));
    }
    put(out, 0, 3, bytes, a0);
    put(out, 1, 3, bytes, a1);
    put(out, 2, 3, bytes, a2);
    return;
  }
  for (let i: usize = 0; i < size; i += 16) {
    const value = v128.load(values + i);
    const finite = f64x2.pmin(value, f64x2.splat(1e300));
    const term = exp(f64x2.mul(value, factor), table);
    let weighted = f64x2.mul(term, finite);
    a0 = f64x2.add(a0, term);
    a1 = f64x2.add(a1, weighted);
    a2 = f64x2.add(a2, f64x2.mul(weighted, finite));
    const square = f64x2.mul(term, term);
    weighted = f64x2.mul(square, finite);
    b0 = f64x2.add(b0, square);
    b1 = f64x2.add(b1, weighted);
    b2 = f64x2.add(b2, f64x2.mul(weighted, finite));
  }
  put(out, 0, 3 * rates, bytes, a0);
  put(out, 1, 3 * rates, bytes, a1);
  put(out, 2, 3 * rates, bytes, a2);
  put(out, 3, 3 * rates, bytes, b0);
  put(out, 4, 3 * rates, bytes, b1);
  put(out, 5, 3 * rates, bytes, b2);
}

function put(out: usize, index: i32, count: i32, bytes: usize, sum: v128): void {
  if (index >= count) return;
  store<f64>(out + <usize> index * bytes, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
}

/** Bytes of the table that exp() reads its constants from. */
const TABLE_BYTES: usize = 17 * 16;

/** Fills the table of exp(): engines keep no vector constants in registers, but loads are cheap. */
function fillTable(table: usize): void {
  v128.store(table, f64x2.splat(-708.0), 0);
  v128.store(table, f64x2.splat(1.4426950408889634), 16); // 1 / ln 2
  v128.store(table, f64x2.splat(6755399441055744.0), 32); // 1.5 · 2^52
  v128.store(table, f64x2.splat(0.6931471803691238), 48); // ln 2, leading bits
  v128.store(table, f64x2.splat(1.9082149292705877e-10), 64); // ln 2, the rest
  v128.store(table, f64x2.splat(1.0), 80); // 1/0! and 1/1!
  v128.store(table, f64x2.splat(0.5), 96); // 1/2!, and so on
  v128.store(table, f64x2.splat(0.16666666666666666), 112);
  v128.store(table, f64x2.splat(0.041666666666666664), 128);
  v128.store(table, f64x2.splat(0.008333333333333333), 144);
  v128.store(table, f64x2.splat(0.001388888888888889), 160);
  v128.store(table, f64x2.splat(0.0001984126984126984), 176);
  v128.store(table, f64x2.splat(0.0000248015873015873), 192);
  v128.store(table, f64x2.splat(0.0000027557319223985893), 208);
  v128.store(table, f64x2.splat(2.755731922398589e-7), 224);
  v128.store(table, f64x2.splat(2.505210838544172e-8), 240);
  v128.store(table, i64x2.splat(1023), 256);
}

/**
 * exp(t) in both lanes for t ≤ 0, relative error below 1e-14 (measured in the tests), zero below −708:
 * with t = m ln 2 + r, |r| ≤ ½ ln 2, Taylor's polynomial of degree 11 in r (remainder 6e-15), times
 * 2^m through the exponent bits.
 */

function exp(t: v128, table: usize): v128 {
  // Adding 1.5 · 2^52 rounds to an integer, which is then in the low bits.
  const biased = f64x2.add(
    f64x2.mul(t, v128.load(table, 16)),
    v128.load(table, 32),
  );
  const m = f64x2.sub(biased, v128.load(table, 32));
  const r = f64x2.sub(
    f64x2.sub(t, f64x2.mul(m, v128.load(table, 48))),
    f64x2.mul(m, v128.load(table, 64)),
  );
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  // Estrin's scheme: pairs, then fours.
  const one = v128.load(table, 80);
  const p01 = f64x2.add(one, r);
  const p23 = f64x2.add(v128.load(table, 96), f64x2.mul(v128.load(table, 112), r));
  const p45 = f64x2.add(v128.load(table, 128), f64x2.mul(v128.load(table, 144), r));
  const p67 = f64x2.add(v128.load(table, 160), f64x2.mul(v128.load(table, 176), r));
  const p89 = f64x2.add(v128.load(table, 192), f64x2.mul(v128.load(table, 208), r));
  const pab = f64x2.add(v128.load(table, 224), f64x2.mul(v128.load(table, 240), r));
  const low = f64x2.add(p01, f64x2.mul(p23, r2));
  const middle = f64x2.add(p45, f64x2.mul(p67, r2));
  const high = f64x2.add(p89, f64x2.mul(pab, r2));
  const polynomial = f64x2.add(low, f64x2.mul(r4, f64x2.add(middle, f64x2.mul(r4, high))));
  const power = i64x2.shl(i64x2.add(biased, v128.load(table, 256)), 52);
  return v128.and(f64x2.mul(polynomial, power), f64x2.gt(t, v128.load(table, 0)));
}
