import type { KernelRegistry } from "../../../kernels/training/tfjs_surface.ts";
import { ok } from "../../support/assert.ts";
import {
  directConvolution,
  directFilterGradient,
  directInputGradient,
  type WindowSizes,
} from "../../support/direct_kernels.ts";
import { normals, relativeError, runKernel, tf } from "../../support/training_kernels.ts";

/** n, h, w, channels in, channels out, window, strides, dilations, padding. */
type Case = readonly [
  number,
  number,
  number,
  number,
  number,
  readonly [number, number],
  readonly [number, number],
  readonly [number, number],
  "same" | "valid" | number,
];

const CASES: readonly Case[] = [
  [3, 16, 16, 1, 4, [3, 3], [1, 1], [1, 1], "same"],
  [5, 8, 8, 4, 8, [3, 3], [1, 1], [1, 1], "same"],
  [70, 2, 2, 8, 8, [3, 3], [1, 1], [1, 1], "same"],
  [9, 1, 1, 8, 8, [3, 3], [1, 1], [1, 1], "same"],
  [2, 16, 16, 8, 4, [3, 3], [1, 1], [1, 1], "same"],
  [3, 16, 16, 4, 1, [3, 3], [1, 1], [1, 1], "same"],
  [1, 28, 28, 1, 8, [3, 3], [1, 1], [1, 1], "valid"],
  [2, 13, 13, 8, 16, [3, 3], [1, 1], [1, 1], "valid"],
  [1, 1, 1, 1, 1, [1, 1], [1, 1], [1, 1], "valid"],
  [1, 7, 5, 3, 5, [2, 4], [1, 1], [1, 1], "same"],
  [2, 9, 7, 5, 7, [3, 2], [2, 3], [1, 1], "same"],
  [2, 9, 8, 2, 3, [3, 3], [2, 2], [1, 1], "valid"],
  [1, 11, 12, 6, 9, [3, 3], [1, 1], [2, 3], "same"],
  [2, 10, 11, 3, 13, [2, 3], [1, 1], [3, 1], "valid"],
  [2, 6, 6, 2, 2, [3, 3], [1, 1], [1, 1], 2],
  [2, 5, 6, 2, 1, [1, 1], [3, 2], [1, 1], "valid"],
  [1, 6, 6, 1, 2, [1, 1], [1, 1], [1, 1], 1],
  [2, 8, 8, 17, 1, [5, 5], [1, 1], [1, 1], "same"],
  [1, 40, 40, 12, 20, [5, 5], [4, 4], [1, 1], "same"],
  [2, 4, 4, 6, 1, [3, 3], [1, 1], [1, 2], "same"],
];

const GRADIENT_INPUT = 1;
const GRADIENT_FILTER = 2;

function prepare([n, h, w, c, k, [fh, fw], strides, dilations, pad]: Case) {
  const xShape = [n, h, w, c];
  const filterShape = [fh, fw, c, k];
  const attrs = { strides, dilations, pad, dataFormat: "NHWC" };
  const { backend_util } = tf as unknown as KernelRegistry;
  const info = backend_util
    .computeConv2DInfo(xShape, filterShape, strides, dilations, pad, undefined, false);
  const sizes: WindowSizes = {
    n,
    h,
    w,
    c,
    k,
    fh,
    fw,
    sy: strides[0],
    sx: strides[1],
    dy: dilations[0],
    dx: dilations[1],
    top: info.padInfo.top,
    left: info.padInfo.left,
    oh: info.outHeight,
    ow: info.outWidth,
  };
  const x = normals(n * h * w * c, "x");
  const filter = normals(fh * fw * c * k, "filter");
  const dy = normals(n * sizes.oh * sizes.ow * k, "dy");
  return { sizes, attrs, xShape, filterShape, x, filter, dy };
}

// f32 products summed in f32, at most some hundred terms in a row: about √terms × 6e-8 of the largest.
const TOLERANCE = 3e-6;

for (const build of ["relaxed", "plain"] as const) {
  for (const item of CASES) {
    Deno.test(`convolution (${build}) equals direct loops for ${JSON.stringify(item)}`, () => {
      const { sizes, attrs, xShape, filterShape, x, filter, dy } = prepare(item);
      const bias = normals(sizes.k, "bias");
      tf.tidy(() => {
        const tensors = {
          x: tf.tensor(x, xShape),
          filter: tf.tensor(filter, filterShape),
          dy: tf.tensor(dy, [sizes.n, sizes.oh, sizes.ow, sizes.k]),
          bias: tf.tensor(bias),
        };
        const run = (name: string, inputs: readonly (keyof typeof tensors)[], more = {}) =>
          runKernel(
            build,
            name,
            Object.fromEntries(inputs.map((input) => [input, tensors[input]])),
            { ...attrs, ...more },
          )[0];
        const forward = directConvolution(sizes, x, filter);
        const errors = [
          relativeError(run("Conv2D", ["x", "filter"]), forward),
          relativeError(
            run("Conv2DBackpropInput", ["dy", "filter"], { inputShape: xShape }),
            directInputGradient(sizes, dy, filter),
          ),
          relativeError(
            run("Conv2DBackpropFilter", ["x", "dy"], { filterShape }),
            directFilterGradient(sizes, x, dy),
          ),
          relativeError(
            run("FusedConv2D", ["x", "filter", "bias"]),
            forward.map((value, i) => value + bias[i % sizes.k]),
          ),
        ];
        ok(errors.every((error) => error < TOLERANCE), `errors ${errors}`);
      });
    });
  }
}

Deno.test("tf.grads of tf.conv2d, dilated too, equals direct loops", () => {
  for (
    const item of CASES.filter(([, , , , , , strides, dilations]) => strides[0] * dilations[0] > 1)
  ) {
    const { sizes, attrs, xShape, filterShape, x, filter, dy } = prepare(item);
    tf.tidy(() => {
      const gradients = tf.grads((input, weights) =>
        tf.conv2d(input, weights, attrs.strides, attrs.pad, "NHWC", attrs.dilations)
      )(
        [tf.tensor(x, xShape), tf.tensor(filter, filterShape)],
        tf.tensor(dy, [sizes.n, sizes.oh, sizes.ow, sizes.k]),
      );
      const wanted = [
        directInputGradient(sizes, dy, filter),
        directFilterGradient(sizes, x, dy),
      ];
      for (const which of [GRADIENT_INPUT, GRADIENT_FILTER]) {
        const error = relativeError(gradients[which - 1].dataSync(), wanted[which - 1]);
        ok(error < TOLERANCE, `${JSON.stringify(item)}: gradient ${which}, error ${error}`);
      }
    });
  }
});
