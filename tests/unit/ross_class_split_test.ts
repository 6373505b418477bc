// Ross's estimator and the class split, Eq. (5), with the same neighbours: what they share, and what not.
import { METHODS } from "../../lib/mi/registry.ts";
import { createRng } from "../../lib/rng.ts";
import { digamma } from "../../lib/special.ts";
import type { Context, Samples } from "../../lib/types.ts";
import { assertAllClose, assertClose, ok } from "../support/assert.ts";

const CONTEXT: Context = { seed: 1, device: "cpu" };
const K = 3;

/** Two classes on a line, their centres `gap` apart. */
function draw(n: number, gap: number, seed: number): { x: Samples; labels: string[] } {
  const rng = createRng(seed);
  const labels = Array.from({ length: n }, () => rng.uniform() < 0.3 ? "a" : "b");
  const data = Float64Array.from(labels, (label) => rng.normal() + (label === "a" ? gap : 0));
  return { x: { data, n, d: 1 }, labels };
}

async function both(x: Samples, labels: string[]) {
  const ross = await METHODS.get("ksg-1").create({ neighbors: K }).mixed!(x, labels, CONTEXT);
  const split = await METHODS.get("kl").create({ neighbors: K }).mixed!(x, labels, CONTEXT);
  return { ross, split };
}

Deno.test("Ross and the class split share the entropies of the classes, point by point", async () => {
  const { x, labels } = draw(120, 1, 1);
  const { ross, split } = await both(x, labels);
  // In one dimension whitening is a scale, so that both see the same neighbour in the class, at r. With
  // H(i) = ln 2 + ln r + …, Ross's value is the entropy of X at i from the m points within r, less the class
  // entropy from k within r, both with ψ of the count: so that adding the class split's own class entropy
  // (ln of the count less one) gives an entropy of X.
  const sizes = new Map(
    [...new Set(labels)].map((label) =>
      [label, labels.filter((other) => other === label).length] as const
    ),
  );
  const classEntropy = new Float64Array(120);
  for (const label of sizes.keys()) {
    const rows = [...labels.keys()].filter((i) => labels[i] === label);
    split.entropies.conditional!.get(label)!.pointwise.forEach((value, at) =>
      classEntropy[rows[at]] = value
    );
  }
  const got = ross.pointwise.map((value, i) => value + classEntropy[i]);
  const want = Array.from({ length: 120 }, (_, i) => {
    const distances = [...x.data].map((other, j) => ({ r: Math.abs(other - x.data[i]), j }))
      .filter(({ j }) => j !== i);
    const own = distances.filter(({ j }) => labels[j] === labels[i]).map(({ r }) => r);
    const r = own.sort((p, q) => p - q)[K - 1];
    const within = distances.filter((other) => other.r < r).length;
    const size = sizes.get(labels[i])!;
    // ψ(N) − ψ(m + 1) + ln 2 r, and ln (size − 1) in place of ψ(size).
    return digamma(120) - digamma(within + 1) + Math.log(2 * r) + Math.log(size - 1) -
      digamma(size);
  });
  assertAllClose(got, want, { atol: 1e-12 });
});

Deno.test("Ross and the class split agree on the same labels", async () => {
  for (const gap of [0, 1, 2, 6]) {
    const gaps: number[] = [];
    for (let seed = 0; seed < 20; seed++) {
      const { x, labels } = draw(500, gap, 100 + seed);
      const { ross, split } = await both(x, labels);
      gaps.push(ross.nats - split.nats);
    }
    const mean = gaps.reduce((sum, value) => sum + value, 0) / 20;
    const sd = Math.sqrt(gaps.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 19);
    // Both have a bias below 0.01 there: the mean difference is zero to that and four of its standard errors.
    assertClose(mean, 0, { atol: 0.01 + 4 * sd / Math.sqrt(20) }, `gap ${gap}`);
    ok(sd < 0.1, `${sd}`);
  }
});

Deno.test("Ross and the class split give the entropy of labels that can be told from x", async () => {
  const { x, labels } = draw(500, 40, 7);
  const share = labels.filter((label) => label === "a").length / 500;
  const entropy = -share * Math.log(share) - (1 - share) * Math.log(1 - share);
  const { ross, split } = await both(x, labels);
  // ψ(N) − ⟨ψ(N_y)⟩ is the entropy to 1 / 2N for each class; the class split has that, and no noise either,
  // since no neighbour is in another class.
  assertClose(ross.nats, entropy, { atol: 2 / 500 });
  assertClose(split.nats, entropy, { atol: 2 / 500 });
});
