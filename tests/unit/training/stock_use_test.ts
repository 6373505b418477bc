import type { Layer, LayersModel, Tensor, Variable } from "../../../lib/nn/tfjs_types.ts";
import { artifactsOf } from "../../../lib/compress/autoencoder_export.ts";
import { assertAllClose, deepStrictEqual, ok, strictEqual } from "../../support/assert.ts";
import { normals, relativeError, tf } from "../../support/training_kernels.ts";

// What users of tfjs do, on our kernels: none of our layers, optimisers or loops take part.

/** Layer factories that only these tests use. */
const layers = tf.layers as unknown as Record<string, (settings: unknown) => Layer>;

interface StockOptimizer {
  applyGradients(gradients: Record<string, Tensor>): void;
  minimize(loss: () => Tensor, returnCost?: boolean): Tensor | null;
  dispose(): void;
}

/** Value and state of one coordinate after a step, from its gradient; as the papers have it. */
type Rule = (value: number, gradient: number, state: number[], t: number) => number;

const RULES: Readonly<Record<string, [settings: number[], rule: Rule]>> = {
  sgd: [[0.1], (x, g) => x - 0.1 * g],
  momentum: [[0.1, 0.9], (x, g, state) => x - 0.1 * (state[0] = 0.9 * (state[0] ?? 0) + g)],
  adagrad: [[0.1], (x, g, state) => {
    // tfjs starts the sum at 0.1.
    state[0] = (state[0] ?? 0.1) + g * g;
    return x - 0.1 * g / Math.sqrt(state[0] + 1e-7);
  }],
  rmsprop: [[0.1, 0.9], (x, g, state) => {
    state[0] = 0.9 * (state[0] ?? 0) + 0.1 * g * g;
    return x - 0.1 * g / Math.sqrt(state[0] + 1e-7);
  }],
  adam: [[0.1], (x, g, state, t) => {
    state[0] = 0.9 * (state[0] ?? 0) + 0.1 * g;
    state[1] = 0.999 * (state[1] ?? 0) + 0.001 * g * g;
    const [first, second] = [state[0] / (1 - 0.9 ** t), state[1] / (1 - 0.999 ** t)];
    return x - 0.1 * first / (Math.sqrt(second) + 1e-7);
  }],
};

for (const [name, [settings, rule]] of Object.entries(RULES)) {
  Deno.test(`tf.train.${name} takes the steps of its definition, and leaves no tensors`, () => {
    const [start, target, weight] = [normals(7, "start"), normals(7, "target"), normals(7, "w")];
    const wanted = [...start].map(Number);
    const states = wanted.map(() => [] as number[]);
    const x = tf.variable(tf.tensor(start), true, `x-${name}`);
    const [a, w] = [tf.tensor(target), tf.tensor(weight)];
    const optimizer = tf.train[name](...settings) as StockOptimizer;
    const loss = (): Tensor => x.sub(a).square().mul(w.square()).sum();
    let before = 0;
    for (let t = 1; t <= 6; t++) {
      optimizer.minimize(loss);
      if (t === 1) before = tf.memory().numTensors; // Slots are made in the first step.
      wanted.forEach((value, i) => {
        const gradient = 2 * (value - target[i]) * weight[i] ** 2;
        wanted[i] = rule(value, gradient, states[i], t);
      });
    }
    strictEqual(tf.memory().numTensors, before);
    // Six steps in f32; 1 − 0.999 is rounded with a relative error of 5e-5.
    assertAllClose(x.dataSync(), wanted, { rtol: 1e-4, atol: 1e-5 });
    optimizer.dispose();
    tf.dispose([x, a, w]);
  });
}

/** A network of stock layers, with weights of its own on every backend. */
function network(): LayersModel {
  const glorot = tf.initializers.glorotNormal({ seed: 3 });
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 5,
        kernelSize: 3,
        strides: 2,
        inputShape: [9, 9, 2],
        kernelInitializer: glorot,
      }),
      tf.layers.batchNormalization({}),
      tf.layers.leakyReLU({ alpha: 0.1 }),
      tf.layers.maxPooling2d({ poolSize: 2, strides: 1, padding: "same" }),
      tf.layers.conv2d({
        filters: 6,
        kernelSize: 2,
        activation: "relu",
        padding: "same",
        kernelInitializer: glorot,
      }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3, activation: "softmax", kernelInitializer: glorot }),
    ],
  });
  return model;
}

