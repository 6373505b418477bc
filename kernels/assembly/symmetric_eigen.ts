// The cubic parts of the eigenvalue problem of a symmetric matrix, eight columns at a time.
//
// Matrices are row-major with `size` bytes to a row, a multiple of 64; what pads a row is zero. Every sum runs over
// its index in order, so that the bits are those of plain loops.

/**
 * A ← Hₖ A Hₖ for k = 0 … n − 3 with Hₖ = I − βₖ vₖ vₖᵀ, which leaves a tridiagonal matrix. A is exactly symmetric,
 * and stays so: a product of it with a vector goes down its columns.
 */
export function tridiagonalise(
  a: usize,
  n: i32,
  size: usize,
  reflectors: usize,
  betas: usize,
  below: usize,
  w: usize,
): void {
  for (let k = 0; k < n - 2; k++) {
    const row = a + <usize> k * size;
    const v = reflectors + <usize> k * size;
    const at = <usize> k << 3;
    let squares: f64 = 0;
    for (let i = <usize> (k + 1) << 3; i < (<usize> n << 3); i += 8) {
      const value = load<f64>(row + i);
      store<f64>(v + i, value);
      squares += value * value;
    }
    const first = load<f64>(v + at, 8);
    const rest = squares - first * first;
    if (rest == 0) {
      store<f64>(below + at, first);
      continue;
    }
    const norm = sqrt<f64>(squares);
    const element = first > 0 ? -norm : norm;
    store<f64>(below + at, element);
    const head = first - element;
    store<f64>(v + at, head, 8);
    const beta: f64 = 2 / (rest + head * head);
    store<f64>(betas + at, beta);
    reflectBothSides(a, n, size, k, v, beta, w);
  }
}

/** Writes β Xᵀ v for eight columns of X to `to`. */
function columnProducts(top: usize, end: usize, size: usize, v: usize, beta: f64, to: usize): void {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (let row = top; row < end; row += size) {
    const x = v128.load64_splat(v);
    s0 = f64x2.add(s0, f64x2.mul(v128.load(row), x));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(row, 16), x));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(row, 32), x));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(row, 48), x));
    v += 8;
  }
  const scale = f64x2.splat(beta);
  v128.store(to, f64x2.mul(s0, scale));
  v128.store(to, f64x2.mul(s1, scale), 16);
  v128.store(to, f64x2.mul(s2, scale), 32);
  v128.store(to, f64x2.mul(s3, scale), 48);
}

/** A ← A − v wᵀ − w vᵀ on the rows and columns after k, with w = β A v − ½ β² (vᵀ A v) v. */
function reflectBothSides(
  a: usize,
  n: i32,
  size: usize,
  k: i32,
  v: usize,
  beta: f64,
  w: usize,
): void {
  const start = (<usize> (k + 1) << 3) & ~63;
  const top = a + <usize> (k + 1) * size;
  const end = a + <usize> n * size;
  for (let c = start; c < size; c += 64) {
    columnProducts(top + c, end, size, v + (<usize> (k + 1) << 3), beta, w + c);
  }
  for (let i = start; i <= (<usize> k << 3); i += 8) store<f64>(w + i, 0); // Columns that are done.
  let total: f64 = 0;
  for (let i = <usize> (k + 1) << 3; i < (<usize> n << 3); i += 8) {
    total += load<f64>(w + i) * load<f64>(v + i);
  }
  const half = 0.5 * beta * total;
  for (let i = <usize> (k + 1) << 3; i < (<usize> n << 3); i += 8) {
    store<f64>(w + i, load<f64>(w + i) - half * load<f64>(v + i));
  }
  let at = <usize> (k + 1) << 3;
  for (let row = top; row < end; row += size) {
    const vi = v128.load64_splat(v + at);
    const wi = v128.load64_splat(w + at);
    for (let c = start; c < size; c += 32) {
      const first = f64x2.add(
        f64x2.mul(vi, v128.load(w + c)),
        f64x2.mul(wi, v128.load(v + c)),
      );
      const second = f64x2.add(
        f64x2.mul(vi, v128.load(w + c, 16)),
        f64x2.mul(wi, v128.load(v + c, 16)),
      );
      v128.store(row + c, f64x2.sub(v128.load(row + c), first));
      v128.store(row + c, f64x2.sub(v128.load(row + c, 16), second), 16);
    }
    at += 8;
  }
}

