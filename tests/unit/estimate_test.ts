import { parseCompressor } from "../../lib/compress/registry.ts";
import { type Estimate, estimate } from "../../lib/estimate.ts";
import { addJitter } from "../../lib/jitter.ts";
import { METHODS } from "../../lib/mi/registry.ts";
import { createRng, deriveSeed } from "../../lib/rng.ts";
import { asSamples } from "../../lib/samples.ts";
import type { FittedCompressor, Samples } from "../../lib/types.ts";
import { VERSION } from "../../lib/version.ts";
import { assertClose, deepStrictEqual, ok, rejects, strictEqual } from "../support/assert.ts";

const N = 120;
const { x, y, wide } = draw();

/** Two correlated columns, and one side with three columns of which the first is correlated. */
function draw(): { x: number[]; y: number[]; wide: number[][] } {
  const rng = createRng(1);
  const x = Array.from({ length: N }, () => rng.normal());
  const y = x.map((value) => 0.8 * value + 0.6 * rng.normal());
  const wide = x.map((value) => [2 * value, rng.normal(), 0.1 * rng.normal()]);
  return { x, y, wide };
}

function codes({ warnings }: Estimate): string[] {
  return warnings.map(({ code }) => code);
}

Deno.test("estimate() returns the documented object for continuous data", async () => {
  const result = await estimate(x, y, { method: "wkl" });
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
  strictEqual(result.method, "wkl");
  deepStrictEqual(result.parameters, { neighbors: 5, weights: "berrett" });
  strictEqual(result.samples, N);
  deepStrictEqual(result.dimensions, { x: 1, y: 1, codeX: 1, codeY: 1 });
  deepStrictEqual(result.compression, { x: null, y: null });
  strictEqual(result.device, "cpu");
  strictEqual(result.seed, 0);
  strictEqual(result.version, VERSION);
  ok(result.elapsedMs > 0);
  const { x: hx, y: hy, joint } = result.entropies;
  ok(hx && hy && joint);
  strictEqual(result.mutualInformation, hx.nats + hy.nats - joint.nats);
  strictEqual(result.standardError, hx.standardError + hy.standardError + joint.standardError);
  strictEqual(hx.weights?.length, 5);
});

Deno.test("estimate() takes auto where no method is named, whatever the sides", async () => {
  const text = y.map((value) => value > 0 ? "up" : "down");
  for (const [other, classes] of [[y, undefined], [text, { y: 2 }]] as const) {
    const [{ elapsedMs: _, ...got }, { elapsedMs: __, ...want }] = [
      await estimate(x, other),
      await estimate(x, other, { method: "auto" }),
    ];
    deepStrictEqual(got, want);
    strictEqual(got.method, "auto");
    deepStrictEqual(got.classes, classes);
  }
  deepStrictEqual((await estimate(text, y)).classes, { x: 2 });
});

Deno.test("estimate() says which methods have an option that the default lacks", async () => {
  await rejects(estimate(x, y, { neighbors: 3 }), {
    code: "unknown-option",
    message: 'Option "neighbors" needs a method that has it: "auto", the default, has not.',
    hint: /^Name one of wkl, kl, ksg-1/,
  });
  await rejects(estimate(x, y, { methodOptions: { bandwidth: 1 } }), { hint: /kde-ml, kde-lse/ });
  await rejects(estimate(x, y, { methodOptions: { bandwith: 1 } }), { code: "unknown-option" });
});

Deno.test("estimate() gives the interval of the level asked for", async () => {
  for (const [level, z] of [[0.95, 1.959963984540054], [0.5, 0.6744897501960817]] as const) {
    const { interval, mutualInformation, standardError } = await estimate(x, y, {
      method: "wkl",
      level,
    });
    ok(interval && standardError !== null);
    strictEqual(interval.level, level);
    // Tabulated quantiles of the normal distribution, 16 digits.
    assertClose(interval.upper - mutualInformation, z * standardError, { rtol: 1e-12 });
    assertClose(mutualInformation - interval.lower, z * standardError, { rtol: 1e-12 });
  }
});

