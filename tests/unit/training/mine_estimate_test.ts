// What is compared with a truth has a tolerance of |bias| + 4 sd, measured over 12 other seeds.
import { SAMPLERS } from "../../../data/samplers.ts";
import { estimate } from "../../../lib/estimate.ts";
import { mine, type MineOptions } from "../../../lib/mi/mine/mine.ts";
import { mineWarnings } from "../../../lib/mi/mine/mine_warnings.ts";
import { splitRows } from "../../../lib/mi/mine/mine_data.ts";
import { METHODS } from "../../../lib/mi/registry.ts";
import { openTfjs } from "../../../lib/nn/tfjs.ts";
import { createRng } from "../../../lib/rng.ts";
import type { Context, Samples } from "../../../lib/types.ts";
import {
  assertClose,
  deepStrictEqual,
  match,
  ok,
  rejects,
  strictEqual,
} from "../../support/assert.ts";

const CONTEXT: Context = { seed: 2, device: "cpu" };

const FAST: MineOptions = { steps: 400, learningRate: 3e-3, patience: 200 };

function normalPairs(samples: number, mutualInformation: number): { x: Samples; y: Samples } {
  return SAMPLERS.get("normal").create({ dims: 1 }).sample({ samples, mutualInformation, seed: 2 });
}

Deno.test("mine() reads 1 nat between two normal variables on held-out pairs", async () => {
  const { x, y } = normalPairs(2000, 1);
  const { nats, standardError, pointwise, warnings } = await mine(x, y, FAST, CONTEXT);
  assertClose(nats, 1, { atol: 0.032 + 4 * 0.034 });
  // 12 seeds: the mean standard error is 0.035, the sd of the estimates 0.034.
  ok(standardError! > 0.02 && standardError! < 0.06, `${standardError}`);
  assertClose(pointwise.reduce((sum, value) => sum + value / 2000, 0), nats, { atol: 1e-12 });
  strictEqual(pointwise.filter((value) => value === 0).length, 1000);
  ok(!warnings.some(({ code }) => code === "mine-saturation"));
});

Deno.test("mine() reads about 0 between independent variables on held-out pairs", async () => {
  const { x, y } = normalPairs(2000, 0);
  const { nats } = await mine(x, y, FAST, CONTEXT);
  assertClose(nats, 0, { atol: 0.004 + 4 * 0.004 });
});

Deno.test("mine() on training pairs reads too much, and says so", async () => {
  const { x, y } = normalPairs(100, 0);
  const options: MineOptions = { steps: 400, learningRate: 3e-3, evaluation: "training" };
  const { nats, standardError, pointwise, warnings, bestStep } = await mine(x, y, options, CONTEXT);
  // 100 pairs are learnt by heart; held out, the bound would be 0 or less.
  ok(nats > 0.1, `${nats}`);
  strictEqual(standardError, null);
  strictEqual(bestStep, 400);
  assertClose(pointwise.reduce((sum, value) => sum + value / 100, 0), nats, { atol: 1e-12 });
  deepStrictEqual(warnings.map(({ code }) => code), ["mine-training-data"]);
});

Deno.test("mineWarnings() warns above ½ ln n of the training pairs, and of a bound that rises", () => {
  const split = splitRows(1000, true, 1); // ½ ln 400 = 2.996
  const codes = (nats: number, bestStep: number): string[] =>
    mineWarnings(nats, split, { bestStep, steps: 1000, heldOut: true }).map(({ code }) => code);
  deepStrictEqual(codes(2.99, 900), []);
  deepStrictEqual(codes(3, 900), ["mine-saturation"]);
  deepStrictEqual(codes(2.99, 925), ["mine-unfinished"]);
});

Deno.test("mine() says that the bound was still rising after too few steps", async () => {
  const { x, y } = normalPairs(400, 2);
  const { warnings, bestStep } = await mine(x, y, { steps: 50 }, CONTEXT);
  strictEqual(bestStep, 50);
  match(warnings[0].message, /best at step 50 of 50/);
});

Deno.test("mine() warns where y is a linear function of x, which it cannot tell from much", async () => {
  const { x } = normalPairs(400, 1);
  const y = { ...x, data: x.data.map((value) => 3 * value - 1) };
  const { warnings } = await mine(x, y, { steps: 400, learningRate: 1e-2 }, CONTEXT);
  ok(warnings.some(({ code }) => code === "mine-saturation"));
});

Deno.test("splitRows() uses every row once", () => {
  const { training, validation, evaluation } = splitRows(101, true, 4);
  deepStrictEqual([training.length, validation.length, evaluation.length], [41, 10, 50]);
  deepStrictEqual(
    [...training, ...validation, ...evaluation].toSorted((a, b) => a - b),
    Array.from({ length: 101 }, (_, i) => i),
  );
  strictEqual(splitRows(101, false, 4).training.length, 101);
});

