import { autoencoderFromJson, fitAutoencoder } from "../../../lib/compress/autoencoder.ts";
import { fitPca } from "../../../lib/compress/pca.ts";
import { parseCompressor } from "../../../lib/compress/registry.ts";
import {
  antiPcaAutoencoder,
  type AutoencoderSpec,
  denseAutoencoder,
  imageAutoencoder,
} from "../../../lib/nn/networks.ts";
import { criticTableLines, shapeAfter, tableLines } from "../../../lib/nn/network_tables.ts";
import { denseCritic, imageCritic } from "../../../lib/nn/critic_networks.ts";
import { buildCritic } from "../../../lib/nn/build_critic.ts";
import { openTfjs } from "../../../lib/nn/tfjs.ts";
import type { Tensor } from "../../../lib/nn/tfjs_types.ts";
import { TrainingDivergedError } from "../../../lib/errors.ts";
import { createRng } from "../../../lib/rng.ts";
import type { Samples } from "../../../lib/types.ts";
import { normals } from "../../support/training_kernels.ts";
import { deepStrictEqual, ok, rejects, strictEqual, throws } from "../../support/assert.ts";

/** Gaussian spots with values from −3 to −1. */
function spots(n: number, side: number, seed: number): Samples {
  const rng = createRng(seed);
  const data = new Float64Array(n * side * side);
  for (let i = 0; i < n; i++) {
    const [a, b] = [rng.uniform(), rng.uniform()];
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const square = (x / (side - 1) - a) ** 2 + (y / (side - 1) - b) ** 2;
        data[(i * side + y) * side + x] = 2 * Math.exp(-10 * square) - 3;
      }
    }
  }
  return { data, n, d: side * side };
}

Deno.test("fitAutoencoder() on images is the network of Table 3, seeded, and saves bit for bit", async () => {
  const tf = await openTfjs();
  const samples = spots(250, 8, 1);
  const others = spots(20, 8, 2);
  const before = tf.memory().numTensors;
  const options = {
    imageShape: [8, 8],
    epochs: 25,
    batchSize: 64,
    learningRate: 5e-3,
    seed: 3,
  } as const;
  const fitted = await fitAutoencoder(samples, 2, options);
  strictEqual(fitted.spec.id, "image-8");
  const mean = samples.data.reduce((sum, value) => sum + value, 0) / samples.data.length;
  const variance = samples.data.reduce((sum, v) => sum + (v - mean) ** 2, 0) / samples.data.length;
  ok(fitted.reconstructionError < 0.5 * variance, `${fitted.reconstructionError} of ${variance}`);
  ok(fitted.history.length <= 25 && fitted.history[0].validationLoss !== null);
  const codes = await fitted.encode(others);
  ok(codes.data.every((value) => Math.abs(value) <= 1), "the code is a tanh");
  deepStrictEqual(await (await fitAutoencoder(samples, 2, options)).encode(others), codes);
  const saved = await autoencoderFromJson(JSON.parse(JSON.stringify(fitted)));
  deepStrictEqual(await saved.encode(others), codes);
  deepStrictEqual(await saved.decode(codes), await fitted.decode(codes));
  strictEqual(saved.reconstructionError, fitted.reconstructionError);
  strictEqual(tf.memory().numTensors, before, "tensors are left behind");
});

Deno.test("fitAutoencoder() beats PCA on a curve that no line follows", async () => {
  const rng = createRng(4);
  const n = 600;
  const data = new Float64Array(n * 3);
  for (let i = 0; i < n; i++) {
    const t = 4 * rng.uniform() - 2;
    data.set([t, t * t, Math.sin(2 * t)], 3 * i);
  }
  const samples = { data, n, d: 3 };
  const pca = await fitPca(samples, 1);
  const options = { epochs: 100, batchSize: 64, learningRate: 3e-3 };
  const { reconstructionError } = await fitAutoencoder(samples, 1, options);
  ok(
    reconstructionError < 0.3 * pca.reconstructionError,
    `${reconstructionError} against ${pca.reconstructionError}`,
  );
});

