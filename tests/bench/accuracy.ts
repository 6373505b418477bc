/**
 * Accuracy on tasks with known mutual information:
 * `deno task bench:accuracy [--methods A,B:neighbors=5] [--tasks bmi,mixtures,codes,images,FAMILY,ID] [--samples N,M]
 * [--seeds COUNT] [--first-seed S] [--jobs J] [--records FILE] [--by-task]`.
 *
 * Records are JSON lines, written in the order of the cells; those that a file holds already are not
 * made again. What a cell gives does not depend on `--jobs`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { METHODS } from "../../lib/mi/registry.ts";
import { type AccuracyRecord, type Cell, keyOf, runCell } from "./accuracy_cells.ts";
import { accuracyTable } from "./accuracy_table.ts";
import { tasksCalled } from "./accuracy_tasks.ts";
import { complete } from "./record_runs.ts";

const FLAGS = {
  methods: { type: "string", default: "wkl,ksg-1" },
  tasks: { type: "string", default: "bmi" },
  samples: { type: "string", default: "5000" },
  seeds: { type: "string", default: "1" },
  "first-seed": { type: "string", default: "0" },
  jobs: { type: "string", default: "1" },
  records: { type: "string", default: "" },
  "by-task": { type: "boolean", default: false },
} as const;

function numbers(text: string): number[] {
  return text.split(",").map((part) => {
    const value = Number(part);
    if (Number.isInteger(value) && value >= 0) return value;
    throw new RangeError(`not a whole number: ${part}`);
  });
}

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: FLAGS });
  const methods = values.methods.split(",");
  for (const method of methods) METHODS.get(method.split(":")[0]);
  const tasks = [...new Set(values.tasks.split(",").flatMap(tasksCalled))];
  const [[first], [count], [jobs]] = [values["first-seed"], values.seeds, values.jobs].map(numbers);
  const seeds = Array.from({ length: count }, (_, i) => first + i);
  const cells: Cell[] = numbers(values.samples).flatMap((samples) =>
    tasks.flatMap((task) =>
      methods.flatMap((method) => seeds.map((seed) => ({ method, task, samples, seed })))
    )
  );
  const worker = new URL("./accuracy_worker.ts", import.meta.url);
  const work = { cells, jobs: Math.max(1, jobs), run: runCell, worker };
  const records = await complete<Cell, AccuracyRecord>(work, keyOf, values.records);
  // deno-lint-ignore no-console -- this program's output
  console.log(accuracyTable(records, values["by-task"]));
}

if (import.meta.main) await main(Deno.args);
