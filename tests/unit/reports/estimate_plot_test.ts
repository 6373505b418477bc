import { diagnose, type Diagnosis } from "../../../lib/diagnose.ts";
import { loadPackage } from "../../../lib/packages.ts";
import { createRng } from "../../../lib/rng.ts";
import type { EstimateOptions } from "../../../lib/estimate_types.ts";
import { MOST_POINTS } from "../../../reports/code_panels.ts";
import { convergenceText, levelText } from "../../../reports/convergence_panel.ts";
import { estimatePlot } from "../../../reports/estimate_plot.ts";
import { deepStrictEqual, match, ok, strictEqual } from "../../support/assert.ts";

/** Normal pairs of d dimensions, and what is made of them. */
async function diagnosisOf(
  kind: "pairs" | "labels" | "both" | "function",
  { n = 400, d = 2, ...options }: EstimateOptions & { n?: number; d?: number } = {},
): Promise<Diagnosis> {
  const rng = createRng(11);
  const x = Array.from({ length: n }, () => Array.from({ length: d }, () => rng.normal()));
  const y = x.map((row) => row.map((value) => 0.8 * value + 0.6 * rng.normal()));
  const labels = x.map(([value], i) => `${value > 0 ? "up" : "down"} ${i % 2}`);
  const cubes = x.map((row) => row.map((value) => value ** 3));
  if (kind === "labels") return await diagnose(x, labels, { method: "kl", ...options });
  if (kind === "both") return await diagnose(labels, labels, options);
  return await diagnose(x, kind === "pairs" ? y : cubes, { method: "kl", ...options });
}

interface Panel {
  readonly title: { readonly text: string };
  readonly data?: { readonly values: readonly Record<string, unknown>[] };
  readonly layer?: readonly Panel[];
  readonly encoding: Record<string, { readonly title?: string } | undefined>;
}

function panelsOf(diagnosis: Diagnosis): readonly Panel[] {
  return estimatePlot(diagnosis).concat as readonly Panel[];
}

Deno.test("estimatePlot() shows codes, contributions, and the estimate against N", async () => {
  const diagnosis = await diagnosisOf("pairs");
  const panels = panelsOf(diagnosis);
  deepStrictEqual(panels.map(({ title }) => title.text), [
    "X, by contribution",
    "X and Y, by contribution",
    "Contributions, and their mean",
    "Estimate against N, with its interval",
  ]);
  strictEqual(panels[0].data?.values.length, 400);
  const bars = panels[2].layer?.[0].data?.values ?? [];
  strictEqual(bars.reduce((sum, { count }) => sum + Number(count), 0), 400);
  const rows = panels[3].data?.values ?? [];
  deepStrictEqual(
    rows.map(({ samples }) => samples),
    diagnosis.nested.map(({ samples }) => samples),
  );
  strictEqual(rows[rows.length - 1].estimate, diagnosis.estimate.mutualInformation);
});

Deno.test("estimatePlot() sets the most correlated coordinates against each other", async () => {
  const rng = createRng(2);
  const x = Array.from({ length: 300 }, () => [rng.normal(), rng.normal(), rng.normal()]);
  const y = x.map((row) => [rng.normal(), -row[2] + 0.1 * rng.normal()]);
  const [, pair] = panelsOf(await diagnose(x, y, { method: "kl" }));
  deepStrictEqual([pair.encoding.x?.title, pair.encoding.y?.title], ["x 3", "y 2"]);
});

Deno.test("estimatePlot() colours by class, and counts pairs of labels", async () => {
  const [byClass, ...rest] = panelsOf(await diagnosisOf("labels"));
  strictEqual(rest.length, 2);
  strictEqual(byClass.title.text, "X, by class");
  const classes = new Set(byClass.data?.values.map((row) => row.class));
  deepStrictEqual([...classes].sort(), ["down 0", "down 1", "up 0", "up 1"]);
  const [strips] = panelsOf(await diagnosisOf("labels", { d: 1 }));
  strictEqual(strips.encoding.x?.title, "x 1");
  const [counts] = panelsOf(await diagnosisOf("both"));
  strictEqual(counts.data?.values.reduce((sum, { count }) => sum + Number(count), 0), 400);
  strictEqual(counts.data?.values.length, 4);
});

