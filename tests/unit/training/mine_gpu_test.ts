import { estimate } from "../../../lib/estimate.ts";
import { mine, type MineOptions } from "../../../lib/mi/mine/mine.ts";
import type { MineSettings, MineState, PairSet } from "../../../lib/mi/mine/mine_settings.ts";
import { MineTrainer } from "../../../lib/mi/mine/mine_trainer.ts";
import { batchObjective } from "../../../lib/mi/mine/objective.ts";
import { objectiveOnDevice } from "../../../lib/mi/mine/objective_on_device.ts";
import { openAccelerator } from "../../../lib/nn/accelerator.ts";
import { buildCritic } from "../../../lib/nn/build_critic.ts";
import { type CriticSpec, denseCritic, imageCritic } from "../../../lib/nn/critic_networks.ts";
import { openTfjs } from "../../../lib/nn/tfjs.ts";
import { createRng } from "../../../lib/rng.ts";
import type { Context, GpuUse, Samples } from "../../../lib/types.ts";
import {
  assertAllClose,
  assertClose,
  deepStrictEqual,
  match,
  ok,
  rejects,
  strictEqual,
} from "../../support/assert.ts";
import { withGpu } from "../../support/fake_gpu.ts";
import { gpu } from "../../support/gpu.ts";

const tf = await openTfjs();
const onGpu = { ignore: gpu.ignore };

/** Images, and noisy copies of them. */
function imagePairs(rows: number): PairSet {
  const rng = createRng(5);
  const x = Float32Array.from({ length: 64 * rows }, () => rng.uniform());
  return { x, y: x.map((value) => value + 0.3 * rng.normal()), rows };
}

/** Normal pairs in one dimension. */
function normalPairs(rows: number): PairSet {
  const rng = createRng(6);
  const x = Float32Array.from({ length: rows }, () => rng.normal());
  return { x, y: x.map((value) => 0.8 * value + 0.6 * rng.normal()), rows };
}

const SETTINGS = { steps: 3, batchSize: 16, seed: 3, recordEvery: 2 } as const;

/** A training of three steps, and what it leaves. */
async function train(
  spec: CriticSpec,
  pairs: PairSet,
  settings: Partial<MineSettings> = {},
  from: MineState | null = null,
): Promise<{ readonly bounds: number[]; readonly states: MineState[]; readonly nats: number }> {
  const models = buildCritic(tf, spec, 7);
  const trainer = new MineTrainer(tf, models, pairs, { ...SETTINGS, ...settings });
  const bounds: number[] = [];
  const states: MineState[] = [];
  if (from) trainer.restore(from);
  while (!trainer.done) {
    bounds.push(await trainer.advance());
    states.push(await trainer.saveLater());
  }
  await trainer.run();
  const { nats } = trainer.evaluate(pairs);
  trainer.dispose();
  models.critic.dispose();
  return { bounds, states, nats };
}

// A dot product of n terms in float32 is off by at most n u times the sum of their sizes, u = 2⁻²⁴,
// in whatever order it is summed. Layer after layer the n add up; the sizes are those of T, below 1
// at the start.
const UNIT = 2 ** -24;

/**
 * How far a bound may be off after some steps. Adam's first steps move a weight by ±0.001 by the sign of
 * its gradient. Where that is within rounding of 0, `terms` u, the sign may differ, and the weight is then
 * off by up to 0.002 for each step. Few weights are, FAR at most (which is tested), and the bound changes
 * by that gradient times what they are off, besides its own rounding: that of a mean of T and of a
 * log-mean-exp of T.
 */
function boundTolerance(terms: number, weights: number, steps: number): number {
  return 2 * terms * UNIT + FAR * weights * steps * 2e-3 * terms * UNIT;
}

/** Most weights that may be off by more than a tenth of a step, as a share. */
const FAR = 0.02;

const CASES = [
  { name: "image", spec: imageCritic(8), pairs: imagePairs(40), terms: 9 + 256 + 100 + 100 },
  { name: "dense", spec: denseCritic(1, 1), pairs: normalPairs(40), terms: 2 + 100 + 100 },
];

