import { determinant, Matrix } from "npm:ml-matrix@6.15.1";
import { KL, WKL } from "../../lib/entropy/kozachenko_leonenko.ts";
import { createRng, permutation } from "../../lib/rng.ts";
import { asSamples, takeRows } from "../../lib/samples.ts";
import { digamma } from "../../lib/special.ts";
import type { Context, EntropyEstimate, Samples } from "../../lib/types.ts";
import { assertAllClose, assertClose, deepStrictEqual, match } from "../support/assert.ts";
import { ok, rejects, strictEqual, throws } from "../support/assert.ts";
import { mapLinear, normalSamples, randomMatrix } from "../support/gaussian_cases.ts";

const CONTEXT: Context = { seed: 0, device: "auto" };

function kl(samples: Samples, neighbors = 1): Promise<EntropyEstimate> {
  return KL.create({ neighbors }).entropy(samples, CONTEXT, { name: "x" });
}

function wkl(samples: Samples, neighbors = 5, weights = "berrett"): Promise<EntropyEstimate> {
  return WKL.create({ neighbors, weights }).entropy(samples, CONTEXT, { name: "x" });
}

Deno.test("KL has the value that is worked out by hand", async () => {
  // Distances to the nearest of 0, 1, 3 are 1, 1, 2; c₁(1) = 2, N − 1 = 2, −ψ(1) = Euler's constant.
  const { nats, pointwise } = await kl(asSamples([0, 1, 3]));
  const constant = 2 * Math.LN2 + 0.5772156649015329;
  assertAllClose(pointwise, [constant, constant, constant + Math.LN2], { atol: 1e-14 });
  assertClose(nats, constant + Math.LN2 / 3, { atol: 1e-14 });
});

Deno.test("KL takes the k-th neighbour and ψ(k)", async () => {
  // Second neighbours of 0, 1, 3 are at 3, 2, 3; ψ(2) = ψ(1) + 1.
  const { pointwise } = await kl(asSamples([0, 1, 3]), 2);
  const constant = 2 * Math.LN2 - digamma(2);
  const want = [3, 2, 3].map((distance) => constant + Math.log(distance));
  assertAllClose(pointwise, want, { atol: 1e-14 });
});

Deno.test("KL has the value that is worked out by hand in the plane", async () => {
  // The covariance of these corners is that of the plane's axes times 4/3: distances stay equal.
  // Nearest neighbours are at 2 in the original units: ln(π 2² (N − 1)) − ψ(1).
  const square = asSamples([[1, 1], [1, -1], [-1, 1], [-1, -1]]);
  assertClose((await kl(square)).nats, Math.log(12 * Math.PI) + 0.5772156649015329, {
    atol: 1e-14,
  });
});

Deno.test("WKL is the weighted sum of KL with 1 … k neighbours, at every point", async () => {
  const samples = normalSamples(200, 6, 1);
  const { weights, pointwise } = await wkl(samples);
  const want = new Float64Array(200);
  for (let j = 0; j < 5; j++) {
    const { pointwise: values } = await kl(samples, j + 1);
    values.forEach((value, i) => want[i] += weights![j] * value);
  }
  assertAllClose(pointwise, want, { rtol: 1e-12 });
});

Deno.test.each([{ entry: KL, id: "kl" }, { entry: WKL, id: "wkl" }])(
  "$id: the entropy is the mean of the pointwise values, its error their sd over √n",
  async ({ entry }) => {
    const { nats, standardError, pointwise } = await entry.create()
      .entropy(normalSamples(300, 2, 2), CONTEXT);
    strictEqual(pointwise.length, 300);
    const mean = pointwise.reduce((sum, value) => sum + value / 300, 0);
    const variance = pointwise.reduce((sum, value) => sum + (value - mean) ** 2 / 300, 0);
    assertClose(nats, mean, { rtol: 1e-13 });
    assertClose(standardError, Math.sqrt(variance / 300), { rtol: 1e-12 });
  },
);

const invariance = [KL, WKL].flatMap((entry) => [1, 3, 8].map((d) => ({ entry, id: entry.id, d })));

Deno.test.each(invariance)(
  "$id adds ln |det A| under x ↦ A x + b and does not see the order of rows, d=$d",
  async ({ entry, d }) => {
    const method = entry.create();
    const samples = normalSamples(250, d, 3);
    const { nats } = await method.entropy(samples, CONTEXT);
    const rng = createRng(4);
    const map = randomMatrix(d, d, () => rng.normal()).add(Matrix.eye(d).mul(3));
    const mapped = mapLinear(samples, map).data.map((value, at) => value + 10 * (at % d) - 5);
    // Whitening loses a few digits to the condition number; weights of norm 16 (d = 8) multiply that.
    const close = { atol: 1e-9 };
    const moved = await method.entropy({ data: mapped, n: 250, d }, CONTEXT);
    assertClose(moved.nats, nats + Math.log(Math.abs(determinant(map))), close, "linear map");
    const scaled = { data: samples.data.map((value) => 1e-6 * value), n: 250, d };
    const small = await method.entropy(scaled, CONTEXT);
    assertClose(small.nats, nats + d * Math.log(1e-6), close, "scale");
    const shuffled = takeRows(samples, permutation(250, createRng(5)));
    assertClose((await method.entropy(shuffled, CONTEXT)).nats, nats, close, "row order");
  },
);

