import { evaluateCritic } from "../../../lib/mi/mine/evaluate.ts";
import type { MineSettings, PairSet } from "../../../lib/mi/mine/mine_settings.ts";
import { MineTrainer } from "../../../lib/mi/mine/mine_trainer.ts";
import { batchObjective, logMeanExp } from "../../../lib/mi/mine/objective.ts";
import { cyclicPermutation, permuteRows } from "../../../lib/mi/mine/permute_rows.ts";
import { buildCritic } from "../../../lib/nn/build_critic.ts";
import { type CriticSpec, denseCritic, imageCritic } from "../../../lib/nn/critic_networks.ts";
import { openTfjs } from "../../../lib/nn/tfjs.ts";
import { createRng, deriveSeed, permutation } from "../../../lib/rng.ts";
import {
  assertClose,
  deepStrictEqual,
  ok,
  rejects,
  strictEqual,
  throws,
} from "../../support/assert.ts";

const tf = await openTfjs();

/** T(x, y) = v₁ (a x + a₀) + v₂ (b y + b₀) + c: every derivative is one line. */
const LINEAR: CriticSpec = {
  ...denseCritic(1, 1),
  branch: [{ kind: "dense", units: 1 }],
  head: [{ kind: "dense", units: 1 }],
};

/** Normal pairs with correlation r in one dimension. */
function normalPairs(rows: number, r: number, seed: number): PairSet {
  const rng = createRng(seed);
  const x = Float32Array.from({ length: rows }, () => rng.normal());
  const y = x.map((value) => r * value + Math.sqrt(1 - r * r) * rng.normal());
  return { x, y, rows };
}

function start(spec: CriticSpec, pairs: PairSet, settings: Partial<MineSettings> = {}) {
  const models = buildCritic(tf, spec, 7);
  const trainer = new MineTrainer(tf, models, pairs, { steps: 20, seed: 3, ...settings });
  const dispose = (): void => {
    trainer.dispose();
    models.critic.dispose();
  };
  return { models, trainer, dispose };
}

Deno.test("batchObjective() is the bound and its corrected gradient, by the formulas", () => {
  const values = Float32Array.of(1, -0.5, 2, 0.25, -1, 0.5);
  const marginal = [0.25, -1, 0.5].map(Math.exp);
  const own = (marginal[0] + marginal[1] + marginal[2]) / 3;
  const first = batchObjective(values, null, 0.01);
  assertClose(first.bound, 2.5 / 3 - Math.log(own), { rtol: 1e-12 });
  assertClose(first.logAverage, Math.log(own), { rtol: 1e-12 });
  const before = 4;
  const next = batchObjective(values, Math.log(before), 0.01);
  const average = 0.99 * before + 0.01 * own;
  assertClose(next.logAverage, Math.log(average), { rtol: 1e-12 });
  const expected = [-1, -1, -1, ...marginal.map((value) => value / average)];
  next.gradient.forEach((value, i) => assertClose(value, expected[i] / 3, { rtol: 1e-6 }));
});

Deno.test("batchObjective() does not overflow, and bounds the weights of a batch by 1 / α", () => {
  const values = Float32Array.of(0, 0, 5000, 4999);
  assertClose(logMeanExp(values.subarray(2)), 5000 + Math.log((1 + Math.exp(-1)) / 2), {
    rtol: 1e-15,
  });
  const { bound, logAverage, gradient } = batchObjective(values, 0, 0.01);
  ok(bound < -4999 && Number.isFinite(logAverage));
  assertClose(gradient[2] + gradient[3], 100, { rtol: 1e-6 });
});

Deno.test("permuteRows() moves rows, and its gradient moves them back", () => {
  const rng = createRng(4);
  const order = cyclicPermutation(7, rng);
  const values = Float32Array.from({ length: 21 }, () => rng.normal());
  const weights = Float32Array.from({ length: 21 }, () => rng.normal());
  tf.tidy(() => {
    const x = tf.tensor(values, [7, 3]);
    const moved = permuteRows(tf, x, order).dataSync();
    order.forEach((row, i) => strictEqual(moved[3 * i + 1], values[3 * row + 1]));
    const gradient = tf.grad((t) =>
      permuteRows(tf, t, order).mul(tf.tensor(weights, [7, 3])).sum()
    )(x).dataSync();
    order.forEach((row, i) => strictEqual(gradient[3 * row + 2], weights[3 * i + 2]));
  });
});