for (const { name, spec, pairs, terms } of CASES) {
  Deno.test(
    `MineTrainer with the ${name} critic on WebGPU follows the one on WebAssembly`,
    onGpu,
    async () => {
      const accelerator = (await openAccelerator(tf, "gpu"))!;
      const before = tf.memory().numTensors;
      const here = await train(spec, pairs, { validation: pairs });
      const there = await train(spec, pairs, { validation: pairs, accelerator });
      strictEqual(tf.getBackend(), "wasm");
      strictEqual(tf.memory().numTensors, before, "tensors are left behind");
      const [ours, theirs] = [here.states, there.states];
      let count = 0;
      ours.forEach(({ weights }, s) => {
        let far = 0;
        count = 0;
        weights.forEach((values, i) =>
          values.forEach((value, j) => {
            const difference = Math.abs(value - theirs[s].weights[i][j]);
            ok(difference < 2.1e-3 * (s + 1), `step ${s + 1}: ${value} is off by ${difference}`);
            far += Number(difference > 1e-4);
            count++;
          })
        );
        ok(far < FAR * count, `step ${s + 1}: ${far} of ${count} weights are off`);
      });
      there.bounds.forEach((bound, s) =>
        assertClose(bound, here.bounds[s], { atol: boundTolerance(terms, count, s) })
      );
      const atol = boundTolerance(terms, count, SETTINGS.steps);
      const validations = ({ states }: typeof here): number[] =>
        states.at(-1)!.history.map(({ validationBound }) => validationBound!);
      assertAllClose(validations(there), validations(here), { atol });
      assertClose(there.nats, here.nats, { atol });
    },
  );
}

Deno.test("a gradient of MINE on WebGPU is that on WebAssembly to rounding", onGpu, async () => {
  const spec: CriticSpec = {
    ...denseCritic(1, 1),
    branch: [{ kind: "dense", units: 1 }],
    head: [{ kind: "dense", units: 1 }],
  };
  const accelerator = (await openAccelerator(tf, "gpu"))!;
  const pairs = normalPairs(16);
  const here = await train(spec, pairs, { steps: 1 });
  const there = await train(spec, pairs, { steps: 1, accelerator });
  // T is linear in each weight, with slopes x, 1, y, 1 times others: at most 4 · 2 in size here. The
  // weights of the pairs add up to 2; sums have 32 terms, and e^T of WGSL is off by 3 + 2 |T| units in
  // the last place, |T| < 4, like what it is divided by.
  const largest = 8 * 2;
  const units = 32 + 2 * 2 * (3 + 2 * 4);
  here.states[0].adam.first.forEach((values, i) =>
    assertAllClose([...there.states[0].adam.first[i]], [...values], {
      atol: 0.1 * largest * units * UNIT,
    })
  );
});

Deno.test("objectiveOnDevice() has the gradient of batchObjective()", () => {
  const rng = createRng(9);
  const values = Float32Array.from({ length: 24 }, () => 3 * rng.normal());
  for (const [before, weight] of [[null, 0.01], [2, 0.01], [-800, 0.3], [0.5, 1]] as const) {
    const { gradient } = batchObjective(values, before, weight);
    const actual = tf.tidy(() => {
      const x = tf.tensor(values, [24, 1]);
      return [...tf.grad((t) => objectiveOnDevice(tf, t, before, weight))(x).dataSync()];
    });
    // Exponents of up to 20 are rounded to 2⁻²³ of their size.
    assertAllClose(actual, [...gradient], { rtol: 8 * 20 * UNIT });
  }
});

Deno.test("objectiveOnDevice() does not overflow where batchObjective() does not", () => {
  const gradient = tf.tidy(() => {
    const x = tf.tensor([0, 0, 5000, 4999], [4, 1]);
    return [...tf.grad((t) => objectiveOnDevice(tf, t, 0, 0.01))(x).dataSync()];
  });
  // 1 / α = 100; the exponents, 5000, are rounded to 2.4e-4.
  assertClose(gradient[2] + gradient[3], 100, { rtol: 1e-3 });
  deepStrictEqual(gradient.slice(0, 2), [-0.5, -0.5]);
});

