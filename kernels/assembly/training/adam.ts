// One step of Adam (Kingma & Ba 2015, Algorithm 1) for one variable.

/**
 * m' = β₁m + (1 − β₁)g; v' = β₂v + (1 − β₂)g²; p' = p − rate · m' / (√v' · root + ε), with `rate` the
 * learning rate over 1 − β₁ᵗ and `root` 1 / √(1 − β₂ᵗ). Results go to new places; fused nowhere, so
 * that both builds give the same bits.
 */
export function adam(
  p: usize,
  g: usize,
  m: usize,
  v: usize,
  newP: usize,
  newM: usize,
  newV: usize,
  count: i32,
  beta1: f32,
  beta2: f32,
  rate: f32,
  root: f32,
  epsilon: f32,
): void {
  const keep1 = f32x4.splat(beta1), take1 = f32x4.splat(1 - beta1);
  const keep2 = f32x4.splat(beta2), take2 = f32x4.splat(1 - beta2);
  let i: usize = 0;
  const whole = (<usize> (count & ~3)) << 2;
  for (; i < whole; i += 16) {
    const gradient = v128.load(g + i);
    const first = f32x4.add(f32x4.mul(v128.load(m + i), keep1), f32x4.mul(gradient, take1));
    const second = f32x4.add(
      f32x4.mul(v128.load(v + i), keep2),
      f32x4.mul(f32x4.mul(gradient, gradient), take2),
    );
    const bottom = f32x4.add(f32x4.mul(f32x4.sqrt(second), f32x4.splat(root)), f32x4.splat(epsilon));
    const step = f32x4.div(f32x4.mul(first, f32x4.splat(rate)), bottom);
    v128.store(newM + i, first);
    v128.store(newV + i, second);
    v128.store(newP + i, f32x4.sub(v128.load(p + i), step));
  }
  for (const bytes = (<usize> count) << 2; i < bytes; i += 4) {
    const gradient = load<f32>(g + i);
    const first: f32 = load<f32>(m + i) * beta1 + gradient * (1 - beta1);
    const second: f32 = load<f32>(v + i) * beta2 + gradient * gradient * (1 - beta2);
    store<f32>(newM + i, first);
    store<f32>(newV + i, second);
    const step: f32 = first * rate / (sqrt<f32>(second) * root + epsilon);
    store<f32>(newP + i, load<f32>(p + i) - step);
  }
}
