import type { ClaimVerdict } from "../../../reports/claim.ts";
import { claimsTable, testClaims } from "../../../reports/claims.ts";
import { errorSlope, estimatesByTruth } from "../../../reports/estimate_errors.ts";
import { compressionPhases } from "../../../reports/plane_claims.ts";
import type { PlaneSeries } from "../../../reports/plane_series.ts";
import type { ReportRecord } from "../../../reports/record.ts";
import { deepStrictEqual, ok, strictEqual } from "../../support/assert.ts";
import { estimateRecords } from "../../support/estimate_records.ts";
import { planeRecords } from "../../support/plane_records.ts";

function claim(id: string, records: readonly ReportRecord[]): ClaimVerdict {
  const found = testClaims(records).find((verdict) => verdict.id === id);
  ok(found, id);
  return found;
}

function verdictOf(id: string, records: readonly ReportRecord[]): string {
  return claim(id, records).verdict;
}

/** Records of Figure 3, constant error in nats. */
function figure3(
  method: string,
  curve: "latent" | "compressed" | "raw",
  error: number | ((truth: number) => number | null),
  side = 16,
): ReportRecord[] {
  const errorAt = typeof error === "number" ? () => error : error;
  return estimateRecords({ artefact: "figure-3", method, curve, side, error: errorAt });
}

Deno.test("without records no claim has a verdict, and none is left out of the table", () => {
  const verdicts = testClaims([]);
  deepStrictEqual([...new Set(verdicts.map(({ verdict }) => verdict))], ["no data"]);
  strictEqual(new Set(verdicts.map(({ id }) => id)).size, verdicts.length);
  const table = claimsTable(verdicts);
  strictEqual(table.rows.length, verdicts.length);
  ok(table.rows.every((row) => row.length === table.header.length));
});

Deno.test("WKL has the least error only if it has it in every panel and against each method", () => {
  const id = "wkl-has-the-least-error";
  const better = [
    ...figure3("wkl", "compressed", -0.2),
    ...figure3("kl", "compressed", 0.3),
    ...figure3("kde-ml", "compressed", -1),
  ];
  deepStrictEqual(claim(id, better).evidence.map(({ where, text }) => `${where}: ${text}`), [
    "Figure 3, 16×16: WKL 0.2, KDE ML 1, KL 0.3",
  ]);
  strictEqual(verdictOf(id, better), "agrees");
  const other = [
    ...figure3("wkl", "compressed", 0.3, 32),
    ...figure3("kl", "compressed", 0.3, 32),
  ];
  const both = claim(id, [...better, ...other]);
  strictEqual(both.verdict, "differs");
  deepStrictEqual(both.evidence.map(({ agrees }) => agrees), [true, false]);
  // Latents are no matter of this claim, nor is WKL alone.
  strictEqual(verdictOf(id, [...better, ...figure3("kl", "latent", 0)]), "agrees");
  strictEqual(verdictOf(id, figure3("wkl", "compressed", 0)), "no data");
});

Deno.test("methods are compared at the true values that both have", () => {
  const wkl = figure3("wkl", "compressed", (truth) => truth < 5 ? 0.1 : 2);
  const mine = estimateRecords({
    artefact: "figure-3",
    method: "mine",
    curve: "raw",
    error: () => -0.5,
    truths: [0, 2, 4],
  });
  const verdict = claim("wkl-has-the-least-error", [...wkl, ...mine]);
  strictEqual(verdict.verdict, "agrees");
  ok(verdict.evidence[0].text.includes("MINE 0.5 (WKL 0.1 at its 3 true values)"));
  const failing = figure3("kl", "compressed", (truth) => truth < 5 ? null : 1);
  strictEqual(verdictOf("wkl-has-the-least-error", [...wkl, ...failing]), "differs");
});

Deno.test("compressed follows latent within the latents' own error and interval", () => {
  const id = "compressed-follows-latent";
  // The half-width is 1.96 · 0.1, so with an error of 0.3 a distance of 0.49 passes and 0.5 does not.
  const latent = figure3("wkl", "latent", 0.3);
  strictEqual(verdictOf(id, [...latent, ...figure3("wkl", "compressed", -0.19)]), "agrees");
  strictEqual(verdictOf(id, [...latent, ...figure3("wkl", "compressed", -0.2)]), "differs");
  strictEqual(verdictOf(id, latent), "no data");
  strictEqual(verdictOf(id, figure3("wkl", "compressed", 0)), "no data");
});

