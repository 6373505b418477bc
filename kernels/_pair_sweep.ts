/**
 * Runs a kernel over all pairs of points in dispatches that are short enough for every watchdog and
 * buffers that are small enough for every device, and hands the results to the host row by row while
 * the device goes on.
 *
 * @module
 */
import { bindBuffers, dispatch, KernelBuffers, readStaging, WORKGROUP } from "./_dispatch.ts";
import type { KernelPipeline, Kernels, KernelSpec } from "./_kernel.ts";
import type { PackedPoints } from "./_packed_points.ts";
import { chooseSizes, type Range, rowBlocks, type SweepSizes } from "./_sweep_sizes.ts";

export type { SweepSizes } from "./_sweep_sizes.ts";

/** Bytes of the part of `Params` that all sweeping kernels share: eight u32. */
const SHARED_PARAMS_BYTES = 32;

/**
 * Dispatches are counted in batches, and two batches may wait on the device: Deno looks every 10 ms
 * whether work is done, which must not leave a fast GPU (0.5 ms per dispatch) without any.
 */
const BATCH = 24;

/** How a long call is watched and stopped. */
export interface SweepControl {
  /** Aborts the call between dispatches. */
  readonly signal?: AbortSignal | undefined;
  /** Told which part of the work is done, from 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
  /** Sizes into which the work is cut; chosen by default from the limits of the device. */
  readonly sizes?: SweepSizes | undefined;
}

/** What to sweep. */
export interface PairSweep {
  /** Kernel with bindings params, queries, references and then outputs. */
  readonly spec: KernelSpec;
  /** Its pipeline constants. */
  readonly constants: Readonly<Record<string, number>>;
  /** Points; every one is a query and a reference. */
  readonly points: PackedPoints;
  /** Four-byte words that each output has for a query and a part, in the order of the bindings. */
  readonly outputWords: readonly number[];
  /** Instructions per pair, roughly. */
  readonly costPerPair: number;
  /** What the kernel's `Params` has beyond the shared part. */
  readonly extraParams?: Float32Array<ArrayBuffer>;
}

/** Results for the queries `begin` … `begin + count − 1`. */
export interface SweepRows {
  /** First query. */
  readonly begin: number;
  /** Number of queries. */
  readonly count: number;
  /** Parts of the references, each with its own results. */
  readonly parts: number;
  /** Dispatches that the references were split over. */
  readonly dispatches: number;
  /** Outputs, each of shape `(parts, words, count)`. */
  readonly outputs: readonly ArrayBuffer[];
}

/** Buffers for the queries that are in flight; two of them take turns. */
interface Slot {
  readonly params: GPUBuffer;
  readonly outputs: readonly GPUBuffer[];
  readonly staging: readonly GPUBuffer[];
}

/** One sweep under way. */
interface Run {
  readonly kernels: Kernels;
  readonly sweep: PairSweep;
  readonly pipeline: KernelPipeline;
  readonly sizes: Required<SweepSizes>;
  /** References of each dispatch; none reaches over the end of a block. */
  readonly references: readonly Range[];
  readonly blocks: readonly GPUBuffer[];
  readonly slots: readonly Slot[];
  readonly control: SweepControl;
}

/**
 * Sweeps over all pairs.
 *
 * @param kernels Device.
 * @param sweep Kernel and points.
 * @param onRows Takes the results of successive chunks of queries, in order.
 * @param control How the sweep is watched and stopped.
 * @throws {KernelError} If the device fails; chunks handed over before are right.
 */
export async function sweepPairs(
  kernels: Kernels,
  sweep: PairSweep,
  onRows: (rows: SweepRows) => void,
  control: SweepControl = {},
): Promise<void> {
  const { spec, points } = sweep;
  const pipeline = await kernels.pipeline(spec, sweep.constants);
  const sizes = chooseSizes(
    {
      n: points.n,
      vectors: points.vectors,
      outputWords: Math.max(...sweep.outputWords),
      costPerPair: sweep.costPerPair,
      software: kernels.adapter.software,
    },
    kernels.device.limits,
    control.sizes ?? {},
  );
  const buffers = new KernelBuffers(kernels, spec.name);
  const pending: Promise<void>[] = [];
  try {
    const run: Run = {
      kernels,
      sweep,
      pipeline,
      sizes,
      control,
      references: rowBlocks(points.n, sizes.blockRows, sizes.referenceRows),
      ...await kernels.checked(spec.name, "allocate", () => allocate(buffers, sweep, sizes)),
    };
    const chunks = rowBlocks(points.n, sizes.blockRows, sizes.queryRows);
    for (let c = 0; c < chunks.length; c++) {
      const slot = run.slots[c % 2];
      await submitChunk(run, slot, chunks[c], c / chunks.length, 1 / chunks.length);
      const chunk = handOver(readChunk(run, slot, chunks[c]), pending.at(-1), onRows);
      chunk.catch(() => {}); // A failure is met where the chunk is awaited, perhaps much later.
      pending.push(chunk);
      // The other slot must be free before it is used again; meanwhile the device is busy with this.
      if (c > 0) await pending[c - 1];
    }
    await pending.at(-1);
    control.onProgress?.(1);
  } finally {
    await Promise.allSettled(pending);
    buffers.destroy();
  }
}

