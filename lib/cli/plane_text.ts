/**
 * An information plane as people read it.
 *
 * @module
 */
import type { PlaneBound, PlaneInformation, PlaneRecord } from "../plane/plane_types.ts";
import { alignColumns, type Style } from "./style.ts";

/**
 * A table of the last epoch, with the first one beside it.
 *
 * @param records All records.
 * @param style Style of the stream that it is written to.
 * @returns Lines, each with its end; nothing where there are no records.
 */
export function planeText(records: readonly PlaneRecord[], style: Style): string {
  const last = records.at(-1);
  if (!last) return "";
  const first = records[0].epoch;
  const rows = records.filter(({ epoch }) => epoch === last.epoch);
  const before = (layer: string) =>
    records.find((record) => record.epoch === first && record.layer === layer);
  const [heading, ...lines] = alignColumns([
    [
      "layer",
      "I(X; L)",
      "± se",
      `at ${first}`,
      "I(L; Y)",
      "± se",
      `at ${first}`,
      "I(L; Y) of L itself",
    ],
    ...rows.map((row) => [
      `${row.layer} (${row.width}${row.codeDim < row.width ? ` → ${row.codeDim}` : ""})`,
      ...cells(row.inputInformation),
      nats(before(row.layer)?.inputInformation),
      ...cells(row.targetInformation),
      nats(before(row.layer)?.targetInformation),
      boundText(row.bounds.target),
    ]),
  ]);
  const metrics = [
    last.loss === null ? "" : `loss ${last.loss.toPrecision(4)}`,
    last.testLoss === null ? "" : `test loss ${last.testLoss.toPrecision(4)}`,
    last.accuracy === null ? "" : `accuracy ${(100 * last.accuracy).toFixed(2)} %`,
  ].filter((text) => text !== "");
  return [
    style.bold(`Epoch ${last.epoch}`) + (metrics.length > 0 ? `: ${metrics.join(", ")}` : ""),
    "",
    style.dim(heading),
    ...lines,
  ].join("\n") + "\n";
}

/** What could not be estimated, and what should be known, each once. */
export function planeNotes(records: readonly PlaneRecord[], style: Style): string {
  const notes = new Map<string, { text: string; count: number; kind: string }>();
  const add = (kind: string, layer: string, code: string, message: string): void => {
    const key = `${kind} ${layer} ${code}`;
    const note = notes.get(key);
    if (note) note.count++;
    else notes.set(key, { text: `${layer}: ${message}`, count: 1, kind });
  };
  for (const { layer, errors, warnings } of records) {
    for (const { about, code, message } of errors) {
      add("error", `${layer}${about === "layer" ? "" : `, ${about}`}`, code, message);
    }
    for (const { about, code, message } of warnings) add("warning", about, code, message);
  }
  return [...notes.values()].map(({ text, count, kind }) => {
    const label = kind === "error" ? style.red("not estimated:") : style.yellow("warning:");
    return `${label} ${text}${count > 1 ? ` (${count} records)` : ""}\n`;
  }).join("");
}

function cells(information: PlaneInformation | null): string[] {
  const error = information?.standardError;
  return [nats(information), typeof error === "number" ? error.toFixed(3) : "–"];
}

function nats(information: PlaneInformation | null | undefined): string {
  return information ? information.nats.toFixed(3) : "–";
}

function boundText(bound: PlaneBound): string {
  if (bound === "vacuous") return bound;
  return `${bound.lower.toFixed(3)} … ${bound.upper.toFixed(3)}`;
}
