/**
 * Tables of networks: what the paper prints beside what is built. The second is made from the
 * definitions that training uses, and so are the differences.
 *
 * @module
 */
import type { TableLine } from "../lib/nn/network_tables.ts";
import type { ReportTable, TableCell } from "./artefact.ts";

/** A line of a network, as a table shows it. */
export interface NetworkLine {
  /** What stands before the layers: "×2 (3)", "L1". */
  readonly label: string;
  /** Layers, in the notation of the paper. */
  readonly layers: readonly string[];
  /** Two such branches side by side, one for each input. */
  readonly parallel: boolean;
}

/** A network in the paper and here. */
export interface NetworkComparison {
  /** Name of what is built. */
  readonly title: string;
  /** What the paper prints, in order. */
  readonly printed: readonly NetworkLine[];
  /** What is built, in order: the same lines, then those that the paper leaves out. */
  readonly built: readonly NetworkLine[];
}

/**
 * A line that the paper prints.
 *
 * @param label What stands before the layers.
 * @param layers Layers, separated as in the paper: "Dense(8, dim), Tanh".
 * @param parallel Two such branches side by side. @default {false}
 * @returns The line.
 */
export function printedLine(label: string, layers: string, parallel = false): NetworkLine {
  return { label, layers: layers.split(/, (?=[A-Z])/), parallel };
}

/**
 * Lines of a definition, ready to be shown.
 *
 * @param lines Lines of the definition.
 * @returns The same lines with their names, or else how often they occur.
 */
export function builtLines(lines: readonly TableLine[]): NetworkLine[] {
  return lines.map(({ times, layers, parallel, stage }) => ({
    label: stage ?? `×${times}`,
    layers,
    parallel,
  }));
}

/**
 * The lines of two definitions in one: numbers that differ become a name, repetitions that differ
 * become "×2 (3)".
 *
 * @param first Lines of a definition.
 * @param second As many lines of another one.
 * @param name What a number is called that is not the same in both.
 * @returns The lines.
 * @throws {RangeError} If the definitions differ in more than numbers.
 */
export function mergedLines(
  first: readonly NetworkLine[],
  second: readonly NetworkLine[],
  name = "",
): NetworkLine[] {
  if (first.length !== second.length) throw new RangeError("The networks differ in their lines.");
  return first.map((line, i) => {
    const other = second[i];
    if (line.layers.length !== other.layers.length || line.parallel !== other.parallel) {
      throw new RangeError(`The networks differ in line ${i + 1}.`);
    }
    return {
      ...line,
      label: line.label === other.label ? line.label : `${line.label} (${other.label.slice(1)})`,
      layers: line.layers.map((layer, j) => named(layer, other.layers[j], name)),
    };
  });
}

function named(layer: string, other: string, name: string): string {
  if (layer === other) return layer;
  const [parts, others] = [layer, other].map((text) => text.split(/(\d+(?:\.\d+)?)/));
  const sameWords = parts.length === others.length &&
    parts.every((part, i) => i % 2 === 1 || part === others[i]);
  if (!sameWords || name === "") throw new RangeError(`${layer} and ${other} differ.`);
  return parts.map((part, i) => part === others[i] ? part : name).join("");
}

/**
 * The table: a row for each line, the paper's beside ours, with their difference below.
 *
 * @param networks The networks.
 * @param notes Why they differ.
 * @returns The table.
 */
export function networkTable(
  networks: readonly NetworkComparison[],
  notes: readonly string[],
): ReportTable {
  const rows = networks.flatMap(({ title, printed, built }) =>
    Array.from({ length: Math.max(printed.length, built.length) }, (_, i): TableCell[] => [
      { text: i === 0 ? title : "" },
      { text: lineText(printed[i]) },
      { text: lineText(built[i]), ...differenceNote(printed[i], built[i]) },
    ])
  );
  return { header: ["Network", "Paper", "Built"], rows, notes };
}

function lineText(line: NetworkLine | undefined): string {
  if (!line) return "–";
  const { label, layers, parallel } = line;
  const text = layers.join(", ");
  return `${label}: ${parallel ? `[${text}] twice in parallel` : text}`;
}

/** What one line has and the other has not; nothing where they are the same. */
function differenceNote(
  printed: NetworkLine | undefined,
  built: NetworkLine | undefined,
): { readonly note?: string } {
  if (!printed) return { note: "not printed" };
  if (!built) return { note: "not built" };
  const parts = [
    ["here alone", without(built.layers, printed.layers)],
    ["in the paper alone", without(printed.layers, built.layers)],
  ] as const;
  const texts = parts.flatMap(([where, layers]) =>
    layers.length > 0 ? [`${where}: ${layers.join(", ")}`] : []
  );
  if (printed.label !== built.label) texts.push(`${built.label}, not ${printed.label}`);
  return texts.length > 0 ? { note: texts.join("; ") } : {};
}

/** `layers` without those of `others`, one for one. */
function without(layers: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return layers.filter((layer) => {
    const at = left.indexOf(layer);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
