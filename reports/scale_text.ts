/**
 * The line of a figure that says at what scale it was computed.
 *
 * @module
 */
import { METHODS } from "../lib/mi/registry.ts";
import type { ReportRecord } from "./record.ts";

/**
 * Says how many samples, true values and which seed the records have.
 *
 * @param records Records of one artefact.
 * @returns One line, such as "N = 5000 samples at each of 41 true values, 0 to 10 nats; seed 0; computed on the CPU".
 */
export function scaleText(records: readonly ReportRecord[]): string {
  const sizes = Map.groupBy(records, ({ n }) => n);
  const ordered = [...sizes].sort(([, a], [, b]) => b.length - a.length);
  const [[commonest], ...others] = ordered;
  const exceptions = others.map(([n, members]) => `${n} for ${methodTitles(members).join(", ")}`);
  const samples = `N = ${commonest}${exceptions.length > 0 ? ` (${exceptions.join("; ")})` : ""}`;
  return [
    `${samples} samples at each of ${truthText(records)}`,
    `seed ${distinct(records.map(({ seed }) => seed)).join(", ")}`,
    `computed on the ${distinct(records.map(({ device }) => device.toUpperCase())).join(", ")}`,
  ].join("; ");
}

/** The true values of each panel: "41 true values, 0 to 10 nats". */
function truthText(records: readonly ReportRecord[]): string {
  const perGroup = Map.groupBy(records, ({ family, method }) => `${family} ${method}`);
  const texts = [...perGroup.values()].map((members) => {
    const truths = distinct(members.flatMap(({ truth }) => truth === null ? [] : [truth]));
    return { count: truths.length, range: `${Math.min(...truths)} to ${Math.max(...truths)} nats` };
  });
  const counts = distinct(texts.map(({ count }) => count)).sort((a, b) => b - a);
  const ranges = distinct(texts.map(({ range }) => range));
  return `${counts.join(" or ")} true values, ${ranges.join(" or ")}`;
}

function methodTitles(records: readonly ReportRecord[]): string[] {
  return distinct(records.map(({ method }) => METHODS.get(method).title));
}

/** Each value once, in order of first appearance. */
function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}