/** Trains a stock model by `fit` on a backend. */
async function fitOn(backend: string): Promise<{ losses: number[]; outputs: Float32Array }> {
  ok(await tf.setBackend(backend));
  const outside = tf.memory().numTensors;
  try {
    const x = tf.tensor(normals(40 * 162, "x"), [40, 9, 9, 2]);
    const labels = Float32Array.from({ length: 120 }, (_, i) => Number(i % 3 === (i / 3 | 0) % 3));
    const y = tf.tensor(labels, [40, 3]);
    const model = network();
    const optimizer = tf.train.sgd(0.1) as StockOptimizer;
    model.compile({ optimizer, loss: "categoricalCrossentropy" });
    const settings = { epochs: 4, batchSize: 16, shuffle: false, verbose: 0, yieldEvery: "never" };
    const { history } = await model.fit(x, y, settings);
    const output = model.predict(x) as Tensor;
    const outputs = output.dataSync().slice();
    tf.dispose([x, y, output]);
    model.dispose();
    optimizer.dispose();
    strictEqual(tf.memory().numTensors, outside, `${backend}: tensors are left behind`);
    return { losses: history.loss, outputs };
  } finally {
    await tf.setBackend("wasm");
  }
}

Deno.test("model.fit() of a stock model gives on our kernels what it gives on tfjs-cpu", async () => {
  const ours = await fitOn("wasm");
  const theirs = await fitOn("cpu");
  ok(ours.losses[3] < ours.losses[0], `loss ${ours.losses}`);
  // Twelve steps; sums in another order differ by about 1e-6 of the largest.
  assertAllClose(ours.losses, theirs.losses, { rtol: 1e-3 });
  assertAllClose(ours.outputs, theirs.outputs, { atol: 5e-3 });
});

Deno.test("a stock model is saved and loaded with the same bits, on our kernels", async () => {
  const model = network();
  const x = tf.tensor(normals(5 * 162, "x"), [5, 9, 9, 2]);
  const predict = (of: LayersModel): number[] => {
    const output = of.predict(x) as Tensor;
    const values = [...output.dataSync()];
    output.dispose();
    return values;
  };
  const wanted = predict(model);
  const again = await tf.loadLayersModel(tf.io.fromMemory(await artifactsOf(tf, model)));
  deepStrictEqual(predict(again), wanted);
  tf.dispose(x);
  model.dispose();
  again.dispose();
});

/** Layers that a user may train with: shape of an input, and what makes the layer. */
const LAYERS: Readonly<Record<string, [shape: number[], create: () => Layer]>> = {
  dense: [[3, 5], () => layers.dense({ units: 4, activation: "elu" })],
  conv1d: [[2, 9, 3], () => layers.conv1d({ filters: 4, kernelSize: 3, padding: "same" })],
  conv2d: [[2, 7, 6, 3], () => layers.conv2d({ filters: 4, kernelSize: [2, 3], strides: [2, 1] })],
  "conv2d, dilated": [
    [2, 7, 6, 3],
    () => layers.conv2d({ filters: 4, kernelSize: 2, dilationRate: [2, 2], activation: "tanh" }),
  ],
  conv2dTranspose: [
    [2, 4, 5, 3],
    () => layers.conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2, padding: "same" }),
  ],
  depthwiseConv2d: [[2, 6, 6, 3], () => layers.depthwiseConv2d({ kernelSize: 3 })],
  separableConv2d: [[2, 6, 6, 3], () => layers.separableConv2d({ filters: 4, kernelSize: 3 })],
  conv3d: [[1, 4, 4, 4, 2], () => layers.conv3d({ filters: 3, kernelSize: 2 })],
  "conv3d, padded": [
    [2, 4, 5, 3, 2],
    () => layers.conv3d({ filters: 3, kernelSize: 3, strides: 2, padding: "same" }),
  ],
  averagePooling2d: [[2, 7, 7, 3], () => layers.averagePooling2d({ poolSize: 3, strides: 2 })],
  maxPooling1d: [[2, 8, 3], () => layers.maxPooling1d({ poolSize: 2 })],
  maxPooling3d: [[1, 4, 4, 4, 2], () => layers.maxPooling3d({ poolSize: 2 })],
  globalAveragePooling2d: [[2, 5, 4, 3], () => layers.globalAveragePooling2d({})],
  globalMaxPooling2d: [[2, 5, 4, 3], () => layers.globalMaxPooling2d({})],
  layerNormalization: [[4, 6], () => layers.layerNormalization({})],
  batchNormalization: [[6, 5], () => layers.batchNormalization({})],
  "batchNormalization, axis 1": [[6, 5, 3], () => layers.batchNormalization({ axis: 1 })],
  prelu: [[4, 6], () => layers.prelu({ alphaInitializer: "ones" })],
  leakyReLU: [[4, 6], () => layers.leakyReLU({ alpha: 0.3 })],
  elu: [[4, 6], () => layers.elu({})],
  softmax: [[4, 6], () => layers.softmax({})],
  zeroPadding2d: [[2, 4, 4, 3], () => layers.zeroPadding2d({ padding: 1 })],
  cropping2d: [[2, 5, 5, 3], () => layers.cropping2D({ cropping: [[1, 1], [1, 0]] })],
  permute: [[2, 3, 4], () => layers.permute({ dims: [2, 1] })],
  simpleRNN: [[2, 4, 3], () => layers.simpleRNN({ units: 3 })],
  lstm: [[2, 4, 3], () => layers.lstm({ units: 3 })],
  gru: [[2, 4, 3], () => layers.gru({ units: 3 })],
};

