/**
 * The panels of the codes: what the estimator saw, as far as two axes can show it.
 *
 * @module
 */
import type { Diagnosis } from "../lib/diagnose.ts";
import type { Side } from "../lib/estimate_inputs.ts";
import { createRng, deriveSeed, permutation } from "../lib/rng.ts";
import { groupByLabel } from "../lib/samples.ts";
import type { Labels, Samples } from "../lib/types.ts";
import type { VegaLiteSpec } from "./artefact.ts";
import { COLORS, LAYER_COLORS } from "./theme.ts";

/** Most points of a scatter plot: more would hide each other. */
export const MOST_POINTS = 1000;

/** Most classes with a colour or a row of their own; the rest is "other". */
const MOST_CLASSES = 10;

/** Coordinates of a side among which the most correlated pair is looked for. */
const MOST_COORDINATES = 16;

/** Size of a panel in pixels. */
export interface PanelSize {
  /** Width. */
  readonly width: number;
  /** Height. */
  readonly height: number;
}

/**
 * The panels: for two continuous sides the first two coordinates of each that has two, and the pair of
 * coordinates with the highest correlation, coloured by the contributions; with a discrete side its
 * classes by colour; for two discrete sides the counts of all pairs of labels.
 *
 * @param diagnosis An estimate with its evidence.
 * @param size Size of a panel.
 * @returns One or two views.
 */
export function codePanels({ estimate, codes }: Diagnosis, size: PanelSize): VegaLiteSpec[] {
  const { x, y } = codes;
  if (x.kind === "discrete" && y.kind === "discrete") return [countPanel(x.labels, y.labels, size)];
  const shown = shownRows(estimate.samples, estimate.seed);
  if (x.kind === "continuous" && y.kind === "continuous") {
    const contributions = estimate.pointwise ?? [];
    const color = contributionColor(contributions);
    const values = (a: Float64Array, b: Float64Array) =>
      shown.map((i) => ({
        a: short(a[i]),
        b: short(b[i]),
        contribution: short(contributions[i]),
      }));
    const pair = mostCorrelated(x.samples, y.samples);
    const titles = [`x ${pair.x + 1}`, `y ${pair.y + 1}`];
    const [left, right] = [column(x.samples, pair.x), column(y.samples, pair.y)];
    const own = x.d > 1
      ? [
        scatter(
          "X, by contribution",
          ["x 1", "x 2"],
          values(column(x.samples, 0), column(x.samples, 1)),
          color,
          size,
        ),
      ]
      : [];
    return [...own, scatter("X and Y, by contribution", titles, values(left, right), color, size)];
  }
  const [name, samples, labels] = divided(x, y);
  return [classPanel(name, samples, labels, shown, size)];
}

/** The title of a panel, smaller than that of the whole. */
export function panelTitle(text: string): VegaLiteSpec {
  return { text, fontSize: 12, offset: 8 };
}

/** The continuous side with its name, and the labels of the other. */
function divided(x: Side, y: Side): [string, Samples, Labels] {
  if (x.kind === "continuous" && y.kind === "discrete") return ["x", x.samples, y.labels];
  if (x.kind === "discrete" && y.kind === "continuous") return ["y", y.samples, x.labels];
  throw new Error("One side is continuous and one is discrete.");
}

/** Rows of a scatter plot: all, or a part drawn from the seed. */
function shownRows(n: number, seed: number): number[] {
  if (n <= MOST_POINTS) return Array.from({ length: n }, (_, i) => i);
  const order = permutation(n, createRng(deriveSeed(seed, "plotted-rows")));
  return Array.from(order.slice(0, MOST_POINTS).sort());
}

function column({ data, n, d }: Samples, j: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => data[i * d + j]);
}

/** Six digits: more than a picture shows. */
function short(value: number): number {
  return Number(value.toPrecision(6));
}

function scatter(
  title: string,
  [a, b]: readonly string[],
  values: readonly unknown[],
  color: VegaLiteSpec,
  size: PanelSize,
): VegaLiteSpec {
  const axis = (field: string, name: string) => ({
    field,
    type: "quantitative",
    title: name,
    scale: { zero: false },
  });
  return {
    title: panelTitle(title),
    ...size,
    data: { values },
    mark: { type: "point", filled: true, size: 18, opacity: 0.75 },
    encoding: { x: axis("a", a), y: axis("b", b), color },
  };
}

