// Gaussian noise from a counter: Philox 4×32 with 10 rounds (Salmon et al. 2011) gives 4 words for each
// block of 4 values, the Box–Muller transform 4 normal values from them. Value i of a stream depends on
// (key, stream, i) alone. Nothing is fused, so that both builds give the same bits.

/**
 * y = x + sigma · noise, or sigma · noise alone where `x` is 0. Four blocks at a time: lane l of a
 * vector holds block 4q + l, so value 16q + 4l + j is number j of that block.
 */
export function addNoise(
  x: usize,
  y: usize,
  count: i32,
  sigma: f32,
  key0: i32,
  key1: i32,
  stream0: i32,
  stream1: i32,
  scratch: usize,
): void {
  const factor = f32x4.splat(sigma);
  for (let i = 0; i < count; i += 16) {
    sixteenNormals(i >> 2, key0, key1, stream0, stream1, scratch);
    const left = count - i;
    const at = (<usize> i) << 2;
    for (let j = 0; j < min<i32>(16, left); j += 4) {
      const offset = (<usize> j) << 2;
      let noise = f32x4.mul(v128.load(scratch + offset), factor);
      if (left - j >= 4) {
        if (x) noise = f32x4.add(v128.load(x + at + offset), noise);
        v128.store(y + at + offset, noise);
      } else {
        v128.store(scratch + offset, noise);
        for (let l: usize = offset; l < offset + ((<usize> (left - j)) << 2); l += 4) {
          const term: f32 = load<f32>(scratch + l);
          store<f32>(y + at + l, x ? load<f32>(x + at + l) + term : term);
        }
      }
    }
  }
}

/** y = x · (1 + terms), with terms = sigma · noise. */
export function scaleByNoise(x: usize, terms: usize, y: usize, count: i32): void {
  const bytes = (<usize> count) << 2;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    const value = v128.load(x + at);
    v128.store(y + at, f32x4.add(value, f32x4.mul(v128.load(terms + at), value)));
  }
  for (; at < bytes; at += 4) {
    const value = load<f32>(x + at);
    const product: f32 = value * load<f32>(terms + at);
    store<f32>(y + at, value + product);
  }
}

/** The mask of dropout: `scale` where the noise is below `limit`, 0 elsewhere. */
export function dropoutMask(
  mask: usize,
  count: i32,
  limit: f32,
  scale: f32,
  key0: i32,
  key1: i32,
  stream0: i32,
  stream1: i32,
  scratch: usize,
): void {
  const limits = f32x4.splat(limit), scales = f32x4.splat(scale);
  for (let i = 0; i < count; i += 16, mask += 64) {
    sixteenNormals(i >> 2, key0, key1, stream0, stream1, scratch);
    const left = count - i;
    for (let j = 0; j < min<i32>(16, left); j += 4) {
      const offset = (<usize> j) << 2;
      const values = v128.and(f32x4.lt(v128.load(scratch + offset), limits), scales);
      if (left - j >= 4) {
        v128.store(mask + offset, values);
      } else {
        v128.store(scratch + offset, values);
        memory.copy(mask + offset, scratch + offset, (<usize> (left - j)) << 2);
      }
    }
  }
}

function sixteenNormals(
  block: i32,
  key0: i32,
  key1: i32,
  stream0: i32,
  stream1: i32,
  out: usize,
): void {
  let c0 = i32x4.add(i32x4.splat(block), i32x4(0, 1, 2, 3));
  let c1 = i32x4.splat(0), c2 = i32x4.splat(stream0), c3 = i32x4.splat(stream1);
  for (let round = 0; round < 10; round++) {
    const low0 = i64x2.extmul_low_i32x4_u(c0, i32x4.splat(<i32> 0xD2511F53));
    const high0 = i64x2.extmul_high_i32x4_u(c0, i32x4.splat(<i32> 0xD2511F53));
    const low2 = i64x2.extmul_low_i32x4_u(c2, i32x4.splat(<i32> 0xCD9E8D57));
    const high2 = i64x2.extmul_high_i32x4_u(c2, i32x4.splat(<i32> 0xCD9E8D57));
    const product0 = i32x4.shuffle(low0, high0, 0, 2, 4, 6);
    const carry0 = i32x4.shuffle(low0, high0, 1, 3, 5, 7);
    const product2 = i32x4.shuffle(low2, high2, 0, 2, 4, 6);
    const carry2 = i32x4.shuffle(low2, high2, 1, 3, 5, 7);
    c0 = v128.xor(v128.xor(carry2, c1), i32x4.splat(key0));
    c1 = product2;
    c2 = v128.xor(v128.xor(carry0, c3), i32x4.splat(key1));
    c3 = product0;
    key0 += <i32> 0x9E3779B9;
    key1 += <i32> 0xBB67AE85;
  }
  let r = radius(c0), quarter = quadrant(c1), angle = remainder(c1);
  let square = f32x4.mul(angle, angle);
  let odd = isOdd(quarter), sine = smallSine(angle, square), cosine = smallCosine(square);
  const n0 = f32x4.mul(r, turnedCosine(sine, cosine, quarter, odd));
  const n1 = f32x4.mul(r, turnedSine(sine, cosine, quarter, odd));
  r = radius(c2), quarter = quadrant(c3), angle = remainder(c3);
  square = f32x4.mul(angle, angle);
  odd = isOdd(quarter), sine = smallSine(angle, square), cosine = smallCosine(square);
  const n2 = f32x4.mul(r, turnedCosine(sine, cosine, quarter, odd));
  const n3 = f32x4.mul(r, turnedSine(sine, cosine, quarter, odd));
  // Transposed: the four numbers of a block side by side.
  const t0 = i32x4.shuffle(n0, n1, 0, 4, 1, 5), t1 = i32x4.shuffle(n2, n3, 0, 4, 1, 5);
  const t2 = i32x4.shuffle(n0, n1, 2, 6, 3, 7), t3 = i32x4.shuffle(n2, n3, 2, 6, 3, 7);
  v128.store(out, i64x2.shuffle(t0, t1, 0, 2));
  v128.store(out, i64x2.shuffle(t0, t1, 1, 3), 16);
  v128.store(out, i64x2.shuffle(t2, t3, 0, 2), 32);
  v128.store(out, i64x2.shuffle(t2, t3, 1, 3), 48);
}

