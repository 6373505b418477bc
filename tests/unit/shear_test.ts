// Every term of the shear identity by itself, against closed forms.
import { gram, multiply } from "../../kernels/simd/dense.ts";
import { copulaEntropy } from "../../lib/mi/shear/residual_entropy.ts";
import { designsOf } from "../../lib/mi/shear/designs.ts";
import { shearDirection } from "../../lib/mi/shear/direction.ts";
import { kernelFeatures } from "../../lib/mi/shear/features.ts";
import { relativeDimension } from "../../lib/mi/shear/intrinsic_dimension.ts";
import { localResiduals, Neighborhoods } from "../../lib/mi/shear/local_residuals.ts";
import { noiseFactors } from "../../lib/mi/shear/noise_factors.ts";
import { ridgeDesign, ridgeFit } from "../../lib/mi/shear/ridge.ts";
import { codeLength, scaleModel } from "../../lib/mi/shear/scale_model.ts";
import { shapeModel } from "../../lib/mi/shear/shape_model.ts";
import { meanOf } from "../../lib/mi/shear/scatter.ts";
import { createRng } from "../../lib/rng.ts";
import { rankGaussianise } from "../../lib/rank_gaussianise.ts";
import { symmetricEigenRows } from "../../lib/symmetric_eigen.ts";
import type { Samples } from "../../lib/types.ts";
import { whiten } from "../../lib/whitening.ts";
import { assertAllClose, assertClose, ok, strictEqual } from "../support/assert.ts";

function normals(n: number, d: number, seed: number): Samples {
  const rng = createRng(seed);
  return { data: Float64Array.from({ length: n * d }, () => rng.normal()), n, d };
}

function matrix(samples: Samples): { data: Float64Array; rows: number; columns: number } {
  return { data: samples.data, rows: samples.n, columns: samples.d };
}

const HALF_LOG = 0.5 * Math.log(2 * Math.PI * Math.E);

Deno.test("symmetricEigenRows() gives A = Vᵀ D V with orthonormal V", () => {
  for (const n of [1, 2, 5, 40]) {
    const square = gram(matrix(normals(n + 3, n, 1))).data;
    const { values, vectors } = symmetricEigenRows(square, n);
    const rebuilt = new Float64Array(n * n);
    const unit = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        for (let v = 0; v < n; v++) {
          rebuilt[i * n + j] += values[v] * vectors[v * n + i] * vectors[v * n + j];
          unit[i * n + j] += vectors[i * n + v] * vectors[j * n + v];
        }
      }
    }
    // Rounding: about 1e-15 n times the greatest value, some hundreds.
    assertAllClose(rebuilt, square, { atol: 1e-11 });
    assertAllClose(unit, Float64Array.from(unit, (_, at) => at % (n + 1) === 0 ? 1 : 0), {
      atol: 1e-13,
    });
  }
});

Deno.test("gram() and multiply() equal plain sums, at every remainder of four", () => {
  for (const [n, m, c] of [[1, 1, 1], [7, 5, 3], [130, 9, 4], [64, 8, 11], [2050, 6, 6]]) {
    const [x, b] = [matrix(normals(n, m, 2)), matrix(normals(m, c, 3))];
    const product = multiply(x, b);
    for (const i of [0, n >> 1, n - 1]) {
      for (let j = 0; j < c; j++) {
        let sum = 0;
        for (let k = 0; k < m; k++) sum += x.data[i * m + k] * b.data[k * c + j];
        strictEqual(product.data[i * c + j], sum);
      }
    }
    const square = gram(x);
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < m; j++) {
        let sum = 0;
        for (let r = 0; r < n; r++) {
          sum += x.data[r * m + Math.min(i, j)] * x.data[r * m + Math.max(i, j)];
        }
        strictEqual(square.data[i * m + j], sum);
      }
    }
  }
});

Deno.test("kernelFeatures() reproduce the kernel at the landmarks", () => {
  const a = normals(60, 2, 4);
  const landmarks = [3, 10, 20, 40, 59, 7];
  const { data, columns } = kernelFeatures(a, landmarks, 0.8);
  strictEqual(columns, 6);
  for (let i = 0; i < a.n; i++) {
    for (const j of landmarks) {
      let product = 0;
      for (let c = 0; c < columns; c++) product += data[i * columns + c] * data[j * columns + c];
      const square = (a.data[2 * i] - a.data[2 * j]) ** 2 +
        (a.data[2 * i + 1] - a.data[2 * j + 1]) ** 2;
      // Rounding, times the condition number of a 6 × 6 kernel matrix.
      assertClose(product, Math.exp(-square / (2 * 0.64)), { atol: 1e-10 });
    }
  }
});