Deno.test("estimatePlot() shows a part of many samples, and says so", async () => {
  const diagnosis = await diagnosisOf("pairs", { n: MOST_POINTS + 500, d: 1 });
  const [points] = panelsOf(diagnosis);
  strictEqual(points.data?.values.length, MOST_POINTS);
  const { subtitle } = estimatePlot(diagnosis).title as { readonly subtitle: readonly string[] };
  ok(subtitle.includes(`The codes show ${MOST_POINTS} of the samples, drawn at random.`));
  deepStrictEqual(estimatePlot(diagnosis), estimatePlot(diagnosis));
});

Deno.test("convergenceText() tells a settled estimate from one that the samples hold down", async () => {
  match(convergenceText(await diagnosisOf("pairs")), /which noise explains .* no trend is left/);
  // A function of x shares infinitely much: the estimate grows by about ln 2 with every doubling of N.
  const text = convergenceText(await diagnosisOf("function", { n: 1600, d: 1 }));
  match(text, /^From N = 800 to 1600 the estimate moved by \+0\.\d+ nats, which noise does not/);
  match(text, /the truth is probably higher\.$/);
  const [few] = [await diagnosisOf("pairs", { n: 20, d: 1 })];
  match(convergenceText(few), /^Too few samples/);
});

Deno.test("where all samples alone have an interval, it is a bar, and tells the noise of the change", async () => {
  const diagnosis = await diagnosisOf("pairs", { method: "ksg-1" });
  const { estimate, nested } = diagnosis;
  const [interval] = panelsOf(diagnosis).at(-1)?.layer ?? [];
  strictEqual((interval as unknown as { mark: { type: string } }).mark.type, "rule");
  // Half of the samples: σ² (2/n − 1/n) is the variance of the estimate itself, so its half-width is the noise.
  const { upper, standardError } = estimate.interval ?? { upper: NaN, standardError: NaN };
  const halfWidth = upper - estimate.mutualInformation;
  ok(halfWidth > 2 * standardError, "Student's t");
  const text = (change: number) => {
    const moved = nested.map((each) => {
      if (each.samples !== 200 || each.estimate === null) return each;
      const mutualInformation = estimate.mutualInformation - change;
      return { ...each, estimate: { ...each.estimate, mutualInformation } };
    });
    return convergenceText({ ...diagnosis, nested: moved });
  };
  match(text(0.99 * halfWidth), /which noise explains/);
  match(text(1.01 * halfWidth), /which noise does not explain .* the truth is probably higher/);
});

Deno.test("levels are drawn near the estimate only, for methods that have them", async () => {
  match(levelText(await diagnosisOf("function", { d: 1 })), /ln N/);
  match(levelText(await diagnosisOf("labels")), /entropy of the labels/);
  strictEqual(levelText(await diagnosisOf("pairs", { n: 4000, d: 1 })), "");
  strictEqual(levelText(await diagnosisOf("function", { d: 1, method: "gaussian-copula" })), "");
});

interface VegaLite {
  compile(spec: unknown, options: unknown): { readonly spec: unknown };
}

interface Vega {
  parse(spec: unknown): unknown;
  View: new (runtime: unknown, options: unknown) => {
    logger(logger: unknown): { runAsync(): Promise<unknown> };
    finalize(): void;
  };
}

Deno.test("every kind of plot compiles and runs without a remark", async () => {
  const { compile } = await loadPackage<VegaLite>("vega-lite");
  const vega = await loadPackage<Vega>("vega");
  const remarks: string[] = [];
  const remark = (...parts: readonly unknown[]) => void remarks.push(parts.join(" "));
  const logger = { level: () => logger, warn: remark, error: remark, info() {}, debug() {} };
  for (
    const diagnosis of [
      await diagnosisOf("pairs"),
      await diagnosisOf("pairs", { d: 1, method: "ksg-1" }), // No standard error.
      await diagnosisOf("labels"),
      await diagnosisOf("labels", { d: 1 }),
      await diagnosisOf("both"), // Contributions that are all equal.
      await diagnosisOf("function", { d: 1 }),
    ]
  ) {
    const { spec } = compile(estimatePlot(diagnosis), { logger });
    const view = new vega.View(vega.parse(spec), { renderer: "none" });
    await view.logger(logger).runAsync();
    view.finalize();
  }
  deepStrictEqual(remarks, []);
});
