/**
 * What a GPU makes of its arithmetic and its memory: pairs per second of the nearest-neighbour and
 * the kernel-sum kernels, beside the rates at which the same device does nothing but multiply-adds,
 * exponentials, or reads.
 *
 *   deno run --allow-write tests/bench/gpu.ts [--only knn|kde] [--tiny] [--rounds N] [--json FILE]
 *
 * Times are whole calls: packing, upload, dispatches, readback and certification; medians over the
 * rounds, after one to warm up. Deno looks for finished work every 10 ms, which small sizes show.
 * With --tiny the sizes suit a software adapter, to see that it runs.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { type Kernels, openKernels } from "../../kernels/device.ts";
import { kdeLogSumsGpu } from "../../kernels/kde_log_sums.ts";
import { nearestNeighborsGpu } from "../../kernels/nearest_neighbors.ts";
import { createRng } from "../../lib/rng.ts";
import type { Samples } from "../../lib/types.ts";
import { type DeviceRates, measureRates } from "./gpu_rates.ts";

/** Queries that share a tile: `WORKGROUP` of the shaders. */
const SHARED = 64;

const NEIGHBORS = 5;
const BANDWIDTHS = 7;

/** One line of the result. */
interface GpuRow {
  /** Kernel. */
  readonly work: "knn" | "kde";
  /** Points. */
  readonly n: number;
  /** Dimensions. */
  readonly d: number;
  /** Neighbours or bandwidths. */
  readonly k: number;
  /** Median time of a call, in milliseconds. */
  readonly ms: number;
  /** Pairs per second, in units of 1e9. */
  readonly gigapairs: number;
  /** Share of the device's rate of multiply-adds, a subtraction counting as one. */
  readonly arithmetic: number;
  /** Share of its rate of exponentials; 0 where there are none. */
  readonly exponentials: number;
  /** Share of its memory rate, as if no tile came from a cache: above 1 is possible. */
  readonly memory: number;
  /** Rows or values that the CPU did again. */
  readonly redone: number;
}

interface Shape {
  readonly n: number;
  readonly d: number;
}

function shapesOf(tiny: boolean): Shape[] {
  const counts = tiny ? [300, 1000] : [5e3, 5e4, 1e6];
  return counts.flatMap((n) => [4, 8, 32].map((d) => ({ n, d })));
}

function makeSamples({ n, d }: Shape): Samples {
  const rng = createRng(n + d);
  return { n, d, data: Float64Array.from({ length: n * d }, () => rng.normal()) };
}

/** Runs the kernel once; returns what the CPU had to do. */
type Call = (kernels: Kernels, samples: Samples) => Promise<number>;

async function callKnn(kernels: Kernels, samples: Samples): Promise<number> {
  const { redone, failure } = await nearestNeighborsGpu(kernels, samples, NEIGHBORS);
  if (failure) throw failure;
  return redone;
}

async function callKde(kernels: Kernels, samples: Samples): Promise<number> {
  const lower = 0.5 * samples.n ** (-0.2 / samples.d);
  const bandwidths = Array.from({ length: BANDWIDTHS }, (_, b) => lower * 2.12 ** (b / 6));
  const { redone, failure } = await kdeLogSumsGpu(kernels, samples, bandwidths);
  if (failure) throw failure;
  return redone;
}

async function benchmark(
  kernels: Kernels,
  work: GpuRow["work"],
  shape: Shape,
  rounds: number,
  rates: DeviceRates,
): Promise<GpuRow> {
  const call: Call = work === "knn" ? callKnn : callKde;
  const samples = makeSamples(shape);
  let redone = await call(kernels, samples);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    redone = await call(kernels, samples);
    times.push(performance.now() - start);
  }
  const ms = times.sort((a, b) => a - b)[Math.floor(rounds / 2)];
  const { n, d } = shape;
  const k = work === "knn" ? NEIGHBORS : BANDWIDTHS;
  const pairs = n * n / (ms / 1000);
  const padded = 4 * Math.ceil(d / 4);
  const operations = 2 * padded + (work === "kde" ? 2 * BANDWIDTHS : 0);
  return {
    work,
    n,
    d,
    k,
    ms,
    gigapairs: pairs / 1e9,
    arithmetic: pairs * operations / rates.multiplyAdds,
    exponentials: work === "kde" ? pairs * BANDWIDTHS / rates.exponentials : 0,
    memory: pairs * 4 * padded / SHARED / rates.bytes,
    redone,
  };
}

function formatRow(row: GpuRow): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`.padStart(9);
  return [
    row.work,
    `${row.n} × ${row.d}, ${row.k}`.padStart(16),
    `${row.ms.toFixed(1)} ms`.padStart(12),
    `${row.gigapairs.toFixed(3)} Gpairs/s`.padStart(18),
    `${percent(row.arithmetic)} of multiply-adds`,
    `${percent(row.exponentials)} of exponentials`,
    `${percent(row.memory)} of memory`,
    `${row.redone} redone`.padStart(10),
  ].join("  ");
}

function print(text: string): void {
  // deno-lint-ignore no-console -- this program's output
  console.log(text);
}

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", default: "" },
      tiny: { type: "boolean", default: false },
      rounds: { type: "string", default: "5" },
      json: { type: "string" },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new RangeError("--rounds N needs N ≥ 1");
  const opening = performance.now();
  const kernels = await openKernels({ device: "gpu" }) as Kernels;
  const openMs = performance.now() - opening;
  try {
    const { description, software } = kernels.adapter;
    const rates = await measureRates(kernels, values.tiny);
    print(`${description}${software ? ", a software adapter" : ""}; opened in ${openMs.toFixed()} ms
${(rates.multiplyAdds / 1e9).toFixed(1)} G multiply-adds/s, ${
      (rates.exponentials / 1e9).toFixed(1)
    } G exponentials/s, ${(rates.bytes / 1e9).toFixed(1)} GB/s`);
    const rows: GpuRow[] = [];
    for (const work of ["knn", "kde"] as const) {
      if (values.only !== "" && values.only !== work) continue;
      for (const shape of shapesOf(values.tiny)) {
        const row = await benchmark(kernels, work, shape, rounds, rates);
        print(formatRow(row));
        rows.push(row);
      }
    }
    if (values.json === undefined) return;
    const date = new Date().toISOString();
    const result = { schema: 1, date, adapter: kernels.adapter, openMs, rates, rounds, rows };
    await Deno.writeTextFile(values.json, `${JSON.stringify(result, null, 2)}\n`);
  } finally {
    kernels.close();
  }
}

if (import.meta.main) await main(Deno.args);
