// Convolution of padded images: register tiles of 4 pixels × 8 channels, or 8 pixels × 4 channels.
//
// Taps come in runs that lie side by side in memory: a window row where the dilation is 1, one pixel
// of it otherwise. Weights are packed in blocks of 8 output channels (the last of 4 where no more than
// 4 are left): the biases, then tap by tap, with zeros for channels that do not exist. A single output
// channel is not filled up.
import { lanes, madd } from "./madd";

/**
 * Packs a filter [positions of the window][input channels][output channels], and biases where `bias`
 * is not 0. `flipped` packs that of the input gradient: window positions in reverse, input and output
 * channels exchanged.
 */
export function packFilter(
  filter: usize,
  bias: usize,
  packed: usize,
  positions: i32,
  inChannels: i32,
  outChannels: i32,
  flipped: bool,
): void {
  const from = flipped ? outChannels : inChannels;
  const to = flipped ? inChannels : outChannels;
  for (let block = 0; block < to;) {
    const size = to == 1 ? 1 : to - block > 4 ? 8 : 4;
    for (let k = block; k < block + size; k++, packed += 4) {
      const exists = bias != 0 && k < to;
      store<f32>(packed, exists ? load<f32>(bias + ((<usize> k) << 2)) : <f32> 0);
    }
    for (let p = 0; p < positions; p++) {
      for (let c = 0; c < from; c++) {
        for (let k = block; k < block + size; k++, packed += 4) {
          let value: f32 = 0;
          if (k < to) {
            const index = flipped
              ? ((positions - 1 - p) * inChannels + k) * outChannels + c
              : (p * inChannels + c) * outChannels + k;
            value = load<f32>(filter + ((<usize> index) << 2));
          }
          store<f32>(packed, value);
        }
      }
    }
    block += size;
  }
}

/**
 * output[p, k] = Σ_taps padded[pixel(p) + tap] · weight[tap, k] for `pixels` pixels.
 *
 * `table` holds the pixels' byte offsets, `runs` those of the `runCount` runs of `runLength` taps.
 */
export function convolve(
  padded: usize,
  table: usize,
  pixels: i32,
  runs: usize,
  runCount: i32,
  runLength: i32,
  packed: usize,
  output: usize,
  outChannels: i32,
): void {
  const stride = (<usize> outChannels) << 2;
  const rows = <usize> (runCount * runLength + 1);
  if (outChannels == 1) {
    convolveOne(padded, table, pixels, runs, runCount, runLength, packed, output);
    return;
  }
  for (let block = 0; block < outChannels;) {
    const left = outChannels - block;
    const out = output + ((<usize> block) << 2);
    if (left > 4) {
      convolveEight(padded, table, pixels, runs, runCount, runLength, packed, out, stride, left);
      packed += rows << 5;
      block += 8;
    } else {
      convolveFour(padded, table, pixels, runs, runCount, runLength, packed, out, stride, left);
      packed += rows << 4;
      block += 4;
    }
  }
}

