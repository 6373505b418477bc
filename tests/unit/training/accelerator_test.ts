import { fitAutoencoder } from "../../../lib/compress/autoencoder.ts";
import {
  type Accelerator,
  AUTO_BATCH_VALUES,
  openAccelerator,
  trainOn,
} from "../../../lib/nn/accelerator.ts";
import { buildAutoencoder, buildClassifier } from "../../../lib/nn/build_network.ts";
import { meanAbsoluteError, meanSquaredError } from "../../../lib/nn/losses.ts";
import { denseAutoencoder, imageAutoencoder, mnistClassifier } from "../../../lib/nn/networks.ts";
import { TrainingDivergedError } from "../../../lib/errors.ts";
import { openTfjs } from "../../../lib/nn/tfjs.ts";
import type { LayersModel, Tensor } from "../../../lib/nn/tfjs_types.ts";
import { Trainer } from "../../../lib/nn/train.ts";
import type { EpochRecord, TrainSettings } from "../../../lib/nn/train_settings.ts";
import { estimate } from "../../../lib/estimate.ts";
import type { GpuUse } from "../../../lib/types.ts";
import { assertAllClose, ok, rejects, strictEqual } from "../../support/assert.ts";
import { gpu } from "../../support/gpu.ts";
import { normals } from "../../support/training_kernels.ts";

const tf = await openTfjs();
const onGpu = { ignore: gpu.ignore };

/** A network to be trained on both devices from the same start. */
interface TrainCase {
  readonly build: () => LayersModel;
  readonly loss: TrainSettings["loss"];
  /** Values of a target; the input itself where there is none. */
  readonly classes?: number;
}

const CASES: Readonly<Record<string, TrainCase>> = {
  "image-8": {
    build: () => buildAutoencoder(tf, imageAutoencoder(8, 2), 1).autoencoder,
    loss: meanAbsoluteError,
  },
  dense: {
    build: () => buildAutoencoder(tf, denseAutoencoder(9, 2), 1).autoencoder,
    loss: meanSquaredError,
  },
  classifier: {
    build: () => buildClassifier(tf, mnistClassifier(0.1), 1).classifier,
    loss: (y: Tensor, p: Tensor) => y.mul(p).sum().mul(-1 / 12),
    classes: 10,
  },
};

/** Three epochs of three steps; the weights are read from where they are. */
async function train(
  { build, loss, classes }: TrainCase,
  accelerator?: Accelerator,
): Promise<{ history: readonly EpochRecord[]; weights: Float32Array[] }> {
  const model = build();
  const rows = 36;
  const width = model.inputs[0].shape.slice(1).reduce<number>((size, n) => size * n!, 1);
  const inputs = normals(rows * width, "inputs").map((value) => Math.abs(value) % 1);
  const set = {
    inputs,
    rows,
    ...(classes === undefined ? {} : {
      targets: Float32Array.from({ length: rows * classes }, (_, i) => Number(i % 11 === 0)),
    }),
  };
  const trainer = new Trainer(tf, model, set, {
    epochs: 3,
    batchSize: 12,
    learningRate: 1e-3,
    loss,
    seed: 2,
    validation: set,
    accelerator,
  });
  const history = await trainer.run();
  const weights = await Promise.all(
    model.weights.map(async (weight) => (await weight.read().data()).slice()),
  );
  trainer.dispose();
  model.dispose();
  return { history, weights };
}

for (const [name, trainCase] of Object.entries(CASES)) {
  Deno.test(`training ${name} on WebGPU follows the training on WebAssembly`, onGpu, async () => {
    const accelerator = await openAccelerator(tf, "gpu");
    const before = tf.memory().numTensors;
    const here = await train(trainCase);
    const there = await train(trainCase, accelerator!);
    strictEqual(tf.getBackend(), "wasm");
    strictEqual(tf.memory().numTensors, before, "tensors are left behind");
    const losses = (history: readonly EpochRecord[]): number[] =>
      history.flatMap(({ loss, validationLoss }) => [loss, validationLoss!]);
    // The same noise; sums in f32 in another order, about 1e-6 of the loss, which steps amplify.
    assertAllClose(losses(there.history), losses(here.history), { rtol: 1e-3 });
    // Adam moves every weight by about 1e-3 a step whatever the size of its gradient: where that is
    // within rounding of 0, its sign may differ. No weight can be off by more than all nine steps
    // both ways, and few are off by more than one step.
    let far = 0;
    let count = 0;
    here.weights.forEach((values, i) =>
      values.forEach((value, j) => {
        const difference = Math.abs(value - there.weights[i][j]);
        ok(
          difference < 2 * 9e-3 + 1e-3 * Math.abs(value),
          `${name}: ${value} is off by ${difference}`,
        );
        far += Number(difference > 1e-3 * (1 + Math.abs(value)));
        count++;
      })
    );
    ok(far < 0.02 * count, `${far} of ${count} weights are off by more than a step`);
  });
}

