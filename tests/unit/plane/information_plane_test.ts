import { functionSource } from "../../../lib/plane/function_source.ts";
import { informationPlane } from "../../../lib/plane/information_plane.ts";
import { expLayer } from "../../../lib/plane/derived_layers.ts";
import type { PlaneOptions, PlaneRecord, PlaneSource } from "../../../lib/plane/plane_types.ts";
import { recordedSource } from "../../../lib/plane/recorded_source.ts";
import { createRng } from "../../../lib/rng.ts";
import type { SamplesLike } from "../../../lib/types.ts";
import {
  assertClose,
  deepStrictEqual,
  ok,
  rejects,
  strictEqual,
  throws,
} from "../../support/assert.ts";

const N = 1000;

async function collect(source: PlaneSource, options: PlaneOptions): Promise<PlaneRecord[]> {
  const records: PlaneRecord[] = [];
  for await (const record of informationPlane(source, options)) records.push(record);
  return records;
}

/** One state of a network: the given layers. */
function still(inputs: SamplesLike, layers: Record<string, SamplesLike>): PlaneSource {
  return recordedSource({ inputs, epochs: [0], load: () => layers });
}

const rng = createRng(3);
const normal = Array.from({ length: N }, () => rng.normal());
const other = Array.from({ length: N }, () => rng.normal());
const noisy = normal.map((x) => x + 0.5 * rng.normal());
const signs = normal.map((x) => x > 0 ? "+" : "-");

Deno.test("informationPlane() agrees with closed forms on a noisy linear layer", async () => {
  const [record] = await collect(still(normal, { L: noisy }), { targets: normal, epochs: 0 });
  // ½ ln(1 + 1 / 0.5²) for both sides; five standard errors.
  const truth = 0.5 * Math.log(5);
  for (const information of [record.inputInformation!, record.targetInformation!]) {
    assertClose(information.nats, truth, { atol: 5 * information.standardError! });
  }
  deepStrictEqual(record.bounds.input, {
    lower: record.inputInformation!.nats,
    upper: record.inputInformation!.nats,
  });
  strictEqual(record.codeDim, 1);
});

for (const classes of [2, 3, 10]) {
  Deno.test(`informationPlane() takes ${classes} classes`, async () => {
    const labels = normal.map((x) =>
      Math.min(classes - 1, Math.max(0, Math.floor((x + 1.5) * classes / 3)))
    );
    const layer = labels.map((label) => label + 0.01 * rng.normal());
    const [{ targetInformation, errors, bounds }] = await collect(still(normal, { L: layer }), {
      targets: labels,
      targetsDiscrete: true,
      epochs: 0,
    });
    deepStrictEqual(errors, []);
    const counts = new Map<number, number>();
    for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
    const entropy = [...counts.values()].reduce((h, c) => h - c / N * Math.log(c / N), 0);
    // A layer that tells every label: I(L; Y) = H(Y). Five standard errors.
    const { nats, standardError } = targetInformation!;
    assertClose(nats, entropy, { atol: 5 * standardError! });
    ok(bounds.target !== "vacuous" && bounds.target.upper >= nats);
  });
}

Deno.test("informationPlane() records what cannot be estimated and goes on", async () => {
  const two = normal.map((x) => x > 0 ? 1 : 0);
  const records = await collect(
    still(normal, {
      constant: normal.map(() => 3),
      hole: normal.map((x, i) => i === 7 ? NaN : x),
      short: noisy.slice(1),
      ragged: noisy.map((x, i) => i === 5 ? [x] : [x, 2 * x + other[i]]),
      two,
      line: noisy.map((x) => [x, -x, 2 * x, 3 * x, 4 * x, x / 2]),
      dead: noisy.map((x, i) => [x + other[i], 0, 0]),
      good: noisy,
    }),
    { targets: signs, epochs: 0, pairs: [["good", "constant"], ["good", "dead"]] },
  );
  const errors = Object.fromEntries(
    records.map((
      { layer, errors },
    ) => [layer, errors.map(({ about, code }) => `${about}: ${code}`)]),
  );
  deepStrictEqual(errors.constant, ["layer: constant-layer"]);
  deepStrictEqual(errors.hole, ["layer: non-finite"]);
  deepStrictEqual(errors.short, ["layer: sample-count"]);
  deepStrictEqual(errors.ragged, ["layer: ragged"]);
  deepStrictEqual(errors.two.map((error) => error.split(":")[0]), ["input", "target"]);
  deepStrictEqual(errors.line.map((error) => error.split(":")[0]), ["layer"]);
  deepStrictEqual(errors.dead, []);
  deepStrictEqual(errors.good, ["constant: constant-layer"]);
  const { dead, good, constant } = Object.fromEntries(records.map((r) => [r.layer, r]));
  deepStrictEqual([dead.width, dead.codeDim], [3, 1]);
  strictEqual(dead.warnings.find(({ about }) => about === "layer")?.code, "constant-units");
  ok(good.inputInformation && good.targetInformation);
  strictEqual(good.pairs.constant, null);
  strictEqual(constant.inputInformation, null);
  strictEqual(constant.width, 1);
  deepStrictEqual(constant.bounds.input, "vacuous");
});

Deno.test("informationPlane() records a class with too few samples as an error of the target", async () => {
  const labels = normal.map((_, i) => i < 3 ? "rare" : i % 2 ? "a" : "b");
  const [record] = await collect(still(normal, { L: noisy }), { targets: labels, epochs: 0 });
  deepStrictEqual(record.errors.map(({ about, code }) => [about, code]), [
    ["target", "class-too-small"],
  ]);
  ok(record.inputInformation);
  strictEqual(record.targetInformation, null);
  strictEqual(record.bounds.target, "vacuous");
});

