// Nearest-neighbour upsampling by whole factors, and its gradient.

/** Repeats every pixel factorY × factorX times. `rows` counts the input rows of all images. */
export function upsample(
  input: usize,
  output: usize,
  rows: i32,
  width: i32,
  channels: i32,
  factorY: i32,
  factorX: i32,
): void {
  const outRow = (<usize> (width * factorX * channels)) << 2;
  const whole = channels & ~3;
  for (let r = 0; r < rows; r++) {
    let to = output;
    for (let x = 0; x < width; x++, input += (<usize> channels) << 2) {
      for (let f = 0; f < factorX; f++) {
        let c = 0;
        for (; c < whole; c += 4, to += 16) {
          v128.store(to, v128.load(input + ((<usize> c) << 2)));
        }
        for (; c < channels; c++, to += 4) {
          store<f32>(to, load<f32>(input + ((<usize> c) << 2)));
        }
      }
    }
    for (let f = 1; f < factorY; f++) memory.copy(output + outRow * <usize> f, output, outRow);
    output += outRow * <usize> factorY;
  }
}

/** Sums dy over the block of every input pixel. */
export function upsampleGradient(
  dy: usize,
  dx: usize,
  rows: i32,
  width: i32,
  channels: i32,
  factorY: i32,
  factorX: i32,
): void {
  const pixel = (<usize> channels) << 2;
  const outRow = pixel * <usize> (width * factorX);
  for (let r = 0; r < rows; r++) {
    for (let x = 0; x < width; x++) {
      const block = dy + outRow * <usize> (r * factorY) + pixel * <usize> (x * factorX);
      let c: usize = 0;
      for (; c + 16 <= pixel; c += 16, dx += 16) {
        let sum = f32x4.splat(0);
        for (let fy = 0; fy < factorY; fy++) {
          let at = block + outRow * <usize> fy + c;
          for (let fx = 0; fx < factorX; fx++, at += pixel) sum = f32x4.add(sum, v128.load(at));
        }
        v128.store(dx, sum);
      }
      for (; c < pixel; c += 4, dx += 4) {
        let sum: f32 = 0;
        for (let fy = 0; fy < factorY; fy++) {
          let at = block + outRow * <usize> fy + c;
          for (let fx = 0; fx < factorX; fx++, at += pixel) sum += load<f32>(at);
        }
        store<f32>(dx, sum);
      }
    }
  }
}
