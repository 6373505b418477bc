import type { VegaLiteSpec } from "../../../reports/artefact.ts";
import { drawInformationPlane } from "../../../reports/figure_5_chart.ts";
import { planeSeries } from "../../../reports/plane_series.ts";
import { openRenderer } from "../../../reports/render.ts";
import { settingsTexts } from "../../../reports/settings_text.ts";
import { deepStrictEqual, ok, strictEqual } from "../../support/assert.ts";
import { PLANE_LAYERS, planeRecords } from "../../support/plane_records.ts";

interface Row {
  readonly layer: string;
  readonly epoch: number;
  readonly [name: string]: number | string | boolean | null;
}

function drawn(epochs: number): VegaLiteSpec {
  const spec = drawInformationPlane(planeRecords({ epochs, standardError: 0.05 }));
  ok(spec);
  return spec;
}

function rowsOf(spec: VegaLiteSpec): readonly Row[] {
  return (spec.data as { readonly values: readonly Row[] }).values;
}

function subtitleOf(spec: VegaLiteSpec): string {
  return (spec.title as { readonly subtitle: readonly string[] }).subtitle.join(" ");
}

Deno.test("planeSeries() sorts records by layer and epoch", () => {
  const records = planeRecords({ epochs: 40, standardError: 0.05 });
  const series = planeSeries(records);
  deepStrictEqual(series.map(({ layer }) => layer), PLANE_LAYERS);
  const [{ epochs, input, target }] = series;
  deepStrictEqual(epochs, Array.from({ length: 41 }, (_, i) => i));
  const ofFirst = records.filter(({ layer }) => layer === "L1").map(({ estimate }) => estimate);
  deepStrictEqual(input.raw, ofFirst.filter((_, i) => i % 2 === 0));
  deepStrictEqual(target.raw, ofFirst.filter((_, i) => i % 2 === 1));
  deepStrictEqual(
    planeSeries([...records].reverse()).map(({ input }) => input.raw).reverse(),
    series.map(({ input }) => input.raw),
  );
});

Deno.test("planeSeries() leaves out epochs without both estimates, and says the loss per epoch", () => {
  const records = planeRecords({
    epochs: 4,
    standardError: 0.05,
    layers: ["L1"],
    loss: (time) => 4 - 4 * time,
  }).map((record) =>
    record.epoch === 2 && record.quantity === "I(L;Y)"
      ? { ...record, estimate: null, error: { code: "x", message: "y" } }
      : record
  );
  const [{ epochs, losses, lossChanges, input, smoothing }] = planeSeries(records);
  deepStrictEqual(epochs, [0, 1, 3, 4]);
  deepStrictEqual(losses, [4, 3, 1, 0]);
  deepStrictEqual(lossChanges, [null, -1, -1, -1]);
  strictEqual(smoothing.window, null);
  deepStrictEqual(input.smoothed, input.raw);
  const spec = drawInformationPlane(records);
  ok(spec && subtitleOf(spec).includes("1 of 10 estimates are missing"));
});

Deno.test("Figure 5 names its smoothing and its scale", () => {
  ok(subtitleOf(drawn(300)).includes("Savitzky–Golay (window 31, order 4), then Butterworth"));
  ok(subtitleOf(drawn(19)).includes("(window 9, order 4) alone, since there are only 20 points"));
  ok(subtitleOf(drawn(3)).includes("Smoothing: none, since there are only 4 points"));
  ok(subtitleOf(drawn(3)).includes("N = 10000 samples at each epoch; estimator WKL"));
});

Deno.test("Figure 5 shows connected lines, and four or five intervals of 95 % for each layer", () => {
  const rows = rowsOf(drawn(100));
  for (const layer of PLANE_LAYERS) {
    const members = rows.filter((row) => row.layer === layer);
    strictEqual(members.length, 101);
    members.slice(1).forEach((row, i) => {
      deepStrictEqual([row.xBefore, row.yBefore, row.before, row.lossBefore], [
        members[i].x,
        members[i].y,
        members[i].epoch,
        members[i].loss,
      ]);
      const change = Number(row.loss) - Number(members[i].loss);
      ok(Math.abs(Number(row.change) - change) < 1e-4);
    });
    const intervals = members.filter(({ interval }) => interval).length;
    ok(intervals === 4 || intervals === 5, `${intervals} intervals`);
    deepStrictEqual(members.map(({ end }) => end).filter((end) => end), ["first", "last"]);
    for (const { xLow, xRaw, xHigh } of members) {
      // Five digits of values below 10 are good to 5e-5 each.
      ok(Math.abs(Number(xHigh) - Number(xLow) - 2 * 1.95996 * 0.05) < 1e-4 + 1e-6);
      ok(Math.abs(Number(xHigh) + Number(xLow) - 2 * Number(xRaw)) < 2e-4 + 1e-6);
    }
  }
  const barred = rows.filter(({ interval }) => interval).map(({ epoch }) => epoch);
  strictEqual(new Set(barred).size, barred.length);
});

Deno.test("Figure 5 is a pure function of the records of an information plane", () => {
  strictEqual(drawInformationPlane([]), null);
  const records = planeRecords({ epochs: 20, standardError: 0.05 });
  const before = structuredClone(records);
  const spec = drawInformationPlane(records);
  const { quantity: _, ...other } = records[0];
  deepStrictEqual(drawInformationPlane([...records, other]), spec);
  deepStrictEqual(records, before);
  const colors = JSON.stringify(spec).match(/"domain":\[(-[\d.]+),0,([\d.]+)\]/);
  strictEqual(Number(colors?.[1]), -Number(colors?.[2]));
});

Deno.test("Figure 5 without a loss has no panel and no legend for it", () => {
  const records = planeRecords({ epochs: 20, standardError: 0.05 })
    .map(({ loss: _, testLoss: __, ...record }) => record);
  const text = JSON.stringify(drawInformationPlane(records));
  ok(text.includes('"field":"change"') && text.includes("over the epochs"));
  ok(!text.includes("change of the loss per epoch") && !text.includes('"field":"lossBefore"'));
});

Deno.test("Figure 5 is drawn with a panel for each layer", async () => {
  const { draw } = await openRenderer();
  const { inlineSvg } = await draw(drawn(8));
  for (const text of [...PLANE_LAYERS, "change of the loss per epoch", "I(X; L), nats"]) {
    ok(inlineSvg.includes(`>${text}</text>`), text);
  }
  ok(!inlineSvg.includes("NaN") && !inlineSvg.includes("undefined"));
});

Deno.test("settingsTexts() names data that no sampler makes", () => {
  deepStrictEqual(settingsTexts(planeRecords({ epochs: 1, standardError: 0.05 })), [
    "Data: mnist",
    "Method: wkl (neighbors 5, weights berrett)",
  ]);
});
