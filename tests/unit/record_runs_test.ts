import { type AccuracyRecord, type Cell, keyOf, runCell } from "../bench/accuracy_cells.ts";
import { complete, readRecords } from "../bench/record_runs.ts";
import { deepStrictEqual, ok, rejects, strictEqual } from "../support/assert.ts";
import { ROOT } from "../support/source_tree.ts";

const SAMPLES = 200;
const TASKS = ["1v1-normal", "inliers-5-0.5", "unif2-mi3", "gaussian-16-mi3"];
const SEEDS = 4;
const METHODS = ["gaussian-copula", "ksg-1", "shear"];
const CELLS: Cell[] = TASKS.flatMap((task) =>
  METHODS.flatMap((method) =>
    Array.from({ length: SEEDS }, (_, seed) => ({ method, task, samples: SAMPLES, seed }))
  )
);
const WORKER = new URL("../bench/accuracy_worker.ts", import.meta.url);

/** Records without their durations. */
function timeless(records: readonly AccuracyRecord[]): AccuracyRecord[] {
  return records.map((record) => ({ ...record, ms: 0 }));
}

async function temporaryFile(): Promise<string> {
  return `${await Deno.makeTempDir()}/records.jsonl`;
}

/** The program as it is run, on the same cells. */
function program(path: string, jobs: number): Deno.ChildProcess {
  const flags = {
    methods: METHODS.join(","),
    tasks: TASKS.join(","),
    samples: SAMPLES,
    seeds: SEEDS,
    jobs,
    records: path,
  };
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--allow-all",
      new URL("tests/bench/accuracy.ts", ROOT).pathname,
      ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ],
    stdout: "null",
    stderr: "inherit",
  }).spawn();
}

Deno.test("a run that is killed goes on where it was, and ends with the bits of one that is not", async () => {
  const path = await temporaryFile();
  const killed = program(path, 2);
  // Some records are there, and not all.
  while (readLines(path) < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  killed.kill("SIGKILL");
  strictEqual((await killed.status).signal, "SIGKILL");
  const before = readLines(path);
  ok(before >= 3 && before < CELLS.length, `killed after ${before} records`);
  // What a kill in the middle of a write leaves, with half a character at its end.
  const torn = new TextEncoder().encode('{"method":"ksg-1","task":"é').slice(0, -1);
  await Deno.writeFile(path, torn, { append: true });
  const kept = (await Deno.readTextFile(path)).split("\n").slice(0, before);

  const status = await program(path, 2).status;
  strictEqual(status.code, 0);
  const text = await Deno.readTextFile(path);
  deepStrictEqual(text.split("\n").slice(0, before), kept);
  const made = readRecords<AccuracyRecord>(path);
  const here = await complete<Cell, AccuracyRecord>(
    { cells: CELLS, jobs: 1, run: runCell, worker: WORKER },
    keyOf,
    "",
  );
  deepStrictEqual(timeless(made), timeless(here));
  strictEqual(made.length, CELLS.length);
});

function readLines(path: string): number {
  try {
    return Deno.readTextFileSync(path).split("\n").length - 1;
  } catch {
    return 0;
  }
}

Deno.test("readRecords() keeps whole lines and cuts off a torn one, and knows no file", async () => {
  const path = await temporaryFile();
  deepStrictEqual(readRecords(path), []);
  deepStrictEqual(readRecords(""), []);
  await Deno.writeTextFile(path, '{"a":1}\n{"a":2}\n{"a":');
  deepStrictEqual(readRecords(path), [{ a: 1 }, { a: 2 }]);
  strictEqual(await Deno.readTextFile(path), '{"a":1}\n{"a":2}\n');
  await Deno.writeTextFile(path, '{"a":');
  deepStrictEqual(readRecords(path), []);
  strictEqual(await Deno.readTextFile(path), "");
});

Deno.test("complete() gives the records that were asked for, of a file that holds more", async () => {
  const path = await temporaryFile();
  const cells = [3, 1, 2].map((at) => ({ at }));
  const made: number[] = [];
  const run = ({ at }: { at: number }): Promise<{ at: number; square: number }> => {
    made.push(at);
    return Promise.resolve({ at, square: at * at });
  };
  const key = ({ at }: { at: number }): string => String(at);
  const work = { jobs: 1, run, worker: WORKER };
  await complete({ ...work, cells: cells.slice(0, 2) }, key, path);
  const all = await complete({ ...work, cells: cells.slice(1) }, key, path);
  deepStrictEqual(all, [{ at: 1, square: 1 }, { at: 2, square: 4 }]);
  deepStrictEqual(made, [3, 1, 2]);
  deepStrictEqual(readRecords(path), [3, 1, 2].map((at) => ({ at, square: at * at })));
});

Deno.test("a cell that cannot be run ends the run, and keeps the records before it", async () => {
  const path = await temporaryFile();
  const [first] = CELLS;
  const cells = [first, { ...first, task: "1v1-nothing" }, { ...first, seed: 9 }];
  for (const jobs of [1, 2]) {
    const work = { cells, jobs, run: runCell, worker: WORKER };
    await rejects(() => complete<Cell, AccuracyRecord>(work, keyOf, path), /1v1-nothing/);
    deepStrictEqual(readRecords<AccuracyRecord>(path).map(keyOf), [keyOf(first)]);
  }
});
