/**
 * What a reader can do with a picture on a screen: read values under the pointer, and choose curves in
 * the legend. On paper the specification looks as before.
 *
 * @module
 */
import type { VegaLiteSpec } from "./artefact.ts";

/** Share of its opacity that a curve keeps while others are chosen. */
const FADED = 0.12;

/** Marks that stand for one row of the data each. */
const ROW_MARKS = new Set(["point", "circle", "square", "bar", "tick"]);

/** Marks that Vega-Lite draws with an opacity of 0.7 where none is given. */
const TRANSLUCENT = new Set(["area", "point", "circle", "square", "tick"]);

/** A node of a specification, as far as it is looked at. */
type Node = { readonly [name: string]: unknown };
type Channels = { readonly [channel: string]: Channel | undefined };
interface Channel {
  readonly field?: string;
  readonly type?: string;
  readonly title?: string | null;
  readonly legend?: unknown;
  readonly scale?: { readonly domain?: readonly unknown[] } | null;
  readonly aggregate?: unknown;
  readonly bin?: unknown;
}
type Row = { readonly [field: string]: unknown };

/** What a node has from those above it. */
interface Inherited {
  readonly encoding: Channels;
  readonly rows: readonly Row[];
  /** Fields that have a legend to choose from, in any view. */
  readonly chosen: ReadonlySet<string>;
  /** Those whose selection has a home already; filled on the way down. */
  readonly homes: Set<string>;
}

/**
 * Adds tooltips to marks that stand for one row, and to every legend of named colours a selection: a
 * chosen curve stays, the others fade; none chosen, all are there. The selection of field F is the
 * parameter `pick_F`.
 *
 * @param spec A specification; not changed. What it has of these already stays.
 * @param description What it shows, for those who cannot see it.
 * @returns The specification with both.
 */
export function interactive(spec: VegaLiteSpec, description: string): VegaLiteSpec {
  const start = { encoding: {}, rows: [] };
  // One view may have the legend of the colours of all, so the legends are looked for first.
  const legends = { ...start, chosen: new Set<string>(), homes: new Set<string>() };
  visit(spec, legends);
  const whole = visit(spec, { ...start, chosen: legends.homes, homes: new Set() });
  return { description, ...whole };
}

function visit(node: Node, inherited: Inherited): Node {
  const encoding = { ...inherited.encoding, ...(node.encoding as Channels | undefined) };
  const own = (node.data as { readonly values?: readonly Row[] } | undefined)?.values;
  const below = { ...inherited, encoding, rows: own ?? inherited.rows };
  if (node.mark !== undefined) return unit(node, below);
  const children = Object.entries(node).map(([name, value]) => {
    if (name === "spec") return [name, visit(value as Node, below)];
    if (["layer", "hconcat", "vconcat", "concat"].includes(name)) {
      return [name, (value as readonly Node[]).map((child) => visit(child, below))];
    }
    return [name, value];
  });
  return Object.fromEntries(children);
}

function unit(node: Node, inherited: Inherited): Node {
  return withSelection(withTooltip(node, inherited), inherited);
}

function withTooltip(node: Node, { encoding, rows }: Inherited): Node {
  const mark = markOf(node);
  const { x, y, color } = encoding;
  if (!ROW_MARKS.has(String(mark.type)) || encoding.tooltip || mark.tooltip !== undefined) {
    return node;
  }
  if (x?.field === undefined || y?.field === undefined) return node;
  if ([x, y].some(({ aggregate, bin }) => aggregate || bin)) {
    return { ...node, mark: { ...mark, tooltip: true } };
  }
  const named = color?.field !== undefined && color.scale !== null ? [color] : [];
  const tooltip = [...named, x, y].map((channel) => described(channel, rows));
  const interval = y.field === "estimate" && rows.some(({ lower }) => typeof lower === "number")
    ? ["lower", "upper"].map((field, i) =>
      described({ field, type: "quantitative", title: ["95 % from", "95 % to"][i] }, rows)
    )
    : [];
  return {
    ...node,
    encoding: { ...node.encoding as Channels, tooltip: [...tooltip, ...interval] },
  };
}

/** A line of a tooltip: four significant digits, but for whole numbers. */
function described({ field = "", type, title }: Channel, rows: readonly Row[]): Node {
  const numbers = rows.map((row) => row[field]).filter((value) => typeof value === "number");
  const whole = numbers.every((value) => Number.isInteger(value));
  return {
    field,
    type,
    title: title ?? field,
    ...(type === "quantitative" && !whole ? { format: ".4~g" } : {}),
  };
}

function withSelection(node: Node, { encoding, rows, chosen, homes }: Inherited): Node {
  const { color, opacity } = encoding;
  if (color === undefined || opacity !== undefined || !hasChoice(color, rows)) return node;
  const field = color.field ?? "";
  const hasLegend = color.legend !== null;
  if (!hasLegend && !chosen.has(field)) return node;
  const param = `pick_${field}`;
  const mark = markOf(node);
  const visible = Number(mark.opacity ?? (TRANSLUCENT.has(mark.type) ? 0.7 : 1));
  const faded = {
    ...node,
    encoding: {
      ...node.encoding as Channels,
      opacity: { condition: { param, value: visible }, value: FADED * visible },
    },
  };
  if (!hasLegend || homes.has(field)) return faded;
  homes.add(field);
  const select = { type: "point", fields: [field], toggle: "true" };
  const params = (node.params ?? []) as readonly Node[];
  return { ...faded, params: [...params, { name: param, select, bind: "legend" }] };
}

/** Whether a channel has several names to choose from. */
function hasChoice({ field, type, scale }: Channel, rows: readonly Row[]): boolean {
  if (field === undefined || type !== "nominal" || scale === null) return false;
  const names = scale?.domain ??
    rows.map((row) => row[field] ?? undefined).filter((value) => value !== undefined);
  return new Set(names).size > 1;
}

function markOf({ mark }: Node): { readonly [name: string]: unknown; readonly type: string } {
  return typeof mark === "string" ? { type: mark } : mark as { readonly type: string };
}