Deno.test("estimate() takes method options flat or together, and passes them on", async () => {
  const flat = await estimate(x, y, { method: "wkl", neighbors: 3, weights: "reference" });
  const together = await estimate(x, y, {
    method: "wkl",
    methodOptions: { neighbors: 3, weights: "reference" },
  });
  deepStrictEqual(flat.parameters, { neighbors: 3, weights: "reference" });
  strictEqual(together.mutualInformation, flat.mutualInformation);
  strictEqual((await estimate(x, y, { method: "kl" })).parameters.neighbors, 1);
  const narrow = await estimate(x, y, { method: "kde-ml", methodOptions: { bandwidth: 0.4 } });
  strictEqual(narrow.entropies.joint?.bandwidth, 0.4);
});

Deno.test("estimate() takes numbers, rows, typed arrays and samples alike", async () => {
  const want = (await estimate(x, y)).mutualInformation;
  const forms = [x.map((value) => [value]), Float64Array.from(x), asSamples(x)];
  for (const form of forms) strictEqual((await estimate(form, y)).mutualInformation, want);
  const cube = { data: Float64Array.from(wide.flat()), shape: [N, 3, 1] };
  const flat = await estimate(cube, y);
  strictEqual(flat.dimensions.x, 3);
  strictEqual(flat.mutualInformation, (await estimate(wide, y)).mutualInformation);
});

Deno.test("estimate() takes text as labels on either side", async () => {
  const labels = y.map((value) => value > 0 ? "up" : "down");
  const right = await estimate(x, labels, { method: "kl" });
  const left = await estimate(labels, x, { method: "kl" });
  strictEqual(left.mutualInformation, right.mutualInformation);
  deepStrictEqual(left.entropies.y, right.entropies.x);
  deepStrictEqual([right.entropies.y, right.entropies.joint], [null, null]);
  deepStrictEqual([left.entropies.x, left.entropies.joint], [null, null]);
  const classes = right.entropies.conditional ?? [];
  deepStrictEqual(classes.map(({ label }) => label).sort(), ["down", "up"]);
  ok(classes[0].samples >= classes[1].samples && classes[0].samples + classes[1].samples === N);
  const mean = classes.reduce((sum, { samples, nats }) => sum + samples / N * nats, 0);
  // The same sum in another order.
  assertClose(right.mutualInformation, (right.entropies.x?.nats ?? NaN) - mean, { atol: 1e-12 });
});

Deno.test("estimate() takes numbers as labels when told to, rows as one joint label", async () => {
  const text = y.map((value) => value > 0 ? "up" : "down");
  const numbers = y.map((value) => value > 0 ? 1 : 0);
  const want = (await estimate(x, text)).mutualInformation;
  strictEqual((await estimate(x, numbers, { yDiscrete: true })).mutualInformation, want);
  const rows = y.map((value, i) => [value > 0 ? 1 : 0, i % 2]);
  const joint = await estimate(x, rows, { method: "wkl", yDiscrete: true });
  strictEqual(joint.dimensions.y, 2);
  deepStrictEqual(
    joint.entropies.conditional?.map(({ label }) => label).sort(),
    ["0, 0", "0, 1", "1, 0", "1, 1"],
  );
});

Deno.test("estimate() reports the plug-in estimate for two discrete sides", async () => {
  const labels = x.map((value) => value > 0 ? "up" : "down");
  const result = await estimate(labels, labels.map((label) => label === "up" ? 1 : 0), {
    yDiscrete: true,
    pointwise: true,
  });
  strictEqual(result.method, "plug-in");
  deepStrictEqual(result.parameters, {});
  strictEqual(result.mutualInformation, result.entropies.x?.nats);
  strictEqual(result.pointwise?.length, N);
});

