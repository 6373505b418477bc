import { type AccuracyRecord, keyOf, runCell } from "../bench/accuracy_cells.ts";
import { accuracyTable } from "../bench/accuracy_table.ts";
import { deepStrictEqual, match, notDeepStrictEqual, strictEqual } from "../support/assert.ts";

const CELL = { method: "ksg-1:neighbors=5", task: "1v1-normal", samples: 200, seed: 4 };

Deno.test("runCell() depends on the cell alone, and reads the options of the method", async () => {
  const timeless = (record: AccuracyRecord): AccuracyRecord => ({ ...record, ms: 0 });
  const one = timeless(await runCell(CELL));
  deepStrictEqual(timeless(await runCell(CELL)), one);
  const other = timeless(await runCell({ ...CELL, method: "ksg-1" }));
  notDeepStrictEqual(other.estimate, one.estimate);
  strictEqual(keyOf(one), keyOf(CELL));
});

Deno.test("runCell() records why a method failed", async () => {
  const { estimate, failure } = await runCell({ ...CELL, method: "ksg-1:neighbors=500" });
  strictEqual(estimate, null);
  match(failure!, /500 neighbours/);
});

Deno.test("accuracyTable() shows mean absolute errors by family, and failures", () => {
  const record = (task: string, estimate: number | null, truth: number): AccuracyRecord => ({
    ...CELL,
    method: "kl",
    task,
    estimate,
    truth,
    warnings: [],
    ms: 500,
    version: "0",
  });
  const table = accuracyTable([
    record("dense-2", 0.5, 0.25),
    record("dense-3", 0.25, 0.5),
    record("unif2-mi3", 2, 3),
    record("unif2-mi3", null, 3),
  ], false);
  deepStrictEqual(table.split("\n"), [
    "|  | kl N=200 |",
    "| --- | --- |",
    "| dense | 0.250 |",
    "| unif2, 3 nats | 1.000 [1] |",
    "| **bmi, all** | 0.250 |",
    "| **codes, all** | 1.000 [1] |",
    "| seconds | 0.50 |",
  ]);
});
