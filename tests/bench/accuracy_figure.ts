/**
 * The figure of the accuracy benchmark.
 *
 * @module
 */
import type { VegaLiteSpec } from "../../reports/artefact.ts";
import { COLORS, THEME, VEGA_LITE_SCHEMA } from "../../reports/theme.ts";
import { type AccuracyRow, meanOf, pooled } from "./accuracy_rows.ts";
import { methodsOf } from "./accuracy_summary.ts";
import { tasksCalled } from "./accuracy_tasks.ts";
import { published } from "./published_accuracy.ts";

/** Number of samples of the published results on images. */
const IMAGE_SAMPLES = 10_000;

/** The axis of all panels. */
const ERROR_AXIS = {
  field: "error",
  type: "quantitative",
  title: null,
  scale: { type: "log" },
  axis: { format: "~g" },
};

/** One mark of the comparison with others. */
interface Compared {
  readonly panel: string;
  readonly estimator: string;
  readonly from: "infoplane" | "published";
  readonly error: number;
}

/**
 * Errors beside published ones, a panel for each number of samples on the 40 tasks and for each family
 * of images; below, errors of our methods on every family.
 *
 * @param rows The rows; at least one.
 * @returns The specification, data inline. Panels without estimates of ours are left out.
 */
export function accuracyFigure(rows: readonly AccuracyRow[]): VegaLiteSpec {
  const compared = [...comparedTasks(rows), ...comparedImages(rows)];
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: {
      text: "Errors on data with known mutual information",
      subtitle: [
        "Nats, on logarithmic scales; for images beside published ones the error of the mean, over 1, 3, 7 nats.",
        "Published errors are those of others' samples, seeds and repeats: Alice (2026) for the 40 tasks,",
        "vector copulas (NeurIPS 2025) for the images, whose maps and codes differ from ours too.",
      ],
    },
    vconcat: [
      ...(compared.length > 0 ? [comparison(compared)] : []),
      families(rows),
    ],
    resolve: { scale: { color: "independent", shape: "independent" } },
    config: THEME,
  };
}

function comparedTasks(rows: readonly AccuracyRow[]): Compared[] {
  const peers = published("alice");
  const all = tasksCalled("bmi").length;
  return peers.columns.values.flatMap((samples, at) => {
    const own = rows.filter((row) => row.suite === "bmi" && row.samples === samples);
    const ours = methodsOf(own).flatMap((method): [string, number][] => {
      const error = pooled(own.filter((row) => row.method === method));
      if (error === null || error.mae === null || error.tasks < all) return [];
      return [[method, error.mae]];
    });
    const theirs = Object.entries(peers.results).flatMap(([name, values]): [string, number][] =>
      values[at] === null ? [] : [[name, values[at]]]
    );
    return panelOf(`40 tasks, N = ${samples}: mean absolute error`, ours, theirs);
  });
}

/** |mean of the estimates − truth|, averaged over the true values: the repeats of others are not published. */
function comparedImages(rows: readonly AccuracyRow[]): Compared[] {
  const kinds = [["gaussian-16", "vce-gaussian"], ["rectangle-16", "vce-rectangle"]] as const;
  return kinds.flatMap(([family, id]) => {
    const peers = published(id);
    const truths = peers.columns.values;
    const own = rows.filter((row) => row.family === family && row.samples === IMAGE_SAMPLES);
    const ours = methodsOf(own).flatMap((method): [string, number][] => {
      const errors = truths.flatMap((truth) => {
        const row = own.find((row) => row.method === method && row.truth === truth);
        return row && row.meanError !== null ? [Math.abs(row.meanError)] : [];
      });
      return errors.length < truths.length ? [] : [[method, meanOf(errors)]];
    });
    const theirs = Object.entries(peers.results).map(([name, values]): [string, number] => [
      name,
      meanOf(values.map((value, i) => Math.abs(value! - truths[i]))),
    ]);
    const shapes = family === "gaussian-16" ? "Gaussians" : "Rectangles";
    return panelOf(`${shapes}, 16 × 16, N = ${IMAGE_SAMPLES}: |mean − truth|`, ours, theirs);
  });
}

function panelOf(
  panel: string,
  ours: readonly (readonly [string, number])[],
  theirs: readonly (readonly [string, number])[],
): Compared[] {
  if (ours.length === 0) return [];
  return [
    ...ours.map(([estimator, error]) => ({ panel, estimator, from: "infoplane" as const, error })),
    ...theirs.map(([estimator, error]) => ({
      panel,
      estimator,
      from: "published" as const,
      error,
    })),
  ];
}

/** A panel for each comparison, the best estimator on top. */
function comparison(values: readonly Compared[]): unknown {
  const panels = Map.groupBy(values, ({ panel }) => panel);
  return {
    concat: [...panels].map(([title, group]) => ({
      ...panelParts(title),
      data: { values: group.toSorted((a, b) => a.error - b.error) },
      mark: { type: "point", filled: true, size: 60, opacity: 1 },
      encoding: {
        x: ERROR_AXIS,
        y: { field: "estimator", type: "nominal", title: null, sort: null },
        color: {
          field: "from",
          type: "nominal",
          title: null,
          scale: { domain: ["infoplane", "published"], range: [COLORS.compressed, COLORS.linear] },
        },
        shape: {
          field: "from",
          type: "nominal",
          title: null,
          scale: { domain: ["infoplane", "published"], range: ["diamond", "circle"] },
        },
      },
    })),
    columns: 2,
  };
}

/** Errors of every family, a panel for each suite and number of samples. */
function families(rows: readonly AccuracyRow[]): unknown {
  const methods = methodsOf(rows);
  const panels = Map.groupBy(rows, ({ suite, samples }) => `${suite}, N = ${samples}`);
  const scale = { domain: methods };
  return {
    concat: [...panels].map(([title, group]) => ({
      ...panelParts(title),
      data: { values: familyErrors(group) },
      mark: { type: "point", size: 45, strokeWidth: 1.6 },
      encoding: {
        x: ERROR_AXIS,
        y: { field: "family", type: "nominal", title: null, sort: null },
        color: {
          field: "method",
          type: "nominal",
          title: "infoplane",
          scale: { ...scale, range: colorsOf(methods.length) },
        },
        shape: { field: "method", type: "nominal", title: "infoplane", scale },
      },
    })),
    columns: 2,
  };
}

function familyErrors(rows: readonly AccuracyRow[]): unknown[] {
  const groups = Map.groupBy(rows, ({ family, method }) => JSON.stringify([family, method]));
  return [...groups.values()].flatMap((group) => {
    const [{ family, method }] = group;
    const error = pooled(group)!.mae;
    return error === null ? [] : [{ family, method, error }];
  });
}

function panelParts(title: string): { [name: string]: unknown } {
  return {
    title: { text: title, fontSize: 11, anchor: "start" },
    width: 260,
    height: { step: 16 },
  };
}

/** The first is the one that should stand out. */
function colorsOf(count: number): string[] {
  const { compressed, linear, latent, neural, neuralOnTraining, muted } = COLORS;
  const palette = [compressed, linear, latent, neural, neuralOnTraining, muted];
  return Array.from({ length: count }, (_, i) => palette[i % palette.length]);
}
