import { assertClose, deepStrictEqual, match, ok, strictEqual } from "../support/assert.ts";
import { memoryFiles, runInProcess } from "../support/cli.ts";
import { estimate } from "../../lib/estimate.ts";
import type { Estimate } from "../../lib/estimate_types.ts";
import { METHODS } from "../../lib/mi/registry.ts";
import { VERSION } from "../../lib/version.ts";
import { readNpy } from "../../data/read_npy.ts";
import type { NdArray } from "../../lib/types.ts";

const FIXTURES = new URL("../fixtures/cli/", import.meta.url);
const NAMES = ["x.npy", "y.npy", "table.npz", "table.csv", "table.parquet"];

function fixtures() {
  return memoryFiles(
    Object.fromEntries(NAMES.map((name) => [name, Deno.readFileSync(new URL(name, FIXTURES))])),
  );
}

async function estimateJson(line: string): Promise<Estimate> {
  const { code, out, err } = await runInProcess(
    ["estimate", ...line.split(" "), "--json"],
    fixtures(),
  );
  strictEqual(code, 0, err);
  strictEqual(err, "");
  return JSON.parse(out);
}

async function fixtureArray(name: string): Promise<NdArray> {
  const file = await readNpy(Deno.readFileSync(new URL(name, FIXTURES)), name);
  ok(file.kind === "array");
  return file.array;
}

/** Everything but the duration, which is never the same. */
function timeless(result: Estimate): Omit<Estimate, "elapsedMs"> {
  const { elapsedMs, ...rest } = result;
  ok(elapsedMs >= 0);
  return rest;
}

Deno.test("estimate --json prints the object that the library returns", async () => {
  const [x, y] = [await fixtureArray("x.npy"), await fixtureArray("y.npy")];
  const printed = await estimateJson("--x x.npy --y y.npy --seed 3 --level 0.9");
  deepStrictEqual(timeless(printed), timeless(await estimate(x, y, { seed: 3, level: 0.9 })));
});

Deno.test("estimate --json has the fields of the contract", async () => {
  const result = await estimateJson("--x x.npy --y y.npy --compress-x pca:1");
  deepStrictEqual(Object.keys(result), [
    "schema",
    "mutualInformation",
    "standardError",
    "interval",
    "unit",
    "method",
    "parameters",
    "samples",
    "dimensions",
    "compression",
    "entropies",
    "device",
    "seed",
    "warnings",
    "elapsedMs",
    "version",
  ]);
  strictEqual(result.schema, 1);
  strictEqual(result.unit, "nat");
  strictEqual(result.method, "auto");
  deepStrictEqual(result.parameters, {});
  strictEqual(result.samples, 200);
  deepStrictEqual(result.dimensions, { x: 2, y: 1, codeX: 1, codeY: 1 });
  strictEqual(result.version, VERSION);
  strictEqual(result.device, "cpu");
  strictEqual(result.compression.y, null);
  const { id, dim, reconstructionError, explainedVariance = [] } = result.compression.x!;
  deepStrictEqual([id, dim, explainedVariance.length], ["pca", 1, 1]);
  ok(reconstructionError > 0);
  deepStrictEqual(result.entropies, { x: null, y: null, joint: null });
});

Deno.test("estimate --json has the entropies that an estimate is the difference of", async () => {
  const result = await estimateJson("--x x.npy --y y.npy --compress-x pca:1 --method wkl");
  deepStrictEqual(result.parameters, { neighbors: 5, weights: "berrett" });
  deepStrictEqual(Object.keys(result.entropies), ["x", "y", "joint"]);
  const { x, y, joint } = result.entropies;
  const sum = x!.nats + y!.nats - joint!.nats;
  assertClose(result.mutualInformation, sum, { atol: 1e-12 }, "the sum of three rounded numbers");
});

// The table holds the same numbers in every format, so that the estimates have the same bits.
const SAME_DATA = [
  "--data table.csv --x-columns a,b --y-columns y",
  "--data table.parquet --x-columns a,b --y-columns y",
  "--data table.npz --x-columns x --y-columns y",
  "--x table.npz:x --y table.npz:y",
  "--x table.csv --x-columns 0,1 --y y.npy",
];

Deno.test.each(SAME_DATA.map((line) => ({ line })))(
  "estimate $line gives what the .npy files give",
  async ({ line }) => {
    const reference = await estimateJson("--x x.npy --y y.npy");
    deepStrictEqual(timeless(await estimateJson(line)), timeless(reference));
  },
);

Deno.test.each([
  { line: "--data table.csv --x-columns a,b --y-columns species" },
  { line: "--data table.parquet --x-columns a,b --y-columns species" },
  { line: "--data table.npz --x-columns x --y-columns species" },
])("estimate $line takes text as labels", async ({ line }) => {
  const { method, classes, mutualInformation } = await estimateJson(line);
  strictEqual(method, "auto");
  deepStrictEqual(classes, { y: 2 });
  const { out } = await runInProcess(["estimate", ...line.split(" ")], fixtures());
  match(out, /\ny +1 column of labels, 2 classes\n/);

  const split = await estimateJson(`${line} --method wkl`);
  // Ross's estimator and the class split: 4 standard errors of about 0.07 for 200 samples.
  assertClose(mutualInformation, split.mutualInformation, { atol: 0.28 });
  const { dimensions, entropies } = split;
  deepStrictEqual(dimensions, { x: 2, y: 1, codeX: 2, codeY: 1 });
  const labels = entropies.conditional!.map(({ label }) => label);
  deepStrictEqual(labels.toSorted(), ["cat", "dog"]);
  strictEqual(entropies.joint, null);
});