Deno.test("kernelFeatures() leave out landmarks that repeat others", () => {
  const a = normals(50, 1, 5);
  strictEqual(kernelFeatures(a, [1, 2, 1, 2, 1], 0.5).columns, 2);
});

Deno.test("ridgeFit() leaves one out as fitting without it does", () => {
  const n = 25;
  const [x, u] = [matrix(normals(n, 4, 6)), matrix(normals(n, 2, 7))];
  const rng = createRng(8);
  const weights = Float64Array.from({ length: n }, () => 0.3 + rng.uniform());
  const y = Float64Array.from({ length: n }, (_, i) => x.data[4 * i] + 0.5 * rng.normal());
  const outputs = { data: y, rows: n, columns: 1 };
  const fit = ridgeFit(ridgeDesign(x, u, weights), outputs);
  // The penalty is not told: it is the one of the fifteen with which this agrees for all samples.
  const worst = Array.from({ length: 15 }, (_, p) => {
    let greatest = 0;
    for (let left = 0; left < n; left++) {
      const error = y[left] - predictWithout(left, x.data, u.data, y, weights, 10 ** (p - 10));
      greatest = Math.max(greatest, Math.abs(error - fit.leftOut[left]));
    }
    return greatest;
  });
  ok(Math.min(...worst) < 1e-8, `${worst}`);
});

/** Weighted ridge on all rows but one, by Gauss–Jordan elimination on the normal equations. */
function predictWithout(
  left: number,
  x: Float64Array,
  u: Float64Array,
  y: Float64Array,
  weights: Float64Array,
  penalty: number,
): number {
  const row = (
    i: number,
  ): number[] => [...u.subarray(2 * i, 2 * i + 2), ...x.subarray(4 * i, 4 * i + 4)];
  const system = Array.from(
    { length: 6 },
    (_, j) => new Array(7).fill(0).map((_, k) => j === k && j > 1 ? penalty : 0),
  );
  y.forEach((value, i) => {
    if (i === left) return;
    const features = row(i);
    features.forEach((v, j) => {
      features.forEach((w, k) => system[j][k] += weights[i] * v * w);
      system[j][6] += weights[i] * v * value;
    });
  });
  for (let j = 0; j < 6; j++) {
    for (let k = 0; k < 6; k++) {
      if (k === j) continue;
      const factor = system[k][j] / system[j][j];
      for (let c = 0; c < 7; c++) system[k][c] -= factor * system[j][c];
    }
  }
  return row(left).reduce((sum, value, j) => sum + value * system[j][6] / system[j][j], 0);
}

/** In-sample residuals of the weighted ridge on all rows. */
function residualsOf(
  x: Float64Array,
  u: Float64Array,
  y: Float64Array,
  weights: Float64Array,
  penalty: number,
): Float64Array {
  // A row that is repeated at the end and left out there is in the sample: predictions of every row in turn.
  const grow = (values: Float64Array, width: number, i: number): Float64Array =>
    Float64Array.from([...values, ...values.subarray(i * width, (i + 1) * width)]);
  return y.map((value, i) =>
    value - predictWithout(
      y.length,
      grow(x, 4, i),
      grow(u, 2, i),
      Float64Array.from([...y, 0]),
      Float64Array.from([...weights, 1]),
      penalty,
    )
  );
}

Deno.test("ridgeFit() residuals have the variance of the noise", () => {
  const n = 300;
  const a = whiten(normals(n, 1, 9)).samples;
  const rng = createRng(10);
  const y = Float64Array.from(a.data, (value) => Math.sin(2 * value) + 0.1 * rng.normal());
  const [, , design] = designsOf(a).candidates;
  const { residuals, leftOut, dof } = ridgeFit(design, { data: y, rows: n, columns: 1 });
  const size = (values: Float64Array): number => Math.sqrt(meanOf(values.map((v) => v * v)));
  // The sd of 300 normal values is known to 4 %: within four times that; leaving out gives more.
  assertClose(size(residuals), 0.1, { rtol: 0.16 });
  ok(size(leftOut) > size(residuals));
  ok(dof[0] > 3 && dof[0] < 30, `${dof[0]}`);
});

