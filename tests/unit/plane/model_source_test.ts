import { classifierSource } from "../../../lib/plane/classifier_source.ts";
import { expLayer } from "../../../lib/plane/derived_layers.ts";
import { type InformationPlane, informationPlane } from "../../../lib/plane/information_plane.ts";
import { modelSource } from "../../../lib/plane/model_source.ts";
import type {
  PlaneOptions,
  PlaneRecord,
  PlaneSource,
  PlaneState,
} from "../../../lib/plane/plane_types.ts";
import { recordedSource } from "../../../lib/plane/recorded_source.ts";
import { decodeState, encodeState } from "../../../lib/nn/encode_state.ts";
import { meanSquaredError } from "../../../lib/nn/losses.ts";
import { openTfjs } from "../../../lib/nn/tfjs.ts";
import { createRng } from "../../../lib/rng.ts";
import type { SamplesLike } from "../../../lib/types.ts";
import { deepStrictEqual, ok, rejects, strictEqual, throws } from "../../support/assert.ts";
import { clouds, smallClassifier } from "../../support/plane_networks.ts";

const tf = await openTfjs();
const CLASSES = 3;
const TRAINING = clouds(300, CLASSES, 1);
const TEST = clouds(400, CLASSES, 2);

function makeSource(seed = 5): Promise<PlaneSource> {
  return classifierSource(smallClassifier(CLASSES), { training: TRAINING, test: TEST, seed });
}

const OPTIONS: PlaneOptions = {
  targets: TEST.labels,
  targetsDiscrete: true,
  epochs: 3,
  layerCompressor: "pca:2",
  inputCompressor: "pca:2",
  derived: [expLayer("L2")],
  pairs: [["L2", "L1"]],
  seed: 9,
};

async function collect(plane: InformationPlane): Promise<PlaneRecord[]> {
  const records: PlaneRecord[] = [];
  for await (const record of plane) records.push(record);
  return records;
}

/** Everything but the duration, which is never the same. */
function timeless(records: readonly PlaneRecord[]): unknown[] {
  return records.map(({ ms, ...rest }) => {
    ok(ms >= 0);
    return rest;
  });
}

Deno.test("informationPlane() gives one JSON record per epoch and layer, epoch 0 included", async () => {
  const source = await makeSource();
  const records = await collect(informationPlane(source, OPTIONS));
  deepStrictEqual(
    records.map(({ epoch, layer }) => `${epoch} ${layer}`),
    [0, 1, 2, 3].flatMap((epoch) => ["L1", "L2", "exp(L2)"].map((layer) => `${epoch} ${layer}`)),
  );
  deepStrictEqual(JSON.parse(JSON.stringify(records)), records);
  for (const record of records) {
    deepStrictEqual(record.errors, [], `${record.epoch} ${record.layer}`);
    strictEqual(record.width, record.layer === "L1" ? 8 : CLASSES);
    strictEqual(record.codeDim, 2);
    strictEqual(record.samples, TEST.rows);
    strictEqual(record.loss === null, record.epoch === 0);
    const { inputInformation, targetInformation } = record;
    for (const information of [inputInformation!, targetInformation!]) {
      ok(information.lower! < information.nats && information.nats < information.upper!);
    }
    deepStrictEqual(Object.keys(record.pairs), record.layer === "L2" ? ["L1"] : []);
  }
  // Training on separable clouds lowers the loss and raises the accuracy at every step of three.
  ok(records[9].testLoss! < records[0].testLoss!);
  ok(records[9].accuracy! > 0.7, `accuracy ${records[9].accuracy}`);
  source.dispose!();
});

Deno.test("informationPlane() gives the same bits for the same seed, and others for another", async () => {
  const sources = [await makeSource(), await makeSource(), await makeSource(6)];
  const runs = [];
  for (const source of sources) {
    runs.push(timeless(await collect(informationPlane(source, OPTIONS))));
  }
  deepStrictEqual(runs[1], runs[0]);
  ok(JSON.stringify(runs[2]) !== JSON.stringify(runs[0]));
  deepStrictEqual(sources[1].save!(), sources[0].save!());
  for (const source of sources) source.dispose!();
});

Deno.test("informationPlane() never changes the training by measuring it", async () => {
  const [often, seldom] = [await makeSource(), await makeSource()];
  const all = await collect(informationPlane(often, OPTIONS));
  const ends = await collect(informationPlane(seldom, { ...OPTIONS, every: 3 }));
  deepStrictEqual(seldom.save!(), often.save!());
  deepStrictEqual([...new Set(ends.map(({ epoch }) => epoch))], [0, 3]);
  deepStrictEqual(timeless(ends), timeless(all.filter(({ epoch }) => epoch % 3 === 0)));
  often.dispose!();
  seldom.dispose!();
});

/** A signal that aborts when it is looked at once too often. */
function stopAfter(looks: number): AbortSignal & { readonly looks: number } {
  return {
    looks: 0,
    throwIfAborted() {
      if (++this.looks > looks) throw new DOMException("stopped", "AbortError");
    },
  } as AbortSignal & { looks: number };
}