Deno.test.each(METHODS.ids().map((id) => ({ id })))(
  "estimate --method $id gives JSON and text",
  async ({ id }) => {
    const result = await estimateJson(`--x x.npy --y y.npy --method ${id}`);
    strictEqual(result.method, id);
    // The truth is ½ ln 2 = 0.35 nats; 4 standard errors of about 0.1 for 200 samples.
    ok(Math.abs(result.mutualInformation - 0.35) < 0.4, `${result.mutualInformation}`);
    const args = ["estimate", "--x", "x.npy", "--y", "y.npy", "--method", id];
    const { out, err } = await runInProcess(args, fixtures());
    match(out, /^I\(X; Y\) = \d\.\d{4} nats \(\d\.\d{4} bits\)\n/);
    match(out, new RegExp(`\nmethod   ${id}`));
    // What a method does not have is not shown.
    strictEqual(/\n95 % interval -?\d/.test(out), result.interval !== null);
    strictEqual(/\nh\(X, Y\) +\d\.\d{4}/.test(out), result.entropies.joint !== null);
    ok(err === "" || err.startsWith("warning: "), err);
  },
);

Deno.test.each([
  { interval: "subsampling", text: "subsampling, t with 11 degrees of freedom" },
  { interval: "jackknife", text: "jackknife, t with 9 degrees of freedom" },
  { interval: "asymptotic", text: "asymptotic" },
])("estimate --interval $interval says what it is", async ({ interval, text }) => {
  const line = `--x x.npy --y y.npy --method kl --interval ${interval} --test 19`;
  const result = await estimateJson(line);
  strictEqual(result.interval?.kind, interval);
  deepStrictEqual(result.independenceTest, {
    permutations: 19,
    pValue: 0.05,
    statistic: result.independenceTest?.statistic,
  });
  const { out } = await runInProcess(["estimate", ...line.split(" ")], fixtures());
  ok(out.includes(`(${text})`), out);
  match(out, /\nindependence p = 0\.05, from 19 random pairings\n/);
});

Deno.test("estimate --interval none has none, and --interval says so where a method has no such", async () => {
  const none = await estimateJson("--x x.npy --y y.npy --interval none");
  strictEqual(none.interval, null);
  const args = "estimate --x x.npy --y y.npy --method ksg-1 --interval asymptotic".split(" ");
  const { code, err } = await runInProcess(args, fixtures());
  strictEqual(code, 2);
  match(err, /Method "ksg-1" has no asymptotic standard error/);
  const few = "estimate --x x.npy --y y.npy --test -3".split(" ");
  strictEqual((await runInProcess(few, fixtures())).code, 2);
});

Deno.test("estimate --quiet prints the number alone", async () => {
  const { mutualInformation } = await estimateJson("--x x.npy --y y.npy");
  const args = ["estimate", "--x", "x.npy", "--y", "y.npy", "--quiet"];
  const { out, err } = await runInProcess(args, fixtures(), { interactive: true });
  strictEqual(out, `${mutualInformation}\n`);
  strictEqual(err, "");
});

Deno.test("estimate --pointwise writes contributions whose mean is the estimate", async () => {
  const files = fixtures();
  const args = "estimate --x x.npy --y y.npy --json --pointwise out.npy".split(" ");
  const { code, out, err } = await runInProcess(args, files);
  strictEqual(code, 0, err);
  deepStrictEqual([...files.keys()].filter((name) => !NAMES.includes(name)), ["out.npy"]);
  const file = await readNpy(files.get("out.npy")!, "out.npy");
  ok(file.kind === "array");
  deepStrictEqual(file.array.shape, [200]);
  const mean = Array.from(file.array.data).reduce((sum: number, value: number) => sum + value, 0) /
    200;
  const result = JSON.parse(out);
  // Two orders of summation of 200 numbers of order 1.
  assertClose(mean, result.mutualInformation, { atol: 1e-12 });
  ok(!("pointwise" in result), "the file has them");

  strictEqual((await runInProcess(args, files)).code, 2, "it exists");
  strictEqual((await runInProcess([...args, "--force"], files)).code, 0);
});

Deno.test("estimate reads flags in any order, with = too, and option values from the registry", async () => {
  const line = "--y=y.npy --neighbors=3 --method=kl --x=x.npy --jitter 1e-9";
  const result = await estimateJson(line);
  deepStrictEqual(result.parameters, { neighbors: 3, jitter: 1e-9 });
});

Deno.test("estimate shows progress on a terminal, and takes it away", async () => {
  const args = ["estimate", "--x", "x.npy", "--y", "y.npy"];
  const { err } = await runInProcess(args, fixtures(), { interactive: true });
  const clear = "\r\x1b[K";
  ok(err.startsWith(`${clear}0 % reading the data …`), err);
  match(err.slice(err.lastIndexOf(clear) + clear.length), /^(warning: .*\n)*$/);
});

Deno.test("estimate colours what goes to a terminal, and nothing else", async () => {
  const args = ["estimate", "--x", "x.npy", "--y", "y.npy"];
  const plain = await runInProcess(args, fixtures());
  ok(!plain.out.includes("\x1b"));
  const colored = await runInProcess(args, fixtures(), { colorOut: true });
  ok(colored.out.startsWith("\x1b[1mI(X; Y)"), colored.out);
  const { err } = await runInProcess(["estmate"], fixtures(), { colorError: true });
  ok(err.startsWith("\x1b[31merror:\x1b[39m "), err);
});
