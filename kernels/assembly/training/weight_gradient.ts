// Gradient of a convolution in its filter: sums over pixels in register tiles of 4 taps × 8 channels,
// 8 taps × 4 channels, or 16 taps × 1 channel. A call covers some images; its f32 sums are added to
// f64 totals, so that the error does not grow with the batch.
import { madd } from "./madd";

/**
 * totals[t, k] += Σ_p padded[pixel(p) + tap(t)] · dy[p, k], totals in f64, shape (taps, outChannels).
 *
 * Loads of `dy` reach up to 28 bytes past its end, those of `padded` 12: the caller leaves room.
 */
export function addWeightGradient(
  padded: usize,
  table: usize,
  pixels: i32,
  tapTable: usize,
  taps: i32,
  runLength: i32,
  dy: usize,
  outChannels: i32,
  totals: usize,
): void {
  if (outChannels == 1) {
    oneChannel(padded, table, pixels, tapTable, taps, runLength, dy, totals);
    return;
  }
  for (let block = 0; block < outChannels;) {
    const left = outChannels - block;
    const from = dy + ((<usize> block) << 2);
    const to = totals + ((<usize> block) << 3);
    if (left > 4) {
      for (let t = 0; t < taps; t += 4) {
        fourByEight(padded, table, pixels, tapTable, t, taps, from, outChannels, to, left);
      }
      block += 8;
    } else {
      for (let t = 0; t < taps; t += 8) {
        eightByFour(padded, table, pixels, tapTable, t, taps, from, outChannels, to, left);
      }
      block += 4;
    }
  }
}

// @ts-ignore: decorator
@inline
function tap(padded: usize, tapTable: usize, t: i32, taps: i32): usize {
  return padded + <usize> load<i32>(tapTable + ((<usize> min<i32>(t, taps - 1)) << 2));
}

function fourByEight(
  padded: usize,
  table: usize,
  pixels: i32,
  tapTable: usize,
  first: i32,
  taps: i32,
  dy: usize,
  outChannels: i32,
  totals: usize,
  channels: i32,
): void {
  const t0 = tap(padded, tapTable, first, taps);
  const t1 = tap(padded, tapTable, first + 1, taps);
  const t2 = tap(padded, tapTable, first + 2, taps);
  const t3 = tap(padded, tapTable, first + 3, taps);
  const stride = (<usize> outChannels) << 2;
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
  const end = table + ((<usize> pixels) << 2);
  for (; table < end; table += 4, dy += stride) {
    const pixel = <usize> load<i32>(table);
    const low = v128.load(dy), high = v128.load(dy, 16);
    let x = v128.load32_splat(t0 + pixel);
    a0 = madd(x, low, a0);
    a1 = madd(x, high, a1);
    x = v128.load32_splat(t1 + pixel);
    a2 = madd(x, low, a2);
    a3 = madd(x, high, a3);
    x = v128.load32_splat(t2 + pixel);
    a4 = madd(x, low, a4);
    a5 = madd(x, high, a5);
    x = v128.load32_splat(t3 + pixel);
    a6 = madd(x, low, a6);
    a7 = madd(x, high, a7);
  }
  const row = (<usize> outChannels) << 3;
  let to = totals + row * <usize> first;
  add(to, a0, channels);
  add(to + 32, a1, channels - 4);
  if (first + 1 >= taps) return;
  to += row;
  add(to, a2, channels);
  add(to + 32, a3, channels - 4);
  if (first + 2 >= taps) return;
  to += row;
  add(to, a4, channels);
  add(to + 32, a5, channels - 4);
  if (first + 3 >= taps) return;
  to += row;
  add(to, a6, channels);
  add(to + 32, a7, channels - 4);
}

