import type { AccuracyRecord } from "../bench/accuracy_cells.ts";
import { accuracyFigure } from "../bench/accuracy_figure.ts";
import { accuracyPage, accuracyTables, failureSentence } from "../bench/accuracy_page.ts";
import { publish, readAccuracyReport } from "../bench/accuracy_publish.ts";
import { accuracyRows, pooled, ranges, withEarlier } from "../bench/accuracy_rows.ts";
import {
  bmiTable,
  codeTable,
  familyTable,
  imageTable,
  seedsOf,
} from "../bench/accuracy_summary.ts";
import { ACCURACY_TASKS, tasksCalled } from "../bench/accuracy_tasks.ts";
import { PUBLISHED } from "../bench/published_accuracy.ts";
import { BENCH_FOLDER, specText } from "../bench/write_figure.ts";
import {
  assertClose,
  deepStrictEqual,
  match,
  ok,
  rejects,
  strictEqual,
  throws,
} from "../support/assert.ts";

/** A record whose estimate is off by `error`; null for one that failed. */
function record(
  task: string,
  error: number | null,
  rest: Partial<AccuracyRecord> = {},
): AccuracyRecord {
  const truth = ACCURACY_TASKS.get(task).create().mutualInformation;
  const estimate = error === null ? null : truth + error;
  return {
    method: "kl",
    task,
    samples: 5000,
    seed: 100,
    estimate,
    truth,
    warnings: [],
    ms: 500,
    version: "1.2.3",
    ...rest,
  };
}

/** Every one of the 40 tasks, off by 0.05 up and down, and an image at every true value. */
const RECORDS: readonly AccuracyRecord[] = [
  ...tasksCalled("bmi").flatMap((task) => [
    record(task, 0.05),
    record(task, -0.05, { seed: 101 }),
  ]),
  ...[...tasksCalled("gaussian-16"), ...tasksCalled("rectangle-16")].flatMap((task) => [
    record(task, -0.1, { samples: 10_000 }),
    record(task, -0.3, { samples: 10_000, seed: 101 }),
  ]),
  record("galaxy", null),
  record("unif2-mi1", 0.25),
];

Deno.test("accuracyRows() say how far the estimates of a cell are off, and how many failed", () => {
  const [first, second] = accuracyRows([
    record("unif2-mi3", 0.5, { seed: 7 }),
    record("1v1-normal", null),
    record("unif2-mi3", -0.25, { seed: 6 }),
    record("unif2-mi3", null, { seed: 8 }),
  ]);
  deepStrictEqual(first, {
    suite: "bmi",
    family: "1v1",
    task: "1v1-normal",
    truth: 0.41334,
    method: "kl",
    samples: 5000,
    repeats: 1,
    seeds: "100",
    failures: 1,
    mae: null,
    meanError: null,
    sd: null,
    seconds: 0.5,
    version: "1.2.3",
  });
  deepStrictEqual(
    [second.task, second.repeats, second.seeds, second.failures],
    ["unif2-mi3", 3, "6–8", 1],
  );
  deepStrictEqual([second.mae, second.meanError], [0.375, 0.125]);
  // Two values 0.75 apart.
  assertClose(second.sd!, 0.75 / Math.SQRT2, { atol: 5e-6 });
  const all = pooled([first, second])!;
  deepStrictEqual(all, { mae: 0.375, tasks: 2, failures: 2 });
  strictEqual(pooled([]), null);
});

Deno.test("accuracyRows() count a record once, and refuse two that differ", () => {
  const one = record("galaxy", 0.1);
  strictEqual(accuracyRows([one, { ...one, ms: 1 }])[0].repeats, 1);
  throws(() => accuracyRows([one, record("galaxy", 0.2)]), /two records differ/);
  throws(() => accuracyRows([one, { ...one, version: "1.2.4" }]), /two records differ/);
  const versions = accuracyRows([one, record("galaxy", 0.2, { seed: 1, version: "1.2.4" })]);
  strictEqual(versions[0].version, "1.2.3, 1.2.4");
});

Deno.test("ranges() of whole numbers", () => {
  deepStrictEqual(
    [[3], [5, 3, 4], [9, 0, 1, 2, 9], []].map(ranges),
    ["3", "3–5", "0–2, 9", ""],
  );
});