/**
 * Writes Qᵀ for Q = H₀ H₁ … to `q`: the reflections applied to the identity, last one first. `work` takes the
 * transposed matrix meanwhile, in which each column is a sum of its own. Both are zero before. At `w` there is room
 * for eight sums.
 */
export function accumulate(
  reflectors: usize,
  betas: usize,
  n: i32,
  size: usize,
  work: usize,
  q: usize,
  w: usize,
): void {
  const end = work + <usize> n * size;
  for (let i = 0; i < n; i++) store<f64>(work + <usize> i * size + (<usize> i << 3), 1);
  for (let k = n - 3; k >= 0; k--) {
    const beta = load<f64>(betas + (<usize> k << 3));
    if (beta == 0) continue;
    const v = reflectors + <usize> k * size + (<usize> (k + 1) << 3);
    const top = work + <usize> (k + 1) * size;
    for (let c = (<usize> (k + 1) << 3) & ~63; c < size; c += 64) {
      reflect(top + c, end, size, v, beta, w);
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const value = load<f64>(work + <usize> j * size + (<usize> i << 3));
      store<f64>(q + <usize> i * size + (<usize> j << 3), value);
    }
  }
}

/** X ← X − v wᵀ for eight columns of X, with w = β Xᵀ v, for which there is room at `w`. */
function reflect(top: usize, end: usize, size: usize, v: usize, beta: f64, w: usize): void {
  columnProducts(top, end, size, v, beta, w);
  const w0 = v128.load(w), w1 = v128.load(w, 16);
  const w2 = v128.load(w, 32), w3 = v128.load(w, 48);
  for (let row = top; row < end; row += size) {
    const x = v128.load64_splat(v);
    v128.store(row, f64x2.sub(v128.load(row), f64x2.mul(w0, x)));
    v128.store(row, f64x2.sub(v128.load(row, 16), f64x2.mul(w1, x)), 16);
    v128.store(row, f64x2.sub(v128.load(row, 32), f64x2.mul(w2, x)), 32);
    v128.store(row, f64x2.sub(v128.load(row, 48), f64x2.mul(w3, x)), 48);
    v += 8;
  }
}

/**
 * Rotates rows `end` and `end` − 1 of `q`, then `end` − 1 and `end` − 2, and so on. `rotations` holds sine and
 * cosine of each.
 */
export function rotateRows(q: usize, size: usize, rotations: usize, end: i32, count: i32): void {
  const last = rotations + (<usize> count << 4);
  for (let c: usize = 0; c < size; c += 64) {
    let row = q + <usize> end * size + c;
    let h0 = v128.load(row), h1 = v128.load(row, 16);
    let h2 = v128.load(row, 32), h3 = v128.load(row, 48);
    for (let at = rotations; at < last; at += 16) {
      const sine = v128.load64_splat(at);
      const cosine = v128.load64_splat(at, 8);
      const next = row - size;
      let x = v128.load(next);
      v128.store(row, f64x2.add(f64x2.mul(sine, x), f64x2.mul(cosine, h0)));
      h0 = f64x2.sub(f64x2.mul(cosine, x), f64x2.mul(sine, h0));
      x = v128.load(next, 16);
      v128.store(row, f64x2.add(f64x2.mul(sine, x), f64x2.mul(cosine, h1)), 16);
      h1 = f64x2.sub(f64x2.mul(cosine, x), f64x2.mul(sine, h1));
      x = v128.load(next, 32);
      v128.store(row, f64x2.add(f64x2.mul(sine, x), f64x2.mul(cosine, h2)), 32);
      h2 = f64x2.sub(f64x2.mul(cosine, x), f64x2.mul(sine, h2));
      x = v128.load(next, 48);
      v128.store(row, f64x2.add(f64x2.mul(sine, x), f64x2.mul(cosine, h3)), 48);
      h3 = f64x2.sub(f64x2.mul(cosine, x), f64x2.mul(sine, h3));
      row = next;
    }
    v128.store(row, h0);
    v128.store(row, h1, 16);
    v128.store(row, h2, 32);
    v128.store(row, h3, 48);
  }
}