Deno.test("informationPlane() warns where the code of the inputs has lost what the layer uses", async () => {
  // The layer follows the first input; PCA to 1 keeps the second, which varies more (Statement 2).
  const inputs = normal.map((x, i) => [x, 3 * other[i]]);
  const codes = async (inputCompressor: string | null) => {
    const options = { targets: signs, epochs: 0, inputCompressor };
    const [{ warnings }] = await collect(still(inputs, { L: noisy }), options);
    return warnings.map(({ code }) => code);
  };
  ok((await codes("pca:1")).includes("input-below-target"));
  ok(!(await codes(null)).includes("input-below-target"));
});

Deno.test("functionSource() is asked for outputs and epochs in the order of Algorithm 2", async () => {
  const calls: string[] = [];
  const source = functionSource({
    inputs: normal,
    observe: (inputs, epoch) => {
      strictEqual(inputs, normal);
      calls.push(`observe ${epoch}`);
      return Promise.resolve({ L: noisy });
    },
    trainEpoch: (epoch) => {
      calls.push(`train ${epoch}`);
      return epoch === 1 ? 0.5 : { loss: 0.25 };
    },
    evaluate: () => ({ testLoss: 1, accuracy: 0.75 }),
    noise: { L: { kind: "additive", sigma: 0.5 } },
  });
  const records = await collect(source, { targets: signs, epochs: 3, every: 2 });
  deepStrictEqual(calls, ["observe 0", "train 1", "train 2", "observe 2", "train 3", "observe 3"]);
  deepStrictEqual(records.map(({ epoch, loss }) => [epoch, loss]), [[0, null], [2, 0.25], [
    3,
    0.25,
  ]]);
  deepStrictEqual([records[0].testLoss, records[0].accuracy], [1, 0.75]);
});

Deno.test("functionSource() with save and restore resumes in the middle of a training", async () => {
  const make = () => {
    let gain = 1;
    const source = functionSource({
      inputs: normal,
      observe: () => ({ L: normal.map((x, i) => gain * x + other[i]) }),
      trainEpoch: (epoch) => void (gain += epoch),
      save: () => gain,
      restore: (state) => void (gain = state as number),
    });
    return informationPlane(source, { targets: signs, epochs: 3 });
  };
  const whole = [];
  for await (const { ms: _, ...record } of make()) whole.push(record);
  const stopped = make();
  await stopped.next();
  await stopped.next();
  const resumed = make();
  resumed.restore(structuredClone(stopped.save()));
  const rest = [];
  for await (const { ms: _, ...record } of resumed) rest.push(record);
  deepStrictEqual(rest, whole.slice(2));
});

Deno.test("informationPlane() compresses layers by name, and derives layers", async () => {
  const wide = normal.map((x, i) => [x, other[i], x + other[i] + 0.1 * rng.normal()]);
  const records = await collect(still(normal, { A: wide, B: wide }), {
    targets: signs,
    epochs: 0,
    layerCompressor: { A: "pca:2", B: null },
    derived: [expLayer("A")],
    layers: ["B"],
  });
  deepStrictEqual(records.map(({ layer, codeDim }) => [layer, codeDim]), [["B", 3], ["exp(A)", 3]]);
  strictEqual(records[1].bounds.gap, 0);
});

Deno.test("informationPlane() refuses options that cannot be used", async () => {
  const source = still(normal, { L: noisy });
  const fails = (options: Partial<PlaneOptions>, code: string) =>
    throws(() => informationPlane(source, { targets: signs, ...options }), { code });
  fails({ epochs: -1 }, "invalid-epochs");
  fails({ every: 0 }, "invalid-every");
  fails({ seed: 0.5 }, "invalid-seed");
  fails({ layerCompressor: "pca" }, "invalid-compressor");
  fails({ inputCompressor: "pcb:4" }, "unknown-compressor");
  fails({ estimate: { method: "wlk" } }, "unknown-method");
  fails({ estimate: { neighbors: 0 } }, "invalid-option");
  fails({ estimate: { method: "ksg1" } }, "unknown-method");
  const endless = functionSource({
    inputs: normal,
    observe: () => ({ L: noisy }),
    trainEpoch() {},
  });
  throws(() => informationPlane(endless, { targets: signs }), { code: "missing-epochs" });
  throws(() => informationPlane(endless, { targets: signs, epochs: 1 }).save(), {
    code: "not-resumable",
  });
  const first = (options: Partial<PlaneOptions>) =>
    informationPlane(source, { targets: signs, ...options }).next();
  await rejects(first({ layers: ["M"] }), { code: "unknown-layer" });
  await rejects(first({ pairs: [["L", "M"]] }), { code: "unknown-layer" });
  await rejects(first({ derived: [{ name: "L", from: "L", map: Math.exp }] }), {
    code: "duplicate-layer",
  });
  await rejects(first({ targets: signs.slice(1) }), { code: "sample-count" });
  await rejects(first({ targetCompressor: "pca:1" }), { code: "compressed-discrete" });
  throws(() => recordedSource({ inputs: normal, epochs: [], load: () => ({}) }), {
    code: "invalid-epochs",
  });
  throws(() => recordedSource({ inputs: normal, epochs: [0, 2, 1], load: () => ({}) }), {
    code: "invalid-epochs",
  });
});
