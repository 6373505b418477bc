/**
 * The product of a sample covariance with a block of vectors, without the covariance.
 *
 * @module
 */
import type { Samples } from "../types.ts";
import { COVARIANCE_PANEL_WASM } from "./covariance_panel_wasm.ts";

/** Vectors handled together. */
const PANEL = 4;

/** Rows handled together, so that every vector loaded serves them all. */
const ROWS = 4;

/** Bytes of a number. */
const BYTES = 8;

/** Bytes of a page of memory. */
const PAGE = 65536;

/** What `covariance_panel.wat` exports. Arguments are byte offsets and sizes. */
interface PanelLoops {
  readonly memory: WebAssembly.Memory;
  center(rows: number, mean: number, size: number): void;
  addPanel(rows: number, vectors: number, sums: number, size: number): void;
}

/**
 * One instance for all calls: a call runs to its end before another starts, and every memory reserves
 * gigabytes of address space. It keeps the size of the largest call, a few vectors.
 */
let loops: PanelLoops | undefined;

/**
 * Σ V for the sample covariance Σ (divisor n − 1) and a few vectors V, in one pass over the data:
 * with X the centred rows, Xᵀ (X V) / (n − 1). Rows are centred as they are read, so neither a
 * `(d, d)` matrix nor a centred copy exists, and a large mean costs no digits.
 *
 * @param samples Shape `(n, d)`; not changed.
 * @param mean Column means, length `d`.
 * @param vectors Rows, shape `(count, d)`; not changed. Multiples of four cost least.
 * @returns Rows, shape `(count, d)`: Σ times each vector.
 *
 * Takes O(n d count) time and O(d count) memory.
 */
export function covarianceProduct(
  samples: Samples,
  mean: Float64Array,
  vectors: Float64Array,
): Float64Array {
  const { n, d } = samples;
  const count = vectors.length / d;
  const layout = layOut(d, Math.ceil(count / PANEL));
  loops ??= instantiate();
  const memory = reserve(loops, layout.end);
  memory.fill(0, 0, layout.end);
  memory.set(mean, layout.mean);
  pack(vectors, memory.subarray(layout.vectors), count, layout.stride);
  accumulate(samples, loops, memory, layout);
  return unpack(memory.subarray(layout.sums), count, d, layout.stride, 1 / (n - 1));
}

/** Where things are in memory, counted in numbers. The rows come first. */
interface Layout {
  /** Length of a row: `d`, made even, since two lanes take two numbers at a time. */
  readonly stride: number;
  readonly panels: number;
  readonly mean: number;
  readonly vectors: number;
  readonly sums: number;
  readonly end: number;
}

function layOut(d: number, panels: number): Layout {
  const stride = d + d % 2;
  const mean = ROWS * stride;
  const vectors = mean + stride;
  const sums = vectors + panels * PANEL * stride;
  return { stride, panels, mean, vectors, sums, end: sums + panels * PANEL * stride };
}

function instantiate(): PanelLoops {
  const bytes = Uint8Array.from(atob(COVARIANCE_PANEL_WASM), (char) => char.charCodeAt(0));
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  return instance.exports as unknown as PanelLoops;
}

function reserve({ memory }: PanelLoops, length: number): Float64Array {
  const missing = length * BYTES - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  return new Float64Array(memory.buffer);
}

/** Coordinate `j` of vector `4 p + c` goes to `(p stride + j) 4 + c`. */
function pack(vectors: Float64Array, out: Float64Array, count: number, stride: number): void {
  const d = vectors.length / count;
  for (let v = 0; v < count; v++) {
    const start = (v - v % PANEL) * stride + v % PANEL;
    for (let j = 0; j < d; j++) out[start + j * PANEL] = vectors[v * d + j];
  }
}

function unpack(
  sums: Float64Array,
  count: number,
  d: number,
  stride: number,
  scale: number,
): Float64Array {
  const vectors = new Float64Array(count * d);
  for (let v = 0; v < count; v++) {
    const start = (v - v % PANEL) * stride + v % PANEL;
    for (let j = 0; j < d; j++) vectors[v * d + j] = sums[start + j * PANEL] * scale;
  }
  return vectors;
}

/** The last rows may be fewer than four: the mean takes the place of the missing ones. */
function accumulate(
  { data, n, d }: Samples,
  { center, addPanel }: PanelLoops,
  memory: Float64Array,
  { stride, panels, mean, vectors, sums }: Layout,
): void {
  const size = stride * BYTES;
  for (let i = 0; i < n; i += ROWS) {
    for (let row = 0; row < ROWS; row++) {
      const offset = (i + row) * d;
      if (i + row < n) memory.set(data.subarray(offset, offset + d), row * stride);
      else memory.copyWithin(row * stride, mean, mean + stride);
    }
    center(0, mean * BYTES, size);
    for (let panel = 0; panel < panels; panel++) {
      const start = panel * PANEL * stride;
      addPanel(0, (vectors + start) * BYTES, (sums + start) * BYTES, size);
    }
  }
}