Deno.test("mine() reads 1 nat between images by the critic of Table 3", async () => {
  const { x, y } = SAMPLERS.get("gaussian-image").create({ side: 8 })
    .sample({ samples: 1000, mutualInformation: 1, seed: 2 });
  const { nats } = await mine(x, y, { ...FAST, steps: 300, imageShape: [8, 8] }, CONTEXT);
  // 6 seeds. The bias is that of 400 pairs to train on.
  assertClose(nats, 1, { atol: 0.237 + 4 * 0.056 });
});

Deno.test("estimate() by mine takes images with constant pixels, by the critic of Table 3", async () => {
  const { x, y } = SAMPLERS.get("gaussian-image").create({ side: 8 })
    .sample({ samples: 300, mutualInformation: 2, seed: 1 });
  x.data.forEach((_, i) => {
    if (i % 64 === 0) x.data[i] = 0;
  });
  const methodOptions = { height: 8, steps: 40 };
  const result = await estimate(x, y, { method: "mine", methodOptions });
  ok(Number.isFinite(result.mutualInformation) && result.standardError !== null);
  strictEqual(result.parameters.height, 8);
  match(result.engine ?? "", /^tfjs-wasm 4\.22\.0, .* SIMD$/);
  deepStrictEqual(result.warnings.filter(({ code }) => !code.startsWith("mine-")), []);
  await rejects(estimate(x, y, { method: "mine" }), { code: "constant-column" });
});

Deno.test("estimate() by mine takes more dimensions than samples, and labels", async () => {
  const rng = createRng(1);
  const x = Array.from({ length: 60 }, () => Array.from({ length: 80 }, () => rng.normal()));
  const methodOptions = { steps: 30 };
  const wide = await estimate(x, x.map(([a]) => a + rng.normal()), {
    method: "mine",
    methodOptions,
  });
  strictEqual(wide.dimensions.x, 80);
  const labels = x.map(([a]) => a > 0 ? "yes" : "no");
  const mixed = await estimate(x, labels, { method: "mine", methodOptions });
  strictEqual(mixed.dimensions.y, 1);
  ok(!mixed.warnings.some(({ code }) => code === "high-dimension"));
});

Deno.test("mine() gives the same bits with the sides called by labels or in other units", async () => {
  const { x } = normalPairs(100, 0);
  const labels = Array.from(x.data, (value) => value > 0);
  const scaled = { ...x, data: x.data.map((value) => 4 * value) };
  const options = { steps: 20 };
  const [one, other] = [
    await mine(x, labels, options, CONTEXT),
    await mine(scaled, labels.map((label) => label ? "a" : "b"), options, CONTEXT),
  ];
  strictEqual(other.nats, one.nats);
});

Deno.test("mine() leaves no tensors behind, whether it ends or fails", async () => {
  const tf = await openTfjs();
  const before = tf.memory().numTensors;
  const { x, y } = normalPairs(60, 1);
  await mine(x, y, { steps: 5 }, CONTEXT);
  await rejects(mine(x, y, { steps: 5, batchSize: 1 }, CONTEXT), { code: "invalid-training" });
  const signal = AbortSignal.abort();
  await rejects(mine(x, y, { steps: 5 }, { ...CONTEXT, signal }), { name: "AbortError" });
  strictEqual(tf.memory().numTensors, before);
});

Deno.test.each([
  { code: "image-shape", options: { height: 16 } },
  { code: "image-shape", options: { height: 8, width: 16 } },
  { code: "invalid-option", options: { steps: 0 } },
  { code: "invalid-option", options: { evaluation: "test" } },
  { code: "invalid-option", options: { averageWeight: 2 } },
])("estimate() by mine rejects $options with code $code", async ({ code, options }) => {
  const rng = createRng(1);
  const images = (): number[][] =>
    Array.from({ length: 30 }, () => Array.from({ length: 64 }, () => rng.uniform()));
  const methodOptions = options as Record<string, number | string>;
  await rejects(estimate(images(), images(), { method: "mine", methodOptions }), {
    name: "InputError",
    code,
  });
});

Deno.test("mine refuses labels beside images, and fewer than 20 pairs", async () => {
  const { x, y } = normalPairs(30, 1);
  const labels = Array.from(y.data, (value) => value > 0);
  const images = METHODS.get("mine").create({ height: 8 });
  await rejects(images.mixed!(x, labels, CONTEXT), { code: "image-shape" });
  const few = { data: x.data.slice(0, 19), n: 19, d: 1 };
  await rejects(mine(few, few, {}, CONTEXT), { code: "too-few-samples" });
});

Deno.test("estimate() by mine tells its progress, and stops when it is aborted", async () => {
  const { x, y } = normalPairs(100, 1);
  const controller = new AbortController();
  const told: [number, string][] = [];
  const onProgress = (fraction: number, step: string): void => {
    told.push([fraction, step]);
    if (fraction >= 0.5) controller.abort();
  };
  const options = { method: "mine", methodOptions: { steps: 100 }, onProgress };
  await rejects(estimate(x, y, { ...options, signal: controller.signal }), { name: "AbortError" });
  deepStrictEqual(told.map(([fraction]) => fraction), [0, 0.25, 0.5]);
  match(told[2][1], /^step 50, bound -?[\d.e-]+ nats$/);
});