Deno.test("cyclicPermutation() is one cycle without fixed points", () => {
  for (const n of [2, 3, 10, 513]) {
    const next = cyclicPermutation(n, createRng(n));
    const seen = new Set<number>();
    for (let at = 0; !seen.has(at); at = next[at]) seen.add(at);
    strictEqual(seen.size, n);
  }
});

Deno.test("MineTrainer.step() follows the gradient of Belghazi et al. through both branches", () => {
  const pairs = normalPairs(40, 0.8, 1);
  const settings = { batchSize: 16, averageWeight: 0.3 };
  const { models, trainer, dispose } = start(LINEAR, pairs, settings);
  const names = models.critic.trainableWeights.map(({ name }) => name);
  let average = 0;
  const moments = new Float64Array(7);
  for (let step = 0; step < 4; step++) {
    const [a, a0, b, b0, v, c] = trainer.save().weights;
    const order = permutation(40, createRng(deriveSeed(3, "data order", Math.floor(step / 2))));
    const rows = order.subarray(16 * (step % 2), 16 * (step % 2) + 16);
    const partner = cyclicPermutation(16, createRng(deriveSeed(3, "independent pairs", step)));
    const derivatives = (i: number, j: number): number[] => {
      const [x, y] = [pairs.x[rows[i]], pairs.y[rows[j]]];
      return [v[0] * x, v[0], v[1] * y, v[1], a[0] * x + a0[0], b[0] * y + b0[0], 1];
    };
    const critic = (i: number, j: number): number => {
      const [, , , , left, right] = derivatives(i, j);
      return v[0] * left + v[1] * right + c[0];
    };
    const exps = Array.from(rows, (_, i) => Math.exp(critic(i, partner[i])));
    const own = exps.reduce((sum, value) => sum + value / 16, 0);
    average = step === 0 ? own : 0.7 * average + 0.3 * own;
    const gradient = new Float64Array(7);
    rows.forEach((_, i) => {
      derivatives(i, i).forEach((value, k) => gradient[k] -= value / 16);
      derivatives(i, partner[i]).forEach((value, k) => {
        gradient[k] += exps[i] / average * value / 16;
      });
    });
    trainer.step();
    // Adam's first moment is where the gradients can be seen.
    gradient.forEach((value, k) => moments[k] = 0.9 * moments[k] + 0.1 * value);
    const first = trainer.save().adam.first.flatMap((values) => Array.from(values));
    strictEqual(first.length, 7, names.join());
    first.forEach((value, k) =>
      assertClose(value, moments[k], { atol: 1e-6 }, `step ${step}, ${k}`)
    );
  }
  dispose();
});

Deno.test("MineTrainer.restore() at a random step goes on with the same bits", async () => {
  const rng = createRng(5);
  const images = (rows: number): PairSet => {
    const x = Float32Array.from({ length: 64 * rows }, () => rng.uniform());
    return { x, y: x.map((value) => value + 0.3 * rng.normal()), rows };
  };
  const pairs = images(50);
  const settings = { batchSize: 16, recordEvery: 4, validation: images(20), patience: 12 };
  const whole = start(imageCritic(8), pairs, settings);
  await whole.trainer.run();
  const stop = 1 + createRng(Date.now()).integer(11);
  const first = start(imageCritic(8), pairs, settings);
  for (let i = 0; i < stop; i++) first.trainer.step();
  const saved = structuredClone(first.trainer.save());
  first.dispose();
  const second = start(imageCritic(8), pairs, settings);
  second.trainer.step(); // What was there before must not matter.
  second.trainer.restore(saved);
  await second.trainer.run();
  deepStrictEqual(second.trainer.save(), whole.trainer.save(), `interrupted after step ${stop}`);
  throws(() => second.trainer.restore({ ...saved, weights: saved.weights.slice(1) }), {
    code: "checkpoint-mismatch",
  });
  second.dispose();
  whole.dispose();
});

Deno.test("MineTrainer.run() takes the best weights on the validation pairs, and stops early", async () => {
  const validation = normalPairs(60, 0.8, 9);
  const settings = { steps: 3000, validation, patience: 100, recordEvery: 20, learningRate: 0.01 };
  const { trainer, dispose } = start(denseCritic(1, 1), normalPairs(60, 0.8, 8), settings);
  const history = await trainer.run();
  const bounds = history.map(({ validationBound }) => validationBound!);
  const best = Math.max(...bounds);
  strictEqual(trainer.bestStep, history[bounds.indexOf(best)].step);
  strictEqual(
    trainer.steps,
    trainer.bestStep + 100,
    "60 pairs are learnt by heart within 3000 steps",
  );
  const seed = deriveSeed(3, "validation");
  strictEqual(trainer.evaluate(validation, { seed }).nats, best);
  dispose();
});

