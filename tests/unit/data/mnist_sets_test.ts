import { loadMnist } from "../../../data/mnist.ts";
import { MNIST_DEVIATION, MNIST_MEAN, mnistSets } from "../../../data/mnist_sets.ts";
import { assertClose, deepStrictEqual, rejects, strictEqual } from "../../support/assert.ts";

Deno.test("mnistSets() takes the first images, normalised, with one-hot targets", async () => {
  const { training, test, labels } = await mnistSets({ training: 60000, test: 7 });
  strictEqual(training.inputs.length, 60000 * 784);
  // Mean 0 and variance 1 over the training images, as far as four digits of the constants go.
  let [sum, squares] = [0, 0];
  for (const value of training.inputs) {
    sum += value;
    squares += value * value;
  }
  assertClose(sum / training.inputs.length, 0, { atol: 5e-5 / MNIST_DEVIATION });
  assertClose(squares / training.inputs.length, 1, { atol: 1e-4 / MNIST_DEVIATION });
  const original = await loadMnist({ split: "test" });
  deepStrictEqual(labels, Array.from(original.labels.subarray(0, 7)));
  const { data } = original.images;
  assertClose(test.inputs[784 + 300], (data[784 + 300] / 255 - MNIST_MEAN) / MNIST_DEVIATION, {
    rtol: 1e-6,
    atol: 1e-6,
  });
  for (let row = 0; row < 7; row++) {
    const targets = Array.from(test.targets!.subarray(10 * row, 10 * row + 10));
    deepStrictEqual(targets, targets.map((_, digit) => digit === labels[row] ? 1 : 0));
  }
});

Deno.test("mnistSets() refuses numbers of images that there are not", async () => {
  await rejects(mnistSets({ training: 60001 }), { code: "invalid-training" });
  await rejects(mnistSets({ test: 0 }), { code: "invalid-test" });
});
