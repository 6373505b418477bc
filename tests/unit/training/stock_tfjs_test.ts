import { autoencoderFromJson, fitAutoencoder } from "../../../lib/compress/autoencoder.ts";
import { artifactsOf, toTfjsArtifacts } from "../../../lib/compress/autoencoder_export.ts";
import { buildAutoencoder, buildClassifier, initialise } from "../../../lib/nn/build_network.ts";
import {
  denseAutoencoder,
  imageAutoencoder,
  mnistAutoencoder,
  mnistClassifier,
} from "../../../lib/nn/networks.ts";
import { openTfjs } from "../../../lib/nn/tfjs.ts";
import type { LayersModel, ModelArtifacts, Tensor } from "../../../lib/nn/tfjs_types.ts";
import { createRng } from "../../../lib/rng.ts";
import type { Samples } from "../../../lib/types.ts";
import { assertAllClose, deepStrictEqual, ok, strictEqual } from "../../support/assert.ts";
import { normals } from "../../support/training_kernels.ts";

const tf = await openTfjs();

/** A model with an input, and what we get for it. */
interface StockCase {
  readonly artifacts: ModelArtifacts;
  readonly inputs: readonly number[];
  readonly shape: readonly number[];
  readonly wanted: readonly number[];
}

/** What a process that knows nothing of infoplane gets on the cpu backend of tfjs. */
async function stockOutputs(cases: readonly StockCase[]): Promise<number[][]> {
  const text = JSON.stringify(
    cases.map(({ artifacts: { weightData, ...rest }, inputs, shape }) => ({
      artifacts: rest,
      bytes: [...new Uint8Array([weightData].flat()[0])],
      inputs,
      shape,
    })),
  );
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", STOCK_SCRIPT],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { stdout, stderr, success } = await child.output();
  ok(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout).trim().split("\n").pop()!);
}

const STOCK_SCRIPT = `
import * as tf from "npm:@tensorflow/tfjs@4.22.0";
await tf.setBackend("cpu");
const outputs = [];
for (const { artifacts, bytes, inputs, shape } of await new Response(Deno.stdin.readable).json()) {
  const weightData = new Uint8Array(bytes).buffer;
  const model = await tf.loadLayersModel(tf.io.fromMemory({ ...artifacts, weightData }));
  outputs.push([...model.predict(tf.tensor(inputs, shape)).dataSync()]);
}
console.log(JSON.stringify(outputs));
`;

function predict(model: LayersModel, values: Float32Array, shape: number[]): number[] {
  return tf.tidy(() => [...(model.predict(tf.tensor(values, shape)) as Tensor).dataSync()]);
}

async function stockCase(model: LayersModel, seed: number): Promise<StockCase> {
  // Running statistics and biases are not at their starts, so that each has to arrive.
  const rng = createRng(seed);
  for (const weight of model.weights) {
    const count = weight.shape.reduce((product, length) => product * length, 1);
    const values = weight.read().dataSync().map((value) => value + 0.1 + 0.1 * rng.uniform());
    const tensor = tf.tensor(values.slice(0, count), weight.shape);
    weight.write(tensor);
    tensor.dispose();
  }
  const shape = [3, ...(model.inputs[0].shape.slice(1) as number[])];
  const inputs = normals(shape.reduce((product, length) => product * length, 1), seed);
  const artifacts = await artifactsOf(tf, model);
  return { artifacts, inputs: [...inputs], shape, wanted: predict(model, inputs, shape) };
}

Deno.test("the networks of the paper, saved here, give the same outputs in stock tfjs", async () => {
  const before = tf.memory().numTensors;
  const models = [
    ...[imageAutoencoder(16, 4), denseAutoencoder(9, 2), mnistAutoencoder()]
      .map((spec) => buildAutoencoder(tf, spec, 1).autoencoder),
    buildClassifier(tf, mnistClassifier(), 1).classifier,
  ];
  models.forEach((model, i) =>
    initialise(tf, model, { convDeviation: null, denseDeviation: null }, createRng(i))
  );
  const cases: StockCase[] = [];
  for (const [i, model] of models.entries()) cases.push(await stockCase(model, i));
  models.forEach((model) => model.dispose());
  strictEqual(tf.memory().numTensors, before, "tensors are left behind");
  const outputs = await stockOutputs(cases);
  outputs.forEach((values, i) => {
    const largest = Math.max(...cases[i].wanted.map(Math.abs));
    // Sums of up to 1568 terms in another order: √1568 × 6e-8 of the largest, through 10 layers.
    assertAllClose(values, cases[i].wanted, { atol: 3e-5 * largest });
  });
});

/** Rows of an image with offset −3, or columns in units of very different size. */
function data(images: boolean): Samples {
  const rng = createRng(5);
  const [n, d] = images ? [80, 64] : [80, 5];
  const values = Float64Array.from({ length: n * d }, (_, i) => {
    if (images) return 2 * rng.uniform() - 3;
    return 10 ** (i % d) * rng.normal() + 100 * (i % d);
  });
  return { data: values, n, d };
}

for (const images of [true, false]) {
  const what = images ? "images" : "vectors";
  Deno.test(`toTfjsArtifacts() of an autoencoder for ${what} works in stock tfjs`, async () => {
    const before = tf.memory().numTensors;
    const samples = data(images);
    const options = {
      epochs: 5,
      batchSize: 32,
      ...(images ? { imageShape: [8, 8] as const } : {}),
    };
    const fitted = await fitAutoencoder(samples, 2, options);
    const saved = await autoencoderFromJson(JSON.parse(JSON.stringify(fitted)));
    const rows = { data: samples.data.slice(0, 4 * samples.d), n: 4, d: samples.d };
    const codes = await fitted.encode(rows);
    const back = await fitted.decode(codes);
    const shape = [4, ...fitted.spec.inputShape];
    const [encoder, decoder] = [
      await toTfjsArtifacts(fitted, "encoder"),
      await toTfjsArtifacts(saved, "decoder"),
    ];
    strictEqual(tf.memory().numTensors, before, "tensors are left behind");
    const [stockCodes, stockBack] = await stockOutputs([
      { artifacts: encoder, inputs: [...rows.data], shape, wanted: [] },
      { artifacts: decoder, inputs: [...codes.data], shape: [4, 2], wanted: [] },
    ]);
    // Data up to 14 deviations from 0: float32 rounds them by 1e-6 of one, amplified by three layers.
    assertAllClose(stockCodes, [...codes.data], { rtol: 1e-4, atol: 1e-5 });
    for (let j = 0; j < samples.d; j++) {
      const scale = fitted.scaling.scale[images ? 0 : j];
      const column = (values: ArrayLike<number>): number[] =>
        [0, 1, 2, 3].map((i) => values[i * samples.d + j] / scale);
      const offset = Math.abs(fitted.scaling.offset[images ? 0 : j]) / scale;
      assertAllClose(column(stockBack), column(back.data), { atol: 1e-5 * (1 + offset) });
    }
  });
}

Deno.test("toTfjsArtifacts() can be loaded here too, and saved again", async () => {
  const fitted = await fitAutoencoder(data(false), 2, { epochs: 2, batchSize: 32 });
  const artifacts = await toTfjsArtifacts(fitted, "encoder");
  const before = tf.memory().numTensors;
  const model = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
  const again = await artifactsOf(tf, model);
  deepStrictEqual(
    new Uint8Array([again.weightData].flat()[0]),
    new Uint8Array([artifacts.weightData].flat()[0]),
  );
  model.dispose();
  strictEqual(tf.memory().numTensors, before);
});
