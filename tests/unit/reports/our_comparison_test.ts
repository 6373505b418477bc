import { ownComparisons, ownStatement, ownTable } from "../../../reports/our_comparison.ts";
import type { ReportRecord } from "../../../reports/record.ts";
import { deepStrictEqual, match, strictEqual } from "../../support/assert.ts";
import { estimateRecords, type MadeUpCurve } from "../../support/estimate_records.ts";

type Errors = MadeUpCurve["error"];

function ours(curve: "latent" | "compressed", error: Errors, more: Partial<MadeUpCurve> = {}) {
  return estimateRecords({
    artefact: "figure-3",
    method: "auto",
    curve,
    error,
    ours: true,
    ...more,
  });
}

function papers(method: string, curve: "latent" | "compressed" | "raw", error: number) {
  return estimateRecords({ artefact: "figure-3", method, curve, error: () => error });
}

const texts = (records: readonly ReportRecord[], title: string) =>
  ownTable(ownComparisons(records), title)?.rows.map((row) =>
    row.map(({ text, note }) => note ? `${text} (${note})` : text)
  );

Deno.test("our errors stand beside those of the paper's methods on the same data", () => {
  const mine = estimateRecords({
    artefact: "figure-3",
    method: "mine",
    curve: "raw",
    settings: { methodOptions: { evaluation: "held-out" } },
    error: () => -2,
    truths: [0, 5],
  });
  const onTraining = mine.map((record) => ({
    ...record,
    settings: { methodOptions: { evaluation: "training" } },
    estimate: 100,
  }));
  const records = [
    ...papers("kl", "latent", 0.5),
    ...papers("wkl", "latent", -0.25),
    ...papers("wkl", "compressed", 0.125),
    ...mine,
    ...onTraining,
    ...ours("latent", () => 0.25),
    ...ours("compressed", (truth) => truth === 5 ? 0.2 : 0.1),
  ];
  const table = ownTable(ownComparisons(records), "Figure 3");
  deepStrictEqual(table?.header, [
    "Estimated from",
    "Auto (ours)",
    "KL",
    "WKL",
    "MINE, raw images",
  ]);
  deepStrictEqual(texts(records, "Figure 3"), [
    ["16×16, structured latents", "0.25", "0.5", "0.25", "–"],
    ["16×16, compressed", "0.109", "–", "0.125", "2 (ours 0.15 at its 2 true values)"],
  ]);
  // Equal is not smaller.
  match(
    table?.notes[1] ?? "",
    /in 1 of 2 comparisons, .*; not in Figure 3, 16×16, structured latents\.$/,
  );
  match(table?.notes[1] ?? "", /^Not a claim of the paper: /);
  strictEqual(ownTable(ownComparisons(records), "Figure 4"), null);
});

Deno.test("errors are compared at the true values that both have", () => {
  // Ours is exact where WKL failed, and worse where it did not.
  const failing = estimateRecords({
    artefact: "figure-3",
    method: "wkl",
    curve: "latent",
    error: (truth) => truth < 9 ? null : 0.5,
  });
  const [comparison] = ownComparisons([...failing, ...ours("latent", (t) => t < 9 ? 0 : 1)]);
  deepStrictEqual(comparison.rivals, [{ title: "WKL", error: 0.5, ours: 1, truths: 2 }]);
  match(ownStatement([comparison])[0], /in 0 of 1 comparisons/);
});

Deno.test("Figure 6 has ours beside WKL after either compression, panel by panel", () => {
  const of = (panel: string, id: string, error: number, own?: true) =>
    estimateRecords({
      artefact: "figure-6",
      method: own ? "auto" : "wkl",
      curve: "compressed",
      panel,
      settings: { compression: { id } },
      error: () => error,
      ...(own ? { ours: own } : {}),
    });
  const records = [
    ...of("a", "pca", 1),
    ...of("a", "ae", 0.5),
    ...of("a", "ae", 0.25, true),
    ...of("b", "pca", 7),
  ];
  deepStrictEqual(ownTable(ownComparisons(records), "Figure 6")?.header.slice(2), [
    "WKL after PCA",
    "WKL after an autoencoder",
  ]);
  deepStrictEqual(texts(records, "Figure 6"), [["panel a, compressed", "0.25", "1", "0.5"]]);
});

Deno.test("without our estimator, or without another, there is nothing to compare", () => {
  deepStrictEqual(ownComparisons(papers("wkl", "latent", 0.1)), []);
  deepStrictEqual(ownComparisons(ours("latent", () => 0.1)), []);
  deepStrictEqual(ownStatement([]), []);
});
