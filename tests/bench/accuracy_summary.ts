/**
 * The published accuracy as tables: ours beside what others published, each with its protocol.
 *
 * @module
 */
import { type AccuracyRow, pooled } from "./accuracy_rows.ts";
import { tasksCalled } from "./accuracy_tasks.ts";
import { published, type PublishedTable } from "./published_accuracy.ts";

/** Rows with one method and number of samples. */
interface Contestant {
  readonly method: string;
  readonly samples: number;
}

type Cells = readonly string[];

/**
 * Mean absolute errors over the 40 tasks by number of samples.
 *
 * @param rows Rows of any suites.
 * @returns Lines of Markdown: our methods, then those of others.
 */
export function bmiTable(rows: readonly AccuracyRow[]): string {
  const ours = rows.filter(({ suite }) => suite === "bmi");
  const peers = published("alice");
  const sizes = sorted([...ours.map(({ samples }) => samples), ...peers.columns.values]);
  return table(["40 tasks", ...sizes.map((size) => `N = ${size}`), "seeds or source"], [
    ...methodsOf(ours).map((method) => [
      `\`${method}\``,
      ...sizes.map((size) => errorText(select(ours, { method, samples: size }), "bmi")),
      seedsOf(ours.filter((row) => row.method === method)),
    ]),
    ...Object.entries(peers.results).map(([name, values]) => [
      name,
      ...sizes.map((size) => {
        const at = peers.columns.values.indexOf(size);
        return at < 0 ? "" : digits(values[at], "> 10");
      }),
      peers.source,
    ]),
  ]);
}

/**
 * Means of the estimates from 16 × 16 images, with the standard deviation of the repeats.
 *
 * @param rows Rows of any suites.
 * @returns Lines of Markdown: our methods, then those of others.
 */
export function imageTable(rows: readonly AccuracyRow[]): string {
  const ours = rows.filter(({ family }) => family === "gaussian-16" || family === "rectangle-16");
  const [gaussians, rectangles] = [published("vce-gaussian"), published("vce-rectangle")];
  const truths = gaussians.columns.values;
  const header = ["Gaussians", "rectangles"].flatMap((name) =>
    truths.map((truth) => `${name}, ${truth}`)
  );
  const peerCells = (name: string, { results, sd }: PublishedTable): string[] =>
    results[name].map((value, i) => spread(value, sd?.[name]?.[i] ?? null));
  return table(["16 × 16 images, truth", "N", ...header, "seeds or source"], [
    ...contestants(ours).map((contestant) => [
      `\`${contestant.method}\``,
      String(contestant.samples),
      ...["gaussian-16", "rectangle-16"].flatMap((family) =>
        truths.map((truth) => {
          const [row] = select(ours, contestant).filter((r) =>
            r.family === family && r.truth === truth
          );
          return row ? estimateText(row) : "";
        })
      ),
      seedsOf(select(ours, contestant)),
    ]),
    ...Object.keys(gaussians.results).map((name) => [
      name,
      "10000",
      ...peerCells(name, gaussians),
      ...peerCells(name, rectangles),
      gaussians.source,
    ]),
  ]);
}

/** Mean absolute errors of the codes by true value, and those published for vectors of 1 to 3 dimensions. */
export function codeTable(rows: readonly AccuracyRow[]): string {
  const ours = rows.filter(({ suite }) => suite === "codes");
  const peers = published("mutinfo");
  const truths = sorted([...ours.map(({ truth }) => truth), ...peers.columns.values]);
  return table(["codes, truth", "N", ...truths.map(String), "seeds or source"], [
    ...contestants(ours).map((contestant) => [
      `\`${contestant.method}\``,
      String(contestant.samples),
      ...truths.map((truth) =>
        errorText(select(ours, contestant).filter((row) => row.truth === truth))
      ),
      seedsOf(select(ours, contestant)),
    ]),
    ...Object.entries(peers.results).map(([name, values]) => [
      name,
      "10000",
      ...truths.map((truth) => {
        const at = peers.columns.values.indexOf(truth);
        return at < 0 ? "" : digits(values[at]);
      }),
      peers.source,
    ]),
  ]);
}

