import { buildAutoencoder } from "../../../lib/nn/build_network.ts";
import { antiPcaAutoencoder, imageAutoencoder } from "../../../lib/nn/networks.ts";
import { noiseLayersOf } from "../../../lib/nn/noise_layers.ts";
import { openTfjs } from "../../../lib/nn/tfjs.ts";
import { meanAbsoluteError, meanSquaredError } from "../../../lib/nn/losses.ts";
import { Trainer } from "../../../lib/nn/train.ts";
import type { TrainSettings } from "../../../lib/nn/train_settings.ts";
import { createRng } from "../../../lib/rng.ts";
import { deepStrictEqual, ok, rejects, strictEqual, throws } from "../../support/assert.ts";

const tf = await openTfjs();

/** Gaussian spots on 8 × 8 pixels: a manifold of two dimensions. */
function spots(rows: number, seed: number): Float32Array {
  const rng = createRng(seed);
  const values = new Float32Array(rows * 64);
  for (let r = 0; r < rows; r++) {
    const [a, b] = [rng.uniform(), rng.uniform()];
    for (let y = 0; y < 8; y++) {
      for (let x = 0; x < 8; x++) {
        values[r * 64 + y * 8 + x] = Math.exp(-10 * ((x / 7 - a) ** 2 + (y / 7 - b) ** 2));
      }
    }
  }
  return values;
}

const ROWS = 100;
const DATA = { inputs: spots(ROWS, 1), rows: ROWS };
const HELD_OUT = { inputs: spots(30, 2), rows: 30 };

function start(settings: Partial<TrainSettings> = {}) {
  const models = buildAutoencoder(tf, imageAutoencoder(8, 2), 7);
  const trainer = new Trainer(tf, models.autoencoder, DATA, {
    epochs: 4,
    batchSize: 32,
    loss: meanAbsoluteError,
    seed: 3,
    ...settings,
  });
  const dispose = (): void => {
    trainer.dispose();
    models.autoencoder.dispose();
  };
  return { models, trainer, dispose };
}

Deno.test("Trainer.run() gives the same bits again, and others for another seed", async () => {
  const runs = [start(), start(), start({ seed: 4 })];
  const states = [];
  for (const { trainer } of runs) {
    await trainer.run();
    states.push(trainer.save());
  }
  deepStrictEqual(states[1], states[0]);
  ok(states[2].history[3].loss !== states[0].history[3].loss);
  runs.forEach(({ dispose }) => dispose());
});

Deno.test("Trainer.restore() at a random step goes on with the same bits", async () => {
  const settings = { validation: HELD_OUT, patience: 3 };
  const whole = start(settings);
  await whole.trainer.run();
  const stop = 1 + createRng(Date.now()).integer(14); // 4 epochs of 4 steps: anywhere but the ends
  const first = start(settings);
  for (let i = 0; i < stop; i++) first.trainer.step();
  const saved = structuredClone(first.trainer.save());
  first.dispose();
  const second = start({ ...settings, seed: 3 });
  second.trainer.step(); // What was there before must not matter.
  second.trainer.restore(saved);
  await second.trainer.run();
  deepStrictEqual(second.trainer.save(), whole.trainer.save(), `interrupted after step ${stop}`);
  second.dispose();
  whole.dispose();
});

Deno.test("Trainer.restore() refuses the state of another network", () => {
  const image = start();
  const models = buildAutoencoder(tf, antiPcaAutoencoder(64, 2), 1);
  const other = new Trainer(tf, models.autoencoder, DATA, {
    epochs: 1,
    batchSize: 10,
    loss: meanSquaredError,
    seed: 1,
  });
  throws(() => other.restore(image.trainer.save()), { code: "checkpoint-mismatch" });
  other.dispose();
  models.autoencoder.dispose();
  image.dispose();
});

Deno.test("Trainer.run() lowers the loss, and the held-out loss with it", async () => {
  const { trainer, dispose } = start({ epochs: 60, validation: HELD_OUT, learningRate: 5e-3 });
  const history = await trainer.run();
  strictEqual(history.length, 60);
  // The mean absolute deviation of these images from their mean is 0.2: it has learnt what varies.
  const last = history[59];
  ok(last.loss < 0.5 * history[0].loss, `loss ${history[0].loss} to ${last.loss}`);
  const best = Math.min(...history.map(({ validationLoss }) => validationLoss!));
  strictEqual(trainer.evaluate(HELD_OUT), best, "the weights of the best epoch are taken");
  dispose();
});

Deno.test("Trainer.run() stops early without progress on held-out data", async () => {
  const { trainer, dispose } = start({
    epochs: 500,
    validation: HELD_OUT,
    patience: 2,
    learningRate: 0.05,
  });
  const history = await trainer.run();
  ok(history.length < 500, "it never stopped");
  const losses = history.map(({ validationLoss }) => validationLoss!);
  strictEqual(losses.indexOf(Math.min(...losses)), losses.length - 3);
  dispose();
});

Deno.test("Trainer.step() leaves no tensors behind", () => {
  const before = tf.memory().numTensors;
  const { models, trainer, dispose } = start({ validation: HELD_OUT });
  trainer.step();
  const { numTensors, numBytes } = tf.memory();
  for (let i = 0; i < 8; i++) trainer.step();
  trainer.evaluate(HELD_OUT);
  trainer.restore(trainer.save());
  deepStrictEqual([tf.memory().numTensors, tf.memory().numBytes], [numTensors, numBytes]);
  ok(models.autoencoder.weights.length > 30);
  dispose();
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("Trainer.step() says in which epoch the training diverged", () => {
  const { models, trainer, dispose } = start();
  trainer.step();
  const kernel = models.encoder.trainableWeights[0];
  const broken = tf.tensor(new Float32Array(36).fill(NaN), kernel.shape);
  kernel.write(broken);
  broken.dispose();
  throws(() => trainer.step(), { name: "TrainingDivergedError", epoch: 1, loss: NaN });
  dispose();
});

Deno.test("Trainer.run() stops between steps when it is aborted, and can go on", async () => {
  const controller = new AbortController();
  const onEpoch = (): void => controller.abort();
  const { trainer, dispose } = start({ signal: controller.signal, onEpoch });
  await rejects(trainer.run(), { name: "AbortError" });
  strictEqual(trainer.epoch, 1);
  ok(trainer.step() === null);
  dispose();
});

Deno.test("Trainer refuses settings and data that do not fit", () => {
  for (const settings of [{ epochs: 0 }, { batchSize: 1.5 }, { learningRate: -1 }]) {
    throws(() => start(settings), { code: "invalid-training" });
  }
  throws(() => start({ validation: { inputs: new Float32Array(5), rows: 1 } }), {
    code: "invalid-training",
  });
});

Deno.test("the noise of an epoch is drawn anew at every step", () => {
  const { models, trainer, dispose } = start();
  trainer.step();
  trainer.step();
  deepStrictEqual(noiseLayersOf(models.autoencoder).map(({ draws }) => draws), [2, 2]);
  dispose();
});
