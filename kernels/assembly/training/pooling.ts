// Max pooling and its gradient. Of equal values in a window the first, row by row, is the maximum.

/** Every window, stride and padding; padding is never the maximum. `output` has all windows. */
export function maxPool(
  input: usize,
  output: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  windowHeight: i32,
  windowWidth: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
  outHeight: i32,
  outWidth: i32,
): void {
  const pixel = (<usize> channels) << 2;
  for (let image = 0; image < images; image++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const y0 = max<i32>(0, oy * strideY - top);
      const y1 = min<i32>(height, oy * strideY - top + windowHeight);
      for (let ox = 0; ox < outWidth; ox++, output += pixel) {
        const x0 = max<i32>(0, ox * strideX - left);
        const x1 = min<i32>(width, ox * strideX - left + windowWidth);
        for (let c = 0; c < channels;) {
          const four = c + 4 <= channels;
          let best = f32x4.splat(-Infinity);
          for (let y = y0; y < y1; y++) {
            let from = input + pixel * <usize> (y * width + x0) + ((<usize> c) << 2);
            for (let x = x0; x < x1; x++, from += pixel) {
              const value = four ? v128.load(from) : v128.load32_splat(from);
              best = f32x4.max(best, value);
            }
          }
          const to = output + ((<usize> c) << 2);
          if (four) v128.store(to, best);
          else store<f32>(to, f32x4.extract_lane(best, 0));
          c += four ? 4 : 1;
        }
      }
    }
    input += pixel * <usize> (height * width);
  }
}

/** Windows 2 × 2 side by side without padding, channels a multiple of 4; what is left over is not seen. */
export function maxPoolTwo(
  input: usize,
  output: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
): void {
  const pixel = (<usize> channels) << 2;
  const row = pixel * <usize> width;
  for (let image = 0; image < images; image++) {
    for (let oy = 0; oy < outHeight; oy++) {
      let from = input + row * <usize> (2 * oy);
      for (let ox = 0; ox < outWidth; ox++, from += pixel) {
        for (const end = from + pixel; from < end; from += 16, output += 16) {
          const a = f32x4.max(v128.load(from), v128.load(from + pixel));
          const b = f32x4.max(v128.load(from + row), v128.load(from + row + pixel));
          v128.store(output, f32x4.max(a, b));
        }
      }
    }
    input += row * <usize> height;
  }
}

/** Adds dy of every window to the place of its maximum; `dx` holds zeros before. */
export function maxPoolGradient(
  input: usize,
  dy: usize,
  dx: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  windowHeight: i32,
  windowWidth: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
  outHeight: i32,
  outWidth: i32,
): void {
  const pixel = (<usize> channels) << 2;
  for (let image = 0; image < images; image++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const y0 = max<i32>(0, oy * strideY - top);
      const y1 = min<i32>(height, oy * strideY - top + windowHeight);
      for (let ox = 0; ox < outWidth; ox++) {
        const x0 = max<i32>(0, ox * strideX - left);
        const x1 = min<i32>(width, ox * strideX - left + windowWidth);
        for (let c = 0; c < channels; c++, dy += 4) {
          if (y0 >= y1 || x0 >= x1) continue;
          let place = pixel * <usize> (y0 * width + x0) + ((<usize> c) << 2);
          let best = load<f32>(input + place);
          for (let y = y0; y < y1; y++) {
            let at = pixel * <usize> (y * width + x0) + ((<usize> c) << 2);
            for (let x = x0; x < x1; x++, at += pixel) {
              const value = load<f32>(input + at);
              if (value > best) {
                best = value;
                place = at;
              }
            }
          }
          store<f32>(dx + place, load<f32>(dx + place) + load<f32>(dy));
        }
      }
    }
    input += pixel * <usize> (height * width);
    dx += pixel * <usize> (height * width);
  }
}

/**
 * The gradient for windows 2 × 2 side by side without padding, channels a multiple of 4. Where a row or
 * column is left over, `dx` holds zeros before, to which dy is `added`: −0 becomes 0.
 */
export function maxPoolGradientTwo(
  input: usize,
  dy: usize,
  dx: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  added: bool,
): void {
  const pixel = (<usize> channels) << 2;
  const row = pixel * <usize> width;
  for (let image = 0; image < images; image++) {
    for (let oy = 0; oy < outHeight; oy++) {
      let at = row * <usize> (2 * oy);
      for (let ox = 0; ox < outWidth; ox++, at += pixel) {
        for (const end = at + pixel; at < end; at += 16, dy += 16) {
          const a = v128.load(input + at), b = v128.load(input + at + pixel);
          const d = v128.load(input + at + row), e = v128.load(input + at + row + pixel);
          const best = f32x4.max(f32x4.max(a, b), f32x4.max(d, e));
          let value = v128.load(dy);
          if (added) value = f32x4.add(value, f32x4.splat(0));
          let free = i32x4.splat(-1);
          let hit = f32x4.eq(a, best);
          v128.store(dx + at, v128.and(hit, value));
          free = v128.andnot(free, hit);
          hit = v128.and(f32x4.eq(b, best), free);
          v128.store(dx + at + pixel, v128.and(hit, value));
          free = v128.andnot(free, hit);
          hit = v128.and(f32x4.eq(d, best), free);
          v128.store(dx + at + row, v128.and(hit, value));
          free = v128.andnot(free, hit);
          hit = v128.and(f32x4.eq(e, best), free);
          v128.store(dx + at + row + pixel, v128.and(hit, value));
        }
      }
    }
    input += row * <usize> height;
    dx += row * <usize> height;
  }
}

/** Spreads dy of every average over the pixels of its window that exist; `dx` holds zeros before. */
export function averagePoolGradient(
  dy: usize,
  dx: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  windowHeight: i32,
  windowWidth: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
  outHeight: i32,
  outWidth: i32,
): void {
  const pixel = (<usize> channels) << 2;
  for (let image = 0; image < images; image++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const y0 = max<i32>(0, oy * strideY - top);
      const y1 = min<i32>(height, oy * strideY - top + windowHeight);
      for (let ox = 0; ox < outWidth; ox++, dy += pixel) {
        const x0 = max<i32>(0, ox * strideX - left);
        const x1 = min<i32>(width, ox * strideX - left + windowWidth);
        if (y0 >= y1 || x0 >= x1) continue;
        const share: f32 = 1 / <f32> ((y1 - y0) * (x1 - x0));
        for (let y = y0; y < y1; y++) {
          let to = dx + pixel * <usize> (y * width + x0);
          for (let x = x0; x < x1; x++) {
            for (let c: usize = 0; c < pixel; c += 4, to += 4) {
              store<f32>(to, load<f32>(to) + load<f32>(dy + c) * share);
            }
          }
        }
      }
    }
    dx += pixel * <usize> (height * width);
  }
}
