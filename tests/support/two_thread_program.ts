/**
 * Prints an estimate with two threads, and the number of Workers that it started for halves of it: for tests
 * that run it with few permissions.
 *
 * @module
 */
import { TASKS } from "../../data/benchmark/tasks.ts";
import { setThreadBudget } from "../../kernels/simd/pool.ts";
import { AUTO } from "../../lib/mi/auto.ts";

let started = 0;
const Original = globalThis.Worker;
globalThis.Worker = class extends Original {
  constructor(url: string | URL, options?: WorkerOptions) {
    if (String(url).endsWith("/jobs.ts")) started++;
    super(url, options);
  }
};
setThreadBudget(2);
const { x, y } = TASKS.get("warp4-mi7").create().draw(900, 1);
const { nats } = await AUTO.create().continuous(x, y, { seed: 1, device: "cpu" });
// deno-lint-ignore no-console -- a program for tests
console.log(JSON.stringify({ nats, started }));