Deno.test("published results name source and protocol, and have a value for each column", () => {
  for (const { source, protocol, columns, results, sd = {} } of PUBLISHED) {
    ok(source.length > 0 && /N = |N as stated|samples/.test(protocol), source);
    for (const values of [...Object.values(results), ...Object.values(sd)]) {
      strictEqual(values.length, columns.values.length, source);
    }
    ok(Object.keys(sd).every((name) => name in results));
  }
});

Deno.test("bmiTable() sets ours beside published errors, and says what is not complete", () => {
  const lines = bmiTable(accuracyRows(RECORDS)).split("\n");
  deepStrictEqual(lines.slice(0, 4), [
    "| 40 tasks | N = 1000 | N = 5000 | N = 10000 | seeds or source |",
    "| --- | --- | --- | --- | --- |",
    "| `kl` |  | 0.050 |  | 2 seeds: 100–101 |",
    "| Alice-Base | 0.092 | 0.063 | 0.060 | Alice (2026), Table 2 |",
  ]);
  ok(lines.includes("| NWJ | > 10 | 1.261 | 0.130 | Alice (2026), Table 2 |"));
  const part = accuracyRows([record("dense-2", 0.1), record("dense-3", null)]);
  const [, , own] = bmiTable(part).split("\n");
  strictEqual(own, "| `kl` |  | 0.100 (2 of 40 tasks) [1 failed] |  | 1 seed: 100 |");
});

Deno.test("the tables of images, codes and families show what the records say", () => {
  const rows = accuracyRows(RECORDS);
  const images = imageTable(rows).split("\n");
  // Means are off by −0.2; the sd of two values 0.2 apart is 0.14.
  strictEqual(
    images[2],
    "| `kl` | 10000 | 0.80 ± 0.14 | 2.80 ± 0.14 | 6.80 ± 0.14 | 0.80 ± 0.14 | 2.80 ± 0.14 | " +
      "6.80 ± 0.14 | 2 seeds: 100–101 |",
  );
  match(images[3], /^\| VCE \| 10000 \| 0.92 ± 0.04 \| 2.93 ± 0.12 .* 5.02 ± 0.14 \| Vector/);
  const codes = codeTable(rows).split("\n");
  strictEqual(codes[0], "| codes, truth | N | 1 | 3 | 7 | 10 | seeds or source |");
  strictEqual(codes[2], "| `kl` | 5000 | 0.250 |  |  |  | 1 seed: 100 |");
  const families = familyTable(rows).split("\n");
  ok(families.includes("| mixtures: galaxy | – [1 failed] |  |"));
  ok(families.includes("| images: gaussian-16, 1 nat |  | 0.200 |"));
  strictEqual(families.at(-1), "| seconds an estimate | 0.50 | 0.50 |");
  strictEqual(
    failureSentence(rows),
    "1 of the 94 estimates failed: `kl` on galaxy at N = 5000 (1 of 1). Errors are those of the others.",
  );
});

Deno.test("accuracyFigure() compares whole suites alone, and shows every family", () => {
  type Panel = { title: { text: string }; data: { values: Record<string, unknown>[] } };
  const panelsOf = (records: readonly AccuracyRecord[]): Panel[] =>
    (accuracyFigure(accuracyRows(records)) as unknown as { vconcat: { concat: Panel[] }[] })
      .vconcat.flatMap(({ concat }) => concat);
  const panels = panelsOf(RECORDS);
  deepStrictEqual(panels.map(({ title }) => title.text), [
    "40 tasks, N = 5000: mean absolute error",
    "Gaussians, 16 × 16, N = 10000: |mean − truth|",
    "Rectangles, 16 × 16, N = 10000: |mean − truth|",
    "bmi, N = 5000",
    "mixtures, N = 5000",
    "codes, N = 5000",
    "images, N = 10000",
  ]);
  const [tasks, gaussians] = panels.map(({ data }) => data.values);
  const [own] = tasks.filter(({ from }) => from === "infoplane");
  assertClose(own.error as number, 0.05, { atol: 1e-12 });
  strictEqual(tasks.length, 12);
  const byName = Object.fromEntries(gaussians.map(({ estimator, error }) => [estimator, error]));
  assertClose(byName.kl as number, 0.2, { atol: 1e-12 });
  assertClose(byName.VCE as number, (0.08 + 0.07 + 0.47) / 3, { atol: 1e-12 });
  const part = panelsOf(RECORDS.filter(({ task }) => task !== "dense-50"));
  ok(!part.some(({ title }) => title.text.startsWith("40 tasks")));
});