Deno.test("InformationPlane.restore() goes on with the same bits after any interruption", async () => {
  const whole = await makeSource();
  const counter = stopAfter(Infinity);
  const plane = informationPlane(whole, { ...OPTIONS, signal: counter });
  const expected = timeless(await collect(plane));
  const rng = createRng(7);
  const places = new Set<string>();
  for (let trial = 0; trial < 12; trial++) {
    const source = await makeSource();
    const signal = stopAfter(rng.integer(counter.looks));
    const stopped = informationPlane(source, { ...OPTIONS, signal });
    const records: PlaneRecord[] = [];
    await rejects(async () => {
      for await (const record of stopped) records.push(record);
    }, { name: "AbortError" });
    const state = decodeState(encodeState(stopped.save())) as PlaneState;
    source.dispose!();
    places.add(state.measured ? "in training" : "between layers");
    const fresh = await makeSource();
    const resumed = informationPlane(fresh, OPTIONS);
    resumed.restore(state);
    deepStrictEqual(timeless([...records, ...await collect(resumed)]), expected);
    deepStrictEqual(fresh.save!(), whole.save!());
    fresh.dispose!();
  }
  deepStrictEqual([...places].sort(), ["between layers", "in training"]);
  whole.dispose!();
});

Deno.test("InformationPlane can be left and iterated again", async () => {
  const source = await makeSource();
  const plane = informationPlane(source, OPTIONS);
  const records: PlaneRecord[] = [];
  for await (const record of plane) {
    records.push(record);
    if (records.length === 4) break;
  }
  records.push(...await collect(plane));
  strictEqual(records.length, 12);
  strictEqual((await plane.next()).done, true);
  source.dispose!();
});

Deno.test("recordedSource() gives the records that the network itself gives", async () => {
  const source = await makeSource();
  const outputs = new Map<number, Readonly<Record<string, SamplesLike>>>();
  const metrics = new Map<number, { loss: number | null; testLoss: number; accuracy: number }>();
  const online: PlaneRecord[] = [];
  const plane = informationPlane(source, OPTIONS);
  for (let epoch = 0; epoch <= 3; epoch++) {
    for (let layer = 0; layer < 3; layer++) online.push((await plane.next()).value!);
    const seen = await source.observe();
    outputs.set(epoch, seen.outputs);
    const { loss } = online[online.length - 1];
    metrics.set(epoch, { loss, testLoss: seen.testLoss!, accuracy: seen.accuracy! });
  }
  const { inputs, fitInputs, noise } = source;
  const recorded = recordedSource({
    inputs,
    fitInputs,
    noise,
    epochs: [0, 1, 2, 3],
    load: (epoch) => outputs.get(epoch)!,
    metrics,
  });
  const offline = await collect(informationPlane(recorded, OPTIONS));
  deepStrictEqual(timeless(offline), timeless(online));
  source.dispose!();
});

Deno.test("modelSource() collects outputs with their noise on, and gives the same ones again", async () => {
  const source = await makeSource();
  const values = async () => {
    const { outputs } = await source.observe();
    return (outputs.L1 as { data: Float32Array }).data;
  };
  const first = await values();
  deepStrictEqual(await values(), first);
  const { weights } = source.save!() as { weights: Float32Array[] };
  // The noise-free layer, from its weights: what is left must be normal with sd 0.05.
  const [kernel, bias] = weights;
  let squares = 0;
  for (let row = 0; row < TEST.rows; row++) {
    for (let unit = 0; unit < 8; unit++) {
      let sum = bias[unit];
      for (let j = 0; j < 6; j++) sum += TEST.inputs[row * 6 + j] * kernel[j * 8 + unit];
      squares += (first[row * 8 + unit] - Math.tanh(sum)) ** 2;
    }
  }
  // The variance of 3200 draws has a relative sd of √(2/3200) = 0.025; five of them.
  const ratio = squares / first.length / 0.05 ** 2;
  ok(Math.abs(ratio - 1) < 0.125, `variance ratio ${ratio}`);
  source.dispose!();
});

Deno.test("modelSource() takes any model, its own names, and knows what it is told of noise", async () => {
  const input = tf.input({ shape: [6] });
  const hidden = tf.layers.dense({ units: 3, activation: "tanh", name: "hidden" }).apply(input);
  const output = tf.layers.dense({ units: 2, name: "out" }).apply(hidden);
  const model = tf.model({ inputs: input, outputs: output });
  const targets = Float32Array.from(
    { length: 400 * 2 },
    (_, i) => TEST.inputs[(i >> 1) * 6 + i % 2],
  );
  const test = { inputs: TEST.inputs, targets, rows: 400 };
  const settings = { batchSize: 100, learningRate: 1e-2, loss: meanSquaredError, seed: 1 };
  const source = modelSource({
    tf,
    model,
    training: test,
    test,
    layers: { L: "hidden" },
    settings,
  });
  deepStrictEqual(source.noise, { L: "none" });
  const continuous = Array.from({ length: 400 }, (_, i) => [targets[2 * i], targets[2 * i + 1]]);
  const records = await collect(
    informationPlane(source, { targets: continuous, epochs: 1, inputCompressor: "pca:2" }),
  );
  strictEqual(records.length, 2);
  for (const record of records) {
    deepStrictEqual(record.errors, []);
    strictEqual(record.accuracy, null);
    strictEqual(record.compression, null);
    ok(record.testLoss !== null && record.targetInformation !== null);
    ok(record.warnings.some(({ code }) => code === "deterministic-layer"));
  }
  source.dispose!();
  throws(
    () => modelSource({ tf, model, training: test, test, layers: ["hiden"], settings }),
    { code: "unknown-layer", hint: /hidden, out/ },
  );
  model.dispose();
});
