import { autoencoderFromJson } from "../../../lib/compress/autoencoder.ts";
import { createRng } from "../../../lib/rng.ts";
import { type Cell, type CellContext, cellKey, NO_CONTEXT } from "../../../reports/cell.ts";
import { Checkpoint } from "../../../reports/checkpoint.ts";
import { codeEstimationCell } from "../../../reports/code_estimation_cell.ts";
import { runCell } from "../../../reports/run_cell.ts";
import {
  runTraining,
  trainingCell,
  type TrainingSettings,
} from "../../../reports/training_cell.ts";
import { deepStrictEqual, ok, rejects, strictEqual } from "../../support/assert.ts";
import { withFolder } from "../../support/report_folder.ts";

const SETTINGS: TrainingSettings = {
  family: "gaussian-image",
  familyOptions: { side: 8 },
  network: "image",
  dim: 2,
  samples: 120,
  validation: 40,
  epochs: 6,
  batchSize: 50,
  learningRate: 1e-3,
  augmentation: { zoom: [0.8, 1], shift: 0.1 },
};

/** Stops a training after some epochs, as an interruption would. */
class Interruption extends Error {}

function interruptedAt(epoch: number, path: string): CellContext {
  return {
    needed: [],
    checkpoint: new Checkpoint(path, 0),
    onProgress(_fraction, step) {
      if (step.startsWith(`epoch ${epoch} `)) throw new Interruption();
    },
  };
}

Deno.test("runTraining() gives a model that reads back, and errors on samples not trained on", async () => {
  const { measurements, model } = await runTraining(trainingCell(1, SETTINGS), NO_CONTEXT);
  deepStrictEqual(measurements, []);
  const fitted = await autoencoderFromJson(model);
  strictEqual(fitted.dim, 2);
  strictEqual(fitted.history.length, SETTINGS.epochs);
  const losses = fitted.history.map(({ validationLoss }) => validationLoss!);
  ok(losses.at(-1)! < losses[0], `validation errors: ${losses}`);
});

Deno.test("runTraining() goes on from its checkpoint with the same bits", async () => {
  const cell = trainingCell(1, SETTINGS);
  const whole = await runTraining(cell, NO_CONTEXT);
  await withFolder(async (folder) => {
    const path = `${folder}/state`;
    const epoch = 1 + createRng(Date.now()).integer(SETTINGS.epochs - 1);
    await rejects(runTraining(cell, interruptedAt(epoch, path)), Interruption);
    const resumed = await runTraining(cell, { ...NO_CONTEXT, checkpoint: new Checkpoint(path) });
    deepStrictEqual(resumed, whole, `interrupted in epoch ${epoch}`);
  });
});

Deno.test("Checkpoint keeps bits and computing time, and takes a damaged state for absent", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/state`;
    const read = () => new Checkpoint(path).read();
    strictEqual(await read(), undefined);
    const state = { weights: [Float32Array.of(1, NaN, -0)], step: 3 };
    const first = new Checkpoint(path, 0);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await first.offer(() => state);
    await new Checkpoint(path).offer(() => "too early after the start: not written");
    const second = new Checkpoint(path);
    deepStrictEqual(await second.read(), state);
    ok(second.spentMs >= 30, `${second.spentMs} ms`);
    const bytes = await Deno.readFile(path);
    await Deno.writeFile(path, bytes.subarray(0, bytes.length - 1));
    strictEqual(await read(), undefined);
    bytes[40] ^= 1;
    await Deno.writeFile(path, bytes);
    strictEqual(await read(), undefined);
  });
});

Deno.test("estimates from codes need the encoder, whose identity is part of theirs", async () => {
  const settings = {
    family: SETTINGS.family,
    familyOptions: SETTINGS.familyOptions,
    truth: 1,
    n: 200,
    methods: ["kl", "wkl"],
  };
  const cellOf = (training: Cell): Cell => codeEstimationCell(1, training, settings);
  const training = trainingCell(1, SETTINGS);
  const cell = cellOf(training);
  ok(cellKey(cell) !== cellKey(cellOf(trainingCell(1, { ...SETTINGS, epochs: 7 }))));
  const { result } = await runCell(training);
  const { result: { measurements } } = await runCell(cell, { ...NO_CONTEXT, needed: [result] });
  strictEqual(measurements.length, 2);
  ok(measurements.every(({ estimate }) => Number.isFinite(estimate)));
});
