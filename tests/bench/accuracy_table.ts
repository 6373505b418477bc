/**
 * The table of the accuracy benchmark.
 *
 * @module
 */
import type { AccuracyRecord } from "./accuracy_cells.ts";
import { ACCURACY_TASKS } from "./accuracy_tasks.ts";

/**
 * Mean absolute errors in nats: a row for each family of tasks (and true value, for the codes), a
 * column for each method and number of samples. In brackets: how many estimates failed.
 *
 * @param records The records.
 * @param byTask Whether every task gets a row of its own, with the mean error too.
 * @returns Lines of Markdown.
 */
export function accuracyTable(records: readonly AccuracyRecord[], byTask: boolean): string {
  const columns = unique(records.map(columnOf));
  const rows = unique(records.map((record) => rowOf(record, byTask)));
  const suites = unique(records.map(({ task }) => ACCURACY_TASKS.get(task).suite));
  const lines = [
    ["", ...columns],
    ["---", ...columns.map(() => "---")],
    ...rows.map((row) => [
      row,
      ...columns.map((column) =>
        cellText(
          records.filter((record) => rowOf(record, byTask) === row && columnOf(record) === column),
          byTask,
        )
      ),
    ]),
    ...suites.map((suite) => [
      `**${suite}, all**`,
      ...columns.map((column) =>
        cellText(
          records.filter((r) =>
            ACCURACY_TASKS.get(r.task).suite === suite && columnOf(r) === column
          ),
          byTask,
        )
      ),
    ]),
    [
      "seconds",
      ...columns.map((column) => {
        const times = records.filter((record) => columnOf(record) === column).map(({ ms }) => ms);
        return (mean(times) / 1000).toFixed(2);
      }),
    ],
  ];
  return lines.map((line) => `| ${line.join(" | ")} |`).join("\n");
}

function columnOf({ method, samples }: AccuracyRecord): string {
  return `${method} N=${samples}`;
}

function rowOf({ task, truth }: AccuracyRecord, byTask: boolean): string {
  const { suite, family } = ACCURACY_TASKS.get(task);
  if (byTask) return `${task} (${truth.toFixed(3)})`;
  return suite === "codes" || suite === "images" ? `${family}, ${truth} nats` : family;
}

function cellText(records: readonly AccuracyRecord[], signed: boolean): string {
  const errors = records.flatMap(({ estimate, truth }) =>
    estimate === null ? [] : [estimate - truth]
  );
  const failed = records.length - errors.length;
  if (errors.length === 0) return failed > 0 ? `failed [${failed}]` : "";
  const text = mean(errors.map(Math.abs)).toFixed(3);
  const bias = signed
    ? ` (${mean(errors) < 0 ? "−" : "+"}${Math.abs(mean(errors)).toFixed(3)})`
    : "";
  return `${text}${bias}${failed > 0 ? ` [${failed}]` : ""}`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
