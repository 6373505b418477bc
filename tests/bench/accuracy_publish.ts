/**
 * Publishes records of the accuracy benchmark: `deno task bench:accuracy:publish RECORDS…` writes
 * `reports/bench/accuracy.json`, its page, figure and the README's table. A row replaces that of the same
 * task, method and number of samples, the other rows stay; several files count as one, and a record that
 * is in two of them counts once.
 *
 * @module
 */
import { openRenderer } from "../../reports/render.ts";
import { ROOT } from "../support/source_tree.ts";
import type { AccuracyRecord } from "./accuracy_cells.ts";
import { accuracyFigure } from "./accuracy_figure.ts";
import { accuracyPage, type AccuracyReport, failureSentence } from "./accuracy_page.ts";
import { type AccuracyRow, accuracyRows, withEarlier } from "./accuracy_rows.ts";
import { wholeRecords } from "./record_runs.ts";
import { BENCH_FOLDER, specText } from "./write_figure.ts";

/** The text of `accuracy.json`: a row a line. */
export function reportText(rows: readonly AccuracyRow[]): string {
  return `{"schema":1,"rows":[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]}\n`;
}

/**
 * The committed rows.
 *
 * @param folder Where they are.
 * @returns The rows; null where none are published.
 */
export function readAccuracyReport(folder: URL = BENCH_FOLDER): AccuracyReport | null {
  try {
    return JSON.parse(Deno.readTextFileSync(new URL("accuracy.json", folder)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/**
 * Writes rows, page and figure of records.
 *
 * @param paths Record files of `bench:accuracy`; they are not changed.
 * @param folder Where to write.
 * @returns All rows.
 * @throws {RangeError} If there are no records, or two of one cell differ.
 */
export async function publish(paths: readonly string[], folder: URL): Promise<AccuracyRow[]> {
  const records = paths.flatMap((path) =>
    wholeRecords<AccuracyRecord>(Deno.readFileSync(path)).records
  );
  if (records.length === 0) throw new RangeError("no records: name a file of bench:accuracy");
  const rows = withEarlier(accuracyRows(records), readAccuracyReport(folder)?.rows ?? []);
  const spec = accuracyFigure(rows);
  const { svg } = await (await openRenderer()).draw(spec);
  await Deno.writeTextFile(new URL("accuracy.json", folder), reportText(rows));
  await Deno.writeTextFile(new URL("accuracy.md", folder), accuracyPage(rows));
  await Deno.writeTextFile(new URL("accuracy.vl.json", folder), specText(spec));
  await Deno.writeTextFile(new URL("accuracy.svg", folder), svg);
  return rows;
}

/** `deno task docs`: a process of its own, since the README's tables are made from these files. */
async function writeReadme(): Promise<void> {
  const args = ["task", "--quiet", "docs"];
  const { success } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT }).spawn().status;
  if (!success) throw new Error("deno task docs failed");
}

if (import.meta.main) {
  const rows = await publish(Deno.args, BENCH_FOLDER);
  await writeReadme();
  // deno-lint-ignore no-console -- this program's output
  console.log(`${rows.length} rows. ${failureSentence(rows)}`);
}