Deno.test("KDE-ML underestimates more if its error falls with the true value and ends below 0", () => {
  const id = "kde-ml-underestimates-more";
  const wave = (truth: number): number => 0.05 * Math.sin(5 * truth);
  const of = (error: (truth: number) => number): string =>
    verdictOf(id, figure3("kde-ml", "latent", (truth) => error(truth) + wave(truth)));
  strictEqual(of((truth) => -0.3 * truth), "agrees");
  strictEqual(of(() => -3), "differs");
  strictEqual(of((truth) => 0.3 * truth), "differs");
  strictEqual(of((truth) => 5 - 0.3 * truth), "differs");
  strictEqual(
    verdictOf(id, [
      ...figure3("kde-ml", "latent", (truth) => -truth),
      ...figure3("kde-ml", "compressed", (truth) => truth),
    ]),
    "differs",
  );
  strictEqual(
    verdictOf(id, figure3("kde-ml", "latent", (truth) => truth < 2 ? 1 : null)),
    "no data",
  );
});

Deno.test("errorSlope() is the least squares slope with its standard error", () => {
  const errors = [0, -1, -1, -2];
  const records = estimateRecords({
    artefact: "figure-3",
    method: "kde-ml",
    curve: "latent",
    error: (truth) => errors[truth],
    truths: [3, 1, 2, 0],
  });
  // By hand: slope −3/5; residuals 0.1, −0.3, 0.3, −0.1, so 0.2 / 2 / 5 under the root.
  const { slope, standardError } = errorSlope(estimatesByTruth(records));
  ok(Math.abs(slope + 0.6) < 1e-12);
  ok(Math.abs(standardError - Math.sqrt(0.02)) < 1e-12);
});

Deno.test("KL against WKL on raw images of Table 2, with either weights", () => {
  const id = "kl-beats-wkl-uncompressed";
  const of = (column: string, error: number | null): ReportRecord[] =>
    estimateRecords({
      artefact: "table-2",
      method: column.slice(0, 3).replace("-", ""),
      curve: "raw",
      side: 4,
      panel: `${column}, 4×4`,
      error: () => error,
    });
  strictEqual(verdictOf(id, [...of("kl", 2), ...of("wkl-reference", 3)]), "agrees");
  const mixed = claim(id, [...of("kl", 2), ...of("wkl-reference", 3), ...of("wkl", -1)]);
  strictEqual(mixed.verdict, "differs");
  deepStrictEqual(mixed.evidence.map(({ text }) => text), [
    "KL 4, WKL 1 nats²",
    "KL 4, WKL (code weights) 9 nats²",
  ]);
  strictEqual(verdictOf(id, [...of("kl", 2), ...of("wkl", null)]), "no data");
});

Deno.test("autoencoders against PCA in panel c of Figure 6 alone", () => {
  const id = "autoencoder-beats-pca";
  const of = (compressor: string, error: number, panel = "c"): ReportRecord[] =>
    estimateRecords({
      artefact: "figure-6",
      method: "wkl",
      curve: "compressed",
      panel,
      settings: { compression: { id: compressor } },
      error: () => error,
    });
  strictEqual(verdictOf(id, [...of("ae", 0.5), ...of("pca", -0.5)]), "agrees");
  strictEqual(verdictOf(id, [...of("ae", 0.6), ...of("pca", -0.5)]), "differs");
  strictEqual(verdictOf(id, [...of("ae", 0.5, "a"), ...of("pca", -0.5, "a")]), "no data");
});

Deno.test("the spread of MINE is that between its repeats", () => {
  const id = "mine-spread";
  const repeat = (index: number, error: number): ReportRecord[] =>
    estimateRecords({
      artefact: "figure-3",
      method: "mine",
      curve: "raw",
      settings: { repeat: index },
      error: () => error,
    });
  strictEqual(verdictOf(id, repeat(0, -1)), "no data");
  const three = claim(id, [...repeat(0, -1), ...repeat(1, -2), ...repeat(2, -3)]);
  strictEqual(three.verdict, "agrees");
  ok(Math.abs(three.evidence[0].numbers.standardDeviation - 1) < 1e-12);
  ok(Math.abs(three.evidence[0].numbers.error - 2) < 1e-12);
  strictEqual(verdictOf(id, [...repeat(0, -1), ...repeat(1, 1), ...repeat(2, 0)]), "differs");
});

/** A layer with this smoothed I(X; L) at epochs 0, 1, … and intervals of ± 1.96 · 0.5. */
function layer(smoothed: readonly number[], standardErrors?: readonly null[]): PlaneSeries {
  const information = {
    raw: smoothed,
    smoothed,
    standardErrors: standardErrors ?? smoothed.map(() => 0.5),
  };
  const nothing = smoothed.map(() => null);
  return {
    layer: "L1",
    epochs: smoothed.map((_, i) => i),
    losses: nothing,
    lossChanges: nothing,
    testLosses: nothing,
    input: information,
    target: information,
    smoothing: { window: 7, lowPass: false, text: "" },
  };
}