/** √(−2 ln u), u = (word + ½) / 2³² in (0, 1]: the tail reaches 6.7 standard deviations. */
function radius(words: v128): v128 {
  const u = f32x4.mul(
    f32x4.add(f32x4.convert_i32x4_u(words), f32x4.splat(0.5)),
    f32x4.splat(2.3283064365386963e-10),
  );
  // ln u = e ln 2 + ln m, with m in [√½, √2); Cephes' polynomial for ln(1 + f).
  let e = i32x4.sub(i32x4.shr_u(u, 23), i32x4.splat(126));
  let m = v128.or(v128.and(u, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000)); // [½, 1)
  const small = f32x4.lt(m, f32x4.splat(0.707106781186547524));
  e = i32x4.add(e, small); // −1 where small
  m = f32x4.add(m, v128.and(small, m));
  const f = f32x4.sub(m, f32x4.splat(1));
  const f2 = f32x4.mul(f, f);
  let p = f32x4.splat(7.0376836292e-2);
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-1.1514610310e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(1.1676998740e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-1.2420140846e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(1.4249322787e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-1.6668057665e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(2.0000714765e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-2.4999993993e-1));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(3.3333331174e-1));
  const exponent = f32x4.convert_i32x4_s(e);
  let y = f32x4.mul(f32x4.mul(f, f2), p);
  y = f32x4.add(y, f32x4.mul(exponent, f32x4.splat(-2.12194440e-4)));
  y = f32x4.sub(y, f32x4.mul(f2, f32x4.splat(0.5)));
  const log = f32x4.add(f32x4.add(f, y), f32x4.mul(exponent, f32x4.splat(0.693359375)));
  return f32x4.sqrt(f32x4.max(f32x4.mul(log, f32x4.splat(-2)), f32x4.splat(0)));
}

/** Quadrant (0 … 3) of the angle 2π · word / 2³², nearest. */
// @ts-ignore: decorator
@inline
function quadrant(words: v128): v128 {
  return i32x4.shr_u(i32x4.add(words, i32x4.splat(0x20000000)), 30);
}

/** What is left of the angle after its quadrant, in [−π/4, π/4], rounded from 32 bits. */
// @ts-ignore: decorator
@inline
function remainder(words: v128): v128 {
  const rest = i32x4.sub(words, i32x4.shl(quadrant(words), 30));
  return f32x4.mul(f32x4.convert_i32x4_s(rest), f32x4.splat(1.4629180792671596e-9)); // 2π / 2³²
}

// @ts-ignore: decorator
@inline
function smallSine(r: v128, r2: v128): v128 {
  let p = f32x4.splat(-1.9515295891e-4);
  p = f32x4.add(f32x4.mul(p, r2), f32x4.splat(8.3321608736e-3));
  p = f32x4.add(f32x4.mul(p, r2), f32x4.splat(-1.6666654611e-1));
  return f32x4.add(r, f32x4.mul(f32x4.mul(p, r2), r));
}

// @ts-ignore: decorator
@inline
function smallCosine(r2: v128): v128 {
  let p = f32x4.splat(2.443315711809948e-5);
  p = f32x4.add(f32x4.mul(p, r2), f32x4.splat(-1.388731625493765e-3));
  p = f32x4.add(f32x4.mul(p, r2), f32x4.splat(4.166664568298827e-2));
  p = f32x4.mul(f32x4.mul(p, r2), r2);
  return f32x4.add(f32x4.sub(p, f32x4.mul(r2, f32x4.splat(0.5))), f32x4.splat(1));
}

// @ts-ignore: decorator
@inline
function isOdd(quarter: v128): v128 {
  return i32x4.eq(v128.and(quarter, i32x4.splat(1)), i32x4.splat(1));
}

/** cos of the whole angle; the sign of quadrants 1 and 2 is negative. */
// @ts-ignore: decorator
@inline
function turnedCosine(sine: v128, cosine: v128, quarter: v128, odd: v128): v128 {
  const sign = i32x4.shl(v128.and(i32x4.add(quarter, i32x4.splat(1)), i32x4.splat(2)), 30);
  return v128.xor(v128.bitselect(sine, cosine, odd), sign);
}

/** sin of the whole angle; the sign of quadrants 2 and 3 is negative. */
// @ts-ignore: decorator
@inline
function turnedSine(sine: v128, cosine: v128, quarter: v128, odd: v128): v128 {
  const sign = i32x4.shl(v128.and(quarter, i32x4.splat(2)), 30);
  return v128.xor(v128.bitselect(cosine, sine, odd), sign);
}
