import type { KernelRegistry } from "../../../kernels/training/tfjs_surface.ts";
import type { Tensor } from "../../../lib/nn/tfjs_types.ts";
import { deepStrictEqual, ok, throws } from "../../support/assert.ts";
import {
  directAvgPoolGradient,
  directMaxPool,
  directMaxPoolGradient,
  type WindowSizes,
} from "../../support/direct_kernels.ts";
import { normals, relativeError, runKernel, runStock, tf } from "../../support/training_kernels.ts";

/** n, h, w, channels, window, strides, padding. */
type Case = readonly [
  number,
  number,
  number,
  number,
  readonly [number, number],
  readonly [number, number],
  "same" | "valid" | number,
];

const CASES: readonly Case[] = [
  [3, 8, 8, 4, [2, 2], [2, 2], "valid"],
  [2, 4, 6, 8, [2, 2], [2, 2], "same"],
  [2, 6, 4, 16, [2, 2], [2, 2], "valid"],
  [1, 2, 2, 1, [2, 2], [2, 2], "valid"],
  [2, 6, 6, 3, [2, 2], [2, 2], "valid"],
  [2, 7, 9, 4, [2, 2], [2, 2], "valid"],
  [3, 11, 11, 16, [2, 2], [2, 2], "valid"],
  [2, 8, 5, 8, [2, 2], [2, 2], "valid"],
  [2, 3, 3, 32, [2, 2], [2, 2], "valid"],
  [2, 7, 9, 4, [2, 2], [2, 2], "same"],
  [1, 9, 9, 5, [3, 3], [2, 2], "same"],
  [2, 9, 8, 6, [3, 2], [1, 2], "valid"],
  [1, 10, 10, 2, [2, 2], [3, 3], "valid"],
  [3, 5, 5, 1, [5, 5], [1, 1], "same"],
  [1, 6, 6, 4, [2, 2], [1, 1], 1],
  [1, 1, 1, 7, [1, 1], [1, 1], "valid"],
];

function prepare([n, h, w, c, [fh, fw], strides, pad]: Case, shift: number) {
  const xShape = [n, h, w, c];
  const attrs = { filterSize: [fh, fw], strides, pad };
  const { backend_util } = tf as unknown as KernelRegistry;
  const info = backend_util.computePool2DInfo(xShape, [fh, fw], strides, 1, pad);
  const [oh, ow] = [info.outHeight, info.outWidth];
  const { top, left } = info.padInfo;
  const [sy, sx] = strides;
  const sizes: WindowSizes = { n, h, w, c, k: c, fh, fw, sy, sx, dy: 1, dx: 1, top, left, oh, ow };
  const x = normals(n * h * w * c, "x", shift);
  return { sizes, attrs, xShape, x, dy: normals(n * oh * ow * c, "dy"), dyShape: [n, oh, ow, c] };
}

for (const build of ["relaxed", "plain"] as const) {
  for (const item of CASES) {
    Deno.test(`max pooling (${build}) equals direct loops for ${JSON.stringify(item)}`, () => {
      for (const shift of [0, -5, 5]) {
        const { sizes, attrs, xShape, x, dy, dyShape } = prepare(item, shift);
        tf.tidy(() => {
          const input = tf.tensor(x, xShape);
          const [y] = runKernel(build, "MaxPool", { x: input }, attrs);
          deepStrictEqual([...y], [...directMaxPool(sizes, x).y]);
          const inputs = { dy: tf.tensor(dy, dyShape), input };
          const [dx] = runKernel(build, "MaxPoolGrad", inputs, attrs);
          // Overlapping windows: sums of at most 25 f32 values.
          ok(relativeError(dx, directMaxPoolGradient(sizes, x, dy)) < 1e-6);
        });
      }
    });
  }

  Deno.test(`max pooling (${build}) gives the gradient to the first of equal maxima`, () => {
    tf.tidy(() => {
      const attrs = { filterSize: [2, 2], strides: [2, 2], pad: "valid" };
      for (const channels of [1, 4]) {
        const shape = [1, 2, 2, channels];
        const input = tf.tensor(new Float32Array(4 * channels).fill(-1), shape);
        const dy = tf.tensor(new Float32Array(channels).fill(3), [1, 1, 1, channels]);
        const [dx] = runKernel(build, "MaxPoolGrad", { dy, input }, attrs);
        const first = new Array(channels).fill(3);
        deepStrictEqual([...dx], [...first, ...new Array(3 * channels).fill(0)]);
      }
    });
  });
}