/** Colour from low to high contributions; the ends are percentiles, so that outliers do not take them. */
function contributionColor(contributions: readonly number[]): VegaLiteSpec {
  const sorted = Float64Array.from(contributions).sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
  return {
    field: "contribution",
    type: "quantitative",
    title: "nats",
    scale: {
      domain: [at(0.02), at(0.5), at(0.98)],
      range: [COLORS.linear, "#a3a9b0", COLORS.compressed],
      clamp: true,
      interpolate: "rgb",
    },
    legend: { gradientLength: 120 },
  };
}

/** The coordinates of X and Y with the highest absolute correlation. */
function mostCorrelated(x: Samples, y: Samples): { readonly x: number; readonly y: number } {
  let best = { x: 0, y: 0, correlation: -1 };
  for (let i = 0; i < Math.min(x.d, MOST_COORDINATES); i++) {
    for (let j = 0; j < Math.min(y.d, MOST_COORDINATES); j++) {
      const correlation = Math.abs(correlate(column(x, i), column(y, j)));
      if (correlation > best.correlation) best = { x: i, y: j, correlation };
    }
  }
  return best;
}

function correlate(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, v) => sum + v / values.length, 0);
  const [meanA, meanB] = [mean(a), mean(b)];
  let [aa, bb, ab] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    aa += (a[i] - meanA) ** 2;
    bb += (b[i] - meanB) ** 2;
    ab += (a[i] - meanA) * (b[i] - meanB);
  }
  return ab / Math.sqrt(aa * bb);
}

/** The continuous side by the classes of the other: two coordinates, or one along rows of classes. */
function classPanel(
  name: string,
  samples: Samples,
  labels: Labels,
  shown: readonly number[],
  size: PanelSize,
): VegaLiteSpec {
  const { names, nameOf } = classNames(labels);
  const scale = names.length <= LAYER_COLORS.length
    ? { domain: names, range: LAYER_COLORS.slice(0, names.length) }
    : { domain: names, scheme: "tableau10" };
  const color = { field: "class", type: "nominal", title: "class", scale, sort: names };
  const other = samples.d > 1 ? column(samples, 1) : undefined;
  const first = column(samples, 0);
  const values = shown.map((i) => ({
    a: short(first[i]),
    ...(other ? { b: short(other[i]) } : {}),
    class: nameOf(labels[i]),
  }));
  const title = `${name.toUpperCase()}, by class`;
  if (other) return scatter(title, [`${name} 1`, `${name} 2`], values, color, size);
  return {
    title: panelTitle(title),
    ...size,
    data: { values },
    mark: { type: "tick", opacity: 0.5, thickness: 1 },
    encoding: {
      x: { field: "a", type: "quantitative", title: `${name} 1`, scale: { zero: false } },
      y: { field: "class", type: "nominal", title: null, sort: names },
      color: { ...color, legend: null },
    },
  };
}

/** The largest classes by name, and the name that a label is shown under. */
function classNames(labels: Labels): {
  readonly names: readonly string[];
  readonly nameOf: (label: Labels[number]) => string;
} {
  const groups = [...groupByLabel(labels)].sort(([a, r], [b, s]) =>
    s.length - r.length || (a < b ? -1 : 1)
  );
  const few = groups.length <= MOST_CLASSES;
  const kept = groups.slice(0, few ? MOST_CLASSES : MOST_CLASSES - 1).map(([label]) => label);
  const collator = new Intl.Collator("en", { numeric: true });
  const names = kept.sort(collator.compare);
  const known = new Set(names);
  return {
    names: few ? names : [...names, "other"],
    nameOf: (label) => known.has(String(label)) ? String(label) : "other",
  };
}

/** How often each pair of labels occurs. */
function countPanel(x: Labels, y: Labels, size: PanelSize): VegaLiteSpec {
  const [across, up] = [classNames(x), classNames(y)];
  const counts = new Map<string, { x: string; y: string; count: number }>();
  for (let i = 0; i < x.length; i++) {
    const cell = { x: across.nameOf(x[i]), y: up.nameOf(y[i]), count: 0 };
    const key = JSON.stringify([cell.x, cell.y]);
    const found = counts.get(key) ?? cell;
    found.count++;
    counts.set(key, found);
  }
  return {
    title: panelTitle("Pairs of labels"),
    ...size,
    data: { values: [...counts.values()] },
    mark: { type: "rect", tooltip: true },
    encoding: {
      x: { field: "x", type: "nominal", title: "x", sort: across.names, axis: { labelAngle: 0 } },
      y: { field: "y", type: "nominal", title: "y", sort: up.names },
      color: {
        field: "count",
        type: "quantitative",
        title: "samples",
        scale: { range: [COLORS.grid, COLORS.compressed], domainMin: 0 },
      },
    },
  };
}