Deno.test("publish() writes rows, page and figure of whole records, and leaves the records alone", async () => {
  const folder = new URL(`file://${await Deno.makeTempDir()}/`);
  const [one, other] = ["one.jsonl", "other.jsonl"].map((name) => new URL(name, folder).pathname);
  const lines = RECORDS.map((made) => `${JSON.stringify(made)}\n`);
  const torn = `${lines.slice(0, 60).join("")}{"method":"kl","task`;
  await Deno.writeTextFile(one, torn);
  await Deno.writeTextFile(other, lines.slice(50).join(""));
  const rows = await publish([one, other], folder);
  strictEqual(await Deno.readTextFile(one), torn);
  deepStrictEqual(rows, accuracyRows(RECORDS));
  deepStrictEqual(readAccuracyReport(folder), { schema: 1, rows });
  const read = (name: string): Promise<string> => Deno.readTextFile(new URL(name, folder));
  strictEqual(await read("accuracy.md"), accuracyPage(rows));
  strictEqual(await read("accuracy.vl.json"), specText(accuracyFigure(rows)));
  match(await read("accuracy.svg"), /^<svg/);
  const again = [record("unif2-mi1", -0.5), record("unif2-mi1", 0.1, { method: "auto" })];
  await Deno.writeTextFile(one, again.map((made) => `${JSON.stringify(made)}\n`).join(""));
  const [replacing, added] = accuracyRows(again);
  deepStrictEqual(
    await publish([one], folder),
    rows.flatMap((row) => row.task === "unif2-mi1" ? [replacing, added] : [row]),
  );
  await Deno.writeTextFile(one, `${JSON.stringify(record("1v1-normal", 0.1))}\n`);
  await rejects(() => publish([one], folder), /1 repeats would replace 2: \["1v1-normal"/);
  await Deno.writeTextFile(one, "");
  await rejects(() => publish([one], folder), /no records/);
});

Deno.test("withEarlier() keeps what is not made again, but not rows of tasks that are gone", () => {
  const [first] = accuracyRows([record("1v1-normal", 0.1)]);
  const gone = { ...first, task: "gone" };
  const [other] = accuracyRows([record("swissroll", 0.1, { method: "auto" })]);
  deepStrictEqual(withEarlier([other], [gone, first]), [first, other]);
});

Deno.test("seedsOf() counts the repeats, and names the seeds", () => {
  const of = (...runs: readonly (readonly number[])[]): string =>
    seedsOf(
      runs.flatMap((seeds, i) =>
        accuracyRows(seeds.map((seed) => record(ACCURACY_TASKS.ids()[i], 0, { seed })))
      ),
    );
  strictEqual(of([5]), "1 seed: 5");
  strictEqual(of([10_000, 10_001], [3000, 3001]), "2 seeds: 3000–3001 or 10000–10001");
  strictEqual(of([1], [1, 2]), "1 to 2 seeds: 1 or 1–2");
});

Deno.test("the README's part is that of the rows, and nothing before there are any", () => {
  const rows = accuracyRows(RECORDS);
  const text = accuracyTables({ schema: 1, rows });
  ok(text.includes(bmiTable(rows)) && text.includes(imageTable(rows)));
  strictEqual(accuracyTables(null), "");
});

const committed = readAccuracyReport();

Deno.test({
  name: "the committed page and figure are those of the committed rows",
  ignore: committed === null,
  async fn() {
    const { rows } = committed!;
    const read = (name: string): Promise<string> => Deno.readTextFile(new URL(name, BENCH_FOLDER));
    deepStrictEqual(await read("accuracy.md"), accuracyPage(rows));
    deepStrictEqual(await read("accuracy.vl.json"), specText(accuracyFigure(rows)));
    match(await read("accuracy.svg"), /^<svg/);
  },
});