Deno.test("stock MaxPoolGrad of tfjs-wasm 4.22.0 is wrong where a window has no positive value", () => {
  const { sizes, attrs, xShape, x, dy, dyShape } = prepare(CASES[0], -5);
  tf.tidy(() => {
    const inputs = { dy: tf.tensor(dy, dyShape), input: tf.tensor(x, xShape) };
    const error = relativeError(
      runStock("MaxPoolGrad", inputs, attrs),
      directMaxPoolGradient(sizes, x, dy),
    );
    ok(error > 0.5, `the stock kernel's error is ${error}: fixed upstream?`);
  });
});

for (const build of ["relaxed", "plain"] as const) {
  Deno.test(`the gradient of average pooling (${build}) equals direct loops`, () => {
    for (const item of CASES) {
      const { sizes, attrs, xShape, x, dy, dyShape } = prepare(item, 0);
      tf.tidy(() => {
        const inputs = { dy: tf.tensor(dy, dyShape), input: tf.tensor(x, xShape) };
        const [dx] = runKernel(build, "AvgPoolGrad", inputs, attrs);
        // Sums of at most 25 f32 values.
        const error = relativeError(dx, directAvgPoolGradient(sizes, dy));
        ok(error < 1e-6, `${JSON.stringify(item)}: error ${error}`);
      });
    }
  });
}

Deno.test("tf.grad of tf.avgPool is the adjoint of its forward kernel, padding included", () => {
  for (const item of CASES) {
    const { attrs, xShape, x, dy, dyShape } = prepare(item, 0);
    const { filterSize, strides, pad } = attrs;
    tf.tidy(() => {
      const input = tf.tensor(x, xShape);
      const weights = tf.tensor(dy, dyShape);
      const pool = (value: Tensor): Tensor =>
        tf.avgPool(value, filterSize, strides, pad).mul(weights);
      const dx = tf.grad(pool)(input).dataSync();
      const forward = pool(input).dataSync().reduce((sum, value) => sum + value, 0);
      const backward = dx.reduce((sum, value, i) => sum + value * x[i], 0);
      // Both are sums of up to a few hundred products of order 1, in f32.
      ok(Math.abs(forward - backward) < 1e-4, `${JSON.stringify(item)}: ${forward}, ${backward}`);
    });
  }
});

Deno.test("stock AvgPoolGrad of tfjs-wasm 4.22.0 is wrong where windows reach into padding", () => {
  const { sizes, attrs, xShape, x, dy, dyShape } = prepare([2, 7, 9, 4, [2, 2], [2, 2], "same"], 0);
  tf.tidy(() => {
    const inputs = { dy: tf.tensor(dy, dyShape), input: tf.tensor(x, xShape) };
    const dx = runStock("AvgPoolGrad", inputs, attrs);
    const error = relativeError(dx, directAvgPoolGradient(sizes, dy));
    ok(error > 0.5, `the stock kernel's error is ${error}: fixed upstream?`);
  });
});

Deno.test("AvgPool3DGrad is refused with padding, where the stock kernel is wrong", () => {
  tf.tidy(() => {
    const attrs = { filterSize: [2, 2, 2], strides: [2, 2, 2], pad: "same" };
    const input = tf.zeros([1, 1, 1, 1, 1]);
    const dy = tf.tensor([1], [1, 1, 1, 1, 1]);
    // The window holds one pixel: all of dy is its gradient.
    ok(runStock("AvgPool3DGrad", { dy, input }, attrs)[0] !== 1, "fixed upstream?");
    throws(() => runKernel("plain", "AvgPool3DGrad", { dy, input }, attrs), /without padding/);
  });
});

Deno.test("MaxPool3DGrad of tfjs-wasm, which stays in place, is right for negative values", () => {
  tf.tidy(() => {
    const values = Float32Array.from({ length: 8 }, (_, i) => -1 - ((i * 5) % 8));
    const input = tf.tensor(values, [1, 2, 2, 2, 1]);
    const dy = tf.tensor([3], [1, 1, 1, 1, 1]);
    const attrs = { filterSize: [2, 2, 2], strides: [2, 2, 2], pad: "valid" };
    const dx = runStock("MaxPool3DGrad", { dy, input }, attrs);
    deepStrictEqual([...dx], [3, 0, 0, 0, 0, 0, 0, 0]);
  });
});
