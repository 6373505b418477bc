/**
 * Measured coverage of the intervals:
 * `deno task bench:coverage [--methods A,B] [--samples N,M] [--settings TEXT] [--kinds A,B] [--repeats R]
 * [--first-seed S] [--jobs J] [--records FILE] [--publish]`.
 *
 * Records are JSON lines, written in the order of the cells; those that a file holds already are not made again.
 * What a cell gives does not depend on `--jobs`. `--settings` takes those whose names contain a text, and
 * `--publish` puts the rows into `reports/bench/coverage.json`, in place of rows for the same method, setting
 * and number of samples, and writes its table and figure.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { INTERVAL_KINDS, type IntervalKind } from "../../lib/intervals/interval.ts";
import { METHODS } from "../../lib/mi/registry.ts";
import { openRenderer } from "../../reports/render.ts";
import { type CoverageCell, type CoverageRecord, keyOf, runCell } from "./coverage_cells.ts";
import { coverageFigure } from "./coverage_figure.ts";
import { type CoverageRow, coverageRows, coverageTable, LEVEL } from "./coverage_rows.ts";
import { COVERAGE_SETTINGS } from "./coverage_settings.ts";
import { complete } from "./record_runs.ts";
import { BENCH_FOLDER, specText } from "./write_figure.ts";

const FLAGS = {
  methods: { type: "string", default: "wkl,ksg-1" },
  samples: { type: "string", default: "1000" },
  settings: { type: "string", default: "" },
  kinds: { type: "string", default: INTERVAL_KINDS.join(",") },
  repeats: { type: "string", default: "200" },
  "first-seed": { type: "string", default: "0" },
  jobs: { type: "string", default: "1" },
  records: { type: "string", default: "" },
  publish: { type: "boolean", default: false },
} as const;

type Flags = ReturnType<typeof parseArgs<{ options: typeof FLAGS }>>["values"];

function cellsOf(values: Flags): CoverageCell[] {
  const methods = values.methods.split(",");
  for (const method of methods) METHODS.get(method);
  const kinds = INTERVAL_KINDS.filter((kind) => values.kinds.split(",").includes(kind));
  const settings = COVERAGE_SETTINGS.filter(({ id }) => id.includes(values.settings));
  const first = Number(values["first-seed"]);
  const seeds = Array.from({ length: Number(values.repeats) }, (_, i) => first + i);
  return values.samples.split(",").map(Number).flatMap((samples) =>
    settings.flatMap(({ id: setting }) =>
      methods.flatMap((method) =>
        seeds.map((seed) => ({ method, setting, samples, seed, kinds: kindsOf(method, kinds) }))
      )
    )
  );
}

/** Without the asymptotic interval for methods that have none. */
function kindsOf(method: string, kinds: readonly IntervalKind[]): IntervalKind[] {
  const none = METHODS.get(method).interval !== undefined;
  return kinds.filter((kind) => !(none && kind === "asymptotic"));
}

/** The published rows, and how they read. */
async function publish(rows: readonly CoverageRow[]): Promise<void> {
  const path = new URL("coverage.json", BENCH_FOLDER);
  const nameOf = ({ method, setting, samples }: CoverageRow): string =>
    JSON.stringify([method, samples, setting]);
  const known = new Map<string, CoverageRow>();
  for (const row of [...await publishedRows(path), ...rows]) known.set(nameOf(row), row);
  const place = (id: string): number => COVERAGE_SETTINGS.findIndex((setting) => setting.id === id);
  const all = [...known.values()].sort((a, b) =>
    METHODS.ids().indexOf(a.method) - METHODS.ids().indexOf(b.method) ||
    a.samples - b.samples || place(a.setting) - place(b.setting)
  );
  const lines = all.map((row) => JSON.stringify(row)).join(",\n");
  await Deno.writeTextFile(path, `{"level":${LEVEL},"rows":[\n${lines}\n]}\n`);
  await Deno.writeTextFile(new URL("coverage.md", BENCH_FOLDER), pageText(all));
  const spec = coverageFigure(all);
  const { svg } = await (await openRenderer()).draw(spec);
  await Deno.writeTextFile(new URL("coverage.vl.json", BENCH_FOLDER), specText(spec));
  await Deno.writeTextFile(new URL("coverage.svg", BENCH_FOLDER), svg);
}

async function publishedRows(path: URL): Promise<CoverageRow[]> {
  try {
    return JSON.parse(await Deno.readTextFile(path)).rows;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

function pageText(rows: readonly CoverageRow[]): string {
  return `# Measured coverage of ${100 * LEVEL} % intervals

Each interval: how often it covers the mean of all estimates / the truth, in percent, and its mean
width in nats. The first says whether the noise is right, the second counts the bias too. With 200
repeats an interval that is right reads 92 to 98. The last column is the seconds of a repeat, with
all its parts, beside whatever else the machine did. \`auto\` covers its mean least in warp 5+5 at
N = 5000: a tenth of the repeats are drawn towards \`cwkl\`, and so towards the truth, which the parts
of the samples show too little of. Made by \`deno task bench:coverage\`.

![Coverage of every interval in every setting](coverage.svg)

${coverageTable(rows)}
`;
}

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: FLAGS });
  const worker = new URL("./coverage_worker.ts", import.meta.url);
  const work = { cells: cellsOf(values), jobs: Math.max(1, Number(values.jobs)), run: runCell };
  const records = await complete<CoverageCell, CoverageRecord>(
    { ...work, worker },
    keyOf,
    values.records,
  );
  const rows = coverageRows(records);
  // deno-lint-ignore no-console -- this program's output
  console.log(coverageTable(rows));
  if (values.publish) await publish(rows);
}

if (import.meta.main) await main(Deno.args);