Deno.test("fitAutoencoder() refuses shapes, dimensions and data that do not fit", async () => {
  const samples = spots(20, 8, 1);
  const code = (expected: string) => ({ name: "InputError", code: expected });
  await rejects(fitAutoencoder(samples, 2, { imageShape: [16, 16] }), code("image-shape"));
  await rejects(fitAutoencoder(samples, 2, { imageShape: [4, 16] }), code("image-shape"));
  await rejects(fitAutoencoder(samples, 0), code("invalid-dim"));
  await rejects(fitAutoencoder(samples, 65), code("invalid-dim"));
  const constant = { data: new Float64Array(40), n: 20, d: 2 };
  await rejects(fitAutoencoder(constant, 1), code("constant-data"));
  await rejects(autoencoderFromJson({ id: "pca" }), code("invalid-autoencoder"));
});

Deno.test("fitAutoencoder() stops when it is aborted, and frees its tensors", async () => {
  const tf = await openTfjs();
  const before = tf.memory().numTensors;
  const controller = new AbortController();
  await rejects(
    fitAutoencoder(spots(50, 8, 1), 2, {
      signal: controller.signal,
      onEpoch: () => controller.abort(),
    }),
    { name: "AbortError" },
  );
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("fitAutoencoder() says when it diverged, with or without held-out rows, and frees its tensors", async () => {
  const tf = await openTfjs();
  const before = tf.memory().numTensors;
  const vectors = { data: Float64Array.from(normals(60 * 9, "x")), n: 60, d: 9 };
  for (
    const [samples, options] of [
      [spots(50, 8, 1), { imageShape: [8, 8] as const, epochs: 3 }],
      [vectors, { epochs: 3 }],
      // One step, whose loss is that of the start: only what comes after it is not finite.
      [vectors, { epochs: 1, batchSize: 60 }],
      [vectors, { epochs: 1, batchSize: 60, holdOut: 0 }],
    ] as const
  ) {
    await rejects(fitAutoencoder(samples, 2, { learningRate: 1e30, ...options }), (error) => {
      ok(error instanceof TrainingDivergedError, String(error));
      ok(error.epoch >= 1 && error.epoch <= 3 && !Number.isFinite(error.loss));
      return true;
    });
    strictEqual(tf.memory().numTensors, before, "tensors are left behind");
  }
});

Deno.test("fitAutoencoder() names values that are no numbers, and rows of no length", async () => {
  const data = Float64Array.from(normals(40 * 3, "x"));
  data[3 * 7 + 1] = NaN;
  await rejects(fitAutoencoder({ data, n: 40, d: 3 }, 1, { name: "x" }), {
    code: "non-finite",
    message: "Cannot compress x by an autoencoder: row 8, column 2 is NaN.",
  });
  await rejects(fitAutoencoder({ data, n: 41, d: 3 }, 1), { code: "invalid-shape" });
  await rejects(fitAutoencoder({ data: data.slice(0, 3), n: 1, d: 3 }, 1), {
    code: "too-few-samples",
  });
});

Deno.test("parseCompressor() takes the shape and the options that the short form leaves open", () => {
  const parameters = (text: string, imageShape: [number, number]) => {
    const { height, width, epochs } = parseCompressor(text, {
      imageShape,
      options: { ae: { epochs: 7 } },
    }).parameters;
    return [height, width, epochs];
  };
  deepStrictEqual(parameters("ae:2", [16, 16]), [16, 16, 7]);
  deepStrictEqual(parameters("ae:2", [28, 28]), [28, 28, 7]);
  deepStrictEqual(parameters("ae:2", [12, 12]), [null, null, 7], "a dense network");
  deepStrictEqual(parameters("ae:2", [16, 8]), [null, null, 7]);
  deepStrictEqual(parameters("ae:2:8x8", [16, 16]), [8, 8, 7], "what is written counts");
  strictEqual(parseCompressor("pca:2", { imageShape: [16, 16] }).parameters.dim, 2);
  throws(() => parseCompressor("ae:2", { options: { ae: { epoch: 7 } } }), {
    code: "unknown-option",
    hint: 'Did you mean "epochs"?',
  });
});

Deno.test("parseCompressor() reads an autoencoder with and without the shape of images", () => {
  strictEqual(parseCompressor("ae:3").parameters.height, null);
  const { dim, height, width } = parseCompressor("ae:4:16x32").parameters;
  deepStrictEqual([dim, height, width], [4, 16, 32]);
  throws(() => parseCompressor("ae:4:16"), { code: "invalid-compressor" });
  throws(() => parseCompressor("pca:4:16x16"), { code: "invalid-compressor" });
});

Deno.test("tableLines() gives Table 3 with the sizes that are built", () => {
  const text = (spec: AutoencoderSpec): string[] =>
    tableLines(spec).map(({ times, layers }) => `×${times}: ${layers.join(", ")}`);
  deepStrictEqual(text(imageAutoencoder(32, 4)), [
    "×1: GaussianNoise(0.1), Conv2d(1, 4, ks=3), BatchNorm2d, LeakyReLU(0.2), MaxPool2d(2)",
    "×1: Conv2d(4, 8, ks=3), BatchNorm2d, LeakyReLU(0.2), MaxPool2d(2)",
    "×3: Conv2d(8, 8, ks=3), BatchNorm2d, LeakyReLU(0.2), MaxPool2d(2)",
    "×1: Dense(8, 4), Tanh, GaussianNoise(0.02), Dense(4, 8), BatchNorm1d, LeakyReLU(0.2)",
    "×4: Upsample(2), Conv2d(8, 8, ks=3), BatchNorm2d, LeakyReLU(0.2)",
    "×1: Upsample(2), Conv2d(8, 4, ks=3), BatchNorm2d, LeakyReLU(0.2)",
    "×1: Conv2d(4, 1, ks=3), Sigmoid",
  ]);
  deepStrictEqual(text(antiPcaAutoencoder()), [
    "×1: Dense(32, 2), GaussianDropout(0.01), Dense(2, 32), LeakyReLU(0.01), Dense(32, 32)",
  ]);
});

Deno.test("every autoencoder gives back the shape of its input", () => {
  for (const spec of [imageAutoencoder(8, 1), imageAutoencoder(64, 3), denseAutoencoder(7, 2)]) {
    let shape: readonly number[] = spec.inputShape;
    for (const layer of spec.encoder) shape = shapeAfter(layer, shape);
    deepStrictEqual([...shape], [spec.dim]);
    for (const layer of spec.decoder) shape = shapeAfter(layer, shape);
    deepStrictEqual([...shape], [...spec.inputShape]);
  }
  throws(() => imageAutoencoder(12, 2), { name: "RangeError" });
});

Deno.test("criticTableLines() gives Table 3's critics with the sizes that are built", () => {
  const text = (side: number): string[] =>
    criticTableLines(imageCritic(side)).map(({ times, layers, parallel }) =>
      `×${times}: ${layers.join(", ")}${parallel ? " (two in parallel)" : ""}`
    );
  deepStrictEqual(text(32), [
    "×1: Conv2d(1, 8, ks=3), MaxPool2d(2), LeakyReLU(0.01) (two in parallel)",
    "×2: Conv2d(8, 8, ks=3), MaxPool2d(2), LeakyReLU(0.01) (two in parallel)",
    "×1: Dense(256, 100), LeakyReLU(0.01)",
    "×1: Dense(100, 100), LeakyReLU(0.01)",
    "×1: Dense(100, 1)",
  ]);
  strictEqual(
    text(16)[1],
    "×1: Conv2d(8, 8, ks=3), MaxPool2d(2), LeakyReLU(0.01) (two in parallel)",
  );
});

Deno.test("buildCritic() gives the head on both branches, seeded", async () => {
  const tf = await openTfjs();
  const before = tf.memory().numTensors;
  for (const spec of [imageCritic(16), denseCritic(3, 2)]) {
    const models = [buildCritic(tf, spec, 1), buildCritic(tf, spec, 1), buildCritic(tf, spec, 2)];
    const outputs = models.map(({ critic, branchX, branchY, head }) =>
      tf.tidy(() => {
        const [x, y] = spec.inputShapes.map((shape, i) => {
          const width = shape.reduce((product, length) => product * length, 1);
          return tf.tensor(normals(5 * width, i), [5, ...shape]);
        });
        const whole: Tensor = critic.apply([x, y]);
        const parts: Tensor = head.apply([branchX.apply(x), branchY.apply(y)]);
        deepStrictEqual([...parts.dataSync()], [...whole.dataSync()]);
        return [...whole.dataSync()];
      })
    );
    deepStrictEqual(outputs[1], outputs[0]);
    ok(outputs[2][0] !== outputs[0][0]);
    models.forEach(({ critic }) => critic.dispose());
  }
  strictEqual(tf.memory().numTensors, before);
});