Deno.test("compressionPhases() finds maximal falls that are larger than the half-width", () => {
  const spans = (series: PlaneSeries): number[][] =>
    compressionPhases(series).map(({ start, end }) => [start, end]);
  deepStrictEqual(spans(layer([0, 5, 4, 3, 6, 5.5, 7, 4])), [[1, 3], [6, 7]]);
  // 0.97 is below the half-width of 0.98, 0.99 is above; an even step ends a fall.
  deepStrictEqual(spans(layer([1, 0.03])), []);
  deepStrictEqual(spans(layer([1, 0.01])), [[0, 1]]);
  deepStrictEqual(spans(layer([2, 1.4, 1.4, 0.8])), []);
  deepStrictEqual(spans(layer([0, 1, 2])), []);
  deepStrictEqual(spans(layer([3, 0], [null, null])), []);
  deepStrictEqual(spans(layer([])), []);
});

Deno.test("phases of an information plane: several, and near the largest drop of the loss", () => {
  // Maxima at 0.2 and 0.6 of 300 epochs; the made-up loss falls most at 0.2.
  const inputInformation = (time: number): number => 5 + Math.cos(5 * Math.PI * (time - 0.2));
  const made = { epochs: 300, standardError: 0.01, layers: ["L1", "L2"], inputInformation };
  const records = planeRecords(made);
  const several = claim("several-compression-phases", records);
  strictEqual(several.verdict, "agrees");
  deepStrictEqual(several.evidence.map(({ numbers }) => numbers.phases), [2, 2]);
  const first = claim("first-phase-with-the-loss", records);
  strictEqual(first.verdict, "agrees");
  for (const { numbers } of first.evidence) {
    strictEqual(numbers.largestDrop, 60);
    // Smoothed noise is below 0.01, by which the maximum is flat within 3 epochs.
    ok(Math.abs(numbers.start - 60) <= 3, `${numbers.start}`);
  }
  const late = planeRecords({ ...made, loss: (time) => 1 / (1 + Math.exp(25 * (time - 0.5))) });
  strictEqual(verdictOf("first-phase-with-the-loss", late), "differs");
  strictEqual(verdictOf("several-compression-phases", late), "agrees");
  const rising = planeRecords({ ...made, inputInformation: (time) => 5 * time });
  strictEqual(verdictOf("several-compression-phases", rising), "differs");
  strictEqual(verdictOf("first-phase-with-the-loss", rising), "differs");
  const short = planeRecords({ ...made, epochs: 12 });
  strictEqual(verdictOf("several-compression-phases", short), "no data");
});

Deno.test("the claims are of the paper's methods: records of ours change no verdict", () => {
  const papers = [
    ...figure3("wkl", "compressed", 0.2),
    ...figure3("wkl", "latent", 0.2),
    ...figure3("kl", "compressed", 0.3),
    ...estimateRecords({
      artefact: "figure-6",
      method: "wkl",
      curve: "compressed",
      panel: "c",
      settings: { compression: { id: "pca" } },
      error: () => 1,
    }),
  ];
  const ours = ["figure-3", "figure-6"].flatMap((artefact) =>
    estimateRecords({
      artefact,
      method: "auto",
      curve: "compressed",
      panel: artefact === "figure-6" ? "c" : "auto, 16×16",
      settings: { compression: { id: "ae" } },
      error: () => 0,
      ours: true,
    })
  );
  deepStrictEqual(testClaims([...papers, ...ours]), testClaims(papers));
});

Deno.test("verdicts are plain JSON, and the table says where a claim fails", () => {
  const records = [
    ...figure3("wkl", "compressed", 0.1),
    ...figure3("kl", "compressed", 0.2),
    ...figure3("wkl", "compressed", 0.3, 32),
    ...figure3("kl", "compressed", 0.2, 32),
  ];
  const verdicts = testClaims(records);
  deepStrictEqual(JSON.parse(JSON.stringify(verdicts)), verdicts);
  const [, , , ours, numbers] = claimsTable(verdicts).rows[0];
  strictEqual(ours.text, "differs (1 of 2: Figure 3, 32×32)");
  strictEqual(numbers.text, "Figure 3, 16×16: WKL 0.1, KL 0.2. Figure 3, 32×32: WKL 0.3, KL 0.2");
});
