import { openAccelerator } from "../../../lib/nn/accelerator.ts";
import { openTfjs } from "../../../lib/nn/tfjs.ts";
import { registerFilterGradient } from "../../../lib/nn/webgpu_convolution.ts";
import { ok, strictEqual } from "../../support/assert.ts";
import { directFilterGradient, type WindowSizes } from "../../support/direct_kernels.ts";
import { gpu } from "../../support/gpu.ts";
import { normals } from "../../support/training_kernels.ts";

const tf = await openTfjs();

/** Samples, height and width, channels in and out, window, stride, padding. */
type Case = readonly [number, number, number, number, number, number, number, "same" | "valid"];

const CASES: readonly Case[] = [
  [5, 8, 8, 1, 8, 3, 1, "same"],
  [4, 6, 7, 3, 5, 3, 1, "valid"],
  [3, 7, 5, 2, 1, 2, 1, "same"],
  [2, 4, 4, 8, 8, 1, 1, "valid"],
  [3, 9, 8, 2, 3, 3, 2, "same"],
  // More patches than are in memory at a time: 2 samples, and 1.
  [3, 64, 64, 64, 1, 5, 1, "same"],
];

for (const [n, h, w, c, k, size, stride, pad] of CASES) {
  const name = `${n} × ${h}×${w}×${c} → ${k}, ${size}×${size}, stride ${stride}, ${pad}`;
  Deno.test(
    `the gradient of a filter on WebGPU is that of direct loops: ${name}`,
    { ignore: gpu.ignore },
    async () => {
      const accelerator = (await openAccelerator(tf, "gpu"))!;
      const out = (length: number): number =>
        Math.ceil((pad === "same" ? length : length - size + 1) / stride);
      const [oh, ow] = [out(h), out(w)];
      const before = (length: number, outLength: number): number =>
        pad === "valid" ? 0 : Math.floor(Math.max(0, (outLength - 1) * stride + size - length) / 2);
      const sizes: WindowSizes = {
        ...{ n, h, w, c, k, oh, ow, fh: size, fw: size, sy: stride, sx: stride, dy: 1, dx: 1 },
        top: before(h, oh),
        left: before(w, ow),
      };
      const x = normals(n * h * w * c, "x");
      const dy = normals(n * oh * ow * k, "dy");
      const tensors = tf.memory().numTensors;
      const inputs = { x: tf.tensor(x, [n, h, w, c]), dy: tf.tensor(dy, [n, oh, ow, k]) };
      const result = accelerator.run(() =>
        tf.engine().runKernel("Conv2DBackpropFilter", inputs, {
          strides: stride,
          pad,
          dataFormat: "NHWC",
          filterShape: [size, size, c, k],
        })
      );
      const actual: Float32Array = await result.data();
      tf.dispose([result, inputs]);
      strictEqual(tf.memory().numTensors, tensors);
      const expected = directFilterGradient(sizes, x, dy);
      // In whatever order m products are added, the sum is off by at most m u times the sum of their
      // sizes, u = 2⁻²⁴.
      const absolute = directFilterGradient(sizes, x.map(Math.abs), dy.map(Math.abs));
      const unit = n * oh * ow * 2 ** -24;
      strictEqual(actual.length, expected.length);
      expected.forEach((value, i) =>
        ok(Math.abs(actual[i] - value) <= unit * absolute[i], `${i}: ${actual[i]}, not ${value}`)
      );
    },
  );
}

Deno.test("registerFilterGradient() replaces the kernel once", { ignore: gpu.ignore }, async () => {
  await openAccelerator(tf, "gpu");
  const kernel = (): unknown => tf.getKernel("Conv2DBackpropFilter", "webgpu")!.kernelFunc;
  const registered = kernel();
  registerFilterGradient(tf);
  strictEqual(kernel(), registered);
});
