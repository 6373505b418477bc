// Padded copies of images and tables of byte offsets into them: they turn every convolution (any
// window, stride, dilation and padding) into sums over (pixel offset + tap offset).

/**
 * Copies images (height × width × channels, f32) into frames of paddedHeight × paddedWidth that hold
 * zeros already. Pixel (y, x) goes to (y · stepY + top, x · stepX + left) and is left out where that
 * lies outside the frame.
 */
export function padImages(
  from: usize,
  to: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  top: i32,
  left: i32,
  stepY: i32,
  stepX: i32,
  paddedHeight: i32,
  paddedWidth: i32,
): void {
  const pixel = (<usize> channels) << 2;
  const row = pixel * <usize> paddedWidth;
  for (let image = 0; image < images; image++) {
    for (let y = 0; y < height; y++, from += pixel * <usize> width) {
      const py = y * stepY + top;
      if (py < 0 || py >= paddedHeight) continue;
      const target = to + row * <usize> py;
      if (stepX == 1) {
        const first = max<i32>(0, -left);
        const last = min<i32>(width, paddedWidth - left);
        if (last <= first) continue;
        copyFloats(
          target + pixel * <usize> (first + left),
          from + pixel * <usize> first,
          (last - first) * channels,
        );
      } else {
        for (let x = 0; x < width; x++) {
          const px = x * stepX + left;
          if (px < 0 || px >= paddedWidth) continue;
          copyFloats(target + pixel * <usize> px, from + pixel * <usize> x, channels);
        }
      }
    }
    to += row * <usize> paddedHeight;
  }
}

/** Copies a few floats: for so few, a call of memory.copy costs more than the copy. */
function copyFloats(to: usize, from: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4, to += 16, from += 16) v128.store(to, v128.load(from));
  for (; i < count; i++, to += 4, from += 4) store<f32>(to, load<f32>(from));
}

/** Byte offsets of the first tap of every output pixel of `images` padded images. */
export function pixelOffsets(
  table: usize,
  images: i32,
  outHeight: i32,
  outWidth: i32,
  strideY: i32,
  strideX: i32,
  paddedHeight: i32,
  paddedWidth: i32,
  channels: i32,
): void {
  for (let image = 0; image < images; image++) {
    for (let y = 0; y < outHeight; y++) {
      const row = (image * paddedHeight + y * strideY) * paddedWidth;
      for (let x = 0; x < outWidth; x++, table += 4) {
        store<i32>(table, ((row + x * strideX) * channels) << 2);
      }
    }
  }
}

/** Byte offsets of the taps, one for each (window row, window column, channel). */
export function tapOffsets(
  table: usize,
  filterHeight: i32,
  filterWidth: i32,
  dilationY: i32,
  dilationX: i32,
  paddedWidth: i32,
  channels: i32,
): void {
  for (let y = 0; y < filterHeight; y++) {
    for (let x = 0; x < filterWidth; x++) {
      const pixel = y * dilationY * paddedWidth + x * dilationX;
      for (let c = 0; c < channels; c++, table += 4) {
        store<i32>(table, (pixel * channels + c) << 2);
      }
    }
  }
}
