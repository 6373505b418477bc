// Sums of rows by segment: the gradient of gathering rows.

/** output[ids[r]] += input[r] for rows of `columns` f32; ids out of range are left out. */
export function segmentSum(
  input: usize,
  ids: usize,
  output: usize,
  rows: i32,
  columns: i32,
  segments: i32,
): void {
  const row = (<usize> columns) << 2;
  memory.fill(output, 0, row * <usize> segments);
  for (let r = 0; r < rows; r++, input += row, ids += 4) {
    const id = load<i32>(ids);
    if (id < 0 || id >= segments) continue;
    const to = output + row * <usize> id;
    for (let c: usize = 0; c < row; c += 4) {
      store<f32>(to + c, load<f32>(to + c) + load<f32>(input + c));
    }
  }
}
