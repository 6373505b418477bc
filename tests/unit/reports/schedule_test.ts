import { type Cell, cellKey, distinctCells } from "../../../reports/cell.ts";
import { Schedule } from "../../../reports/schedule.ts";
import { deepStrictEqual, strictEqual, throws } from "../../support/assert.ts";

function cell(label: string, cost: number, needs?: readonly Cell[]): Cell {
  const identity = { kind: "none", seed: 0, settings: { label }, parts: [] };
  return { ...identity, label, cost, ...(needs ? { needs } : {}) };
}

const RESULT = { measurements: [] };
const TRAINING = cell("training", 10);
const SHORT = cell("short", 1, [TRAINING]);
const LONG = cell("long", 5, [TRAINING]);
const ALONE = cell("alone", 12);

Deno.test("distinctCells() puts what a cell needs before it, once", () => {
  const labels = [...distinctCells([SHORT, ALONE, LONG]).values()].map(({ label }) => label);
  deepStrictEqual(labels, ["training", "short", "alone", "long"]);
});

Deno.test("Schedule starts with the cell that has the longest chain behind it", () => {
  const schedule = new Schedule(distinctCells([ALONE, SHORT, LONG]), new Map());
  strictEqual(schedule.take()?.cell, TRAINING); // 10 + 5 against 12
  strictEqual(schedule.take()?.cell, ALONE);
  strictEqual(schedule.take(), undefined);
  strictEqual(schedule.empty, false);
  schedule.finish(cellKey(TRAINING), RESULT);
  const next = schedule.take();
  strictEqual(next?.cell, LONG);
  deepStrictEqual(next?.needed, [RESULT]);
  strictEqual(schedule.take()?.cell, SHORT);
  strictEqual(schedule.empty, true);
});

Deno.test("Schedule takes known results, and refuses cells that can never run", () => {
  const known = new Map([[cellKey(TRAINING), { result: RESULT, elapsedMs: 1 }]]);
  const only = new Map([[cellKey(SHORT), SHORT]]);
  deepStrictEqual(new Schedule(only, known).take()?.needed, [RESULT]);
  throws(() => new Schedule(only, new Map()), /"short" needs "training"/);
});