Deno.test("noiseFactors() are the lengths of rows of (1 − W)(I − H)", () => {
  const n = 40;
  const [x, u] = [matrix(normals(n, 4, 21)), matrix(normals(n, 2, 22))];
  const rng = createRng(23);
  const weights = Float64Array.from({ length: n }, () => 0.3 + rng.uniform());
  const design = ridgeDesign(x, u, weights);
  const k = 3;
  const combination = {
    k,
    rows: Int32Array.from(
      { length: n * k },
      (_, at) => (Math.floor(at / k) + 1 + 7 * (at % k)) % n,
    ),
    weights: Float64Array.from({ length: n * k }, () => rng.normal()),
  };
  const penalty = 0.1;
  const [factors] = noiseFactors(design, [penalty], combination);
  // The raw residuals of unit vectors are the columns of I − H in the unit of y; noise j has size 1 / √w_j.
  const squares = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    const unit = Float64Array.from(
      { length: n },
      (_, i) => i === j ? 1 / Math.sqrt(weights[j]) : 0,
    );
    const raw = residualsOf(x.data, u.data, unit, weights, penalty);
    for (let i = 0; i < n; i++) {
      let value = raw[i];
      for (let c = i * k; c < (i + 1) * k; c++) {
        value -= combination.weights[c] * raw[combination.rows[c]];
      }
      squares[i] += value * value;
    }
  }
  assertAllClose(factors, squares.map((v, i) => Math.sqrt(v * weights[i])), { rtol: 1e-8 });
});

Deno.test("localResiduals() take out what the regression did not learn, and keep the noise's size", async () => {
  const n = 1500;
  const rng = createRng(25);
  const square = { data: Float64Array.from({ length: 2 * n }, () => rng.uniform()), n, d: 2 };
  const a = whiten(square).samples;
  const noise = Float64Array.from({ length: n }, () => 0.2 * rng.normal());
  const size = (values: Float64Array): number => Math.sqrt(meanOf(values.map((v) => v * v)));
  const [linear] = designsOf(a).candidates;
  const of = async (y: Float64Array): Promise<{ before: number; after: Samples | null }> => {
    const fit = ridgeFit(linear, { data: y, rows: n, columns: 1 });
    return {
      before: size(fit.residuals),
      after: await localResiduals(new Neighborhoods(a), linear, fit, null),
    };
  };
  const bent = await of(noise.map((v, i) => v + Math.sin(4 * a.data[2 * i])));
  ok(bent.before > 0.6, `${bent.before}`);
  // Ten neighbours lie within 0.16, where the wave leaves its tangent by ½ 4² 0.16² / 4 = 0.05 on average: a size of
  // 0.206. The sd of 1500 values' size is 2 %, and some more since they share neighbours.
  assertClose(size(bent.after!.data), 0.206, { rtol: 0.1 });
  const { before, after } = await of(noise);
  strictEqual(after, null);
  assertClose(before, 0.2, { rtol: 4 * Math.sqrt(0.5 / n) });
});

Deno.test("scaleModel() finds the scale of the noise, and none where there is none", () => {
  const a = whiten(normals(2000, 1, 11)).samples;
  const noise = normals(2000, 2, 12);
  const true_ = a.data.map((value) => 1.2 * Math.tanh(value));
  const scaled = { ...noise, data: noise.data.map((v, at) => v * Math.exp(0.5 * true_[at >> 1])) };
  const white = whiten(scaled);
  const { logs } = scaleModel(designsOf(a), white.samples);
  // h(noise) = h(white scaled) − ½ d E s: the code length of pure noise is 0 but for ½ ln det of 2000 samples (sd
  // 0.03), and for what the whitening took out.
  assertClose(
    codeLength(white.samples, logs) + white.halfLogDet,
    meanOf(true_),
    { atol: 0.12 },
  );
  strictEqual(scaleModel(designsOf(a), whiten(noise).samples).logs, null);
});

Deno.test("shapeModel() finds a correlation that depends on a, and none where there is none", () => {
  const a = whiten(normals(3000, 1, 13)).samples;
  const noise = normals(3000, 2, 14);
  const bent = { ...noise, data: Float64Array.from(noise.data) };
  let visible = 0;
  for (let i = 0; i < 3000; i++) {
    const s = 0.8 * Math.tanh(a.data[i]);
    bent.data[2 * i + 1] = s * noise.data[2 * i] + Math.sqrt(1 - s * s) * noise.data[2 * i + 1];
    // Directions of normal vectors with eigenvalues 1 ± s have mean products with the ratio of the roots.
    const [p, q] = [Math.sqrt(1 + s), Math.sqrt(1 - s)];
    visible -= 0.5 * Math.log(1 - ((p - q) / (p + q)) ** 2) / 3000;
  }
  const shaped = shapeModel(designsOf(a), whiten(bent).samples)!;
  const taken = -meanOf(shaped.halfLogDets);
  // The regression's error (dof / n of a variance of about 1, three outputs) is some 0.01 nats.
  assertClose(taken, visible, { atol: 0.02 });
  strictEqual(shapeModel(designsOf(a), whiten(noise).samples), null);
});

