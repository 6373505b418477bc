import { createRng } from "../../../lib/rng.ts";
import { type CellContext, NO_CONTEXT } from "../../../reports/cell.ts";
import { Checkpoint } from "../../../reports/checkpoint.ts";
import {
  planeCell,
  planeRecords,
  type PlaneSettings,
  runPlane,
} from "../../../reports/plane_cell.ts";
import { runTraining, trainingCell } from "../../../reports/training_cell.ts";
import { deepStrictEqual, ok, rejects, strictEqual } from "../../support/assert.ts";
import { withFolder } from "../../support/report_folder.ts";

const ENCODER = trainingCell(1, {
  family: "mnist",
  familyOptions: {},
  network: "mnist",
  dim: 4,
  samples: 200,
  validation: 50,
  epochs: 2,
  batchSize: 50,
  learningRate: 1e-3,
  augmentation: null,
});

const SETTINGS: PlaneSettings = {
  training: 300,
  test: 400,
  epochs: 3,
  batchSize: 100,
  learningRate: 1e-3,
  sigma: 1e-3,
  layerDim: 4,
  method: "wkl",
  neighbors: 5,
};

const CELL = planeCell(1, ENCODER, SETTINGS);
const LAYERS = ["L1", "L2", "L3", "L4", "L5", "exp(L5)"];

class Interruption extends Error {}

Deno.test("runPlane() measures every layer from epoch 0, and goes on from its checkpoint with the same bits", async () => {
  const context: CellContext = { ...NO_CONTEXT, needed: [await runTraining(ENCODER, NO_CONTEXT)] };
  const whole = await runPlane(CELL, context);
  const records = planeRecords(CELL, whole, "figure-5");
  strictEqual(records.length, (SETTINGS.epochs + 1) * LAYERS.length * 2);
  deepStrictEqual([...new Set(records.map(({ panel }) => panel))], LAYERS);
  deepStrictEqual([...new Set(records.map(({ epoch }) => epoch))], [0, 1, 2, 3]);
  ok(records.every(({ estimate, error }) => Number.isFinite(estimate) || error));

  await withFolder(async (folder) => {
    const path = `${folder}/state`;
    const epoch = createRng(Date.now()).integer(SETTINGS.epochs);
    // The state of an epoch is written after it was told of: the next epoch's telling interrupts.
    const onProgress = (_: number, step: string): void => {
      if (step.startsWith(`epoch ${epoch + 1} `)) throw new Interruption();
    };
    await rejects(
      runPlane(CELL, { ...context, checkpoint: new Checkpoint(path, 0), onProgress }),
      Interruption,
    );
    ok((await Deno.stat(path)).isFile);
    const resumed = await runPlane(CELL, { ...context, checkpoint: new Checkpoint(path) });
    deepStrictEqual(resumed, whole, `interrupted in epoch ${epoch + 1}`);
  });
});
