import { TASKS } from "../../data/benchmark/tasks.ts";
import { CWKL, cwkl } from "../../lib/mi/cwkl.ts";
import { METHODS } from "../../lib/mi/registry.ts";
import { sortedPair } from "../../lib/mi/sorted_pair.ts";
import type { Context } from "../../lib/types.ts";
import { assertClose, deepStrictEqual, match, ok } from "../support/assert.ts";

const CONTEXT: Context = { seed: 1, device: "cpu" };

Deno.test("cwkl reads warped codes that wkl cannot", async () => {
  const task = TASKS.get("warp4-mi3").create();
  const { x, y } = task.draw(2000, 1);
  const [calibrated, plain] = await Promise.all(
    [CWKL, METHODS.get("wkl")].map((entry) => entry.create().continuous(x, y, CONTEXT)),
  );
  // Over 24 seeds 2.98 ± 0.15, and wkl 2.15 ± 0.47: bias and four deviations.
  assertClose(calibrated.nats, 3, { atol: 0.62 });
  ok(plain.nats < calibrated.nats - 0.2, `${plain.nats} ${calibrated.nats}`);
  assertClose(calibrated.pointwise.reduce((sum, value) => sum + value, 0) / 2000, calibrated.nats, {
    atol: 1e-12,
  });
});

Deno.test("cwkl() has a baseline, and the noise of both", async () => {
  const { x, y } = TASKS.get("unif4-mi1").create().draw(1000, 1);
  const { pair } = sortedPair(x, y);
  const { nats, baseline, noise, pointwise } = await cwkl(pair, CONTEXT);
  // Random pairs are independent: WKL reads little, with the noise of one estimate at most.
  ok(Math.abs(baseline) < 4 * noise, `${baseline} ${noise}`);
  const variance = pointwise.reduce((sum, value) => sum + (value - nats) ** 2, 0) / 1000;
  // 1000 samples in eight pairings.
  assertClose(noise, Math.sqrt(variance * (1 + 1 / 8) / 1000), { atol: 1e-12 });
});

Deno.test("cwkl takes fewer neighbours where samples are few", async () => {
  const { x, y } = TASKS.get("unif2-mi1").create().draw(100, 1);
  const of = async (neighbors: number): Promise<number> =>
    (await CWKL.create({ neighbors }).continuous(x, y, CONTEXT)).nats;
  deepStrictEqual(await of(20), await of(5));
});

Deno.test("cwkl warns where random pairs do not read 0", async () => {
  const codesOf = async (id: string) => {
    const { x, y } = TASKS.get(id).create().draw(1000, 1);
    return (await CWKL.create().continuous(x, y, CONTEXT)).warnings;
  };
  const [warning] = (await codesOf("swissroll")).filter(({ code }) => code === "cwkl-baseline");
  match(warning.message, /^WKL reads -\d\.\d\d nats for pairs formed at random/);
  deepStrictEqual(await codesOf("unif2-mi1"), []);
});