/** Hands rows over after those before them, and only if those were right. */
async function handOver(
  reading: Promise<SweepRows>,
  before: Promise<void> | undefined,
  onRows: (rows: SweepRows) => void,
): Promise<void> {
  const rows = await reading;
  await before;
  onRows(rows);
}

function allocate(
  buffers: KernelBuffers,
  { points, outputWords, extraParams, spec }: PairSweep,
  { blockRows, queryRows, parts }: Required<SweepSizes>,
): Pick<Run, "blocks" | "slots"> {
  const { UNIFORM, STORAGE, COPY_DST, COPY_SRC, MAP_READ } = GPUBufferUsage;
  const blocks = rowBlocks(points.n, blockRows, blockRows).map(({ begin, end }) =>
    buffers.create("references", points.pack(begin, end), STORAGE | COPY_DST)
  );
  const paramsBytes = SHARED_PARAMS_BYTES + (extraParams?.byteLength ?? 0);
  const sizes = outputWords.map((words) => 4 * words * queryRows * parts);
  const slots = [0, 1].map((): Slot => ({
    params: buffers.create("params", paramsBytes, UNIFORM | COPY_DST),
    outputs: sizes.map((size, o) =>
      buffers.create(spec.bindings[3 + o].name, size, STORAGE | COPY_SRC)
    ),
    staging: sizes.map((size) => buffers.create("staging", size, COPY_DST | MAP_READ)),
  }));
  return { blocks, slots };
}

/** Submits all dispatches of a chunk of queries, and the copies of its results. */
async function submitChunk(
  { kernels, sweep, pipeline, sizes, references: steps, blocks, control }: Run,
  slot: Slot,
  queries: Range,
  progress: number,
  share: number,
): Promise<void> {
  const { name } = sweep.spec;
  const blockOf = ({ begin }: Range): GPUBuffer => blocks[Math.floor(begin / sizes.blockRows)];
  const batches: Promise<void>[] = [];
  for (const [s, references] of steps.entries()) {
    control.signal?.throwIfAborted();
    if (s % BATCH === 0 && s >= 2 * BATCH) {
      await kernels.whileAlive(name, batches[s / BATCH - 2]);
    }
    await kernels.checked(name, "run", () => {
      writeParams(kernels, sweep, sizes, slot.params, queries, references, s > 0);
      const bindGroup = bindSlot(kernels, pipeline, slot, blockOf(queries), blockOf(references));
      dispatch(kernels, pipeline, bindGroup, [
        Math.ceil((queries.end - queries.begin) / WORKGROUP),
        sizes.parts,
      ]);
      if (s % BATCH === BATCH - 1) batches.push(submittedWork(kernels));
    });
    control.onProgress?.(progress + share * s / steps.length);
  }
  await kernels.checked(name, "run", () => copyOutputs(kernels, slot));
}

function bindSlot(
  kernels: Kernels,
  pipeline: KernelPipeline,
  { params, outputs }: Slot,
  queries: GPUBuffer,
  references: GPUBuffer,
): GPUBindGroup {
  const { bindings } = pipeline.spec;
  const named = outputs.map((buffer, o) => [bindings[3 + o].name, buffer]);
  return bindBuffers(kernels, pipeline, {
    params,
    queries,
    references,
    ...Object.fromEntries(named),
  });
}

/** Resolves when what was submitted so far is done. */
function submittedWork({ device }: Kernels): Promise<void> {
  const done = device.queue.onSubmittedWorkDone().then(() => {});
  done.catch(() => {}); // Nobody may wait for the last ones.
  return done;
}

/** Keep in step with `Params` in the shaders. */
function writeParams(
  { device }: Kernels,
  { extraParams }: PairSweep,
  { blockRows, parts }: Required<SweepSizes>,
  buffer: GPUBuffer,
  queries: Range,
  references: Range,
  resume: boolean,
): void {
  const shared = Uint32Array.of(
    queries.begin,
    queries.end - queries.begin,
    queries.begin - queries.begin % blockRows,
    references.begin,
    references.end,
    references.begin - references.begin % blockRows,
    Math.ceil((references.end - references.begin) / parts),
    resume ? 1 : 0,
  );
  device.queue.writeBuffer(buffer, 0, shared);
  if (extraParams) device.queue.writeBuffer(buffer, SHARED_PARAMS_BYTES, extraParams);
}

function copyOutputs({ device }: Kernels, { outputs, staging }: Slot): void {
  const encoder = device.createCommandEncoder();
  outputs.forEach((output, o) => encoder.copyBufferToBuffer(output, 0, staging[o], 0, output.size));
  device.queue.submit([encoder.finish()]);
}

async function readChunk(
  { kernels, sweep: { spec, outputWords }, sizes: { parts }, references }: Run,
  { staging }: Slot,
  { begin, end }: Range,
): Promise<SweepRows> {
  const count = end - begin;
  const outputs = await Promise.all(
    staging.map((buffer, o) =>
      readStaging(kernels, spec.name, buffer, 4 * outputWords[o] * parts * count)
    ),
  );
  const dispatches = references.length;
  return { begin, count, parts, dispatches, outputs };
}