function eightByFour(
  padded: usize,
  table: usize,
  pixels: i32,
  tapTable: usize,
  first: i32,
  taps: i32,
  dy: usize,
  outChannels: i32,
  totals: usize,
  channels: i32,
): void {
  const t0 = tap(padded, tapTable, first, taps);
  const t1 = tap(padded, tapTable, first + 1, taps);
  const t2 = tap(padded, tapTable, first + 2, taps);
  const t3 = tap(padded, tapTable, first + 3, taps);
  const t4 = tap(padded, tapTable, first + 4, taps);
  const t5 = tap(padded, tapTable, first + 5, taps);
  const t6 = tap(padded, tapTable, first + 6, taps);
  const t7 = tap(padded, tapTable, first + 7, taps);
  const stride = (<usize> outChannels) << 2;
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
  const end = table + ((<usize> pixels) << 2);
  for (; table < end; table += 4, dy += stride) {
    const pixel = <usize> load<i32>(table);
    const y = v128.load(dy);
    a0 = madd(v128.load32_splat(t0 + pixel), y, a0);
    a1 = madd(v128.load32_splat(t1 + pixel), y, a1);
    a2 = madd(v128.load32_splat(t2 + pixel), y, a2);
    a3 = madd(v128.load32_splat(t3 + pixel), y, a3);
    a4 = madd(v128.load32_splat(t4 + pixel), y, a4);
    a5 = madd(v128.load32_splat(t5 + pixel), y, a5);
    a6 = madd(v128.load32_splat(t6 + pixel), y, a6);
    a7 = madd(v128.load32_splat(t7 + pixel), y, a7);
  }
  const row = (<usize> outChannels) << 3;
  let to = totals + row * <usize> first;
  const left = taps - first;
  add(to, a0, channels);
  if (left > 1) add(to += row, a1, channels);
  if (left > 2) add(to += row, a2, channels);
  if (left > 3) add(to += row, a3, channels);
  if (left > 4) add(to += row, a4, channels);
  if (left > 5) add(to += row, a5, channels);
  if (left > 6) add(to += row, a6, channels);
  if (left > 7) add(to += row, a7, channels);
}

/** Adds the lanes of channels that exist to f64 totals. */
// @ts-ignore: decorator
@inline
function add(to: usize, sums: v128, channels: i32): void {
  if (channels < 1) return;
  store<f64>(to, load<f64>(to) + <f64> f32x4.extract_lane(sums, 0));
  if (channels < 2) return;
  store<f64>(to, load<f64>(to, 8) + <f64> f32x4.extract_lane(sums, 1), 8);
  if (channels < 3) return;
  store<f64>(to, load<f64>(to, 16) + <f64> f32x4.extract_lane(sums, 2), 16);
  if (channels < 4) return;
  store<f64>(to, load<f64>(to, 24) + <f64> f32x4.extract_lane(sums, 3), 24);
}

/** One output channel: the lanes are taps side by side, within runs of `runLength`. */
function oneChannel(
  padded: usize,
  table: usize,
  pixels: i32,
  tapTable: usize,
  taps: i32,
  runLength: i32,
  dy: usize,
  totals: usize,
): void {
  const end = table + ((<usize> pixels) << 2);
  for (let run = 0; run < taps; run += runLength) {
    for (let t = 0; t < runLength; t += 16) {
      const start = tap(padded, tapTable, run + t, taps);
      const left = runLength - t;
      let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
      // A vector that holds no tap of the run would read far past the last one: it reads the first.
      const o1: usize = left > 4 ? 16 : 0, o2: usize = left > 8 ? 32 : 0, o3: usize = left > 12 ? 48 : 0;
      let y = dy;
      for (let at = table; at < end; at += 4, y += 4) {
        const x = start + <usize> load<i32>(at);
        const value = v128.load32_splat(y);
        a0 = madd(v128.load(x), value, a0);
        a1 = madd(v128.load(x + o1), value, a1);
        a2 = madd(v128.load(x + o2), value, a2);
        a3 = madd(v128.load(x + o3), value, a3);
      }
      const to = totals + ((<usize> (run + t)) << 3);
      add(to, a0, left);
      add(to + 32, a1, left - 4);
      add(to + 64, a2, left - 8);
      add(to + 96, a3, left - 12);
    }
  }
}

/** Rounds f64 totals to f32. */
export function roundTotals(totals: usize, output: usize, count: i32): void {
  for (let i = 0; i < count; i++, totals += 8, output += 4) {
    store<f32>(output, <f32> load<f64>(totals));
  }
}
