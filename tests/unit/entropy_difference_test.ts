import { ENTROPY_METHODS } from "../../lib/entropy/registry.ts";
import { entropyDifference } from "../../lib/mi/entropy_difference.ts";
import { METHODS } from "../../lib/mi/registry.ts";
import type { Context, EntropyEstimate, EntropyMethod, Samples } from "../../lib/types.ts";
import {
  assertAllClose,
  assertClose,
  deepStrictEqual,
  rejects,
  strictEqual,
} from "../support/assert.ts";

const CONTEXT: Context = { seed: 0, device: "cpu" };

/** Calls that an estimator received. */
interface Call {
  readonly d: number;
  readonly n: number;
  readonly name: string | undefined;
  readonly bandwidth: number | undefined;
}

/** An estimator that returns 10 d + 0.1 i at point i with standard error d, and notes its calls. */
function recorder(calls: Call[], parameters: Record<string, unknown> = {}): EntropyMethod {
  return {
    id: "recorder",
    parameters,
    entropy({ n, d }: Samples, _context, hints = {}): Promise<EntropyEstimate> {
      calls.push({ n, d, name: hints.name, bandwidth: hints.bandwidth });
      const pointwise = Float64Array.from({ length: n }, (_, i) => 10 * d + 0.1 * i);
      const nats = pointwise.reduce((sum, value) => sum + value, 0) / n;
      const warnings = [{ code: "noted", message: String(hints.name) }];
      return Promise.resolve({ nats, standardError: d, pointwise, bandwidth: d / 10, warnings });
    },
  };
}

function samples(n: number, d: number): Samples {
  return { data: Float64Array.from({ length: n * d }, (_, i) => Math.sin(i * i)), n, d };
}

Deno.test("entropyDifference() asks for the joint first and reuses its bandwidth", async () => {
  const calls: Call[] = [];
  const { nats, standardError, pointwise, entropies, warnings } = await entropyDifference(
    recorder(calls),
  ).continuous(samples(8, 2), samples(8, 3), CONTEXT);
  deepStrictEqual(calls, [
    { n: 8, d: 5, name: "(x, y)", bandwidth: undefined },
    { n: 8, d: 2, name: "x", bandwidth: 0.5 },
    { n: 8, d: 3, name: "y", bandwidth: 0.5 },
  ]);
  // 20 + 30 − 50, and 0.1 i twice plus once minus: mean 0.35.
  assertClose(nats, 0.35, { atol: 1e-12 });
  assertAllClose(pointwise, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7], { atol: 1e-12 });
  strictEqual(standardError, 2 + 3 + 5);
  const parts = [entropies.x, entropies.y, entropies.joint].map((part) => part?.nats ?? NaN);
  assertAllClose(parts, [20.35, 30.35, 50.35], { atol: 1e-12 });
  deepStrictEqual(warnings.map(({ message }) => message), ["(x, y)", "x", "y"]);
});

Deno.test("entropyDifference() weighs every class by its share", async () => {
  const calls: Call[] = [];
  const labels = ["b", "a", "a", "b", "a", "a", "a", "a"];
  const { nats, standardError, pointwise, entropies } = await entropyDifference(recorder(calls))
    .mixed!(samples(8, 1), labels, CONTEXT);
  deepStrictEqual(calls.map(({ n, name, bandwidth }) => [n, name, bandwidth]), [
    [8, "x", undefined],
    [2, 'x in class "b"', undefined],
    [6, 'x in class "a"', undefined],
  ]);
  // h(X) = 10.35; classes 10.05 (2 of 8) and 10.25 (6 of 8).
  assertClose(nats, 10.35 - 0.25 * 10.05 - 0.75 * 10.25, { atol: 1e-12 });
  strictEqual(standardError, 1 + 0.25 + 0.75);
  // Sample i gives 10 + 0.1 i, less 10 + 0.1 (its position in its class).
  assertAllClose(pointwise, [0, 0.1, 0.1, 0.2, 0.2, 0.2, 0.2, 0.2], { atol: 1e-12 });
  deepStrictEqual([...entropies.conditional?.keys() ?? []], ["b", "a"]);
});

Deno.test("entropyDifference() accepts a class of max(d, k) + 1 points and no smaller one", async () => {
  const labels = (rare: number): string[] =>
    Array.from({ length: 20 }, (_, i) => i < rare ? "rare" : "often");
  for (const [d, neighbors, least] of [[2, 5, 6], [3, 1, 4], [3, undefined, 4]] as const) {
    const method = entropyDifference(recorder([], { neighbors }));
    await method.mixed!(samples(20, d), labels(least), CONTEXT);
    await rejects(method.mixed!(samples(20, d), labels(least - 1), CONTEXT), {
      code: "class-too-small",
      message: new RegExp(
        `"rare" has ${least - 1} of the 20 samples.*at least ${least} are needed`,
      ),
    });
  }
});

Deno.test("entropyDifference() asks whether labels are continuous when classes are many", async () => {
  const labels = Array.from({ length: 20 }, (_, i) => i / 7);
  await rejects(entropyDifference(recorder([])).mixed!(samples(20, 1), labels, CONTEXT), {
    message: /and 19 more classes/,
    hint: /20 classes: if the values are continuous/,
  });
});

Deno.test("entropyDifference() blames the side whose covariance is singular", async () => {
  const method = METHODS.get("kl").create();
  const x = samples(30, 2);
  const twice: Samples = {
    data: Float64Array.from({ length: 60 }, (_, i) => (1 + i % 2) * Math.sin(7 * (i >> 1))),
    n: 30,
    d: 2,
  };
  await rejects(method.continuous(x, twice, CONTEXT), {
    code: "singular-covariance",
    message: /covariance of y \(2 dimensions\)/,
  });
  const shifted = { ...x, data: x.data.map((value) => 2 * value + 1) };
  await rejects(method.continuous(x, shifted, CONTEXT), {
    code: "singular-covariance",
    message: /covariance of \(x, y\) \(4 dimensions\)/,
    hint: /mutual information is infinite/,
  });
});

Deno.test("entropyDifference() reports progress and stops between entropies when aborted", async () => {
  const calls: Call[] = [];
  const seen: [number, string][] = [];
  const controller = new AbortController();
  const work = entropyDifference(recorder(calls)).continuous(samples(8, 1), samples(8, 1), {
    ...CONTEXT,
    signal: controller.signal,
    onProgress: (fraction, step) => {
      seen.push([fraction, step]);
      if (seen.length === 2) controller.abort();
    },
  });
  await work.catch(() => {});
  await rejects(work, { name: "AbortError" });
  deepStrictEqual(seen, [[0, "joint entropy"], [1 / 3, "entropy of x"]]);
  strictEqual(calls.length, 2);
});

Deno.test("METHODS begins with one entry for every entropy estimator, in the same order", () => {
  const ids = ENTROPY_METHODS.ids();
  deepStrictEqual(ids, ["wkl", "kl", "kde-ml", "kde-lse"]);
  deepStrictEqual(METHODS.ids().slice(0, ids.length), ids);
  for (const id of ids) deepStrictEqual(METHODS.get(id).options, ENTROPY_METHODS.get(id).options);
});
