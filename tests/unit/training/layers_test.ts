import { trainingLayers } from "../../../lib/nn/layers.ts";
import { drawNoise, setNoiseAlwaysOn } from "../../../lib/nn/noise_layers.ts";
import { normalNoise } from "../../../lib/nn/normal_noise.ts";
import { openTfjs } from "../../../lib/nn/tfjs.ts";
import type { Layer, LayersModel, ModelArtifacts, Tensor } from "../../../lib/nn/tfjs_types.ts";
import { deriveSeed } from "../../../lib/rng.ts";
import { assertAllClose, deepStrictEqual, ok, strictEqual } from "../../support/assert.ts";
import { directBatchNorm } from "../../support/direct_kernels.ts";
import { normals, relativeError } from "../../support/training_kernels.ts";

const tf = await openTfjs();
const layers = trainingLayers(tf);

/** A small classifier with every layer that is ours. */
function network(): LayersModel {
  return tf.sequential({
    layers: [
      layers.conv2d({ filters: 4, kernelSize: 3, padding: "same", inputShape: [6, 6, 1] }),
      layers.gaussianNoise({ stddev: 0.05, noiseSeed: 3 }),
      layers.batchNormalization({}),
      layers.leakyReLU({ alpha: 0.1 }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.upSampling2d({ size: [2, 2] }),
      layers.flatten(),
      layers.gaussianDropout({ stddev: 0.25, noiseSeed: 4 }),
      layers.dense({ units: 3, activation: "softmax" }),
    ],
  });
}

async function artifactsOf(model: LayersModel): Promise<ModelArtifacts> {
  let artifacts: ModelArtifacts | undefined;
  await model.save(tf.io.withSaveHandler((saved) => {
    artifacts = saved;
    return Promise.resolve({ modelArtifactsInfo: {} });
  }));
  return artifacts!;
}

Deno.test("model.fit() trains a network of these layers, and leaves no tensors behind", async () => {
  const x = tf.tensor(normals(64 * 36, "x"), [64, 6, 6, 1]);
  const labels = Float32Array.from(
    { length: 64 * 3 },
    (_, i) => Number(i % 3 === Math.floor(i / 3) % 3),
  );
  const y = tf.tensor(labels, [64, 3]);
  const model = network();
  model.compile({ optimizer: tf.train.adam(0.02), loss: "categoricalCrossentropy" });
  await model.fit(x, y, { epochs: 1, verbose: 0, yieldEvery: "never" });
  const before = tf.memory().numTensors;
  const settings = { epochs: 25, verbose: 0, yieldEvery: "never" };
  const { history } = await model.fit(x, y, settings);
  strictEqual(tf.memory().numTensors, before);
  ok(history.loss[24] < 0.6 * history.loss[0], `loss ${history.loss[0]} to ${history.loss[24]}`);
  tf.dispose([x, y]);
  model.dispose();
});

Deno.test("batchNormalization in training equals its definition, gradients too", () => {
  const [rows, channels] = [50, 6];
  const [x, dy] = [normals(rows * channels, "x", 2), normals(rows * channels, "dy")];
  const layer = layers.batchNormalization({ momentum: 0.75 });
  tf.tidy(() => {
    const input = tf.tensor(x, [5, 10, channels]);
    layer.apply(input);
    const [gamma, beta] = [normals(channels, "gamma"), normals(channels, "beta")];
    layer.weights[0].write(tf.tensor(gamma));
    layer.weights[1].write(tf.tensor(beta));
    const wanted = directBatchNorm(x, dy, gamma, beta, 1e-3);
    const weights = tf.tensor(dy, [5, 10, channels]);
    const work = (): Tensor => layer.apply(input, { training: true }).mul(weights).sum();
    const { grads } = tf.variableGrads(work, layer.trainableWeights.map(({ val }) => val));
    const [dGamma, dBeta] = layer.trainableWeights.map(({ val }) => grads[val.name].dataSync());
    const dx = tf.grad((value: Tensor) =>
      layer.apply(value, { training: true }).mul(weights).sum()
    )(
      input,
    );
    // f32 against f64, sums of 50 terms.
    for (
      const [got, want] of [
        [dGamma, wanted.dGamma],
        [dBeta, wanted.dBeta],
        [dx.dataSync(), wanted.dx],
      ]
    ) ok(relativeError(got, want) < 1e-5);
    // Two training calls: the running statistics moved by 1 − 0.75² of the way from 0 and 1.
    const [mean, variance] = [layer.weights[2], layer.weights[3]].map((w) => w.read().dataSync());
    const moved = 1 - 0.75 ** 2;
    assertAllClose(mean, wanted.mean.map((value) => moved * value), { rtol: 1e-5 });
    assertAllClose(variance, wanted.variance.map((v) => 1 + moved * (v - 1)), { rtol: 1e-5 });
  });
  layer.dispose();
});

const noisy: readonly (readonly [string, (settings: Record<string, unknown>) => Layer, boolean])[] =
  [
    ["gaussianNoise", (settings) => layers.gaussianNoise(settings), false],
    ["gaussianDropout", (settings) => layers.gaussianDropout(settings), true],
  ];

for (const [name, create, multiplicative] of noisy) {
  Deno.test(`${name} is seeded, drawn anew at every call, and off outside of training`, () => {
    tf.tidy(() => {
      const values = normals(40, "x", 3);
      const x = tf.tensor(values, [4, 10]);
      const draw = (layer: Layer, training: boolean): number[] => [
        ...layer.apply(x, { training }).dataSync(),
      ];
      const [first, second] = [
        create({ stddev: 0.1, noiseSeed: 8 }),
        create({ stddev: 0.1, noiseSeed: 8 }),
      ];
      const draws = [draw(first, true), draw(first, true)];
      deepStrictEqual([draw(second, true), draw(second, true)], draws);
      ok(draws[0][0] !== draws[1][0]);
      deepStrictEqual(draw(first, false), [...values]);
      const other = create({ stddev: 0.1, noiseSeed: 9 });
      ok(draw(other, true)[0] !== draws[0][0]);
      const always = create({ stddev: 0.1, noiseSeed: 8, alwaysOn: true });
      deepStrictEqual(draw(always, false), draws[0]);
      const key = deriveSeed("noise", 8);
      const noise = normalNoise(40, {
        key0: key | 0,
        key1: Math.floor(key / 2 ** 32) | 0,
        stream0: 0,
        stream1: 0,
      });
      const wanted = values.map((v, i) =>
        multiplicative ? v * (1 + 0.1 * noise[i]) : v + 0.1 * noise[i]
      );
      // f32 rounding of values up to 6.
      assertAllClose(draws[0], wanted, { atol: 3e-6 });
    });
  });
}

Deno.test("dropout is seeded, drawn anew at every call, off outside of training, and has a gradient", () => {
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const n = 20_000;
    const x = tf.tensor(normals(n, "x", 3));
    const [first, second] = [8, 8].map((noiseSeed) => layers.dropout({ rate: 0.1, noiseSeed }));
    const draw = (layer: Layer): number[] => [...layer.apply(x, { training: true }).dataSync()];
    const draws = [draw(first), draw(first)];
    deepStrictEqual([draw(second), draw(second)], draws);
    ok(draws[0].some((value, i) => (value === 0) !== (draws[1][i] === 0)));
    deepStrictEqual([...first.apply(x, { training: false }).dataSync()], [...x.dataSync()]);
    const scale = Math.fround(1 / 0.9);
    const values = x.dataSync();
    draws[0].forEach((value, i) => ok(value === 0 || value === Math.fround(scale * values[i])));
    const dropped = draws[0].filter((value) => value === 0).length / n;
    // Four standard errors of a share of 0.1 among 20,000.
    ok(Math.abs(dropped - 0.1) < 4 * Math.sqrt(0.09 / n), `${dropped} are dropped`);
    const third = layers.dropout({ rate: 0.1, noiseSeed: 8 });
    const dx = tf.grad((value: Tensor) => third.apply(value, { training: true }).sum())(x);
    deepStrictEqual([...dx.dataSync()], draws[0].map((value) => value === 0 ? 0 : scale));
  });
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("setNoiseAlwaysOn() makes predict() noisy, in nested models too, and quiet again", () => {
  const inner = network();
  const model = tf.sequential({ layers: [inner as unknown as Layer] });
  tf.tidy(() => {
    const x = tf.tensor(normals(2 * 36, "x"), [2, 6, 6, 1]);
    const predict = (): number[] => [...(model.predict(x) as Tensor).dataSync()];
    deepStrictEqual(predict(), predict());
    setNoiseAlwaysOn(model, true);
    ok(predict()[0] !== predict()[0]);
    setNoiseAlwaysOn(model, false);
    deepStrictEqual(predict(), predict());
  });
  model.dispose();
});

Deno.test("the gradient of multiplicative noise is the same noise", () => {
  tf.tidy(() => {
    const x = tf.tensor(normals(20, "x"));
    const y = drawNoise(tf, x, 0.5, true, 1, 0).dataSync();
    const dx = tf.grad((value: Tensor) => drawNoise(tf, value, 0.5, true, 1, 0).sum())(x)
      .dataSync();
    const values = x.dataSync();
    assertAllClose(dx, y.map((value, i) => value / values[i]), { rtol: 1e-5 });
  });
});

Deno.test("other backends have the same noise, and leave nothing on the first", async () => {
  const x = normals(30, "x");
  const before = tf.memory().numTensors;
  for (const multiplicative of [false, true]) {
    const draw = (): Float32Array =>
      tf.tidy(() => drawNoise(tf, tf.tensor(x), 0.5, multiplicative, 1, 2).dataSync());
    const ours = draw();
    ok(await tf.setBackend("cpu"));
    try {
      // x (1 + σN) is rounded once more than x + x σN.
      assertAllClose(draw(), ours, { rtol: 2e-7, atol: multiplicative ? 1e-7 : 0 });
    } finally {
      await tf.setBackend("wasm");
    }
  }
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("models saved here load here with their layers, and in stock tfjs", async () => {
  const model = network();
  const values = normals(2 * 36, "x");
  const x = tf.tensor(values, [2, 6, 6, 1]);
  const predict = (loaded: LayersModel): number[] => {
    const output = loaded.predict(x) as Tensor;
    const numbers = [...output.dataSync()];
    output.dispose();
    return numbers;
  };
  const wanted = predict(model);
  const artifacts = await artifactsOf(model);
  const again = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
  deepStrictEqual(predict(again), wanted);
  deepStrictEqual(
    again.layers.map((layer) => layer.constructor),
    model.layers.map((layer) => layer.constructor),
  );
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      "--no-lock",
      STOCK_SCRIPT,
      JSON.stringify({
        ...artifacts,
        weightData: [...new Uint8Array([artifacts.weightData].flat()[0])],
        values: [...values],
      }),
    ],
  }).output();
  const text = new TextDecoder();
  ok(success, text.decode(stderr));
  const lines = text.decode(stdout).trim().split("\n");
  const stock = JSON.parse(lines[lines.length - 1]);
  // The cpu backend sums in another order.
  assertAllClose(stock.outputs, wanted, { atol: 1e-6 });
  deepStrictEqual(stock.sigmas.map((sigma: number) => Math.round(sigma * 1e9) / 1e9), [0.05, 0.25]);
  tf.dispose(x);
  model.dispose();
  again.dispose();
});

