import { estimate } from "../../lib/estimate.ts";
import { createRng } from "../../lib/rng.ts";
import { manyNeighbors } from "../../lib/warnings.ts";
import { deepStrictEqual, ok } from "../support/assert.ts";

const rng = createRng(3);
const x = Array.from({ length: 400 }, () => rng.normal());
const y = x.map((value) => Math.sin(3 * value) + 0.02 * rng.normal());

async function codes(method: string, neighbors: number): Promise<string[]> {
  return (await estimate(x, y, { method, neighbors })).warnings.map(({ code }) => code);
}

Deno.test("manyNeighbors() begins above a tenth of the samples", () => {
  deepStrictEqual(manyNeighbors(100, 10, "samples"), []);
  const [{ code, message }] = manyNeighbors(100, 11, "samples");
  deepStrictEqual(code, "many-neighbors");
  ok(message.includes("at most 10"), message);
});

Deno.test("estimate() claims no direction when neighbours are most of the samples", async () => {
  for (const method of ["wkl", "kl"]) {
    const found = await codes(method, 300);
    ok(found.includes("many-neighbors"), `${found}`);
    ok(!found.includes("near-saturation"), `${found}`);
    ok(!(await codes(method, 5)).includes("many-neighbors"));
  }
});
