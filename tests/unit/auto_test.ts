import { TASKS } from "../../data/benchmark/tasks.ts";
import { SAMPLERS } from "../../data/samplers.ts";
import { autoencoderFromJson } from "../../lib/compress/autoencoder.ts";
import { estimate } from "../../lib/estimate.ts";
import { biasBeyondInterval } from "../../lib/intervals/bias_beyond_interval.ts";
import type { Interval } from "../../lib/intervals/interval.ts";
import { AUTO, combine, shareOfEntropies } from "../../lib/mi/auto.ts";
import { CWKL } from "../../lib/mi/cwkl.ts";
import { KCCA } from "../../lib/mi/kcca/kcca.ts";
import { KCV } from "../../lib/mi/kcv.ts";
import type { ShearDirection } from "../../lib/mi/shear/direction.ts";
import { SHEAR } from "../../lib/mi/shear/shear.ts";
import { type ShearDiagnostics, shearWarnings } from "../../lib/mi/shear/shear_warnings.ts";
import { createRng } from "../../lib/rng.ts";
import type { Context, Samples } from "../../lib/types.ts";
import {
  assertClose,
  deepStrictEqual,
  match,
  ok,
  rejects,
  strictEqual,
} from "../support/assert.ts";

const CONTEXT: Context = { seed: 1, device: "cpu" };

/** Of sums of thousands of terms. */
const ROUNDING = { atol: 1e-12 };

function column(values: Iterable<number>): Samples {
  const data = Float64Array.from(values);
  return { data, n: data.length, d: 1 };
}

Deno.test.each(["1v1-normal", "spiral-3", "rect-mi3"].map((id) => ({ id })))(
  "auto is the greatest of shear, kcv and kcca on $id",
  async ({ id }) => {
    const { x, y } = TASKS.get(id).create().draw(400, 2);
    const [auto, shear, kcv, kcca] = await Promise.all(
      [AUTO, SHEAR, KCV, KCCA].map((entry) => entry.create().continuous(x, y, CONTEXT)),
    );
    // KCV alone does not sort the rows: sums in another order.
    assertClose(auto.nats, Math.max(shear.nats, kcv.nats, kcca.nats), { atol: 1e-9 });
  },
);

Deno.test("combine() is the greatest, and near 0 goes over into the mean", () => {
  const of = (...values: number[]): number =>
    combine(
      values.map((nats) => ({ nats, pointwise: Float64Array.of(nats - 1, nats + 1) })),
      4900,
    ).reduce((sum, value) => sum + value / 2, 0);
  // 7 / √4900 = 0.1 nats.
  assertClose(of(0.3, 0.2, 0.1), 0.3, { atol: 1e-15 });
  assertClose(of(0.1, 0.04, 0.04), 0.1, { atol: 1e-15 });
  assertClose(of(0.05, 0, -0.05), 0.025, { atol: 1e-15 });
  assertClose(of(-0.03, 0, -0.06), -0.03, { atol: 1e-15 });
});

Deno.test("auto comes near cwkl's estimate where codes are rough, and says so", async () => {
  const file = new URL("../../reports/gallery/encoders/rectangle-image-16.json", import.meta.url);
  const encoder = await autoencoderFromJson(JSON.parse(await Deno.readTextFile(file)));
  const pairs = SAMPLERS.get("rectangle-image").create({ side: 16 })
    .sample({ samples: 1500, mutualInformation: 7, seed: 1 });
  const [x, y] = [await encoder.encode(pairs.x), await encoder.encode(pairs.y as Samples)];
  const [auto, shear, entropies] = await Promise.all(
    [AUTO, SHEAR, CWKL].map((entry) => entry.create().continuous(x, y, CONTEXT)),
  );
  // At 7 nats shear is the greatest of the others.
  const share = (auto.nats - shear.nats) / (entropies.nats - shear.nats);
  ok(share > 0.5 && share < 1, `${share}`);
  assertClose(auto.pointwise.reduce((sum, value) => sum + value, 0) / 1500, auto.nats, ROUNDING);
  const { code, message } = auto.warnings.at(-1)!;
  strictEqual(code, "rough-codes");
  const lead = (entropies.nats - shear.nats).toFixed(2);
  ok(message.startsWith(`The entropies (cwkl) are ${lead} nats above`), message);
  ok(message.includes(`${Math.round(100 * share)} % of that is in`), message);
});