Deno.test("KL does not change the samples", async () => {
  const samples = normalSamples(50, 2, 6);
  const before = samples.data.slice();
  await kl(samples);
  deepStrictEqual(samples.data, before);
});

Deno.test("KL stays finite in 256 dimensions", async () => {
  // c₁(256) is 1e-150 and ρ^256 would be 1e+340: only logarithms hold them.
  const { nats, standardError } = await kl(normalSamples(400, 256, 7));
  ok(Number.isFinite(nats) && standardError > 0);
});

Deno.test("KL names the duplicates and the way on", async () => {
  const rows = [[0, 0], [1, 2], [1, 2], [3, 1], [3, 1], [3, 1], [2, 5]];
  await rejects(kl(asSamples(rows)), (error: Error & { code: string; hint: string }) => {
    strictEqual(error.code, "duplicates");
    match(error.message, /^5 of 7 rows of x equal another row: for 5, .* neighbour 1 is 0/);
    match(error.hint, /--jitter SCALE/);
    return true;
  });
  await rejects(kl(asSamples(rows), 2), {
    code: "duplicates",
    message: /^5 of 7 rows of x .* for 3, the distance to neighbour 2 is 0/,
  });
  ok(Number.isFinite((await kl(asSamples(rows), 3)).nats));
});

Deno.test("WKL minds duplicates only at neighbours that have a weight", async () => {
  const samples = normalSamples(60, 2, 8);
  samples.data.copyWithin(0, 2, 4);
  // In two dimensions the weighted neighbours are the second and the fifth: a pair does no harm.
  ok(Number.isFinite((await wkl(samples)).nats));
  samples.data.copyWithin(4, 2, 4);
  await rejects(wkl(samples), {
    code: "duplicates",
    message: /^3 of 60 rows .* for 3, the distance to neighbour 2 is 0/,
  });
  await rejects(wkl(samples, 5, "reference"), { message: /neighbour 1 is 0/ });
});

Deno.test("KL warns of many ties at positive distances, and of nothing on continuous data", async () => {
  const grid = await kl(asSamples(Array.from({ length: 100 }, (_, i) => i)));
  deepStrictEqual(grid.warnings.map(({ code }) => code), ["ties"]);
  match(grid.warnings[0].message, /^98 of 100 rows of x /);
  deepStrictEqual((await kl(normalSamples(100, 1, 9))).warnings, []);
});

Deno.test.each([{ entry: KL, id: "kl" }, { entry: WKL, id: "wkl" }])(
  "$id accepts k = n − 1 and refuses k = n",
  async ({ entry }) => {
    const samples = normalSamples(6, 1, 10);
    const fits = await entry.create({ neighbors: 5 }).entropy(samples, CONTEXT);
    ok(Number.isFinite(fits.nats));
    await rejects(entry.create({ neighbors: 6 }).entropy(samples, CONTEXT, { name: "class 3" }), {
      code: "too-few-samples",
      message: "class 3 has 6 samples: 6 neighbours of each need at least 7.",
    });
  },
);

Deno.test("WKL refuses weights that no k, or not this k, can meet", async () => {
  await rejects(wkl(normalSamples(100, 12, 11), 3), {
    code: "wkl-weights",
    message: /3 neighbours in the 12 dimensions of x: ‖w‖ = 4\.4e\+1, condition number Infinity/,
    hint: /At least 4 neighbours .*--neighbors 4/,
  });
  await rejects(wkl(normalSamples(100, 32, 11)), {
    code: "wkl-weights",
    hint: /at least 9 neighbours, but no number gives ‖w‖ ≤ 1e4 in 32 dimensions: compress/,
  });
});

Deno.test("WKL warns above 16 dimensions, of a large norm and of lost mass", async () => {
  const codes = ({ warnings }: EntropyEstimate) => warnings.map(({ code }) => code);
  deepStrictEqual(codes(await wkl(normalSamples(100, 15, 12))), []);
  const large = await wkl(normalSamples(100, 16, 12));
  deepStrictEqual(codes(large), ["wkl-weights"]);
  match(large.warnings[0].message, /‖w‖ = 1\.7e\+4, condition number .*--neighbors 6/);
  deepStrictEqual(codes(await wkl(normalSamples(100, 16, 12), 6)), []);
  deepStrictEqual(codes(await wkl(normalSamples(100, 17, 12), 20)), ["wkl-weights"]);
  const reference = await wkl(normalSamples(100, 32, 12), 5, "reference");
  match(reference.warnings[0].message, /Σw = 0\.87 instead of 1/);
});

Deno.test("KL and WKL have the defaults and options that their entries state", () => {
  deepStrictEqual(KL.create().parameters, { neighbors: 1 });
  deepStrictEqual(WKL.create().parameters, { neighbors: 5, weights: "berrett" });
  throws(() => KL.create({ neighbors: 0 }), { code: "invalid-option" });
  throws(() => WKL.create({ neighbors: 2.5 }), { code: "invalid-option" });
  throws(() => WKL.create({ weights: "equal" }), { code: "invalid-option" });
  throws(() => KL.create({ weights: "berrett" }), { code: "unknown-option" });
});

Deno.test("KL stops when its signal is aborted", async () => {
  const context = { ...CONTEXT, signal: AbortSignal.abort() };
  await rejects(KL.create().entropy(normalSamples(50, 2, 13), context), { name: "AbortError" });
});
