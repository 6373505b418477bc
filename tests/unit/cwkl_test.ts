import { TASKS } from "../../data/benchmark/tasks.ts";
import { CWKL, cwkl } from "../../lib/mi/cwkl.ts";
import { METHODS } from "../../lib/mi/registry.ts";
import { sortedPair } from "../../lib/mi/sorted_pair.ts";
import type { Context } from "../../lib/types.ts";
import { assertClose, deepStrictEqual, match, ok, rejects } from "../support/assert.ts";

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

Deno.test("cwkl takes as many neighbours as dimension and samples allow", async () => {
  const difference = async (id: string, n: number): Promise<number> => {
    const { x, y } = TASKS.get(id).create().draw(n, 1);
    const { pair } = sortedPair(x, y);
    const { pointwise, baseline } = await cwkl(pair, CONTEXT);
    const k = id === "unif2-mi1" ? 5 : Math.min(30, n / 20);
    const wkl = await METHODS.get("wkl").create({ neighbors: k })
      .continuous(pair.a, pair.b, CONTEXT);
    return pointwise[7] + baseline - wkl.pointwise[7];
  };
  for (const [id, n] of [["unif2-mi1", 1000], ["unif4-mi1", 400], ["unif4-mi1", 1000]] as const) {
    assertClose(await difference(id, n), 0, { atol: 1e-12 }, `${id}, ${n}:`);
  }
});

Deno.test("cwkl takes 30 samples, odd numbers of them, and 10 dimensions at most", async () => {
  const method = CWKL.create();
  const { x, y } = TASKS.get("unif4-mi1").create().draw(31, 1);
  ok(Number.isFinite((await method.continuous(x, y, CONTEXT)).nats));
  const few = TASKS.get("unif4-mi1").create().draw(29, 1);
  await rejects(() => method.continuous(few.x, few.y, CONTEXT), { code: "too-few-samples" });
  const wide = TASKS.get("concentric-25-5").create().draw(200, 1);
  await rejects(() => method.continuous(wide.x, wide.y, CONTEXT), {
    code: "too-many-dimensions",
    message: /^There are 25 \+ 1 dimensions: this method takes at most 10 in all/,
  });
  const stop = new AbortController();
  stop.abort(new Error("stopped"));
  await rejects(
    () => method.continuous(x, y, { ...CONTEXT, signal: stop.signal }),
    { message: "stopped" },
  );
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
