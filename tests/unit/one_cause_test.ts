import { estimate } from "../../lib/estimate.ts";
import { createRng } from "../../lib/rng.ts";
import type { Warning } from "../../lib/types.ts";
import { deepStrictEqual, ok } from "../support/assert.ts";

const rng = createRng(4);
const round = (value: number): number => Math.round(10 * value) / 10;
const first = Array.from({ length: 1000 }, () => rng.normal());
const x = first.map(round);
const y = first.map((value) => round(0.8 * value + 0.6 * rng.normal()));

async function warningsOf(method: string): Promise<readonly Warning[]> {
  return (await estimate(x, y, {
    method,
    ...(method === "kde-ml" ? { methodOptions: { bandwidth: 0.3 } } : {}),
  }))
    .warnings;
}

Deno.test("estimate() tells one cause once for each side when values are rounded", async () => {
  const repeats = (await warningsOf("kde-ml")).map(({ code }) => code)
    .filter((code) => ["discrete-looking", "duplicates", "ties"].includes(code));
  deepStrictEqual(repeats, ["discrete-looking", "discrete-looking"]);
});

Deno.test("estimate() does not speak of entropies when the method has none", async () => {
  const distinct = first.map((value, i) => i < 30 ? value : value + i);
  const copied = distinct.map((value, i) => i === 40 ? distinct[41] : value);
  const { warnings } = await estimate(copied, first, { method: "gaussian-copula" });
  const said = warnings.find(({ code }) => code === "duplicates");
  ok(said !== undefined && !said.message.includes("entropies"), `${said?.message}`);
});
