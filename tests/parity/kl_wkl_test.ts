// Entropies and weights of KL and WKL against the values of the authors' published code. It is the
// same formula on the same distances, so that only rounding differs: 1e-9 is a hundred times the
// largest difference seen (2e-11, where a distance of 1e-6 is the difference of two values near 1).
import { KL, WKL } from "../../lib/entropy/kozachenko_leonenko.ts";
import { groupByLabel, joinColumns, takeRows } from "../../lib/samples.ts";
import type { Context, EntropyMethod, Samples } from "../../lib/types.ts";
import { assertAllClose, assertClose, strictEqual } from "../support/assert.ts";
import { readNpy } from "../support/npy.ts";

interface ReferenceEntropy {
  readonly entropy: number;
  readonly standardError: number;
  readonly weights: readonly number[];
}

interface ReferenceResult {
  readonly mutualInformation: number;
  readonly x?: ReferenceEntropy;
  readonly y?: ReferenceEntropy;
  readonly joint?: ReferenceEntropy;
}

interface ReferenceCase {
  readonly name: string;
  readonly discreteY: boolean;
  readonly results: Readonly<Record<string, ReferenceResult>>;
}

const CLOSE = { atol: 1e-9 };
const CONTEXT: Context = { seed: 0, device: "auto" };
const FOLDER = new URL("../fixtures/reference/", import.meta.url);
const CASES: readonly ReferenceCase[] = JSON.parse(
  await Deno.readTextFile(new URL("reference.json", FOLDER)),
);
const METHODS = [
  { id: "kl", method: KL.create() },
  { id: "wkl", method: WKL.create({ weights: "reference" }) },
];
const pairs = CASES.flatMap(({ name, discreteY, results }) =>
  METHODS.filter(({ id }) => id in results)
    .map(({ id, method }) => ({ name, discreteY, id, method, want: results[id] }))
);

Deno.test("the reference holds 11 estimates of KL and WKL", () => {
  strictEqual(pairs.length, 11);
});

Deno.test.each(pairs.filter(({ discreteY }) => !discreteY))(
  "$id on $name has the authors' entropies, errors and weights",
  async ({ name, id, method, want }) => {
    const x = await readNpy(new URL(`${name}.x.npy`, FOLDER));
    const y = await readNpy(new URL(`${name}.y.npy`, FOLDER));
    let information = 0;
    for (const [part, samples] of Object.entries({ x, y, joint: joinColumns(x, y) })) {
      const { entropy, standardError, weights } = want[part as "x" | "y" | "joint"]!;
      const got = await method.entropy(samples, CONTEXT);
      assertClose(got.nats, entropy, CLOSE, `h(${part})`);
      assertClose(got.standardError, standardError, CLOSE, `standard error of h(${part})`);
      if (id === "wkl") assertAllClose(got.weights!, weights, CLOSE, `weights of h(${part})`);
      information += part === "joint" ? -got.nats : got.nats;
    }
    assertClose(information, want.mutualInformation, CLOSE, "mutual information");
  },
);

Deno.test.each(pairs.filter(({ discreteY }) => discreteY))(
  "$id on $name has the authors' value of equation (5)",
  async ({ name, method, want }) => {
    const x = await readNpy(new URL(`${name}.x.npy`, FOLDER));
    const labels = await readNpy(new URL(`${name}.y.npy`, FOLDER));
    const total = await conditionalEntropy(method, x, [...labels.data]);
    const { nats } = await method.entropy(x, CONTEXT);
    assertClose(nats - total, want.mutualInformation, CLOSE, "mutual information");
  },
);

async function conditionalEntropy(
  method: EntropyMethod,
  x: Samples,
  labels: readonly number[],
): Promise<number> {
  let total = 0;
  for (const rows of groupByLabel(labels).values()) {
    const { nats } = await method.entropy(takeRows(x, rows), CONTEXT);
    total += (rows.length / x.n) * nats;
  }
  return total;
}
