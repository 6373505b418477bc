import { nestedSizes } from "../../../lib/nested_estimates.ts";
import { commandText } from "../../../reports/estimate_page/command_text.ts";
import { EXAMPLES } from "../../../reports/estimate_page/examples.ts";
import { measure } from "../../../reports/estimate_page/measure.ts";
import type {
  EstimateRequest,
  SideRequest,
  SourceSummary,
} from "../../../reports/estimate_page/messages.ts";
import { guessSides } from "../../../reports/estimate_page/side_fields.ts";
import { sideOf } from "../../../reports/estimate_page/side_of.ts";
import { openSources, selectSide, summarise } from "../../../reports/estimate_page/sources.ts";
import { STANDARD } from "../../../reports/estimate_page/standard.ts";
import { deepStrictEqual, match, ok, rejects, strictEqual } from "../../support/assert.ts";
import { ROOT } from "../../support/source_tree.ts";

function fixture(name: string): Uint8Array {
  return Deno.readFileSync(new URL(`tests/fixtures/cli/${name}`, ROOT));
}

Deno.test("sideOf() reads the side from the name of a file or of an array", () => {
  const sides = ["x.npy", "Y.csv", "train_y.npy.gz", "d/x-test.csv", "a.npz:x"].map(sideOf);
  deepStrictEqual(sides, ["x", "y", "y", "x", "x"]);
  deepStrictEqual(["taxi.csv", "mnist.npz:pixels", "xy.npy", "x/data.csv"].map(sideOf), [
    null,
    null,
    null,
    null,
  ]);
});

Deno.test("openSources() and summarise() list columns, kinds, missing cells and first rows", async () => {
  const text = "a,b,when\n1.23456,red,2020-01-01\n,blue,2020-01-02\n3,red,2020-01-03\n";
  const [source, ...rest] = await openSources(new TextEncoder().encode(text), "t.csv");
  strictEqual(rest.length, 0);
  const { rows, columns, preview } = summarise(source);
  strictEqual(rows, 3);
  deepStrictEqual(columns.map(({ name, kind, missing }) => [name, kind, missing]), [
    ["a", "number", 1],
    ["b", "text", 0],
    ["when", "text", 0],
  ]);
  deepStrictEqual(preview[0], ["1.235", "red", "2020-01-01"]);
  deepStrictEqual(preview[1][0], "");
  const arrays = await openSources(fixture("table.npz"), "table.npz");
  ok(arrays.length > 1);
  deepStrictEqual(arrays.map(({ name }) => name).slice(0, 2), ["table.npz:x", "table.npz:y"]);
  await rejects(() => openSources(new Uint8Array(), "x.npy"), /x\.npy is empty/);
});

Deno.test("selectSide() takes labels as the command line does", async () => {
  const [source] = await openSources(fixture("table.csv"), "table.csv");
  const side = (columns: string[], discrete = false): SideRequest => (
    { source: "table.csv", columns, discrete, compress: null }
  );
  ok(Array.isArray(selectSide(source, side(["species"]))));
  ok(!Array.isArray(selectSide(source, side(["a", "b"]))));
  ok(Array.isArray(selectSide(source, side(["a", "species"], true))));
});

function table(names: readonly string[], text: readonly string[] = []): SourceSummary {
  const columns = names.map((name) => (
    { name, kind: text.includes(name) ? "text" as const : "number" as const, missing: 0 }
  ));
  return { name: "t.csv", side: null, rows: 9, columns, preview: [] };
}

Deno.test("guessSides() takes the last column for Y, columns by their names, or files by theirs", () => {
  const columns = (source: SourceSummary) => {
    const { x, y } = guessSides([source]);
    return [x.columns, y.columns];
  };
  deepStrictEqual(columns(table(["a", "b", "c"])), [["a", "b"], ["c"]]);
  deepStrictEqual(columns(table(["y", "x1", "x2", "z"])), [["x1", "x2"], ["y"]]);
  deepStrictEqual(columns(table(["size", "kind"], ["kind"])), [["size"], ["kind"]]);
  const files = [{ ...table(["0"]), name: "y.npy", side: "y" as const }, {
    ...table(["0"]),
    name: "other.npy",
  }];
  const { x, y } = guessSides(files);
  deepStrictEqual([x.source, y.source, x.columns], ["other.npy", "y.npy", null]);
});

Deno.test("guessSides() suggests PCA for many columns, and never for labels", () => {
  const wide = { ...table(Array.from({ length: 64 }, (_, i) => `${i}`)), name: "x.npy" };
  const { x, y } = guessSides([wide, { ...table(["0"], ["0"]), name: "y.npy" }]);
  deepStrictEqual([x.compress, y.compress], ["pca:4", null]);
});

Deno.test("commandText() says what is not the default, in words for a shell", () => {
  const side = (columns: string[] | null): SideRequest => (
    { source: "my table.csv", columns, discrete: false, compress: null }
  );
  const request: EstimateRequest = {
    ...STANDARD,
    x: { ...side(["a", "b, c"]), compress: "pca:1" },
    y: { ...side(["it's"]), discrete: true },
    method: "ksg-1",
    methodOptions: { neighbors: 4 },
    interval: "jackknife",
    test: 200,
    seed: 7,
  };
  strictEqual(
    commandText(request, STANDARD),
    "deno run --allow-read mod.ts estimate --data 'my table.csv' --x-columns 'a,b\\, c' " +
      "--compress-x pca:1 --y-columns 'it'\\''s' --y-discrete --method ksg-1 --neighbors 4 " +
      "--interval jackknife --test 200 --seed 7",
  );
  const whole = { ...STANDARD, x: side(null), y: side(null) };
  ok(commandText(whole, STANDARD).includes("--x 'my table.csv' --y 'my table.csv' --method auto"));
});

Deno.test.each(Object.keys(EXAMPLES).map((id) => ({ id })))(
  "the example $id gives about its true value, and estimates on parts of it",
  async ({ id }) => {
    const { sources, truth, request } = EXAMPLES[id].make();
    const data = (side: SideRequest) =>
      selectSide(sources.find(({ name }) => name === side.source)!, side);
    const measured = await measure(data(request.x), data(request.y), request, () => {});
    const { mutualInformation, samples } = measured.estimate;
    // Seeds are fixed. Standard errors are 0.08 and less; PCA and KSG add bias to the images.
    ok(Math.abs(mutualInformation - truth) < 0.2, `${mutualInformation} for ${truth}`);
    strictEqual(measured.contributions.length, samples);
    const mean = measured.contributions.reduce((sum, value) => sum + value, 0) / samples;
    ok(Math.abs(mean - mutualInformation) < 1e-9);
    const { points, text } = await measured.converge();
    deepStrictEqual(points.map((point) => point.samples), nestedSizes(samples));
    strictEqual(points[points.length - 1].nats, mutualInformation);
    match(text, new RegExp(`^From N = ${samples / 2} to ${samples} the estimate moved by`));
  },
);