Deno.test(
  "MineTrainer on WebGPU gives the same bits again, after an interruption too",
  onGpu,
  async () => {
    const accelerator = (await openAccelerator(tf, "gpu"))!;
    const settings = { validation: imagePairs(20), accelerator };
    const whole = await train(imageCritic(8), imagePairs(40), settings);
    const again = await train(imageCritic(8), imagePairs(40), settings);
    deepStrictEqual(again, whole);
    const saved = structuredClone(whole.states[0]);
    const resumed = await train(imageCritic(8), imagePairs(40), settings, saved);
    deepStrictEqual(resumed.states.at(-1), whole.states.at(-1));
    strictEqual(resumed.nats, whole.nats);
  },
);

const CONTEXT: Context = { seed: 2, device: "gpu" };
const OPTIONS: MineOptions = { steps: 4, batchSize: 16 };

function samplesOf({ x, y, rows }: PairSet): { x: Samples; y: Samples } {
  const side = (values: Float32Array): Samples => ({
    data: Float64Array.from(values),
    n: rows,
    d: values.length / rows,
  });
  return { x: side(x), y: side(y) };
}

Deno.test("estimate() by mine trains on a GPU, and names it", onGpu, async () => {
  const { x, y } = samplesOf(normalPairs(60));
  const methodOptions = { steps: 4, batchSize: 16 };
  const settings = { method: "mine", methodOptions, seed: 2 } as const;
  const there = await estimate(x, y, { ...settings, device: "gpu" });
  const here = await estimate(x, y, { ...settings, device: "cpu" });
  strictEqual(there.device, "gpu");
  ok(there.engine!.startsWith(`tfjs-webgpu 4.22.0, ${there.adapter}; used on tfjs-wasm`));
  match(here.engine!, /^tfjs-wasm/);
  const atol = boundTolerance(2 + 100 + 100, 10501, 4);
  assertClose(there.mutualInformation, here.mutualInformation, { atol });
  const { software } = gpu.kernels().adapter;
  strictEqual(there.warnings.some(({ code }) => code === "software-adapter"), software);
  ok(!there.warnings.some(({ code }) => code === "gpu-unused"));
});

Deno.test("mine() goes on on the CPU where the GPU fails, and says why", onGpu, async () => {
  const { x, y } = samplesOf(normalPairs(60));
  const uses: GpuUse[] = [];
  const before = tf.memory().numTensors;
  let told = 0;
  const failing: Context = {
    ...CONTEXT,
    onGpu: (use) => uses.push(use),
    onProgress: (fraction) => {
      // The first record of the training on the GPU; a callback's fault stands for the GPU's.
      if (fraction > 0 && told++ === 0) throw new Error("device lost");
    },
  };
  const result = await mine(x, y, OPTIONS, failing);
  const here = await mine(x, y, OPTIONS, { ...CONTEXT, device: "cpu" });
  strictEqual(result.nats, here.nats);
  match(result.engine!, /^tfjs-wasm/);
  deepStrictEqual(uses.map(({ failure }) => failure), [
    null,
    "The GPU could not train the network (device lost)",
  ]);
  strictEqual(tf.memory().numTensors, before, "tensors are left behind");
  const diverging = { ...OPTIONS, learningRate: 1e30 };
  await rejects(mine(x, y, diverging, CONTEXT), { name: "TrainingDivergedError" });
  strictEqual(tf.memory().numTensors, before, "tensors are left behind");
});

Deno.test("mine() by auto asks for a GPU for large batches alone, and takes no software", async () => {
  const asked: unknown[] = [];
  const software = { info: { vendor: "", description: "llvmpipe" }, limits: {} };
  const watched = { requestAdapter: () => Promise.resolve((asked.push("asked"), software)) };
  const options: MineOptions = { steps: 1, imageShape: [16, 16] };
  const context: Context = { seed: 1, device: "auto" };
  await withGpu(() => watched, async () => {
    // 40 % of the pairs are trained on, in batches of at most 512 pairs of 2 × 256 values.
    for (const [rows, times] of [[1270, 0], [1290, 1]]) {
      const rng = createRng(rows);
      const x = Float32Array.from({ length: 256 * rows }, () => rng.uniform());
      const pairs = samplesOf({ x, y: x, rows });
      const { engine } = await mine(pairs.x, pairs.y, options, context);
      strictEqual(asked.length, times, `${rows} pairs`);
      match(engine!, /^tfjs-wasm/);
    }
  });
});
