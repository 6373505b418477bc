// Sums of Gaussian kernels around every point, the point itself left out, for up to 8 bandwidths in
// one pass over the pairs; Eq. (8) of Appendix E.1 without its constants:
//
//   sum over j != i of exp(-|x_i - x_j|^2 / 2 b^2) = sums * exp(-pivot / 2 b^2)
//
// Terms are scaled by a pivot, a squared distance near the least one so far, so nothing over- or
// underflows in any dimension. A bandwidth of b sqrt(2) gives the cross sums J_b of least squares.
// CPU twin: kde_log_sums_reference.ts. Error bound: PRECISION.md.
//
// One invocation serves one query; the invocations of a workgroup share tiles of references. The
// references of a dispatch are cut into num_workgroups.y parts of part_rows rows, each with sums of
// its own, which the host adds. With resume = 1 the sums go on where the last dispatch left them.
//
// Row numbers are those of the whole sample; a buffer starts at row query_offset, reference_offset.
//
//   params      sizes of this dispatch, and rates -log2(e) / 2 b^2 in scaled units; keep in step with
//               _pair_sweep.ts and kde_log_sums.ts
//   queries     rows of VECTORS vec4, zero padded, scaled: no norm above 1
//   references  the same
//   pivots      [part][query - query_begin]; FAR where a part has no references
//   sums        [part][bandwidth][query - query_begin]

