// The CANDIDATES nearest references of every query by squared Euclidean distance, in f32.
//
//   squared distance of q and r = sum over c of (q_c - r_c)^2
//
// A reference is left out for the query of the same row number. Equal distances keep the lower row
// first, since references come in ascending order and only a strictly smaller distance moves up.
// CPU twin: nearest_neighbors_reference.ts. Error bound: PRECISION.md.
//
// One invocation serves one query; the invocations of a workgroup share tiles of references. The
// references of a dispatch are cut into num_workgroups.y parts of part_rows rows; each part keeps a
// list of its own, and the host merges them. With resume = 1 the lists continue where the last
// dispatch left them, so any number of references can be split over short dispatches.
//
// Row numbers are those of the whole sample; a buffer starts at row query_offset, reference_offset.
//
//   params             sizes of this dispatch; keep in step with _pair_sweep.ts
//   queries            rows of VECTORS vec4, zero padded, scaled: no norm above 1
//   references         the same
//   squared_distances  [part][candidate][query - query_begin], ascending in candidate
//   indices            row numbers beside them; EMPTY where a part has fewer references

struct Params {
  query_begin: u32,
  query_count: u32,
  query_offset: u32,
  reference_begin: u32,
  reference_end: u32,
  reference_offset: u32,
  part_rows: u32,
  resume: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> queries: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> references: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> squared_distances: array<f32>;
@group(0) @binding(4) var<storage, read_write> indices: array<u32>;

// vec4s of a point, 1 to MAX_VECTORS.
override VECTORS: u32 = 1u;
// Length of a candidate list, 1 to MAX_CANDIDATES.
override CANDIDATES: u32 = 8u;

const WORKGROUP: u32 = 64u;
const MAX_VECTORS: u32 = 32u;
const MAX_CANDIDATES: u32 = 96u;
// 8 KiB: half of what every device has, so that two workgroups fit where there is no more.
const TILE_VECTORS: u32 = 512u;
// Above every distance between points of norm 1.
const FAR: f32 = 1e30;
const EMPTY: u32 = 0xffffffffu;

var<workgroup> tile: array<vec4<f32>, TILE_VECTORS>;
var<private> point: array<vec4<f32>, MAX_VECTORS>;
var<private> best_distance: array<f32, MAX_CANDIDATES>;
var<private> best_index: array<u32, MAX_CANDIDATES>;
var<private> worst: f32;

fn insert(distance: f32, index: u32) {
  var slot = CANDIDATES - 1u;
  while (slot > 0u) {
    let above = best_distance[slot - 1u];
    if (above <= distance) {
      break;
    }
    best_distance[slot] = above;
    best_index[slot] = best_index[slot - 1u];
    slot -= 1u;
  }
  best_distance[slot] = distance;
  best_index[slot] = index;
  worst = best_distance[CANDIDATES - 1u];
}

fn add_squares(sum: f32, e: vec4<f32>) -> f32 {
  return fma(e.w, e.w, fma(e.z, e.z, fma(e.y, e.y, fma(e.x, e.x, sum))));
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let column = group.x * WORKGROUP + lane;
  let in_use = column < params.query_count;
  let query = params.query_begin + column;
  let lists = group.y * CANDIDATES * params.query_count + column;
  let part_begin = params.reference_begin + group.y * params.part_rows;
  let part_end = min(part_begin + params.part_rows, params.reference_end);

  for (var c = 0u; c < VECTORS; c += 1u) {
    // An idle invocation works on row query_begin, and its result is dropped.
    let row = select(params.query_begin, query, in_use) - params.query_offset;
    point[c] = queries[row * VECTORS + c];
  }
  for (var k = 0u; k < CANDIDATES; k += 1u) {
    best_distance[k] = FAR;
    best_index[k] = EMPTY;
    if (in_use && params.resume == 1u) {
      best_distance[k] = squared_distances[lists + k * params.query_count];
      best_index[k] = indices[lists + k * params.query_count];
    }
  }
  worst = best_distance[CANDIDATES - 1u];

  // A multiple of 8 references, at least 8 of them.
  let tile_rows = (TILE_VECTORS / VECTORS) & ~7u;
  for (var start = part_begin; start < part_end; start += tile_rows) {
    let rows = min(tile_rows, part_end - start);
    workgroupBarrier();
    for (var v = lane; v < rows * VECTORS; v += WORKGROUP) {
      tile[v] = references[(start - params.reference_offset) * VECTORS + v];
    }
    workgroupBarrier();
    // Eight references at a time: each vec4 of the query is read once for all of them. What lies
    // beyond the last row is left over from before and dropped below.
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
      let least = min(near, next);
      if (min(min(least.x, least.y), min(least.z, least.w)) >= worst) {
        continue;
      }
      for (var r = 0u; r < 8u; r += 1u) {
        let distance = select(next[r & 3u], near[r & 3u], r < 4u);
        if (distance < worst && t + r < rows && start + t + r != query) {
          insert(distance, start + t + r);
        }
      }
    }
  }

  if (in_use) {
    for (var k = 0u; k < CANDIDATES; k += 1u) {
      squared_distances[lists + k * params.query_count] = best_distance[k];
      indices[lists + k * params.query_count] = best_index[k];
    }
  }
}