Deno.test("estimate() compresses each side, and says what was lost", async () => {
  const result = await estimate(wide, y, { compressX: "pca:1", method: "kl" });
  deepStrictEqual(result.dimensions, { x: 3, y: 1, codeX: 1, codeY: 1 });
  const { x: summary, y: none } = result.compression;
  ok(summary && none === null);
  strictEqual(summary.id, "pca");
  strictEqual(summary.dim, 1);
  ok(summary.reconstructionError > 0 && (summary.explainedVariance?.[0] ?? 0) > 0.5);
  // The first principal axis is close to the first column, which determines y up to noise.
  const first = await estimate(x, y, { method: "kl" });
  assertClose(result.mutualInformation, first.mutualInformation, { atol: 0.25 });
});

Deno.test("estimate() takes a compressor, fitted or not, instead of its short form", async () => {
  const want = await estimate(wide, y, { compressX: "pca:2" });
  const compressor = parseCompressor("pca:2");
  const seed = deriveSeed(0, "compress-x");
  const fitted = await compressor.fit(asSamples(wide), { seed, device: "cpu" });
  for (const compressX of [compressor, fitted]) {
    const got = await estimate(wide, y, { compressX });
    strictEqual(got.mutualInformation, want.mutualInformation);
    const { reconstructionError, ...rest } = got.compression.x!;
    const { reconstructionError: error, ...wanted } = want.compression.x!;
    deepStrictEqual(rest, wanted);
    // A fitted compressor is measured on the data, where PCA's own figure is what its axes leave:
    // differences of 3,000 values near 1 in float64.
    assertClose(reconstructionError, error, { rtol: 1e-10 });
  }
  await rejects(estimate(x, y, { compressX: fitted }), {
    code: "compressor-input",
    message: /fitted to 3 columns: x has 1/,
  });
});

Deno.test("estimate() names the code when the compressor makes it degenerate", async () => {
  const collapsed: FittedCompressor = {
    id: "collapsed",
    dim: 1,
    inputDim: 3,
    reconstructionError: 1,
    encode: ({ n }: Samples) => Promise.resolve({ data: new Float64Array(n), n, d: 1 }),
    decode: ({ n }: Samples) => Promise.resolve({ data: new Float64Array(3 * n), n, d: 3 }),
  };
  await rejects(estimate(wide, y, { compressX: collapsed }), {
    code: "constant-column",
    message: /the code of x has a constant column/,
  });
});

Deno.test("estimate() adds jitter from the seed to each continuous side, and records it", async () => {
  const result = await estimate(x, y, { jitter: 0.5, seed: 9, method: "kl" });
  strictEqual(result.parameters.jitter, 0.5);
  const noisy = (values: number[], side: string): Samples =>
    addJitter(asSamples(values), 0.5, deriveSeed(9, `jitter-${side}`));
  const want = await METHODS.get("kl").create()
    .continuous(noisy(x, "x"), noisy(y, "y"), { seed: 9, device: "cpu" });
  strictEqual(result.mutualInformation, want.nats);
  ok(!("jitter" in (await estimate(x, y)).parameters));
});

Deno.test("estimate() gets past repeated rows with jitter", async () => {
  const repeated = x.map((value) => Math.round(8 * value) / 8);
  await rejects(estimate(repeated, y, { method: "kl" }), { code: "duplicates" });
  const result = await estimate(repeated, y, { method: "kl", jitter: 0.05 });
  ok(Number.isFinite(result.mutualInformation));
});

Deno.test("estimate() does not take different units for linear dependence", async () => {
  const method = "wkl";
  const want = await estimate(x, y, { method });
  for (const factor of [2 ** 60, 2 ** -900, 2 ** 900]) {
    const scaled = x.map((value) => value * factor);
    const got = await estimate(scaled, y, { method });
    // Powers of two do not round: only the rotation of the whitening can differ.
    assertClose(got.mutualInformation, want.mutualInformation, { atol: 1e-12 }, `${factor}`);
    const shift = (got.entropies.x?.nats ?? NaN) - (want.entropies.x?.nats ?? NaN);
    assertClose(shift, Math.log(factor), { rtol: 1e-12 }, `h(X) at ${factor}`);
    const joint = (got.entropies.joint?.nats ?? NaN) - (want.entropies.joint?.nats ?? NaN);
    assertClose(joint, Math.log(factor), { rtol: 1e-12 }, `h(X, Y) at ${factor}`);
    const labels = y.map((value) => value > 0 ? "up" : "down");
    const classes = [
      await estimate(x, labels, { method }),
      await estimate(scaled, labels, { method }),
    ]
      .map(({ entropies }) => entropies.conditional?.[0].nats ?? NaN);
    assertClose(
      classes[1] - classes[0],
      Math.log(factor),
      { rtol: 1e-12 },
      `h(X | y) at ${factor}`,
    );
  }
});