function convolveEight(
  padded: usize,
  table: usize,
  pixels: i32,
  runs: usize,
  runCount: i32,
  runLength: i32,
  packed: usize,
  out: usize,
  stride: usize,
  channels: i32,
): void {
  const runBytes = (<usize> runLength) << 2;
  for (let p = 0; p < pixels; p += 4, table += 16) {
    // Past the last pixel the tile repeats it; its copies are not stored.
    const last = pixels - 1 - p;
    const p0 = padded + <usize> load<i32>(table);
    const p1 = padded + <usize> load<i32>(table + ((<usize> min<i32>(1, last)) << 2));
    const p2 = padded + <usize> load<i32>(table + ((<usize> min<i32>(2, last)) << 2));
    const p3 = padded + <usize> load<i32>(table + ((<usize> min<i32>(3, last)) << 2));
    let a0 = v128.load(packed), a1 = v128.load(packed, 16);
    let a2 = a0, a3 = a1, a4 = a0, a5 = a1, a6 = a0, a7 = a1;
    let w = packed + 32;
    for (let r = 0; r < runCount; r++) {
      const offset = <usize> load<i32>(runs + ((<usize> r) << 2));
      let x0 = p0 + offset, x1 = p1 + offset, x2 = p2 + offset, x3 = p3 + offset;
      const end = x0 + runBytes;
      const unrolled = x0 + (runBytes & ~15);
      for (; x0 < unrolled; x0 += 16, x1 += 16, x2 += 16, x3 += 16, w += 128) {
        let low = v128.load(w), high = v128.load(w, 16), x = v128.load32_splat(x0);
        a0 = madd(x, low, a0);
        a1 = madd(x, high, a1);
        x = v128.load32_splat(x1);
        a2 = madd(x, low, a2);
        a3 = madd(x, high, a3);
        x = v128.load32_splat(x2);
        a4 = madd(x, low, a4);
        a5 = madd(x, high, a5);
        x = v128.load32_splat(x3);
        a6 = madd(x, low, a6);
        a7 = madd(x, high, a7);
        low = v128.load(w, 32), high = v128.load(w, 48), x = v128.load32_splat(x0, 4);
        a0 = madd(x, low, a0);
        a1 = madd(x, high, a1);
        x = v128.load32_splat(x1, 4);
        a2 = madd(x, low, a2);
        a3 = madd(x, high, a3);
        x = v128.load32_splat(x2, 4);
        a4 = madd(x, low, a4);
        a5 = madd(x, high, a5);
        x = v128.load32_splat(x3, 4);
        a6 = madd(x, low, a6);
        a7 = madd(x, high, a7);
        low = v128.load(w, 64), high = v128.load(w, 80), x = v128.load32_splat(x0, 8);
        a0 = madd(x, low, a0);
        a1 = madd(x, high, a1);
        x = v128.load32_splat(x1, 8);
        a2 = madd(x, low, a2);
        a3 = madd(x, high, a3);
        x = v128.load32_splat(x2, 8);
        a4 = madd(x, low, a4);
        a5 = madd(x, high, a5);
        x = v128.load32_splat(x3, 8);
        a6 = madd(x, low, a6);
        a7 = madd(x, high, a7);
        low = v128.load(w, 96), high = v128.load(w, 112), x = v128.load32_splat(x0, 12);
        a0 = madd(x, low, a0);
        a1 = madd(x, high, a1);
        x = v128.load32_splat(x1, 12);
        a2 = madd(x, low, a2);
        a3 = madd(x, high, a3);
        x = v128.load32_splat(x2, 12);
        a4 = madd(x, low, a4);
        a5 = madd(x, high, a5);
        x = v128.load32_splat(x3, 12);
        a6 = madd(x, low, a6);
        a7 = madd(x, high, a7);
      }
      for (; x0 < end; x0 += 4, x1 += 4, x2 += 4, x3 += 4, w += 32) {
        const low = v128.load(w), high = v128.load(w, 16);
        let x = v128.load32_splat(x0);
        a0 = madd(x, low, a0);
        a1 = madd(x, high, a1);
        x = v128.load32_splat(x1);
        a2 = madd(x, low, a2);
        a3 = madd(x, high, a3);
        x = v128.load32_splat(x2);
        a4 = madd(x, low, a4);
        a5 = madd(x, high, a5);
        x = v128.load32_splat(x3);
        a6 = madd(x, low, a6);
        a7 = madd(x, high, a7);
      }
    }
    let to = out + stride * <usize> p;
    put(to, a0, channels);
    put(to + 16, a1, channels - 4);
    if (last < 1) return;
    to += stride;
    put(to, a2, channels);
    put(to + 16, a3, channels - 4);
    if (last < 2) return;
    to += stride;
    put(to, a4, channels);
    put(to + 16, a5, channels - 4);
    if (last < 3) return;
    to += stride;
    put(to, a6, channels);
    put(to + 16, a7, channels - 4);
  }
}

