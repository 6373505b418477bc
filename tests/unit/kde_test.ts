import { closePool, setThreadBudget } from "../../kernels/simd/pool.ts";
import { KDE_LSE, KDE_ML } from "../../lib/entropy/kde.ts";
import { InputError } from "../../lib/errors.ts";
import { takeRows } from "../../lib/samples.ts";
import type { Context, Samples } from "../../lib/types.ts";
import {
  assertAllClose,
  assertClose,
  deepStrictEqual,
  match,
  ok,
  rejects,
  strictEqual,
  throws,
} from "../support/assert.ts";
import { mapLinear, normalSamples, randomCovariance } from "../support/gaussian_cases.ts";

const CONTEXT: Context = { seed: 0, device: "auto" };
const ENTRIES = [KDE_ML, KDE_LSE];

Deno.test.each(ENTRIES)(
  "$id changes by ln |det A| when the data are mapped by A",
  async (entry) => {
    const samples = normalSamples(200, 2, 1);
    const matrix = randomCovariance(2, 1);
    matrix.set(0, 0, 1000 * matrix.get(0, 0));
    const logDet = Math.log(Math.abs(matrix.get(0, 0) * matrix.get(1, 1) - matrix.get(0, 1) ** 2));
    const plain = await entry.create().entropy(samples, CONTEXT);
    const mapped = await entry.create().entropy(mapLinear(samples, matrix), CONTEXT);
    // Whitening turns one into a rotation of the other, so only rounding differs.
    assertClose(mapped.nats, plain.nats + logDet, { atol: 1e-9 });
    assertClose(mapped.bandwidth!, plain.bandwidth!, { rtol: 1e-9 });
  },
);

Deno.test.each(ENTRIES)("$id does not change when rows change places", async (entry) => {
  const samples = normalSamples(150, 3, 2);
  const order = Array.from({ length: 150 }, (_, i) => (i * 67) % 150);
  const plain = await entry.create().entropy(samples, CONTEXT);
  const permuted = await entry.create().entropy(takeRows(samples, order), CONTEXT);
  assertClose(permuted.nats, plain.nats, { atol: 1e-10 });
  assertAllClose(permuted.pointwise, order.map((i) => plain.pointwise[i]), { atol: 1e-10 });
});

Deno.test.each(ENTRIES)("$id reports pointwise values, their mean and sd / √n", async (entry) => {
  const { nats, standardError, pointwise } = await entry.create().entropy(
    normalSamples(100, 2, 3),
    CONTEXT,
  );
  const mean = pointwise.reduce((sum, value) => sum + value, 0) / 100;
  const variance = pointwise.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 100;
  assertClose(nats, mean, { atol: 1e-13 });
  assertClose(standardError, Math.sqrt(variance / 100), { rtol: 1e-12 });
});

Deno.test.each(ENTRIES)(
  "$id equals Eq. (8) and (9) by hand for 3 points when the bandwidth is given",
  async (entry) => {
    // −1, 0, 1 have unit variance, so whitening leaves them as they are.
    const samples: Samples = { data: Float64Array.of(-1, 0, 1), n: 3, d: 1 };
    const b = 0.5;
    const kernel = (x: number) => Math.exp(-(x ** 2) / (2 * b * b)) / (b * Math.sqrt(2 * Math.PI));
    const densities = [
      (kernel(1) + kernel(2)) / 2,
      (kernel(1) + kernel(1)) / 2,
      (kernel(2) + kernel(1)) / 2,
    ];
    const want = -densities.reduce((sum, density) => sum + Math.log(density), 0) / 3;
    const estimate = await entry.create({ bandwidth: b }).entropy(samples, CONTEXT);
    assertClose(estimate.nats, want, { atol: 1e-13 });
    strictEqual(estimate.bandwidth, b);
  },
);

Deno.test.each(ENTRIES)(
  "$id takes the bandwidth of the hint, and its own option before that",
  async (entry) => {
    const samples = normalSamples(50, 1, 4);
    const hinted = await entry.create().entropy(samples, CONTEXT, { bandwidth: 0.3 });
    strictEqual(hinted.bandwidth, 0.3);
    const both = await entry.create({ bandwidth: 0.4 }).entropy(samples, CONTEXT, {
      bandwidth: 0.3,
    });
    strictEqual(both.bandwidth, 0.4);
    deepStrictEqual(entry.create({ bandwidth: 0.4 }).parameters, { bandwidth: 0.4 });
    throws(() => entry.create({ bandwidth: 0 }), InputError);
    throws(() => entry.create({ neighbors: 3 }), InputError);
  },
);