Deno.test("estimate() reports progress up to the last step, and can be aborted", async () => {
  const steps: string[] = [];
  let last = -1;
  const onProgress = (fraction: number, step: string) => {
    if (step !== steps.at(-1)) {
      steps.push(step);
      if (steps.length > 2) ok(fraction > 0, step);
      last = -1;
    }
    ok(fraction >= last && fraction <= 1, `${step}: ${fraction} after ${last}`);
    last = fraction;
  };
  await estimate(wide, y, { method: "wkl", compressX: "pca:1", onProgress });
  deepStrictEqual(steps, ["compression of x", "joint entropy", "entropy of x", "entropy of y"]);
  await rejects(estimate(x, y, { signal: AbortSignal.abort() }), { name: "AbortError" });
});

Deno.test("estimate() does not change its data", async () => {
  const [a, b] = [asSamples(wide), asSamples(y)];
  const before = [a.data.slice(), b.data.slice()];
  await estimate(a, b, { jitter: 0.1, compressX: "pca:2" });
  deepStrictEqual([a.data, b.data], before);
});

Deno.test.each<[string, string, RegExp, () => Promise<Estimate>]>([
  ["counts", "sample-count", /x has 120 samples, y has 119/, () => estimate(x, y.slice(1))],
  ["a method", "unknown-method", /"wlk"/, () => estimate(x, y, { method: "wlk" })],
  [
    "an option",
    "unknown-option",
    /"neighbour"/,
    () => estimate(x, y, { methodOptions: { neighbour: 3 } }),
  ],
  [
    "a misspelt option",
    "unknown-option",
    /^estimate\(\) has no option "methodd"\.$/,
    () => estimate(x, y, { methodd: "kl" } as never),
  ],
  ["undefined", "invalid-data", /x is undefined, not/, () => estimate(undefined as never, y)],
  ["null", "invalid-data", /y is null, not an array/, () => estimate(x, null as never)],
  ["text", "invalid-data", /x is of type string, not/, () => estimate("abc" as never, y)],
  ["a number", "invalid-data", /x is of type number, not/, () => estimate(3 as never, y)],
  ["an object", "invalid-data", /x is of type object, not/, () => estimate({} as never, y)],
  [
    "bigints",
    "invalid-data",
    /y holds bigints \(BigInt64Array\)/,
    () => estimate([1, 2], new BigInt64Array(2) as never),
  ],
  [
    "an array of bigints with a shape",
    "invalid-data",
    /x holds bigints/,
    () => estimate({ data: new BigUint64Array(2), shape: [2, 1] } as never, [1, 2]),
  ],
  [
    "a shape without data",
    "invalid-data",
    /x is undefined, not/,
    () => estimate({ shape: [2, 1] } as never, [1, 2]),
  ],
  [
    "weights for kl",
    "unknown-option",
    /method "kl" has no option "weights"/,
    () => estimate(x, y, { method: "kl", weights: "berrett" }),
  ],
  ["level 0", "invalid-level", /current value is 0/, () => estimate(x, y, { level: 0 })],
  ["level 1", "invalid-level", /current value is 1/, () => estimate(x, y, { level: 1 })],
  ["level NaN", "invalid-level", /NaN/, () => estimate(x, y, { level: NaN })],
  ["seed 1.5", "invalid-seed", /an integer/, () => estimate(x, y, { seed: 1.5 })],
  ["seed 2^53", "invalid-seed", /an integer/, () => estimate(x, y, { seed: 2 ** 53 })],
  ["jitter -1", "invalid-jitter", /at least 0/, () => estimate(x, y, { jitter: -1 })],
  ["a device", "invalid-device", /tpu/, () => estimate(x, y, { device: "tpu" as "cpu" })],
  [
    "NaN",
    "non-finite",
    /y has .*\(NaN\) in row 120, column 1/,
    () => estimate(x, [...y.slice(1), NaN]),
  ],
  [
    "ragged rows",
    "ragged",
    /row 2 has 1 values, row 1 has 2/,
    () => estimate([[1, 2], [3]], [1, 2]),
  ],
  ["no rows", "empty", /x is empty/, () => estimate([], [])],
  ["no label", "missing-label", /y has no label in row 2/, () => estimate([1, 2], ["a", NaN])],
  [
    "a constant",
    "constant-column",
    /y has a constant column: column 2 of 2 is 3 /,
    () => estimate(x, y.map((value) => [value, 3])),
  ],
  [
    "equal columns",
    "duplicate-column",
    /y has .*column 1 equals column 3/,
    () => estimate(x, y.map((value, i) => [value, i * i, value])),
  ],
  [
    "a shared column",
    "shared-column",
    /x column 1 equals y column 2/,
    () => estimate(x, x.map((value, i) => [i * i, value])),
  ],
  ["x as y", "shared-column", /same data/, () => estimate(x, x)],
  [
    "few samples",
    "too-few-samples",
    /samples is 5: 1 \+ 1 dimensions and k = 5 .* at least 6/,
    () => estimate(x.slice(0, 5), y.slice(0, 5), { method: "wkl" }),
  ],
  [
    "few samples for auto",
    "too-few-samples",
    /There are 29 samples: .* at least 30/,
    () => estimate(x.slice(0, 29), y.slice(0, 29)),
  ],
  [
    "too large a code",
    "compression-dimension",
    /compress x to 3 dimensions: it has 3/,
    () => estimate(wide, y, { compressX: "pca:3" }),
  ],
  ["a compressor", "unknown-compressor", /"pcb"/, () => estimate(wide, y, { compressX: "pcb:2" })],
  [
    "compressed labels",
    "compressed-discrete",
    /y is discrete/,
    () => estimate(x, y.map(String), { compressY: "pca:1" }),
  ],
])("estimate() names $0 that it rejects", async (_, code, message, run) => {
  await rejects(run(), { name: "InputError", code, message });
});