function convolveFour(
  padded: usize,
  table: usize,
  pixels: i32,
  runs: usize,
  runCount: i32,
  runLength: i32,
  packed: usize,
  out: usize,
  stride: usize,
  channels: i32,
): void {
  const runBytes = (<usize> runLength) << 2;
  for (let p = 0; p < pixels; p += 8, table += 32) {
    const last = pixels - 1 - p;
    const p0 = padded + <usize> load<i32>(table);
    const p1 = padded + <usize> load<i32>(table + ((<usize> min<i32>(1, last)) << 2));
    const p2 = padded + <usize> load<i32>(table + ((<usize> min<i32>(2, last)) << 2));
    const p3 = padded + <usize> load<i32>(table + ((<usize> min<i32>(3, last)) << 2));
    const p4 = padded + <usize> load<i32>(table + ((<usize> min<i32>(4, last)) << 2));
    const p5 = padded + <usize> load<i32>(table + ((<usize> min<i32>(5, last)) << 2));
    const p6 = padded + <usize> load<i32>(table + ((<usize> min<i32>(6, last)) << 2));
    const p7 = padded + <usize> load<i32>(table + ((<usize> min<i32>(7, last)) << 2));
    let a0 = v128.load(packed), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
    let w = packed + 16;
    for (let r = 0; r < runCount; r++) {
      const offset = <usize> load<i32>(runs + ((<usize> r) << 2));
      for (let t = offset; t < offset + runBytes; t += 4, w += 16) {
        const weights = v128.load(w);
        a0 = madd(v128.load32_splat(p0 + t), weights, a0);
        a1 = madd(v128.load32_splat(p1 + t), weights, a1);
        a2 = madd(v128.load32_splat(p2 + t), weights, a2);
        a3 = madd(v128.load32_splat(p3 + t), weights, a3);
        a4 = madd(v128.load32_splat(p4 + t), weights, a4);
        a5 = madd(v128.load32_splat(p5 + t), weights, a5);
        a6 = madd(v128.load32_splat(p6 + t), weights, a6);
        a7 = madd(v128.load32_splat(p7 + t), weights, a7);
      }
    }
    let to = out + stride * <usize> p;
    put(to, a0, channels);
    if (last < 1) return;
    put(to += stride, a1, channels);
    if (last < 2) return;
    put(to += stride, a2, channels);
    if (last < 3) return;
    put(to += stride, a3, channels);
    if (last < 4) return;
    put(to += stride, a4, channels);
    if (last < 5) return;
    put(to += stride, a5, channels);
    if (last < 6) return;
    put(to += stride, a6, channels);
    if (last < 7) return;
    put(to += stride, a7, channels);
  }
}

/** Stores the channels that exist, 0 to 4 of the lanes. */
// @ts-ignore: decorator
@inline
function put(to: usize, values: v128, channels: i32): void {
  if (channels >= 4) {
    v128.store(to, values);
  } else if (channels > 0) {
    store<f32>(to, f32x4.extract_lane(values, 0));
    if (channels > 1) store<f32>(to, f32x4.extract_lane(values, 1), 4);
    if (channels > 2) store<f32>(to, f32x4.extract_lane(values, 2), 8);
  }
}

/** One output channel: the lanes run along the taps. */
function convolveOne(
  padded: usize,
  table: usize,
  pixels: i32,
  runs: usize,
  runCount: i32,
  runLength: i32,
  packed: usize,
  out: usize,
): void {
  const runBytes = (<usize> runLength) << 2;
  const whole = runBytes & ~15;
  for (let p = 0; p < pixels; p += 4, table += 16) {
    const last = pixels - 1 - p;
    const p0 = padded + <usize> load<i32>(table);
    const p1 = padded + <usize> load<i32>(table + ((<usize> min<i32>(1, last)) << 2));
    const p2 = padded + <usize> load<i32>(table + ((<usize> min<i32>(2, last)) << 2));
    const p3 = padded + <usize> load<i32>(table + ((<usize> min<i32>(3, last)) << 2));
    let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
    const bias = load<f32>(packed);
    let s0 = bias, s1 = bias, s2 = bias, s3 = bias;
    let w = packed + 4;
    for (let r = 0; r < runCount; r++) {
      let t = <usize> load<i32>(runs + ((<usize> r) << 2));
      const end = t + runBytes;
      for (const unrolled = t + whole; t < unrolled; t += 16, w += 16) {
        const weights = v128.load(w);
        a0 = madd(v128.load(p0 + t), weights, a0);
        a1 = madd(v128.load(p1 + t), weights, a1);
        a2 = madd(v128.load(p2 + t), weights, a2);
        a3 = madd(v128.load(p3 + t), weights, a3);
      }
      for (; t < end; t += 4, w += 4) {
        const weight = load<f32>(w);
        s0 += load<f32>(p0 + t) * weight;
        s1 += load<f32>(p1 + t) * weight;
        s2 += load<f32>(p2 + t) * weight;
        s3 += load<f32>(p3 + t) * weight;
      }
    }
    const to = out + ((<usize> p) << 2);
    store<f32>(to, lanes(a0) + s0);
    if (last > 0) store<f32>(to, lanes(a1) + s1, 4);
    if (last > 1) store<f32>(to, lanes(a2) + s2, 8);
    if (last > 2) store<f32>(to, lanes(a3) + s3, 12);
  }
}