/** Loads a model in a process that has never seen our layers. */
const STOCK_SCRIPT = `
import * as tf from "npm:@tensorflow/tfjs@4.22.0";
const { values, weightData, ...saved } = JSON.parse(Deno.args[0]);
const artifacts = { ...saved, weightData: new Uint8Array(weightData).buffer };
await tf.setBackend("cpu");
const model = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
const outputs = [...model.predict(tf.tensor(values, [2, 6, 6, 1])).dataSync()];
const noise = model.layers.find((layer) => layer.getClassName() === "GaussianNoise");
const dropout = model.layers.find((layer) => layer.getClassName() === "GaussianDropout");
const sigmas = [noise.stddev, Math.sqrt(dropout.rate / (1 - dropout.rate))];
console.log(JSON.stringify({ outputs, sigmas }));
`;

Deno.test("openTfjs() says that reading is not allowed, and prints nothing", async () => {
  const module = new URL("../../../lib/nn/tfjs.ts", import.meta.url).href;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--quiet",
      "--no-lock",
      `data:text/javascript,${
        encodeURIComponent(`
        import { openTfjs } from "${module}";
        await openTfjs().catch(({ name, hint }) => console.log(name, hint));
      `)
      }`,
    ],
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder();
  strictEqual(
    text.decode(stdout) + text.decode(stderr),
    "InputError Allow it with --allow-read.\n",
  );
});