/**
 * Mean absolute errors of every family, by method and number of samples.
 *
 * @param rows Rows of any suites.
 * @returns Lines of Markdown; where the true value makes the difference, it has a row of its own.
 */
export function familyTable(rows: readonly AccuracyRow[]): string {
  const columns = contestants(rows);
  const byTruth = (row: AccuracyRow): string =>
    row.suite === "codes" || row.suite === "images"
      ? `${row.family}, ${row.truth} ${row.truth === 1 ? "nat" : "nats"}`
      : row.family;
  const names = [...new Set(rows.map((row) => `${row.suite}: ${byTruth(row)}`))];
  return table(["", ...columns.map(({ method, samples }) => `\`${method}\`, N = ${samples}`)], [
    ...names.map((name) => [
      name,
      ...columns.map((column) =>
        errorText(select(rows, column).filter((row) => `${row.suite}: ${byTruth(row)}` === name))
      ),
    ]),
    [
      "seconds an estimate",
      ...columns.map((column) => {
        const own = select(rows, column);
        const repeats = own.reduce((sum, row) => sum + row.repeats, 0);
        return (own.reduce((sum, row) => sum + row.seconds * row.repeats, 0) / repeats).toFixed(2);
      }),
    ],
  ]);
}

/** The rows of one method and number of samples. */
export function select(
  rows: readonly AccuracyRow[],
  { method, samples }: Contestant,
): AccuracyRow[] {
  return rows.filter((row) => row.method === method && row.samples === samples);
}

/** Methods in the order of their first row. */
export function methodsOf(rows: readonly AccuracyRow[]): string[] {
  return [...new Set(rows.map(({ method }) => method))];
}

/** Methods with their numbers of samples, method after method. */
export function contestants(rows: readonly AccuracyRow[]): Contestant[] {
  return methodsOf(rows).flatMap((method) =>
    sorted(rows.filter((row) => row.method === method).map(({ samples }) => samples))
      .map((samples) => ({ method, samples }))
  );
}

/** The seeds of rows, and how many repeats there are, or from how many to how many. */
export function seedsOf(rows: readonly AccuracyRow[]): string {
  const texts = [...new Set(rows.map(({ seeds }) => seeds))]
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const repeats = sorted(rows.map((row) => row.repeats));
  const [fewest, most] = [repeats[0], repeats.at(-1)!];
  const count = fewest === most ? `${fewest}` : `${fewest} to ${most}`;
  return `${count} ${most === 1 ? "seed" : "seeds"}: ${texts.join(" or ")}`;
}

/** An error, with how much of a suite is behind it where that is not all, and how many failed. */
function errorText(rows: readonly AccuracyRow[], suite?: string): string {
  const error = pooled(rows);
  if (error === null) return "";
  const all = suite === undefined ? error.tasks : tasksCalled(suite).length;
  const part = error.tasks < all ? ` (${error.tasks} of ${all} tasks)` : "";
  return `${digits(error.mae)}${part}${failureText(error.failures)}`;
}

function estimateText({ truth, meanError, sd, failures }: AccuracyRow): string {
  if (meanError === null) return `–${failureText(failures)}`;
  return `${spread(truth + meanError, sd)}${failureText(failures)}`;
}

function failureText(failures: number): string {
  return failures > 0 ? ` [${failures} failed]` : "";
}

function spread(value: number | null, sd: number | null): string {
  if (value === null) return "–";
  return sd === null ? value.toFixed(2) : `${value.toFixed(2)} ± ${sd.toFixed(2)}`;
}

function digits(value: number | null, none = "–"): string {
  return value === null ? none : value.toFixed(3);
}

function sorted(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

function table(header: Cells, lines: readonly Cells[]): string {
  return [header, header.map(() => "---"), ...lines]
    .map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