Deno.test("estimate() accepts the fewest samples that its message asks for", async () => {
  const six = await estimate(x.slice(0, 6), y.slice(0, 6), { method: "wkl" });
  strictEqual(six.samples, 6);
  strictEqual((await estimate(x.slice(0, 30), y.slice(0, 30))).samples, 30);
});

Deno.test("estimate() passes warnings on, each once", async () => {
  const rounded = x.map((value) => Math.round(2 * value));
  const result = await estimate(rounded, y, { method: "kde-ml" });
  ok(codes(result).includes("discrete-looking"));
  deepStrictEqual([...new Set(codes(result))], codes(result));
  deepStrictEqual(codes(await estimate(x, y, { method: "wkl" })), []);
});

Deno.test("VERSION equals the version in deno.json", async () => {
  const config = await Deno.readTextFile(new URL("../../deno.json", import.meta.url));
  strictEqual(VERSION, JSON.parse(config).version);
});

Deno.test("estimate() advises compression of few samples only to what a side can shrink to", async () => {
  const pairs = (n: number) => wide.slice(0, n).map(([a, b]) => [a, b]);
  const triples = (n: number) => wide.slice(0, n);
  const y2 = (n: number) => y.slice(0, n).map((value, i) => [value, i * i]);
  await rejects(estimate(pairs(4), y2(4), { neighbors: 1, method: "kl" }), {
    code: "too-few-samples",
    hint: "Give more samples, or compress, e.g. --compress-x pca:1.",
  });
  await rejects(estimate(y2(5), triples(5), { neighbors: 1, method: "kl" }), {
    hint: "Give more samples, or compress, e.g. --compress-y pca:2.",
  });
  await rejects(estimate(pairs(2), y2(2), { neighbors: 1, method: "kl" }), {
    hint: "Give more samples.",
  });
});