Deno.test("shareOfEntropies() starts at twice their noise, and grows to 1", () => {
  // The least noise is 3.5 / √4900 = 0.05 nats.
  const of = (nats: number, own: number, noise: number, baseline = -0.1): number =>
    shareOfEntropies({ nats, noise, baseline }, own, 4900);
  strictEqual(of(2.09, 2, 0), 0);
  strictEqual(of(2.5, 2, 0.4), 0);
  assertClose(of(2.2, 2, 0), 1 - (0.1 / 0.2) ** 2, ROUNDING);
  assertClose(of(3, 2, Math.hypot(0.1, 0.05)), 1 - 4 * 0.015, ROUNDING);
  // Noise about 0 is left alone, and so is what cannot be compared.
  strictEqual(of(1, 0, 0), 0);
  assertClose(of(1.05, 0.05, 0), 0.5 * 0.99, ROUNDING);
  strictEqual(of(3, 2, 0, -0.6), 0);
  strictEqual(shareOfEntropies(null, 2, 4900), 0);
});

Deno.test.each(["unif4-mi0", "swissroll", "concentric-25-5"].map((id) => ({ id })))(
  "auto leaves the entropies out where they say nothing: $id",
  async ({ id }) => {
    const { x, y } = TASKS.get(id).create().draw(600, 3);
    const parts = await Promise.all(
      [SHEAR, KCV, KCCA].map((entry) => entry.create().continuous(x, y, CONTEXT)),
    );
    const { nats, warnings } = await AUTO.create().continuous(x, y, CONTEXT);
    const own = combine(parts, 600).reduce((sum, value) => sum + value, 0) / 600;
    assertClose(nats, own, { atol: 1e-9 });
    deepStrictEqual(warnings.filter(({ code }) => code === "rough-codes"), []);
  },
);

Deno.test("shear sees what the neighbours cannot: 6 nats between two curved pairs", async () => {
  const task = TASKS.get("unif2-mi7").create();
  const { x, y } = task.draw(1000, 1);
  const [shear, kcv] = await Promise.all(
    [SHEAR, KCV].map((entry) => entry.create().continuous(x, y, CONTEXT)),
  );
  // 0.1 is the sd over data sets at n = 1000, and the bias −0.2 or so.
  assertClose(shear.nats, 7, { atol: 0.6 });
  ok(shear.nats > kcv.nats);
});

Deno.test("auto warns where shear leads kcv by far", async () => {
  const { x, y } = TASKS.get("warp2-mi10").create().draw(600, 1);
  const { warnings } = await AUTO.create().continuous(x, y, CONTEXT);
  ok(warnings.some(({ code }) => code === "strongly-non-linear"));
  const of = async (entry: typeof AUTO, id: string): Promise<string[]> => {
    const { x, y } = TASKS.get(id).create().draw(300, 1);
    return (await entry.create().continuous(x, y, CONTEXT)).warnings.map(({ code }) => code);
  };
  // ½ ln 300 = 2.85 nats, which KSG reaches on the one and not on the other.
  for (const entry of [AUTO, KCV]) {
    ok((await of(entry, "warp2-mi10")).includes("ksg-saturation"));
    ok(!(await of(entry, "1v1-normal")).includes("ksg-saturation"));
  }
});

/** A direction of the shear estimator with some diagnostics. */
function direction(nats: number, rest: number, dof: number): ShearDirection {
  return { nats, rest, dof, pointwise: new Float64Array(0) };
}

Deno.test("shearWarnings() start above their limits, and say what was seen and what it meant", () => {
  const codesOf = (diagnostics: Partial<ShearDiagnostics>): string[] =>
    shearWarnings({
      forward: direction(2, 0.05, 60),
      backward: direction(2.1, 0, 20),
      dimensions: { x: 1, y: 1 },
      crowded: false,
      n: 1000,
      ...diagnostics,
    }).map(({ code, message }) => `${code}: ${message}`);
  deepStrictEqual(codesOf({}), []);
  const [rest] = codesOf({ forward: direction(2, 0.14, 60) });
  match(rest, /^shear-rest: .*0\.14 nats.*low by 0\.08 nats on average/);
  const [dof] = codesOf({ forward: direction(2, 0, 120) });
  match(dof, /^shear-dof: .*120 parameters, 12 % of the 1000 samples/);
  const [directions] = codesOf({ forward: direction(2.4, 0, 60) });
  match(directions, /^shear-directions: .*differ by 0\.30 nats.*low by 0\.16 nats on average/);
  const [crowded] = codesOf({ forward: null, crowded: true });
  match(
    crowded,
    /^shear-dof: 1000 samples are too few .*only the other side/,
  );
  const [low] = codesOf({ forward: null, dimensions: { x: 1, y: 0.52 } });
  match(low, /^low-dimension: .*y lies.*y has 0\.52/);
});

