import { type Cell, cellKey, type TimedResult } from "../../../reports/cell.ts";
import { runCells } from "../../../reports/worker_pool.ts";
import { smallArtefact } from "../../support/report_artefact.ts";
import { deepStrictEqual, rejects } from "../../support/assert.ts";

const CELLS = new Map(
  smallArtefact({ id: "figure-7", method: "wkl", n: 100 }).create().cells("quick", 1)
    .map(({ cell }) => [cellKey(cell), cell]),
);

async function collect(jobs: number, workerUrl?: URL): Promise<Record<string, unknown>> {
  const results: Record<string, unknown> = {};
  await runCells(CELLS, {
    jobs,
    workerUrl,
    onDone(key: string, { result }: TimedResult) {
      results[key] = result;
      return Promise.resolve();
    },
  });
  return Object.fromEntries(Object.entries(results).sort());
}

Deno.test("runCells() does the work in this thread when no worker can start", async () => {
  const missing = new URL("./no_such_worker.ts", import.meta.url);
  deepStrictEqual(await collect(2, missing), await collect(2));
});

Deno.test("runCells() does the work in this thread when a worker dies", async () => {
  const dying = new URL("data:text/javascript,onmessage = () => { throw new Error('lost'); }");
  deepStrictEqual(await collect(1, dying), await collect(1));
});

Deno.test("runCells() passes on the error of a cell that fails for no fault of its input", async () => {
  const [[key, cell]] = CELLS;
  const broken: Cell = { ...cell, kind: "no-such-kind" };
  const run = runCells(new Map([[key, broken]]), { jobs: 1, onDone: () => Promise.resolve() });
  await rejects(run, /no cell of kind "no-such-kind"/);
});
