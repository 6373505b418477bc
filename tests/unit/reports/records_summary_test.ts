import type { ReportRecord } from "../../../reports/record.ts";
import { summaryTable, summaryText } from "../../../reports/records_summary.ts";
import { planeRecords } from "../../support/plane_records.ts";
import { deepStrictEqual, match, strictEqual } from "../../support/assert.ts";

function record(truth: number, estimate: number | null, panel = "kl"): ReportRecord {
  return {
    artefact: "figure-3",
    panel,
    family: "gaussian-image",
    side: 16,
    method: "kl",
    curve: "latent",
    truth,
    n: 100,
    seed: 0,
    estimate,
    standardError: estimate === null ? null : 0.1,
    device: "cpu",
    version: "0.0.0",
    settings: {},
  };
}

Deno.test("summaryText() gives the root mean square error and the largest error", () => {
  // Errors 0.1 and −3: root mean square √(9.01 / 2) = 2.12; the first is within 1.96 · 0.1.
  const text = summaryText([record(1, 1.1), record(5, 2), record(7, null)]);
  strictEqual(
    text,
    "Over 2 estimates the root mean square error is 2.12 nats; the largest error is −3 nats, at a " +
      "truth of 5 (kl, structured latents). The 95 % interval holds the truth in 50\u00a0% of the cases.",
  );
});

Deno.test("summaryTable() has a row for each curve of each panel", () => {
  const pca = { compression: { id: "pca", dim: 4 } };
  const table = summaryTable([
    record(0, 0.25),
    record(1, 1.5),
    { ...record(1, 1), curve: "compressed", settings: pca },
  ]);
  deepStrictEqual(table?.rows.map((row) => row.map(({ text }) => text)), [
    ["kl, structured latents", "2", "0.395", "0.375", "0.5", "1", "0\u00a0%"],
    ["kl, compressed by pca", "1", "0", "0", "0", "1", "100\u00a0%"],
  ]);
});

Deno.test("our estimator is summed up apart, and is said to have no intervals", () => {
  const ours: ReportRecord = {
    ...record(2, 2.5, "auto, 16×16"),
    method: "auto",
    standardError: null,
    ours: true,
  };
  const papers = summaryText([record(1, 1.1)]);
  strictEqual(
    summaryText([record(1, 1.1), ours]),
    `${papers} Apart from these, Auto (ours), which is not in the paper, has one of 0.5 nats over 1 estimates.`,
  );
  const row = summaryTable([record(1, 1.1), ours])?.rows[1].map(({ text }) => text);
  deepStrictEqual(row, [
    "auto, 16×16, structured latents, Auto (ours)",
    "1",
    "0.5",
    "0.5",
    "0.5",
    "2",
    "–",
  ]);
});

Deno.test("summaryTable() tells MINE's bound on new pairs from that on the pairs of the training", () => {
  const mine = (evaluation: string, estimate: number): ReportRecord => ({
    ...record(1, estimate, "mine"),
    method: "mine",
    curve: "raw",
    settings: { methodOptions: { evaluation } },
  });
  const table = summaryTable([mine("held-out", 0.5), mine("training", 2)]);
  deepStrictEqual(table?.rows.map(([name, , , bias]) => [name.text, bias.text]), [
    ["mine, raw data, new pairs", "−0.5"],
    ["mine, raw data, pairs of the training", "1"],
  ]);
});

Deno.test("the summary of an information plane follows each layer", () => {
  const records = planeRecords({
    epochs: 2,
    standardError: 0,
    layers: ["L1"],
    inputInformation: (time) => 4 + time,
  });
  match(summaryText(records), /^From epoch 0 to 2, .* L1 from \(4, 0\.5\) to \(5, 2\.3\)\.$/);
  const table = summaryTable(records);
  deepStrictEqual(table?.rows[0].map(({ text }) => text).slice(0, 5), [
    "L1",
    "0 to 2",
    "4",
    "5",
    "5",
  ]);
});

Deno.test("records that say neither have no summary", () => {
  strictEqual(summaryText([]), "");
  strictEqual(summaryTable([record(1, null)]), null);
});
