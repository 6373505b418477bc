// Leaky ReLU: x where x > 0, slope · x elsewhere; and its gradient. At 0 the slope counts.

/** y = leaky ReLU of x, `count` values. */
export function leakyRelu(x: usize, y: usize, count: i32, slope: f32): void {
  const end = x + ((<usize> count) << 2);
  const factor = f32x4.splat(slope);
  for (const whole = x + ((<usize> (count & ~3)) << 2); x < whole; x += 16, y += 16) {
    const value = v128.load(x);
    const scaled = f32x4.mul(value, factor);
    v128.store(y, v128.bitselect(value, scaled, f32x4.gt(value, f32x4.splat(0))));
  }
  for (; x < end; x += 4, y += 4) {
    const value = load<f32>(x);
    store<f32>(y, value > 0 ? value : value * slope);
  }
}

/** dx = dy where x > 0, slope · dy elsewhere. */
export function leakyReluGradient(x: usize, dy: usize, dx: usize, count: i32, slope: f32): void {
  const end = x + ((<usize> count) << 2);
  const factor = f32x4.splat(slope);
  for (const whole = x + ((<usize> (count & ~3)) << 2); x < whole; x += 16, dy += 16, dx += 16) {
    const value = v128.load(dy);
    const positive = f32x4.gt(v128.load(x), f32x4.splat(0));
    v128.store(dx, v128.bitselect(value, f32x4.mul(value, factor), positive));
  }
  for (; x < end; x += 4, dy += 4, dx += 4) {
    const value = load<f32>(dy);
    store<f32>(dx, load<f32>(x) > 0 ? value : value * slope);
  }
}
