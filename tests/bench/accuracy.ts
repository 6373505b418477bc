/**
 * Accuracy on tasks with known mutual information:
 * `deno task bench:accuracy [--methods A,B:neighbors=5] [--tasks bmi,codes,FAMILY,ID] [--samples N,M]
 * [--seeds COUNT] [--first-seed S] [--jobs J] [--records FILE] [--by-task]`.
 *
 * Records are JSON lines, written in the order of the cells; those that a file holds already are not
 * made again. What a cell gives does not depend on `--jobs`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { TASKS } from "../../data/benchmark/tasks.ts";
import { METHODS } from "../../lib/mi/registry.ts";
import { type AccuracyRecord, type Cell, keyOf, runCell } from "./accuracy_cells.ts";
import { accuracyTable } from "./accuracy_table.ts";

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

/** Ids of the tasks that a name stands for: a task, a family, a suite. */
function tasksCalled(name: string): string[] {
  const found = TASKS.entries().filter(({ id, family, suite }) =>
    id === name || family === name || suite === name
  );
  return found.length > 0 ? found.map(({ id }) => id) : [TASKS.get(name).id];
}

function numbers(text: string): number[] {
  return text.split(",").map((part) => {
    const value = Number(part);
    if (Number.isInteger(value) && value >= 0) return value;
    throw new RangeError(`not a whole number: ${part}`);
  });
}

function readRecords(path: string): AccuracyRecord[] {
  if (path === "") return [];
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  // A line that was cut off when a run ended has no line end: it is taken out and made again.
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole.length < text.length) Deno.writeTextFileSync(path, whole);
  return whole.split("\n").slice(0, -1).map((line) => JSON.parse(line));
}

/** Runs the cells on this thread, or on Workers; gives each record in the order of the cells. */
async function runCells(
  cells: readonly Cell[],
  jobs: number,
  take: (record: AccuracyRecord) => void,
): Promise<void> {
  if (jobs === 1) {
    for (const cell of cells) take(await runCell(cell));
    return;
  }
  const waiting = new Map<number, AccuracyRecord>();
  let next = 0;
  let written = 0;
  const source = new URL("./accuracy_worker.ts", import.meta.url);
  const work = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      let current = 0;
      const post = (): void => {
        current = next++;
        if (current < cells.length) worker.postMessage(cells[current]);
        else resolve();
      };
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
      worker.onmessage = ({ data }: MessageEvent<AccuracyRecord>) => {
        waiting.set(current, data);
        for (; waiting.has(written); waiting.delete(written++)) take(waiting.get(written)!);
        post();
      };
      post();
    });
  const workers = Array.from({ length: jobs }, () => new Worker(source, { type: "module" }));
  try {
    await Promise.all(workers.map(work));
  } finally {
    for (const worker of workers) worker.terminate();
  }
}

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: FLAGS });
  const methods = values.methods.split(",");
  for (const method of methods) METHODS.get(method.split(":")[0]);
  const tasks = [...new Set(values.tasks.split(",").flatMap(tasksCalled))];
  const first = Number(values["first-seed"]);
  const [[count], [jobs]] = [numbers(values.seeds), numbers(values.jobs)];
  const seeds = Array.from({ length: count }, (_, i) => first + i);
  const cells: Cell[] = numbers(values.samples).flatMap((samples) =>
    tasks.flatMap((task) =>
      methods.flatMap((method) => seeds.map((seed) => ({ method, task, samples, seed })))
    )
  );
  const known = new Map(readRecords(values.records).map((record) => [keyOf(record), record]));
  const missing = cells.filter((cell) => !known.has(keyOf(cell)));
  await runCells(missing, Math.max(1, jobs), (record) => {
    known.set(keyOf(record), record);
    if (values.records === "") return;
    Deno.writeTextFileSync(values.records, JSON.stringify(record) + "\n", { append: true });
  });
  const records = cells.map((cell) => known.get(keyOf(cell))!);
  // deno-lint-ignore no-console -- this program's output
  console.log(accuracyTable(records, values["by-task"]));
}

if (import.meta.main) await main(Deno.args);
