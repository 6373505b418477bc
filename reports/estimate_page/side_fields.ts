/// <reference lib="dom" />
/**
 * The fields of one side: where it comes from, which columns, labels or numbers, compressed or not.
 *
 * @module
 */
import { byId, check, choose, field, make } from "./dom.ts";
import type { SideRequest, SourceSummary } from "./messages.ts";

/** Columns that are listed with a box each; of more, the numbers are typed. */
const MOST_BOXES = 60;

/** From this many columns on, compression is suggested. */
const MANY_COLUMNS = 20;

/** Components that are suggested. */
const COMPONENTS = 4;

/**
 * What each side is likely to be: two files by their names or their order; of one table the last column
 * is Y, unless its columns are called x… and y….
 *
 * @param sources What is open; at least one.
 * @returns Both sides.
 */
export function guessSides(
  sources: readonly SourceSummary[],
): { readonly x: SideRequest; readonly y: SideRequest } {
  if (sources.length > 1) {
    const y = sources.find(({ side }) => side === "y") ?? sources[1];
    const x = sources.find((source) => source.side === "x" && source !== y) ??
      sources.find((source) => source !== y) ?? sources[0];
    return { x: whole(x), y: whole(y) };
  }
  const [source] = sources;
  const usable = source.columns.filter(({ kind, missing }) =>
    kind !== "unreadable" && missing === 0
  );
  const named = (letter: string) =>
    usable.filter(({ name }) => name.toLowerCase().startsWith(letter));
  const numbers = usable.filter(({ kind }) => kind === "number");
  const byName = named("x").length > 0 && named("y").length > 0;
  const last = usable.slice(-1);
  const ys = byName ? named("y") : last;
  const xs = byName ? named("x") : numbers.filter((column) => !last.includes(column));
  const side = (columns: typeof usable): SideRequest => ({
    source: source.name,
    columns: columns.map(({ name }) => name),
    discrete: false,
    compress: suggestion(columns.length),
  });
  return { x: side(xs.length > 0 ? xs : usable.slice(0, 1)), y: side(ys) };
}

function whole({ name, columns }: SourceSummary): SideRequest {
  const isText = columns.some(({ kind }) => kind === "text");
  const compress = isText ? null : suggestion(columns.length);
  return { source: name, columns: null, discrete: false, compress };
}

function suggestion(columns: number): string | null {
  return columns >= MANY_COLUMNS ? `pca:${COMPONENTS}` : null;
}

/**
 * Shows the fields of one side.
 *
 * @param side Which one.
 * @param sources What is open.
 * @param request What they say first.
 * @returns The fieldset, and what reads it.
 */
export function sideFields(
  side: "x" | "y",
  sources: readonly SourceSummary[],
  request: SideRequest,
): { readonly element: HTMLFieldSetElement; read(): SideRequest } {
  const id = (name: string) => `${side}-${name}`;
  const source = choose(
    sources.map(({ name }) => ({ value: name, text: name })),
    request.source,
  );
  const columns = make("div", {});
  const show = (chosen: SideRequest) => {
    const summary = sources.find(({ name }) => name === source.value) ?? sources[0];
    columns.replaceChildren(columnChoice(side, summary, chosen.columns));
  };
  source.addEventListener("change", () => show({ ...request, columns: null }));
  show(request);
  const [, components = String(COMPONENTS)] = request.compress?.split(":") ?? [];
  const dim = make("input", { type: "number", min: 1, step: 1, value: components });
  const compress = choose([
    { value: "", text: "as it is" },
    { value: "pca", text: "PCA" },
  ], request.compress === null ? "" : "pca");
  const dimField = field(id("dim"), "Components", dim);
  const toggle = () => dimField.hidden = compress.value === "";
  compress.addEventListener("change", toggle);
  toggle();
  const element = make(
    "fieldset",
    {},
    make("legend", {}, side.toUpperCase()),
    field(id("source"), "From", source),
    columns,
    check(id("discrete"), "Take its values as labels (text is labels by itself)", request.discrete),
    field(id("compress"), "Compress", compress),
    dimField,
  );
  return {
    element,
    read: () => ({
      source: source.value,
      columns: readColumns(side),
      discrete: byId<HTMLInputElement>(id("discrete")).checked,
      compress: compress.value === "" ? null : `${compress.value}:${dim.value}`,
    }),
  };
}

function columnChoice(
  side: "x" | "y",
  { columns }: SourceSummary,
  chosen: readonly string[] | null,
): HTMLElement {
  if (columns.length > MOST_BOXES) {
    const typed = make("input", {
      type: "text",
      value: chosen?.length === columns.length ? "" : chosen?.join(", ") ?? "",
      placeholder: "all",
    });
    const note =
      `${columns.length} columns; name some, with commas between, or leave this empty for all.`;
    return field(`${side}-columns`, "Columns", typed, note);
  }
  const boxes = columns.map(({ name, kind, missing }, index) => {
    const remarks = [
      kind === "text" ? "labels" : kind === "unreadable" ? "cannot be used" : "",
      missing > 0 ? `${missing} missing` : "",
    ].filter((remark) => remark !== "");
    const label = `${name}${remarks.length > 0 ? ` (${remarks.join(", ")})` : ""}`;
    const box = check(`${side}-column-${index}`, label, chosen === null || chosen.includes(name));
    const input = box.querySelector("input");
    if (input) {
      input.name = `${side}-column`;
      input.value = name;
    }
    return box;
  });
  return make(
    "div",
    { class: "field", role: "group", "aria-label": `Columns of ${side.toUpperCase()}` },
    make("span", { class: "muted" }, "Columns"),
    make("div", { class: "choices" }, ...boxes),
  );
}

function readColumns(side: "x" | "y"): readonly string[] | null {
  const typed = document.getElementById(`${side}-columns`);
  if (typed instanceof HTMLInputElement) {
    const names = typed.value.split(",").map((name) => name.trim()).filter((name) => name !== "");
    return names.length === 0 ? null : names;
  }
  const boxes = [...document.querySelectorAll<HTMLInputElement>(`input[name="${side}-column"]`)];
  const ticked = boxes.filter(({ checked }) => checked).map(({ value }) => value);
  return ticked.length === boxes.length ? null : ticked;
}
