// Sums over the leading axes of a matrix: f32 within blocks of 256 rows, f64 across blocks.

const BLOCK: i32 = 256;

/** output[c] = Σ_r input[r, c]. `totals` has room for `columns` f64. */
export function sumRows(
  input: usize,
  output: usize,
  totals: usize,
  rows: i32,
  columns: i32,
): void {
  if (columns == 1) {
    store<f32>(output, <f32> sumAll(input, rows));
    return;
  }
  memory.fill(totals, 0, (<usize> columns) << 3);
  const row = (<usize> columns) << 2;
  for (let start = 0; start < rows; start += BLOCK) {
    const count = min<i32>(BLOCK, rows - start);
    const from = input + row * <usize> start;
    let c = 0;
    for (; c + 16 <= columns; c += 16) sixteen(from + ((<usize> c) << 2), row, count, totals, c);
    for (; c + 4 <= columns; c += 4) four(from + ((<usize> c) << 2), row, count, totals, c);
    for (; c < columns; c++) {
      let at = from + ((<usize> c) << 2);
      let sum: f32 = 0;
      for (let r = 0; r < count; r++, at += row) sum += load<f32>(at);
      const to = totals + ((<usize> c) << 3);
      store<f64>(to, load<f64>(to) + <f64> sum);
    }
  }
  for (let c: usize = 0; c < <usize> columns; c++) {
    store<f32>(output + (c << 2), <f32> load<f64>(totals + (c << 3)));
  }
}

function sixteen(from: usize, row: usize, count: i32, totals: usize, column: i32): void {
  let a = f32x4.splat(0), b = a, c = a, d = a;
  for (let r = 0; r < count; r++, from += row) {
    a = f32x4.add(a, v128.load(from));
    b = f32x4.add(b, v128.load(from, 16));
    c = f32x4.add(c, v128.load(from, 32));
    d = f32x4.add(d, v128.load(from, 48));
  }
  const to = totals + ((<usize> column) << 3);
  addLanes(to, a);
  addLanes(to + 32, b);
  addLanes(to + 64, c);
  addLanes(to + 96, d);
}

function four(from: usize, row: usize, count: i32, totals: usize, column: i32): void {
  let a = f32x4.splat(0), b = a;
  let r = 0;
  for (; r + 2 <= count; r += 2, from += row << 1) {
    a = f32x4.add(a, v128.load(from));
    b = f32x4.add(b, v128.load(from + row));
  }
  if (r < count) a = f32x4.add(a, v128.load(from));
  addLanes(totals + ((<usize> column) << 3), f32x4.add(a, b));
}

/** Adds four f32 sums to four f64 totals. */
// @ts-ignore: decorator
@inline
export function addLanes(to: usize, sums: v128): void {
  v128.store(to, f64x2.add(v128.load(to), f64x2.promote_low_f32x4(sums)));
  const high = i64x2.shuffle(sums, sums, 1, 0);
  v128.store(to, f64x2.add(v128.load(to, 16), f64x2.promote_low_f32x4(high)), 16);
}

function sumAll(input: usize, count: i32): f64 {
  let total = f64x2.splat(0);
  let i = 0;
  while (i + 16 <= count) {
    let a = f32x4.splat(0), b = a, c = a, d = a;
    const stop = min<i32>(count & ~15, i + 4096);
    for (; i < stop; i += 16, input += 64) {
      a = f32x4.add(a, v128.load(input));
      b = f32x4.add(b, v128.load(input, 16));
      c = f32x4.add(c, v128.load(input, 32));
      d = f32x4.add(d, v128.load(input, 48));
    }
    const sum = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
    total = f64x2.add(total, f64x2.promote_low_f32x4(sum));
    total = f64x2.add(total, f64x2.promote_low_f32x4(i64x2.shuffle(sum, sum, 1, 0)));
  }
  let rest: f64 = f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1);
  for (; i < count; i++, input += 4) rest += <f64> load<f32>(input);
  return rest;
}