/** Gradients of Σ w · layer(x) in x and in the weights, which are drawn anew from a seed. */
function gradientsOf(shape: number[], create: () => Layer): Float32Array[] {
  const layer = create();
  try {
    return tf.tidy(() => {
      const count = shape.reduce((product, length) => product * length, 1);
      const x = tf.variable(tf.tensor(normals(count, "x"), shape));
      layer.apply(x);
      for (const [i, weight] of layer.trainableWeights.entries()) {
        const length = weight.shape.reduce((product, size) => product * size, 1);
        weight.write(tf.tensor(normals(length, i), weight.shape));
      }
      const output: Tensor = layer.apply(x, { training: true });
      const values = normals(output.shape.reduce((product, size) => product * size, 1), "w");
      const weights = tf.tensor(values, output.shape);
      const variables: Variable[] = [x, ...layer.trainableWeights.map(({ val }) => val)];
      const { grads } = tf.variableGrads(
        () => layer.apply(x, { training: true }).mul(weights).sum(),
        variables,
      );
      const gradients = variables.map(({ name }) => grads[name].dataSync().slice());
      x.dispose();
      return gradients;
    });
  } finally {
    layer.dispose();
  }
}

for (const [name, [shape, create]] of Object.entries(LAYERS)) {
  Deno.test(`the gradients of ${name} are right on our kernels, or there is a clear error`, async () => {
    ok(await tf.setBackend("cpu"));
    let wanted: Float32Array[] = [];
    let refusal: string | null = null;
    try {
      wanted = gradientsOf(shape, create);
    } catch (error) {
      refusal = (error as Error).message; // tfjs itself has no such gradient, on any backend.
    } finally {
      await tf.setBackend("wasm");
    }
    const before = tf.memory().numTensors;
    let got: Float32Array[];
    try {
      got = gradientsOf(shape, create);
    } catch (error) {
      // tfjs names the kernel that its WebAssembly backend lacks.
      const { message } = error as Error;
      if (message === refusal) return;
      ok(/Kernel '\w+' not registered for backend 'wasm'/.test(message), message);
      ok(!MUST_TRAIN.has(name), message);
      return;
    }
    strictEqual(refusal, null);
    strictEqual(tf.memory().numTensors, before, "tensors are left behind");
    // f32 sums in another order, through up to 4 steps of a recurrent layer.
    got.forEach((values, i) => ok(relativeError(values, wanted[i]) < 1e-4, `part ${i}`));
  });
}

/** Layers of the networks here, and those next to them, which a missing kernel must not stop. */
const MUST_TRAIN = new Set([
  "dense",
  "conv1d",
  "conv2d",
  "averagePooling2d",
  "batchNormalization",
  "leakyReLU",
  "softmax",
]);
