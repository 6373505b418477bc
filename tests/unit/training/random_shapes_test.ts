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
import { normals, relativeError, runStock, tf } from "../../support/training_kernels.ts";

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

/** A 3-D convolution without padding on each axis: sizes of input, window and output, and strides. */
function directVolumeGradients(
  [n, , , , c]: number[],
  inputs: number[],
  [k, window, strides]: [number, number[], number[]],
  { x, filter, dy }: Record<"x" | "filter" | "dy", Float32Array>,
): { dx: Float64Array; dFilter: Float64Array } {
  const outputs = inputs.map((size, a) => Math.floor((size - window[a]) / strides[a]) + 1);
  const at = (i: number, [z, y, w]: number[], sizes: number[]): number =>
    ((i * sizes[0] + z) * sizes[1] + y) * sizes[2] + w;
  const places = (sizes: number[]): number[][] =>
    Array.from({ length: sizes[0] * sizes[1] * sizes[2] }, (_, i) => [
      Math.floor(i / (sizes[1] * sizes[2])),
      Math.floor(i / sizes[2]) % sizes[1],
      i % sizes[2],
    ]);
  const dx = new Float64Array(x.length);
  const dFilter = new Float64Array(filter.length);
  for (let image = 0; image < n; image++) {
    for (const out of places(outputs)) {
      for (const tap of places(window)) {
        const from = at(image, out.map((place, a) => place * strides[a] + tap[a]), inputs) * c;
        const to = at(image, out, outputs) * k;
        const weight = at(0, tap, window) * c * k;
        for (let i = 0; i < c; i++) {
          for (let j = 0; j < k; j++) {
            dx[from + i] += dy[to + j] * filter[weight + i * k + j];
            dFilter[weight + i * k + j] += dy[to + j] * x[from + i];
          }
        }
      }
    }
  }
  return { dx, dFilter };
}

Deno.test("tf.conv3d has the gradients of direct loops for 40 random shapes; stock has not", () => {
  const rng = createRng("volumes");
  const conv3d = (tf as unknown as Record<string, (...settings: unknown[]) => Tensor>).conv3d;
  const stockErrors = { input: 0, filter: 0 };
  for (let i = 0; i < 40; i++) {
    const window = [size(rng, 3), size(rng, 3), size(rng, 3)];
    const inputs = window.map((length) => length + size(rng, 4) - 1);
    const strides = [size(rng, 2), size(rng, 2), size(rng, 2)];
    const [n, c, k] = [size(rng, 3), size(rng, 4), size(rng, 4)];
    const outputs = inputs.map((length, a) => Math.floor((length - window[a]) / strides[a]) + 1);
    const [shape, filterShape] = [[n, ...inputs, c], [...window, c, k]];
    const count = (lengths: number[]): number => lengths.reduce((all, length) => all * length, 1);
    const data = {
      x: normals(count(shape), `x ${i}`),
      filter: normals(count(filterShape), `filter ${i}`),
      dy: normals(n * count(outputs) * k, `dy ${i}`),
    };
    const wanted = directVolumeGradients(shape, inputs, [k, window, strides], data);
    tf.tidy(() => {
      const [x, filter] = [tf.tensor(data.x, shape), tf.tensor(data.filter, filterShape)];
      const dy = tf.tensor(data.dy, [n, ...outputs, k]);
      const run = (a: Tensor, b: Tensor): Tensor => conv3d(a, b, strides, "valid");
      const [dx, dFilter] = tf.grads(run)([x, filter], dy);
      for (const [got, want] of [[dx, wanted.dx], [dFilter, wanted.dFilter]] as const) {
        const error = relativeError(got.dataSync(), want);
        ok(error < TOLERANCE, `${[shape, filterShape, strides].join(" / ")}: off by ${error}`);
      }
      const attrs = { strides, pad: "valid", inputShape: shape, filterShape };
      const [stockInput, stockFilter] = [
        runStock("Conv3DBackpropInputV2", { dy, filter }, attrs),
        runStock("Conv3DBackpropFilterV2", { x, dy }, attrs),
      ];
      stockErrors.input += Number(!(relativeError(stockInput, wanted.dx) < 0.1));
      stockErrors.filter += Number(!(relativeError(stockFilter, wanted.dFilter) < 0.1));
    });
  }
  const told = `of 40, the stock kernels are wrong: ${
    JSON.stringify(stockErrors)
  }; fixed upstream?`;
  ok(stockErrors.input > 5 && stockErrors.filter > 5, told);
});
