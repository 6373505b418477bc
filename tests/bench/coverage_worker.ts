/**
 * Runs the cells that it is sent, one after the other.
 *
 * @module
 */
/// <reference lib="deno.worker" />
import { setThreadBudget } from "../../kernels/simd/pool.ts";
import { type CoverageCell, runCell } from "./coverage_cells.ts";
import { replyTo } from "./record_runs.ts";

// The benchmark's own Workers share the processors out.
setThreadBudget(1);

self.onmessage = async ({ data }: MessageEvent<CoverageCell>): Promise<void> => {
  self.postMessage(await replyTo(runCell(data)));
};