Deno.test("copulaEntropy() of normal and exponential vectors is about the closed form", async () => {
  const n = 4000;
  const z = normals(n, 3, 15);
  const [u, v, w] = [0, 1, 2].map((c) =>
    Float64Array.from({ length: n }, (_, i) => z.data[3 * i + c])
  );
  const mixed = {
    data: Float64Array.from({ length: 2 * n }, (_, at) => {
      const i = at >> 1;
      return at % 2 === 0 ? 2 * u[i] : Math.exp(0.6 * u[i] + 0.8 * v[i]);
    }),
    n,
    d: 2,
  };
  // h = h(2u) + h(exp) − I: the second coordinate is log-normal, with correlation 0.6 before exp.
  const want = HALF_LOG + Math.log(2) + HALF_LOG + 0.5 * Math.log(1 - 0.36);
  // Four sd of about 1 / √n each for the density and the neighbour distances, and 0.01 of bias.
  assertClose(meanOf(await copulaEntropy(mixed)), want, { atol: 0.1 });
  const line = { data: w.map((value) => 3 * value), n, d: 1 };
  assertClose(meanOf(await copulaEntropy(line)), HALF_LOG + Math.log(3), { atol: 0.08 });
});

Deno.test("copulaEntropy() in one dimension takes the fourth neighbour on the line", async () => {
  const values = [0, 1, 3, 7, 15, 31];
  const got = await copulaEntropy({ data: Float64Array.from(values), n: 6, d: 1 });
  const fourth = values.map((value) =>
    values.map((other) => Math.abs(other - value)).sort((p, q) => p - q)[4]
  );
  const [first, ...rest] = got.map((value, i) => value - Math.log(fourth[i]));
  assertAllClose(rest, rest.map(() => first), { atol: 1e-13 });
});

Deno.test("rankGaussianise() keeps the order, and gives every column the same values", () => {
  const samples = normals(50, 2, 16);
  const { data } = rankGaussianise({ ...samples, data: samples.data.map((v) => v ** 3) });
  const column = (c: number): Float64Array => data.filter((_, at) => at % 2 === c);
  assertAllClose(column(0).toSorted(), column(1).toSorted(), { atol: 0 });
  for (let i = 1; i < 50; i++) {
    strictEqual(data[2 * i] > data[0], samples.data[2 * i] > samples.data[0]);
  }
});

Deno.test("relativeDimension() tells curves from densities", async () => {
  const rng = createRng(17);
  const n = 600;
  const angles = Float64Array.from({ length: n }, () => 7 * rng.uniform());
  const curve = {
    data: Float64Array.from(
      { length: 2 * n },
      (_, at) => at % 2 ? Math.sin(angles[at >> 1]) : angles[at >> 1],
    ),
    n,
    d: 2,
  };
  // The dimension of a curve is half of that of the plane, to some 5 %.
  assertClose(await relativeDimension(curve), 0.5, { atol: 0.1 });
  assertClose(await relativeDimension(normals(n, 2, 18)), 1, { atol: 0.15 });
  strictEqual(await relativeDimension({ data: new Float64Array(2 * n).fill(1), n, d: 2 }), 0);
});

Deno.test("shearDirection() counts a known function, scale and noise exactly", async () => {
  // B = sin 2A + 0.05 e^{A/2} E: h(B | A) = ½ ln 2πe + ln 0.05 + E A/2 = h(E) + ln 0.05, and h(B) by quadrature.
  const n = 2000;
  const a = normals(n, 1, 19);
  const noise = normals(n, 1, 20);
  const scale = (value: number): number => 0.05 * Math.exp(0.5 * value);
  const b = {
    data: a.data.map((value, i) => Math.sin(2 * value) + scale(value) * noise.data[i]),
    n,
    d: 1,
  };
  const density = (y: number): number => {
    let sum = 0;
    for (let z = -5; z <= 5; z += 0.01) {
      const s = scale(z);
      const gap = (y - Math.sin(2 * z)) / s;
      sum += 0.01 * Math.exp(-0.5 * (z * z + gap * gap)) / (2 * Math.PI * s);
    }
    return sum;
  };
  let entropy = 0;
  for (let y = -3; y <= 3; y += 0.005) {
    const p = density(y);
    if (p > 0) entropy -= 0.005 * p * Math.log(p);
  }
  const truth = entropy - HALF_LOG - Math.log(0.05);
  const { nats, rest, pointwise } = await shearDirection(whiten(a).samples, b);
  // 0.05 is the sd over data sets at n = 2000.
  assertClose(nats, truth, { atol: 0.2 }, `truth ${truth}`);
  ok(Math.abs(rest) < 0.1, `${rest}`);
  assertClose(meanOf(pointwise), nats, { atol: 1e-12 });
});
