import { TRAINING_KERNELS } from "../../../kernels/training/_kernel_table.ts";
import { checkSurfaces } from "../../../kernels/training/heap.ts";
import type { WasmBackend } from "../../../kernels/training/tfjs_surface.ts";
import { normalNoise, philox } from "../../../lib/nn/normal_noise.ts";
import type { Tensor } from "../../../lib/nn/tfjs_types.ts";
import { loadPackage } from "../../../lib/packages.ts";
import { assertAllClose, deepStrictEqual, ok, strictEqual, throws } from "../../support/assert.ts";
import { directBatchNorm, directResizeGradient } from "../../support/direct_kernels.ts";
import {
  backend,
  normals,
  relativeError,
  runKernel,
  runStock,
  tf,
} from "../../support/training_kernels.ts";

const BUILDS = ["relaxed", "plain"] as const;

/** Shape, factors. */
const UPSAMPLINGS: readonly (readonly [number[], [number, number]])[] = [
  [[3, 4, 4, 8], [2, 2]],
  [[2, 1, 1, 8], [2, 2]],
  [[2, 3, 5, 1], [2, 3]],
  [[1, 2, 2, 7], [3, 1]],
  [[4, 5, 3, 4], [1, 1]],
];

for (const build of BUILDS) {
  for (const [shape, [fy, fx]] of UPSAMPLINGS) {
    Deno.test(`upsampling (${build}) of [${shape}] by ${fy} × ${fx} equals direct loops`, () => {
      const [n, h, w, c] = shape;
      const size: [number, number] = [h * fy, w * fx];
      const outShape = [n, ...size, c];
      const x = normals(n * h * w * c, "x");
      const dy = normals(x.length * fy * fx, "dy");
      tf.tidy(() => {
        const attrs = { alignCorners: false, halfPixelCenters: false, size };
        const images = tf.tensor(x, shape);
        const [y] = runKernel(build, "ResizeNearestNeighbor", { images }, attrs);
        let i = 0;
        for (let image = 0; image < n; image++) {
          for (let row = 0; row < size[0]; row++) {
            for (let column = 0; column < size[1]; column++) {
              const source = (image * h + Math.floor(row / fy)) * w + Math.floor(column / fx);
              for (let k = 0; k < c; k++) strictEqual(y[i++], x[source * c + k]);
            }
          }
        }
        const inputs = { images, dy: tf.tensor(dy, outShape) };
        const [dx] = runKernel(build, "ResizeNearestNeighborGrad", inputs, attrs);
        // Sums of at most 6 f32 values.
        ok(relativeError(dx, directResizeGradient(shape, size, dy)) < 3e-7);
      });
    });
  }

  Deno.test(`leaky ReLU (${build}) and its gradient equal their definition`, () => {
    for (const length of [1, 3, 4, 17, 64]) {
      const x = normals(length, "x");
      x[0] = 0;
      const dy = normals(length, "dy");
      tf.tidy(() => {
        const attrs = { alpha: 0.2 };
        const tensor = tf.tensor(x);
        const [y] = runKernel(build, "LeakyRelu", { x: tensor }, attrs);
        const slope = Math.fround(0.2);
        const wanted = x.map((value) => value > 0 ? value : value * slope);
        deepStrictEqual([...y], [...wanted]);
        const [dx] = runKernel(build, "LeakyReluGrad", { x: tensor, dy: tf.tensor(dy) }, attrs);
        deepStrictEqual([...dx], [...dy.map((value, i) => x[i] > 0 ? value : value * slope)]);
      });
    }
  });

  Deno.test(`Sum over leading axes (${build}) equals a sum in float64`, () => {
    for (
      const [shape, axis] of [
        [[7, 5], [0]],
        [[600, 3, 2, 23], [0, 1, 2]],
        [[9, 4, 16], [-3]],
        [[5, 4, 3], [0, 1, 2]],
        [[10001], [0]],
        [[300, 4], [1, 0]],
        [[5, 4, 3], null],
        [[4, 3], []],
      ] as const
    ) {
      const count = shape.reduce<number>((product, length) => product * length, 1);
      const x = normals(count, "x", 3);
      const axes: readonly number[] = axis ?? [...shape.keys()];
      const sorted = axes.map((value) => (value + shape.length) % shape.length);
      const columns = shape.filter((_, i) => !sorted.includes(i)).reduce<number>(
        (a, b) => a * b,
        1,
      );
      const wanted = new Float64Array(columns);
      x.forEach((value, i) => wanted[i % columns] += value);
      tf.tidy(() => {
        const inputs = { x: tf.tensor(x, shape) };
        for (const keepDims of [false, true]) {
          const [sums] = runKernel(build, "Sum", inputs, { axis, keepDims });
          // Blocks of 256 rows in f32, added in f64: error of a few roundings of a block.
          ok(relativeError(sums, wanted) < 1e-6, `[${shape}] over [${axis}]`);
        }
      });
    }
  });

  Deno.test(`matrix products (${build}), transposed or not, equal direct loops`, () => {
    for (const [m, depth, n] of [[1, 1, 1], [5, 7, 3], [8, 300, 9], [33, 5, 16], [3, 600, 1]]) {
      for (
        const [transposeA, transposeB] of [[0, 0], [0, 1], [1, 0], [1, 1]].map((bits) =>
          bits.map(Boolean)
        )
      ) {
        const batch = 2;
        const a = normals(batch * m * depth, "a");
        const b = normals(batch * depth * n, "b");
        const wanted = new Float64Array(batch * m * n);
        for (let s = 0; s < batch; s++) {
          for (let i = 0; i < m; i++) {
            for (let j = 0; j < n; j++) {
              for (let k = 0; k < depth; k++) {
                const left = transposeA ? k * m + i : i * depth + k;
                const right = transposeB ? j * depth + k : k * n + j;
                wanted[(s * m + i) * n + j] += a[s * m * depth + left] * b[s * depth * n + right];
              }
            }
          }
        }
        tf.tidy(() => {
          const inputs = {
            a: tf.tensor(a, transposeA ? [batch, depth, m] : [batch, m, depth]),
            b: tf.tensor(b, transposeB ? [batch, n, depth] : [batch, depth, n]),
          };
          const [c] = runKernel(build, "BatchMatMul", inputs, { transposeA, transposeB });
          // Up to 256 terms in a row in f32: √256 × 6e-8 of the largest, with room.
          ok(relativeError(c, wanted) < 2e-6, `${m} × ${depth} × ${n}`);
        });
      }
    }
  });

  Deno.test(`batch normalisation (${build}) and its gradient equal their definition`, () => {
    for (
      const [rows, channels, shift] of [[600, 4, 0], [257, 8, 100], [5, 1, 0], [40, 7, -3], [
        1000,
        13,
        10,
      ], [3, 3, 0]]
    ) {
      const x = normals(rows * channels, "x", shift);
      const dy = normals(rows * channels, "dy");
      const [gamma, beta] = [normals(channels, "gamma"), normals(channels, "beta")];
      const epsilon = 1e-3;
      const wanted = directBatchNorm(x, dy, gamma, beta, epsilon);
      tf.tidy(() => {
        const shape = [1, rows, channels];
        const common = { x: tf.tensor(x, shape), gamma: tf.tensor(gamma) };
        const [y, mean, variance] = runKernel(
          build,
          "BatchNormTraining",
          { ...common, beta: tf.tensor(beta) },
          { epsilon },
        );
        const [dx, dGamma, dBeta] = runKernel(build, "BatchNormTrainingGrad", {
          ...common,
          dy: tf.tensor(dy, shape),
          mean: tf.tensor(mean),
          variance: tf.tensor(variance),
        }, { epsilon });
        const errors = [
          [y, wanted.y],
          [mean, wanted.mean],
          [variance, wanted.variance],
          [
            dx,
            wanted.dx,
          ],
          [dGamma, wanted.dGamma],
          [dBeta, wanted.dBeta],
        ]
          .map(([got, want]) => relativeError(got, want));
        // The mean is rounded to f32: 6e-8 · shift of every centred value.
        const tolerance = 3e-6 + 3e-7 * Math.abs(shift);
        ok(errors.every((error) => error < tolerance), `${rows} × ${channels}: ${errors}`);
      });
    }
  });

  Deno.test(`AdamStep (${build}) equals Algorithm 1 of Kingma and Ba`, () => {
    for (const count of [1, 4, 11]) {
      const p = normals(count, "p");
      const g = normals(count, "g");
      const m = normals(count, "m");
      const v = normals(count, "v").map(Math.abs);
      const [beta1, beta2, rate, epsilon, t] = [0.9, 0.999, 1e-2, 1e-8, 3];
      const attrs = {
        beta1,
        beta2,
        epsilon,
        rate: rate / (1 - beta1 ** t),
        root: 1 / Math.sqrt(1 - beta2 ** t),
      };
      const wanted = [...p].map((value, i) => {
        const first = beta1 * m[i] + (1 - beta1) * g[i];
        const second = beta2 * v[i] + (1 - beta2) * g[i] ** 2;
        const step = rate * first / (1 - beta1 ** t) /
          (Math.sqrt(second / (1 - beta2 ** t)) + epsilon);
        return [value - step, first, second];
      });
      tf.tidy(() => {
        const [p2, m2, v2] = runKernel(
          build,
          "AdamStep",
          Object.fromEntries(Object.entries({ p, g, m, v }).map(([key, a]) => [key, tf.tensor(a)])),
          attrs,
        );
        // 1 − β₂ is rounded to f32 with a relative error of 5e-5: 0.999 is not a float32.
        const tolerance = { rtol: 1e-4, atol: 1e-6 };
        assertAllClose(p2, wanted.map((row) => row[0]), tolerance);
        assertAllClose(m2, wanted.map((row) => row[1]), tolerance);
        assertAllClose(v2, wanted.map((row) => row[2]), tolerance);
      });
    }
  });

  Deno.test(`GaussianNoise (${build}) equals Philox and Box-Muller in float64`, () => {
    const attrs = { sigma: 0.5, key0: -7, key1: 99, stream0: 3, stream1: 0 };
    for (const count of [1, 3, 16, 21, 1000]) {
      const x = normals(count, "x", 2);
      const noise = normalNoise(count, attrs);
      tf.tidy(() => {
        const tensor = tf.tensor(x);
        const [added] = runKernel(build, "GaussianNoise", { x: tensor }, attrs);
        // f32 logarithm, root and sine: each a few units in the last place of values up to 6.7.
        assertAllClose(added, x.map((value, i) => value + 0.5 * noise[i]), { atol: 3e-6 });
        const [terms] = runKernel(build, "GaussianTerms", {}, { ...attrs, shape: [count] });
        assertAllClose(terms, noise.map((value) => 0.5 * value), { atol: 3e-6 });
        const inputs = { x: tensor, terms: tf.tensor(terms) };
        const [scaled] = runKernel(build, "ScaleByNoise", inputs);
        // Two roundings, none fused: the same bits in both builds.
        const wanted = x.map((value, i) => value + Math.fround(value * terms[i]));
        deepStrictEqual([...scaled], [...wanted]);
        const mask = { ...attrs, shape: [count], limit: 0.3, scale: 1.25 };
        const [kept] = runKernel(build, "DropoutMask", {}, mask);
        for (let i = 0; i < count; i++) {
          // Where the float64 noise is not within rounding of the limit, the side is known.
          if (Math.abs(noise[i] - 0.3) > 1e-5) strictEqual(kept[i], noise[i] < 0.3 ? 1.25 : 0);
        }
      });
    }
  });

  Deno.test(`UnsortedSegmentSum (${build}) equals direct sums`, () => {
    const x = normals(15, "x");
    const ids = [2, 0, 2, -1, 3];
    const wanted = new Float32Array(12);
    ids.forEach((id, r) => {
      for (let c = 0; id >= 0 && c < 3; c++) wanted[id * 3 + c] += x[r * 3 + c];
    });
    tf.tidy(() => {
      const inputs = { x: tf.tensor(x, [5, 3]), segmentIds: tf.tensor(ids, [5], "int32") };
      const [sums] = runKernel(build, "UnsortedSegmentSum", inputs, { numSegments: 4 });
      deepStrictEqual([...sums], [...wanted]);
    });
  });
}