struct Params {
  query_begin: u32,
  query_count: u32,
  query_offset: u32,
  reference_begin: u32,
  reference_end: u32,
  reference_offset: u32,
  part_rows: u32,
  resume: u32,
  low_rates: vec4<f32>,
  high_rates: vec4<f32>,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> queries: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> references: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> pivots: array<f32>;
@group(0) @binding(4) var<storage, read_write> sums: array<f32>;

// vec4s of a point, 1 to MAX_VECTORS.
override VECTORS: u32 = 1u;
// Bandwidths of this pass, 1 to 8.
override BANDWIDTHS: u32 = 1u;

const WORKGROUP: u32 = 64u;
const MAX_VECTORS: u32 = 32u;
const TILE_VECTORS: u32 = 512u;
// Tiles that are summed before they are added to the total.
const GROUP_TILES: u32 = 64u;
// Above every squared distance between points of norm 1; times the largest rate still finite.
const FAR: f32 = 1e4;
// The pivot moves when a term would exceed 2^8.
const HEADROOM: f32 = 8.0;

var<workgroup> tile: array<vec4<f32>, TILE_VECTORS>;
var<private> point: array<vec4<f32>, MAX_VECTORS>;
var<private> pivot: f32;
// Sums of three levels, for the first four bandwidths and the others: rounding grows with the length
// of the longest level, not with the number of references.
var<private> low_tile: vec4<f32>;
var<private> high_tile: vec4<f32>;
var<private> low_group: vec4<f32>;
var<private> high_group: vec4<f32>;
var<private> low_total: vec4<f32>;
var<private> high_total: vec4<f32>;

fn add_squares(sum: f32, e: vec4<f32>) -> f32 {
  return fma(e.w, e.w, fma(e.z, e.z, fma(e.y, e.y, fma(e.x, e.x, sum))));
}

fn move_pivot(squared: f32) {
  let low = exp2(params.low_rates * (pivot - squared));
  let high = exp2(params.high_rates * (pivot - squared));
  low_tile *= low;
  low_group *= low;
  low_total *= low;
  high_tile *= high;
  high_group *= high;
  high_total *= high;
  pivot = squared;
}

// Adds the terms of four references; keep is 1 or 0 for each.
fn add_terms(squared: vec4<f32>, keep: vec4<f32>) {
  let beyond = squared - vec4<f32>(pivot);
  low_tile.x += dot(keep, exp2(params.low_rates.x * beyond));
  if (BANDWIDTHS > 1u) {
    low_tile.y += dot(keep, exp2(params.low_rates.y * beyond));
  }
  if (BANDWIDTHS > 2u) {
    low_tile.z += dot(keep, exp2(params.low_rates.z * beyond));
  }
  if (BANDWIDTHS > 3u) {
    low_tile.w += dot(keep, exp2(params.low_rates.w * beyond));
  }
  if (BANDWIDTHS > 4u) {
    high_tile.x += dot(keep, exp2(params.high_rates.x * beyond));
  }
  if (BANDWIDTHS > 5u) {
    high_tile.y += dot(keep, exp2(params.high_rates.y * beyond));
  }
  if (BANDWIDTHS > 6u) {
    high_tile.z += dot(keep, exp2(params.high_rates.z * beyond));
  }
  if (BANDWIDTHS > 7u) {
    high_tile.w += dot(keep, exp2(params.high_rates.w * beyond));
  }
}

fn close_tile() {
  low_group += low_tile;
  high_group += high_tile;
  low_tile = vec4<f32>();
  high_tile = vec4<f32>();
}

fn close_group() {
  low_total += low_group;
  high_total += high_group;
  low_group = vec4<f32>();
  high_group = vec4<f32>();
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let column = group.x * WORKGROUP + lane;
  let in_use = column < params.query_count;
  let query = params.query_begin + column;
  let pivot_at = group.y * params.query_count + column;
  let sums_at = group.y * BANDWIDTHS * params.query_count + column;
  let part_begin = params.reference_begin + group.y * params.part_rows;
  let part_end = min(part_begin + params.part_rows, params.reference_end);

  for (var c = 0u; c < VECTORS; c += 1u) {
    // An idle invocation works on row query_begin, and its result is dropped.
    let row = select(params.query_begin, query, in_use) - params.query_offset;
    point[c] = queries[row * VECTORS + c];
  }
  pivot = FAR;
  if (in_use && params.resume == 1u) {
    pivot = pivots[pivot_at];
    for (var b = 0u; b < BANDWIDTHS; b += 1u) {
      let sum = sums[sums_at + b * params.query_count];
      if (b < 4u) {
        low_total[b] = sum;
      } else {
        high_total[b - 4u] = sum;
      }
    }
  }
  let steepest = min(
    min(
      min(params.low_rates.x, params.low_rates.y),
      min(params.low_rates.z, params.low_rates.w),
    ),
    min(
      min(params.high_rates.x, params.high_rates.y),
      min(params.high_rates.z, params.high_rates.w),
    ),
  );

  // A multiple of 8 references, at least 8 of them.
  let tile_rows = (TILE_VECTORS / VECTORS) & ~7u;
  var tiles = 0u;
  for (var start = part_begin; start < part_end; start += tile_rows) {
    let rows = min(tile_rows, part_end - start);
    workgroupBarrier();
    for (var v = lane; v < rows * VECTORS; v += WORKGROUP) {
      tile[v] = references[(start - params.reference_offset) * VECTORS + v];
    }
    workgroupBarrier();
    // Eight references at a time: each vec4 of the query is read once for all of them. What lies
    // beyond the last row is left over from before, and is not kept.
    for (var t = 0u; t < rows; t += 8u) {
      var near = vec4<f32>();
      var next = vec4<f32>();
      for (var c = 0u; c < VECTORS; c += 1u) {
        let p = point[c];
        let at = t * VECTORS + c;
        near.x = add_squares(near.x, p - tile[at]);
        near.y = add_squares(near.y, p - tile[at + VECTORS]);
        near.z = add_squares(near.z, p - tile[at + 2u * VECTORS]);
        near.w = add_squares(near.w, p - tile[at + 3u * VECTORS]);
        next.x = add_squares(next.x, p - tile[at + 4u * VECTORS]);
        next.y = add_squares(next.y, p - tile[at + 5u * VECTORS]);
        next.z = add_squares(next.z, p - tile[at + 6u * VECTORS]);
        next.w = add_squares(next.w, p - tile[at + 7u * VECTORS]);
      }
      let near_row = vec4<u32>(t) + vec4<u32>(0u, 1u, 2u, 3u);
      let next_row = near_row + vec4<u32>(4u);
      let own = vec4<u32>(query - start);
      let keep_near = (near_row < vec4<u32>(rows)) & (near_row != own);
      let keep_next = (next_row < vec4<u32>(rows)) & (next_row != own);
      near = select(vec4<f32>(FAR), near, keep_near);
      next = select(vec4<f32>(FAR), next, keep_next);
      let both = min(near, next);
      let least = min(min(both.x, both.y), min(both.z, both.w));
      if (pivot == FAR || steepest * (least - pivot) > HEADROOM) {
        move_pivot(least);
      }
      add_terms(near, select(vec4<f32>(), vec4<f32>(1.0), keep_near));
      add_terms(next, select(vec4<f32>(), vec4<f32>(1.0), keep_next));
    }
    close_tile();
    tiles += 1u;
    if (tiles % GROUP_TILES == 0u) {
      close_group();
    }
  }
  close_group();

  if (in_use) {
    pivots[pivot_at] = pivot;
    for (var b = 0u; b < BANDWIDTHS; b += 1u) {
      let sum = select(high_total[b & 3u], low_total[b & 3u], b < 4u);
      sums[sums_at + b * params.query_count] = sum;
    }
  }
}