Deno.test("MineTrainer leaves no tensors behind", () => {
  const before = tf.memory().numTensors;
  const pairs = { x: new Float32Array(64 * 20).fill(1), y: new Float32Array(64 * 20), rows: 20 };
  const { trainer, dispose } = start(imageCritic(8), pairs, { recordEvery: 2, validation: pairs });
  trainer.step();
  const { numTensors, numBytes } = tf.memory();
  for (let i = 0; i < 6; i++) trainer.step();
  trainer.evaluate(pairs);
  trainer.restore(trainer.save());
  deepStrictEqual([tf.memory().numTensors, tf.memory().numBytes], [numTensors, numBytes]);
  dispose();
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("MineTrainer.step() says in which epoch the training diverged, and keeps its state", () => {
  const { models, trainer, dispose } = start(LINEAR, normalPairs(40, 0.5, 2), { batchSize: 16 });
  for (let i = 0; i < 3; i++) trainer.step();
  const [kernel] = models.critic.trainableWeights;
  const broken = tf.tensor([NaN], kernel.shape);
  kernel.write(broken);
  broken.dispose();
  throws(() => trainer.step(), { name: "TrainingDivergedError", epoch: 2, loss: NaN });
  strictEqual(trainer.steps, 3);
  dispose();
});

Deno.test("MineTrainer.run() stops between steps when it is aborted, and can go on", async () => {
  const controller = new AbortController();
  const onStep = (step: number): void => {
    if (step === 5) controller.abort();
  };
  const settings = { signal: controller.signal, onStep };
  const { trainer, dispose } = start(LINEAR, normalPairs(40, 0.5, 2), settings);
  await rejects(trainer.run(), { name: "AbortError" });
  strictEqual(trainer.steps, 5);
  trainer.step();
  strictEqual(trainer.steps, 6);
  dispose();
});

Deno.test("MineTrainer refuses pairs and settings that do not fit", () => {
  const pairs = normalPairs(40, 0.5, 2);
  const make = (set: PairSet, settings: Partial<MineSettings> = {}) => () =>
    start(LINEAR, set, settings);
  throws(make({ ...pairs, rows: 1 }), { code: "too-few-samples" });
  throws(make({ ...pairs, y: pairs.y.subarray(1) }), { code: "invalid-training" });
  throws(make(pairs, { averageWeight: 0 }), { code: "invalid-training" });
  throws(make(pairs, { batchSize: 1 }), { code: "invalid-training" });
});

Deno.test("evaluateCritic() is the bound over cyclic partners, by brute force across chunks", () => {
  const models = buildCritic(tf, LINEAR, 7);
  const n = 1500;
  const pairs = normalPairs(n, 0.8, 1);
  const [a, a0, b, b0, v, c] = models.critic.weights.map((weight) => weight.read().dataSync());
  const critic = (i: number, j: number): number =>
    v[0] * (a[0] * pairs.x[i] + a0[0]) + v[1] * (b[0] * pairs.y[j] + b0[0]) + c[0];
  const order = permutation(n, createRng(deriveSeed(6, "independent pairs")));
  const shifts = [1, 2, 3];
  const exps = shifts.map((s) => Array.from(order, (row, i) => critic(row, order[(i + s) % n])));
  const logMean = logMeanExp(exps.flat());
  const byX = new Float64Array(n);
  const byY = new Float64Array(n);
  shifts.forEach((s, k) =>
    order.forEach((row, i) => {
      const weight = Math.exp(exps[k][i] - logMean) / 3;
      byX[row] += weight;
      byY[order[(i + s) % n]] += weight;
    })
  );
  const joint = Array.from({ length: n }, (_, i) => critic(i, i) - logMean);
  const nats = joint.reduce((sum, value) => sum + value / n, 0);
  const terms = joint.map((value, i) => value - byX[i] - byY[i]);
  const center = terms.reduce((sum, value) => sum + value / n, 0);
  const variance = terms.reduce((sum, value) => sum + (value - center) ** 2, 0) / (n - 1);
  const bound = evaluateCritic(tf, models, pairs, { seed: 6, shifts: 3 });
  assertClose(bound.nats, nats, { atol: 1e-6 });
  assertClose(bound.standardError, Math.sqrt(variance / n), { rtol: 1e-5 });
  bound.pointwise.forEach((value, i) => assertClose(value, joint[i], { atol: 1e-5 }));
  ok(evaluateCritic(tf, models, pairs, { seed: 5, shifts: 3 }).nats !== bound.nats);
  models.critic.dispose();
});
