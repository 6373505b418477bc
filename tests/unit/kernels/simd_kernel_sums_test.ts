import { assertAllClose, deepStrictEqual, ok } from "../../support/assert.ts";
import { type KernelSums, kernelSumsSimd } from "../../../kernels/simd/kernel_sums.ts";
import { closePool, setThreadBudget } from "../../../kernels/simd/pool.ts";
import { createRng } from "../../../lib/rng.ts";

function normalData(n: number, d: number, seed: number, scale = 1): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: n * d }, () => scale * rng.normal());
}

/** The definition, term by term. */
function definition(data: Float64Array, n: number, d: number, rate: number, rates: number) {
  const leasts = new Float64Array(n);
  const lists = Array.from({ length: 3 * rates }, () => new Float64Array(n));
  for (let i = 0; i < n; i++) {
    const squares: number[] = [];
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let t = 0; t < d; t++) sum += (data[i * d + t] - data[j * d + t]) ** 2;
      if (j !== i) squares.push(sum);
    }
    leasts[i] = Math.min(...squares);
    for (let b = 0; b < rates; b++) {
      for (const square of squares) {
        const value = square - leasts[i];
        const term = Math.exp(-rate * 2 ** b * value);
        for (let power = 0; power < 3; power++) lists[3 * b + power][i] += term * value ** power;
      }
    }
  }
  return { leasts, lists };
}

/** Sums and moments within 1e-12 of S₀ (in units of 1 / rate for the moments). */
function check(got: KernelSums, want: ReturnType<typeof definition>, rate: number): void {
  deepStrictEqual(got.leasts, want.leasts);
  got.s0.forEach((_, b) => {
    const size = want.lists[3 * b];
    [got.s0, got.s1, got.s2].forEach((sums, power) => {
      if (sums.length === 0) return;
      const unit = (rate * 2 ** b) ** power;
      const share = sums[b].map((sum, i) => sum * unit / size[i]);
      const wanted = want.lists[3 * b + power].map((sum, i) => sum * unit / size[i]);
      // The cut leaves out at most n terms, each below 1e-12 / n of the greatest times a power of
      // its exponent (at most 35² ≈ 1.2e3); the exponential itself is good to 1e-14.
      assertAllClose(share, wanted, { rtol: 1e-12, atol: power === 0 ? 1e-12 : 2e-9 });
    });
  });
}

for (
  const [n, d, scale, rate] of [[2, 1, 1, 0.5], [65, 3, 1, 2], [301, 8, 1, 1], [130, 64, 1, 3], [
    130,
    2,
    1e-8,
    1e16,
  ], [130, 40, 30, 5]] as const
) {
  Deno.test(`kernelSumsSimd() equals its definition for n=${n} d=${d} rate=${rate}`, async () => {
    const data = normalData(n, d, n, scale);
    const plain = await kernelSumsSimd(data, n, d, { rate, rates: 5, moments: false });
    const moments = await kernelSumsSimd(data, n, d, { rate, rates: 2, moments: true });
    ok(plain && moments, "this engine has no SIMD");
    check(plain, definition(data, n, d, rate, 5), rate);
    check(moments, definition(data, n, d, rate, 2), rate);
  });
}

Deno.test("kernelSumsSimd() handles duplicates: the least distance is 0, their terms are 1", async () => {
  const data = Float64Array.of(0, 0, 0, 5);
  const got = await kernelSumsSimd(data, 4, 1, { rate: 1, rates: 1, moments: true });
  ok(got);
  deepStrictEqual([...got.leasts], [0, 0, 0, 25]);
  assertAllClose(got.s0[0], [2 + Math.exp(-25), 2 + Math.exp(-25), 2 + Math.exp(-25), 3], {
    rtol: 1e-13,
  });
});

Deno.test("kernelSumsSimd() gives the same bits with Workers and without", async () => {
  const data = normalData(4001, 5, 9);
  const options = { rate: 2, rates: 2, moments: true };
  try {
    setThreadBudget(1);
    const alone = await kernelSumsSimd(data, 4001, 5, options);
    setThreadBudget(2);
    deepStrictEqual(await kernelSumsSimd(data, 4001, 5, options), alone);
  } finally {
    closePool();
    setThreadBudget(1);
  }
});