Deno.test("fitAutoencoder() on WebGPU gives an encoder that runs here", onGpu, async () => {
  const samples = { data: Float64Array.from(normals(60 * 64, "x")), n: 60, d: 64 };
  const uses: GpuUse[] = [];
  const before = tf.memory().numTensors;
  const options = { imageShape: [8, 8], epochs: 2, batchSize: 30 } as const;
  const fitted = await fitAutoencoder(samples, 2, {
    ...options,
    device: "gpu",
    onGpu: (use) => uses.push(use),
  });
  const here = await fitAutoencoder(samples, 2, options);
  strictEqual(uses.length, 1);
  ok(fitted.training!.engine.startsWith(`tfjs-webgpu 4.22.0, ${uses[0].adapter}`));
  ok(fitted.engine.startsWith("tfjs-wasm"));
  const difference = fitted.reconstructionError - here.reconstructionError;
  ok(Math.abs(difference) < 0.01 * here.reconstructionError, `differs by ${difference}`);
  strictEqual(tf.memory().numTensors, before, "tensors are left behind");
});

Deno.test(
  "estimate() on a GPU trains there, and names what trained and what encoded",
  onGpu,
  async () => {
    const x = { data: Float64Array.from(normals(60 * 6, "x")), n: 60, d: 6 };
    const y = [...normals(60, "y")];
    const { device, adapter, compression, warnings } = await estimate(x, y, {
      method: "ksg-1",
      compressX: "ae:1",
      compressorOptions: { ae: { epochs: 2 } },
      device: "gpu",
    });
    strictEqual(device, "gpu");
    ok(compression.x!.training!.engine.endsWith(adapter!));
    ok(compression.x!.engine!.startsWith("tfjs-wasm"));
    const software = gpu.kernels().adapter.software;
    strictEqual(warnings.some(({ code }) => code === "software-adapter"), software);
  },
);

Deno.test("trainings on both devices at once do not disturb each other", onGpu, async () => {
  const accelerator = await openAccelerator(tf, "gpu");
  const alone = await train(CASES.dense);
  const [here] = await Promise.all([train(CASES.dense), train(CASES.dense, accelerator!)]);
  strictEqual(JSON.stringify(here.weights), JSON.stringify(alone.weights));
});

Deno.test("a diverged training on WebGPU says so, and leaves no tensors", onGpu, async () => {
  const samples = { data: Float64Array.from(normals(60 * 8, "x")), n: 60, d: 8 };
  await openAccelerator(tf, "gpu");
  const before = tf.memory().numTensors;
  await rejects(fitAutoencoder(samples, 2, { device: "gpu", learningRate: 1e30 }), {
    name: "TrainingDivergedError",
  });
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("trainOn() falls back to the CPU where the GPU fails, and says why", async () => {
  const accelerator: Accelerator = {
    engine: "test",
    adapter: "a GPU",
    software: false,
    run: () => {
      throw new Error("out of memory");
    },
  };
  const uses: GpuUse[] = [];
  const told = (use: GpuUse): void => void uses.push(use);
  const { result, on } = await trainOn(
    accelerator,
    (gpu) => train(CASES.dense, gpu ?? undefined),
    told,
  );
  strictEqual(on, null);
  strictEqual(JSON.stringify(result.weights), JSON.stringify((await train(CASES.dense)).weights));
  strictEqual(uses[0].failure, null);
  strictEqual(uses[1].failure, "The GPU could not train the network (out of memory)");
  const diverged = new TrainingDivergedError(1, NaN);
  await rejects(trainOn(accelerator, () => Promise.reject(diverged), told), diverged);
});

/** A WebGPU whose only adapter is software, or none. */
function fakeGpu(info: Partial<GPUAdapterInfo> | null): GPU {
  const adapter = info &&
    { info: { vendor: "", description: "", device: "", ...info }, limits: {} };
  return { requestAdapter: () => Promise.resolve(adapter) } as unknown as GPU;
}

Deno.test("openAccelerator() takes no software by itself, and nothing for small batches", async () => {
  const software = fakeGpu({ description: "llvmpipe (LLVM 15)", isFallbackAdapter: false });
  strictEqual(await openAccelerator(tf, "auto", { gpu: software }), null);
  strictEqual(await openAccelerator(tf, "auto", { gpu: fakeGpu(null) }), null);
  strictEqual(await openAccelerator(tf, "cpu", { gpu: software }), null);
  const asked: string[] = [];
  const watched = { requestAdapter: () => asked.push("asked") } as unknown as GPU;
  const batchValues = AUTO_BATCH_VALUES - 1;
  strictEqual(await openAccelerator(tf, "auto", { gpu: watched, batchValues }), null);
  strictEqual(asked.length, 0);
  for (const none of [undefined, fakeGpu(null)]) {
    await rejects(openAccelerator(tf, "gpu", { gpu: none }), { name: "DeviceUnavailableError" });
  }
});
