import type { KernelRegistry } from "../../../kernels/training/tfjs_surface.ts";
import type { Tensor } from "../../../lib/nn/tfjs_types.ts";
import { createRng, type Rng } from "../../../lib/rng.ts";
import { ok, strictEqual } from "../../support/assert.ts";
import {
  directAvgPoolGradient,
  directConvolution,
  directFilterGradient,
  directInputGradient,
  directMaxPool,
  directMaxPoolGradient,
  directResizeGradient,
  type WindowSizes,
} from "../../support/direct_kernels.ts";
import { normals, relativeError, tf } from "../../support/training_kernels.ts";

// Shapes at random, from a fixed seed, through the public functions of tfjs: whatever they are handed
// to, a kernel of ours or of tfjs, is held to direct loops.

/** f32 sums of at most 5 × 5 × 12 terms: √300 × 6e-8 of the largest, with room. */
const TOLERANCE = 3e-6;

interface Shape {
  readonly sizes: WindowSizes;
  readonly strides: [number, number];
  readonly dilations: [number, number];
  readonly pad: "same" | "valid";
}

/** One to `most`, small numbers more often. */
function size(rng: Rng, most: number): number {
  return 1 + Math.floor(most * rng.uniform() ** 1.5);
}

function draw(rng: Rng, pooling: boolean): Shape {
  const pad = rng.uniform() < 0.5 ? "same" : "valid";
  const pair = (most: number): [number, number] => [size(rng, most), size(rng, most)];
  const [[fh, fw], [h, w]] = [pair(5), pair(14)];
  const [n, c, k] = [size(rng, 5), size(rng, 12), size(rng, 20)];
  const strides = pair(4);
  // tfjs takes strides or dilations, not both.
  const dilated = !pooling && strides[0] === 1 && strides[1] === 1;
  const dilations: [number, number] = dilated ? pair(3) : [1, 1];
  const reach = [(fh - 1) * dilations[0] + 1, (fw - 1) * dilations[1] + 1];
  const height = pad === "valid" ? h + reach[0] - 1 : h;
  const width = pad === "valid" ? w + reach[1] - 1 : w;
  const { backend_util } = tf as unknown as KernelRegistry;
  const info = pooling
    ? backend_util.computePool2DInfo([n, height, width, c], [fh, fw], strides, 1, pad)
    : backend_util.computeConv2DInfo(
      [n, height, width, c],
      [fh, fw, c, k],
      strides,
      dilations,
      pad,
    );
  const { top, left } = info.padInfo;
  return {
    strides,
    dilations,
    pad,
    sizes: {
      n,
      h: height,
      w: width,
      c,
      k: pooling ? c : k,
      fh,
      fw,
      sy: strides[0],
      sx: strides[1],
      dy: dilations[0],
      dx: dilations[1],
      top,
      left,
      oh: info.outHeight,
      ow: info.outWidth,
    },
  };
}

function check(what: string, shape: Shape, pairs: [ArrayLike<number>, ArrayLike<number>][]): void {
  pairs.forEach(([got, want], i) => {
    const error = relativeError(got, want);
    ok(error < TOLERANCE, `${what} ${JSON.stringify(shape)}: part ${i} is off by ${error}`);
  });
}

Deno.test("tf.conv2d and its gradients equal direct loops for 150 random shapes", () => {
  const rng = createRng("convolutions");
  for (let i = 0; i < 150; i++) {
    const shape = draw(rng, false);
    const { sizes: s, strides, dilations, pad } = shape;
    const [x, filter] = [
      normals(s.n * s.h * s.w * s.c, i),
      normals(s.fh * s.fw * s.c * s.k, -i - 1),
    ];
    const dy = normals(s.n * s.oh * s.ow * s.k, `dy ${i}`);
    tf.tidy(() => {
      const inputs = [
        tf.tensor(x, [s.n, s.h, s.w, s.c]),
        tf.tensor(filter, [s.fh, s.fw, s.c, s.k]),
      ];
      const run = (a: Tensor, b: Tensor): Tensor =>
        tf.conv2d(a, b, strides, pad, "NHWC", dilations);
      const [dx, dFilter] = tf.grads(run)(inputs, tf.tensor(dy, [s.n, s.oh, s.ow, s.k]));
      check("convolution", shape, [
        [run(inputs[0], inputs[1]).dataSync(), directConvolution(s, x, filter)],
        [dx.dataSync(), directInputGradient(s, dy, filter)],
        [dFilter.dataSync(), directFilterGradient(s, x, dy)],
      ]);
    });
  }
});

Deno.test("tf.maxPool and tf.avgPool have the gradients of direct loops for 150 random shapes", () => {
  const rng = createRng("pooling");
  for (let i = 0; i < 150; i++) {
    const shape = draw(rng, true);
    const { sizes: s, strides, pad } = shape;
    // All below zero in every third case, with equal values in every other.
    const x = normals(s.n * s.h * s.w * s.c, i, i % 3 === 0 ? -9 : 0)
      .map((value) => i % 2 === 0 ? Math.round(2 * value) : value);
    const dy = normals(s.n * s.oh * s.ow * s.c, `dy ${i}`);
    tf.tidy(() => {
      const input = tf.tensor(x, [s.n, s.h, s.w, s.c]);
      const weights = tf.tensor(dy, [s.n, s.oh, s.ow, s.c]);
      const most = (value: Tensor): Tensor => tf.maxPool(value, [s.fh, s.fw], strides, pad);
      const mean = (value: Tensor): Tensor => tf.avgPool(value, [s.fh, s.fw], strides, pad);
      check("pooling", shape, [
        [most(input).dataSync(), directMaxPool(s, x).y],
        [tf.grads(most)([input], weights)[0].dataSync(), directMaxPoolGradient(s, x, dy)],
        [tf.grads(mean)([input], weights)[0].dataSync(), directAvgPoolGradient(s, dy)],
      ]);
    });
  }
});

Deno.test("tf.image.resizeNearestNeighbor has the gradient of direct loops for 60 random shapes", () => {
  const rng = createRng("resizing");
  for (let i = 0; i < 60; i++) {
    const [n, h, w, c] = [size(rng, 4), size(rng, 7), size(rng, 7), size(rng, 9)];
    const whole = rng.uniform() < 0.5;
    const to: [number, number] = whole
      ? [h * size(rng, 3), w * size(rng, 3)]
      : [size(rng, 15), size(rng, 15)];
    const dy = normals(n * to[0] * to[1] * c, `dy ${i}`);
    tf.tidy(() => {
      const resize = (value: Tensor): Tensor => tf.image.resizeNearestNeighbor(value, to);
      const x = tf.tensor(normals(n * h * w * c, i), [n, h, w, c]);
      const [dx] = tf.grads(resize)([x], tf.tensor(dy, [n, ...to, c]));
      const error = relativeError(dx.dataSync(), directResizeGradient([n, h, w, c], to, dy));
      ok(error < TOLERANCE, `${[n, h, w, c]} to ${to}: off by ${error}`);
    });
  }
  strictEqual(tf.getBackend(), "wasm");
});