Deno.test("philox() gives the published words for counter and key 0", () => {
  // Known-answer vectors of the Random123 library.
  const zero = { key0: 0, key1: 0, stream0: 0, stream1: 0 };
  deepStrictEqual(philox(0, zero), [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
});

Deno.test("GaussianNoise is the same, bit for bit, in both builds", () => {
  tf.tidy(() => {
    const inputs = { x: tf.zeros([5000]) };
    const attrs = { sigma: 1, key0: 1, key1: 2, stream0: 3, stream1: 4 };
    const [first, second] = BUILDS.map((build) =>
      runKernel(build, "GaussianNoise", inputs, attrs)[0]
    );
    deepStrictEqual(first, second);
  });
});

Deno.test("GaussianNoise has the moments and the tail of the normal distribution", () => {
  const n = 1 << 20;
  tf.tidy(() => {
    const attrs = { sigma: 1, key0: 5, key1: 6, stream0: 7, stream1: 8 };
    const [values] = runKernel("plain", "GaussianNoise", { x: tf.zeros([n]) }, attrs);
    const moment = (power: number): number =>
      values.reduce((sum, value) => sum + value ** power, 0) / n;
    // Four standard errors of each moment: √(Var x^k / n), Var = 1, 2, 15, 96.
    const limit = (variance: number): number => 4 * Math.sqrt(variance / n);
    ok(Math.abs(moment(1)) < limit(1), `mean ${moment(1)}`);
    ok(Math.abs(moment(2) - 1) < limit(2), `second moment ${moment(2)}`);
    ok(Math.abs(moment(3)) < limit(15), `third moment ${moment(3)}`);
    ok(Math.abs(moment(4) - 3) < limit(96), `fourth moment ${moment(4)}`);
    // P(|x| > 4) = 6.334e-5: 66.4 values expected, Poisson.
    const far = values.filter((value) => Math.abs(value) > 4).length;
    ok(Math.abs(far - 66.4) < 4 * Math.sqrt(66.4), `${far} values beyond 4`);
    const lag = values.reduce((sum, value, i) => sum + (i ? value * values[i - 1] : 0), 0) / n;
    ok(Math.abs(lag) < limit(1), `correlation of neighbours ${lag}`);
  });
});

Deno.test("nearest-neighbour resizing by other factors stays with tfjs-wasm, and is right", () => {
  const shape = [3, 3, 5, 2];
  const size: [number, number] = [7, 8];
  const dy = normals(3 * 7 * 8 * 2, "dy");
  tf.tidy(() => {
    const attrs = { alignCorners: false, halfPixelCenters: false, size };
    const inputs = { images: tf.zeros(shape), dy: tf.tensor(dy, [3, 7, 8, 2]) };
    const call = { inputs: inputs as never, attrs, backend };
    strictEqual(TRAINING_KERNELS.ResizeNearestNeighborGrad(call, null as never, tf as never), null);
    const dx = runStock("ResizeNearestNeighborGrad", inputs, attrs);
    ok(relativeError(dx, directResizeGradient(shape, size, dy)) < 1e-6);
  });
});

Deno.test("ResizeNearestNeighborGrad of tfjs-cpu 4.22.0 is wrong for more than one image", async () => {
  const stock = (await loadPackage<{
    getKernel(name: string, backend: string): {
      kernelFunc(call: unknown): { dataId: object };
    };
  }>("tfjs")).getKernel("ResizeNearestNeighborGrad", "cpu");
  ok(await tf.setBackend("cpu"));
  try {
    const dy = normals(2 * 4 * 4, "dy");
    const inputs = { images: tf.zeros([2, 2, 2, 1]), dy: tf.tensor(dy, [2, 4, 4, 1]) };
    const cpu = tf.backend() as { readSync(dataId: object): Float32Array };
    const attrs = { alignCorners: false };
    const dx = cpu.readSync(stock.kernelFunc({ inputs, attrs, backend: cpu }).dataId);
    const error = relativeError(dx, directResizeGradient([2, 2, 2, 1], [4, 4], dy));
    ok(error > 0.1, `the error is ${error}: fixed upstream?`);
    tf.dispose(inputs);
  } finally {
    await tf.setBackend("wasm");
  }
});

Deno.test("gradients of leaky ReLU, batch means and gathered rows reach tf.grad", () => {
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const x = tf.tensor([-1, 2, -3, 4], [2, 2]);
    const leaky = tf.grad((value: Tensor) => tf.leakyRelu(value, 0.5))(x);
    deepStrictEqual([...leaky.dataSync()], [0.5, 1, 0.5, 1]);
    const ids = tf.tensor([1, 1, 0], [3], "int32");
    const rows = tf.grad((value: Tensor) => tf.gather(value, ids))(x);
    deepStrictEqual([...rows.dataSync()], [1, 1, 2, 2]);
  });
  strictEqual(tf.memory().numTensors, before);
});

Deno.test("another version of tfjs is told by the surfaces that it lacks", () => {
  checkSurfaces(backend);
  const without = { wasm: { asm: {}, _malloc() {}, _free() {} }, makeOutput() {} };
  throws(
    () => checkSurfaces(without as unknown as WasmBackend),
    /has no wasm\.asm\.memory, no dataIdMap\.get, no incRef: .* 4\.22\.0/,
  );
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const threaded = {
    ...without,
    incRef() {},
    dataIdMap: new Map(),
    wasm: { ...without.wasm, asm: { memory } },
  };
  throws(() => checkSurfaces(threaded as unknown as WasmBackend), /threaded build/);
});