Deno.test("estimate() says where bias is likely to exceed its interval", async () => {
  const codesOf = async (id: string): Promise<string[]> => {
    const { x, y } = TASKS.get(id).create().draw(1000, 1);
    return (await estimate(x, y, { method: "ksg-1" })).warnings.map(({ code }) => code);
  };
  ok((await codesOf("warp2-mi10")).includes("bias-beyond-interval"));
  ok(!(await codesOf("1v1-normal")).includes("bias-beyond-interval"));
});

Deno.test("biasBeyondInterval() compares what was measured with how far the interval reaches", () => {
  const interval = (upper: number): Interval => ({
    level: 0.95,
    lower: 0,
    upper,
    kind: "subsampling",
    standardError: 1,
    degreesOfFreedom: 11,
  });
  const warnings = ["shear-rest", "strongly-non-linear"].map((code) => ({ code, message: "" }));
  // 0.2 nats on average where `strongly-non-linear` fired.
  const [found] = biasBeyondInterval("auto", warnings, interval(5.15), 5);
  match(found.message, /reaches 0\.15 nats .*strongly-non-linear, it was low by about 0\.2 nats/);
  deepStrictEqual(biasBeyondInterval("auto", warnings, interval(5.4), 5), []);
  deepStrictEqual(biasBeyondInterval("auto", warnings, null, 5), []);
  deepStrictEqual(biasBeyondInterval("auto", [], interval(5), 5), []);
  deepStrictEqual(biasBeyondInterval("wkl", warnings, interval(5.2), 5), []);
});

Deno.test("shear leaves out a side that lies on a curve, and says so", async () => {
  const { x, y } = TASKS.get("swissroll").create().draw(1000, 1);
  const { nats, warnings } = await SHEAR.create().continuous(x, y, CONTEXT);
  strictEqual(warnings[0].code, "low-dimension");
  // 0.05 is the sd over data sets at n = 1000; the curve read as a surface gives −2.
  assertClose(nats, 0.41334, { atol: 0.2 });
});

Deno.test("shear falls back on KSG where both sides are lattices", async () => {
  const rng = createRng(4);
  const level = (): number => Math.floor(4 * rng.uniform());
  const jitter = (): number => 1e-9 * rng.normal();
  const x = Array.from({ length: 300 }, level);
  const estimate = await SHEAR.create().continuous(
    column(x.map((v) => v + jitter())),
    column(x.map((v) => (v + (rng.uniform() < 0.5 ? 1 : 0)) % 4 + jitter())),
    CONTEXT,
  );
  ok(Number.isFinite(estimate.nats));
  // Without that noise they are ties, which are broken; the sides are independent (0.05 is the sd at n = 500).
  const { nats, warnings } = await SHEAR.create().continuous(
    column(x),
    column(x.map((v) => (v + level()) % 4)),
    CONTEXT,
  );
  assertClose(nats, 0, { atol: 4 * 0.05 * Math.sqrt(500 / 300) });
  strictEqual(warnings[0].code, "ties-broken");
});

Deno.test("shear gives no more than KSG where its parameters leave no samples over", async () => {
  const rng = createRng(6);
  const normals = (n: number, d: number): Samples => ({
    data: Float64Array.from({ length: n * d }, () => rng.normal()),
    n,
    d,
  });
  for (const [n, dx, dy] of [[30, 5, 5], [40, 5, 2], [120, 20, 1], [300, 40, 3]]) {
    const { nats, warnings } = await SHEAR.create()
      .continuous(normals(n, dx), normals(n, dy), CONTEXT);
    // Independent: noise of 1 / √n for each of the sides' dimensions, and no 5 nats.
    ok(Math.abs(nats) < 0.6, `${n} samples in ${dx} + ${dy}: ${nats}`);
    ok(warnings.some(({ code }) => code === "shear-dof"), `${n} samples in ${dx} + ${dy}`);
  }
});

Deno.test("shear and auto need 30 samples", async () => {
  const { x, y } = TASKS.get("1v1-normal").create().draw(29, 1);
  for (const entry of [SHEAR, AUTO]) {
    await rejects(entry.create().continuous(x, y, CONTEXT), { code: "too-few-samples" });
  }
});

Deno.test("shear tells how far it is, and stops when aborted", async () => {
  const { x, y } = TASKS.get("1v1-normal").create().draw(200, 1);
  const controller = new AbortController();
  const seen: string[] = [];
  const work = SHEAR.create().continuous(x, y, {
    ...CONTEXT,
    signal: controller.signal,
    onProgress: (_, step) => {
      seen.push(step);
      if (step === "predicting y") controller.abort();
    },
  });
  await rejects(work, { name: "AbortError" });
  deepStrictEqual(seen, ["dimension of x and y", "predicting y"]);
});