Deno.test.each(ENTRIES)(
  "$id gives numbers, not overflow, when d = 32, 128 and 512",
  async (entry) => {
    for (const [n, d] of [[300, 32], [300, 128], [560, 512]]) {
      const { nats, bandwidth, pointwise } = await entry.create().entropy(
        normalSamples(n, d, d),
        CONTEXT,
      );
      ok(Number.isFinite(nats) && pointwise.every(Number.isFinite), `d = ${d}: ${nats}`);
      // The truth is ½ d ln 2πe. The covariance of barely more points than dimensions has a determinant
      // that is too small by up to e^(−0.8 d); kernels err to the other side.
      ok(nats > 0.5 * d * Math.log(2 * Math.PI * Math.E) - 0.4 * d, `d = ${d}: ${nats}`);
      ok(bandwidth! > 0.5 && bandwidth! < 3, `d = ${d}: bandwidth ${bandwidth}`);
    }
  },
);

Deno.test.each(ENTRIES)(
  "$id throws an InputError that counts duplicates when every row has one",
  async (entry) => {
    const half = normalSamples(40, 2, 5);
    const samples = takeRows(half, Array.from({ length: 80 }, (_, i) => i % 40));
    await rejects(entry.create().entropy(samples, CONTEXT, { name: "x" }), (error: InputError) => {
      strictEqual(error.code, "duplicates");
      match(error.message, /^x has 80 duplicate rows of 80/);
      match(error.hint ?? "", /--jitter/);
      return true;
    });
  },
);

Deno.test("kde-lse throws for duplicates when the search for a bandwidth runs to 0", async () => {
  // In 24 dimensions one pair of equal rows outweighs the self-overlap 2^(−d/2) of the criterion.
  const samples = normalSamples(40, 24, 6);
  samples.data.copyWithin(0, 24, 48);
  await rejects(
    KDE_LSE.create().entropy(samples, CONTEXT),
    (error: InputError) =>
      error.code === "duplicates" && error.message.includes("2 duplicate rows"),
  );
});

Deno.test.each(ENTRIES)("$id warns when some rows are duplicates", async (entry) => {
  const samples = normalSamples(200, 2, 7);
  samples.data.copyWithin(0, 2, 4);
  const { nats, warnings } = await entry.create().entropy(samples, CONTEXT);
  ok(Number.isFinite(nats));
  deepStrictEqual(warnings.map(({ code }) => code), ["duplicates"]);
});

Deno.test.each(ENTRIES)("$id warns when isolated points make up the entropy", async (entry) => {
  const samples = normalSamples(300, 1, 9);
  const method = entry.create({ bandwidth: 0.05 });
  deepStrictEqual((await method.entropy(samples, CONTEXT)).warnings, []);
  // Half an sd beyond the others is 10 bandwidths: ½ · 10² / 300 = 0.17 nats.
  samples.data[0] = Math.max(...samples.data) + 0.5;
  const { warnings } = await method.entropy(samples, CONTEXT);
  deepStrictEqual(warnings.map(({ code }) => code), ["isolated-points"]);
  match(warnings[0].message, /^1 of 300 points/);
});

Deno.test("kde-ml works when there are only 2 points, and throws for a constant column", async () => {
  const two: Samples = { data: Float64Array.of(0, 1), n: 2, d: 1 };
  const { nats, bandwidth } = await KDE_ML.create().entropy(two, CONTEXT);
  // Whitened, they are √2 apart. The likelihood of one kernel at distance √2 is greatest at b = √2.
  assertClose(bandwidth!, Math.SQRT2, { rtol: 1e-3 });
  const want = 0.5 + 0.5 * Math.log(2 * Math.PI) + Math.log(Math.SQRT2) - Math.log(Math.SQRT2);
  assertClose(nats, want, { atol: 1e-6 });
  const constant: Samples = { data: Float64Array.of(1, 0, 1, 1, 1, 2), n: 3, d: 2 };
  await rejects(KDE_ML.create().entropy(constant, CONTEXT), InputError);
});

Deno.test.each(ENTRIES)(
  "$id stops when it is aborted, and reports progress in order",
  async (entry) => {
    const samples = normalSamples(2000, 2, 8);
    await rejects(
      entry.create().entropy(samples, { ...CONTEXT, signal: AbortSignal.abort() }),
      { name: "AbortError" },
    );
    const fractions: number[] = [];
    await entry.create().entropy(samples, {
      ...CONTEXT,
      onProgress: (fraction) => fractions.push(fraction),
    });
    ok(fractions.every((fraction, i) => fraction >= (fractions[i - 1] ?? 0)));
    strictEqual(fractions.at(-1), 1);
  },
);

Deno.test.each(ENTRIES)("$id gives the same bits whatever the number of threads", async (entry) => {
  const samples = normalSamples(3001, 5, 10);
  try {
    setThreadBudget(1);
    const alone = await entry.create().entropy(samples, CONTEXT);
    setThreadBudget(3);
    deepStrictEqual(await entry.create().entropy(samples, CONTEXT), alone);
  } finally {
    closePool();
    setThreadBudget(navigator.hardwareConcurrency);
  }
});

Deno.test("every kernel estimator says what it is, assumes and costs", () => {
  for (const { id, title, summary, equation, assumptions, bias, cost } of ENTRIES) {
    for (const text of [id, title, summary, equation, assumptions, bias, cost]) ok(text.length > 3);
    match(equation, /Appendix E\.1\.[12]/);
  }
});
