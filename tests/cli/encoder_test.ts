import { encodeNpy } from "../../data/files.ts";
import { autoencoderFromJson } from "../../lib/compress/autoencoder.ts";
import { fitPca } from "../../lib/compress/pca.ts";
import { estimate } from "../../lib/estimate.ts";
import type { Estimate } from "../../lib/estimate_types.ts";
import { openTfjs } from "../../lib/nn/tfjs.ts";
import { createRng } from "../../lib/rng.ts";
import { deepStrictEqual, match, ok, strictEqual } from "../support/assert.ts";
import { type MemoryFiles, memoryFiles, runInProcess } from "../support/cli.ts";

const N = 120;
const SIDE = 8;

/** Gaussian spots whose centre is (u, v): shape (n, side, side) unless flattened. */
function spots(centres: readonly number[][], shape: number[]): Uint8Array {
  const pixels = centres.flatMap(([u, v]) =>
    Array.from({ length: SIDE * SIDE }, (_, i) => {
      const [x, y] = [(i % SIDE) / (SIDE - 1), Math.floor(i / SIDE) / (SIDE - 1)];
      return Math.exp(-10 * ((x - u) ** 2 + (y - v) ** 2));
    })
  );
  return encodeNpy({ data: Float64Array.from(pixels), shape });
}

const rng = createRng(1);
const CENTRES = Array.from({ length: N }, () => [rng.uniform(), rng.uniform()]);
const NEAR = CENTRES.map(([u, v]) => [0.5 * u + 0.5 * rng.uniform(), v]);

function files(): MemoryFiles {
  return memoryFiles({
    "x.npy": spots(CENTRES, [N, SIDE, SIDE]),
    "y.npy": spots(NEAR, [N, SIDE * SIDE]),
    "three.npy": encodeNpy({ data: Float64Array.from(NEAR.flat()), shape: [N, 2] }),
    "labels.csv": ["label", ...CENTRES.map(([u]) => u < 0.5 ? "left" : "right")].join("\n"),
  });
}

const SHORT = "--ae-epochs 6 --ae-batch-size 32 --ae-learning-rate 0.005 --method kl --json";

async function run(line: string, store: MemoryFiles) {
  const result = await runInProcess(["estimate", ...line.split(" ")], store);
  const json = result.code === 0 && line.includes("--json")
    ? JSON.parse(result.out) as Estimate
    : null;
  return { ...result, json };
}

Deno.test("--save-encoder keeps what --encoder reads: the same estimate, bit for bit", async () => {
  const store = files();
  const tf = await openTfjs();
  const before = tf.memory().numTensors;
  const first = await run(
    `--x x.npy --y three.npy --compress-x ae:2 --save-encoder e.json ${SHORT}`,
    store,
  );
  strictEqual(first.code, 0, first.err);
  const summary = first.json!.compression.x!;
  strictEqual(summary.id, "ae");
  strictEqual(summary.training!.network, "image-8", "an array (n, 8, 8) holds images");
  ok(summary.training!.epochs <= 6 && summary.training!.heldOutLoss !== null);
  match(summary.engine!, /^tfjs-wasm 4\.22\.0, (relaxed|plain) SIMD$/);
  ok(summary.reconstructionError > 0);
  for (const flag of ["--encoder", "--encoder-x"]) {
    const line = flag === "--encoder" ? "--x x.npy --y labels.csv" : "--x x.npy --y three.npy";
    const again = await run(`${line} ${flag} e.json --method kl --json`, store);
    strictEqual(again.code, 0, again.err);
    // The error is summed in the same order over the same values.
    deepStrictEqual(again.json!.compression.x, summary);
    if (flag !== "--encoder-x") continue;
    strictEqual(again.json!.mutualInformation, first.json!.mutualInformation);
  }
  const both = await run("--x x.npy --y y.npy --encoder e.json --method kl --json", store);
  deepStrictEqual(both.json!.dimensions, { x: 64, y: 64, codeX: 2, codeY: 2 });
  ok(both.json!.compression.y!.reconstructionError !== summary.reconstructionError);
  strictEqual(tf.memory().numTensors, before, "tensors are left behind");
});

Deno.test("an interrupted estimate after the training leaves the saved encoder whole", async () => {
  const store = files();
  // k = 200 neighbours of 120 samples: refused after the compression.
  const { code, err } = await run(
    `--x x.npy --y three.npy --compress-x ae:2 --neighbors 200 --save-encoder e.json ${SHORT}`,
    store,
  );
  strictEqual(code, 2);
  match(err, /neighbours need at least/);
  await autoencoderFromJson(JSON.parse(new TextDecoder().decode(store.get("e.json")!)));
});

Deno.test("--save-encoder-x and -y keep two encoders, options reach the training", async () => {
  const store = files();
  const { json, err } = await run(
    "--x x.npy --y y.npy --compress-x ae:2 --compress-y ae:1:8x8 --save-encoder-x a.json " +
      `--save-encoder-y b.json --ae-hold-out 0 ${SHORT}`,
    store,
  );
  ok(json, err);
  strictEqual(json.compression.x!.training!.epochs, 6);
  strictEqual(json.compression.x!.training!.heldOutLoss, null);
  for (const [name, dim] of [["a.json", 2], ["b.json", 1]] as const) {
    const saved = await autoencoderFromJson(JSON.parse(new TextDecoder().decode(store.get(name)!)));
    deepStrictEqual([saved.dim, saved.inputDim, saved.spec.id], [dim, 64, "image-8"]);
  }
});

Deno.test("estimate() takes the options by compressor and hands out what it fitted", async () => {
  const x = { data: Float64Array.from(CENTRES.flatMap(([u, v]) => [u, v, u * v])), n: N, d: 3 };
  const y = NEAR.map(([u]) => u);
  const seen: string[] = [];
  const steps: string[] = [];
  const result = await estimate(x, y, {
    method: "kl",
    compressX: "ae:1",
    compressorOptions: { ae: { epochs: 3, batchSize: 50, patience: 2 } },
    onCompressed: (fitted, side) => void seen.push(`${side} ${fitted.id}`),
    onProgress: (_, step) => void steps.push(step),
  });
  deepStrictEqual(seen, ["x ae"]);
  const { training } = result.compression.x!;
  deepStrictEqual([training!.network, training!.epochs], ["dense", 3]);
  const epochs = steps.filter((step) => step.startsWith("compression of x: epoch"));
  strictEqual(epochs.length, 3);
  match(epochs[1], /^compression of x: epoch 2 of 3, held-out loss [\d.e-]+, at most \d+ s left$/);
});

Deno.test("the terminal shows epoch, loss and time while an encoder is trained", async () => {
  let shown = "";
  const { code } = await runInProcess(
    // The line is drawn ten times a second at most.
    `estimate --x x.npy --y three.npy --compress-x ae:2 ${
      SHORT.replace("6", "99")
    } --ae-patience 99`
      .split(" "),
    files(),
    { interactive: true, writeError: (text) => shown += text },
  );
  strictEqual(code, 0);
  match(shown, /% compression of x: epoch \d+ of 99, held-out loss [\d.e-]+, at most \d+ s left …/);
});

Deno.test("the text says what was trained, by what, and what it lost", async () => {
  const { out } = await run(
    `--x x.npy --y three.npy --compress-x ae:2 ${SHORT.replace(" --json", "")}`,
    files(),
  );
  match(out, /64 columns → 2 \(ae: image-8, \d epochs?, mean squared error [\d.e-]+\)/);
  match(out, /networks tfjs-wasm 4\.22\.0, (relaxed|plain) SIMD/);
});

Deno.test("a diverged training says so, with epoch and loss", async () => {
  const { code, err } = await run(
    "--x x.npy --y three.npy --compress-x ae:2 --ae-learning-rate 1e30 --ae-epochs 5",
    files(),
  );
  strictEqual(code, 2);
  match(
    err,
    /^error: The training diverged: in epoch \d the loss is (NaN|-?Infinity)\.\nTrain with .*--ae-learning-rate 1e-4 \(--learning-rate for mine\)\.\n$/,
  );
});

async function savedEncoder(): Promise<{ store: MemoryFiles; text: string }> {
  const store = files();
  const line = `--x x.npy --y three.npy --compress-x ae:2 --save-encoder e.json ${SHORT}`;
  const { code, err } = await run(line, store);
  strictEqual(code, 0, err);
  return { store, text: new TextDecoder().decode(store.get("e.json")!) };
}

Deno.test("--encoder says in one line what is wrong with its file, and exits with 2", async () => {
  const { store, text } = await savedEncoder();
  const tf = await openTfjs();
  const before = tf.memory().numTensors;
  const json = JSON.parse(text);
  const pca = await fitPca({ data: Float64Array.from(NEAR.flat()), n: N, d: 2 }, 1);
  const wrong: Record<string, [content: unknown, message: RegExp]> = {
    "cut.json": [text.slice(0, 900), /it is no JSON, or not whole/],
    "binary.json": [new Uint8Array([0x93, 0x4e, 0xff]), /it is no JSON, or not whole/],
    "pca.json": [JSON.stringify(pca), /it is no saved autoencoder: it has the id "pca", not "ae"/],
    "list.json": ["[1, 2]", /it has the id undefined/],
    "null.json": ["null", /it has the id undefined/],
    "new.json": [{ ...json, schema: 2 }, /version 2 of the form/],
    "bare.json": [{ id: "ae", schema: 1 }, /its network is missing or wrong/],
    "units.json": [{ ...json, scaling: { offset: [0], scale: [0] } }, /its scaling is missing/],
    "few.json": [{ ...json, weights: json.weights.slice(1) }, /weights do not fit its network/],
    "short.json": [
      { ...json, weights: json.weights.map((w: string) => w.slice(0, 8)) },
      /no saved autoencoder/,
    ],
    "history.json": [{ ...json, history: [null] }, /its history is missing or wrong/],
    "spec.json": [{ ...json, spec: { ...json.spec, encoder: null } }, /no saved autoencoder/],
  };
  for (const [name, [content, message]] of Object.entries(wrong)) {
    const bytes = typeof content === "string" || content instanceof Uint8Array
      ? content
      : JSON.stringify(content);
    store.set(name, typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes);
    const { code, err } = await run(`--x x.npy --y three.npy --encoder-x ${name}`, store);
    strictEqual(code, 2, `${name}: ${err}`);
    const [first, ...rest] = err.trim().split("\n");
    match(first, message);
    ok(first.startsWith(`error: Cannot read --encoder-x ${name}: `), first);
    ok(rest.length <= 1, err);
  }
  strictEqual(tf.memory().numTensors, before, "tensors are left behind");
});

let saved: Awaited<ReturnType<typeof savedEncoder>> | undefined;

Deno.test.each([
  ["--x three.npy --y x.npy --encoder-x e.json", /fitted to 64 columns: x has 2/],
  ["--x x.npy --y three.npy --encoder e.json", /fitted to 64 columns: y has 2/],
  ["--x x.npy --y three.npy --encoder-x none.json", /there is no such file/],
  ["--x x.npy --y three.npy --compress-x pca:2 --encoder-x e.json", /are both given/],
  ["--x x.npy --y labels.csv --encoder-y e.json", /y is discrete/],
  ["--x x.npy --y labels.csv --compress-x pca:2 --encoder e.json", /no side is left for it/],
  ["--x x.npy --y three.npy --compress-x pca:2 --save-encoder f.json", /there is none/],
  ["--x x.npy --y three.npy --save-encoder f.json", /there is none/],
  ["--x x.npy --y y.npy --compress-x ae:2 --compress-y ae:2 --save-encoder f.json", /both sides/],
  ["--x x.npy --y three.npy --compress-x ae:2 --save-encoder e.json", /e\.json exists already/],
  ["--x x.npy --y three.npy --compress-x ae:2 --save-encoder f.bin", /must end in \.json/],
  [
    "--x x.npy --y y.npy --compress-x ae:2 --compress-y ae:2 --save-encoder-x f.json " +
    "--save-encoder-y f.json",
    /under one name/,
  ],
  ["--x x.npy --y three.npy --compress-x pca:2 --ae-epochs 5", /no side is fitted by it/],
  ["--x x.npy --y three.npy --compress-x ae:2 --ae-epochs 0", /must be at least 1/],
  ["--x x.npy --y three.npy --compress-x ae:2:4x16", /squares with a side of 8, 16, 32, … or 28/],
  ["--x x.npy --y three.npy --compress-x ae:2:16x16", /rows have 64 values/],
])("estimate %s is refused in one line", async (line, message) => {
  const store = files();
  saved ??= await savedEncoder();
  store.set("e.json", new TextEncoder().encode(saved.text));
  const { code, err } = await run(line, store);
  strictEqual(code, 2, err);
  match(err, message);
  ok(err.trim().split("\n").length <= 2, err);
});

Deno.test("--save-encoder FOLDER.tfjs writes models for stock TensorFlow.js", async () => {
  const store = files();
  const line = `--x x.npy --y three.npy --compress-x ae:2 --save-encoder m.tfjs ${SHORT}`;
  const { code, err } = await run(line, store);
  strictEqual(code, 0, err);
  const names = [...store.keys()].filter((name) => name.startsWith("m.tfjs/")).sort();
  deepStrictEqual(names, [
    "m.tfjs/decoder.json",
    "m.tfjs/decoder.weights.bin",
    "m.tfjs/encoder.json",
    "m.tfjs/encoder.weights.bin",
  ]);
  const json = JSON.parse(new TextDecoder().decode(store.get("m.tfjs/encoder.json")!));
  const [{ paths, weights }] = json.weightsManifest;
  deepStrictEqual(paths, ["encoder.weights.bin"]);
  const values = weights.reduce(
    (sum: number, { shape }: { shape: number[] }) => sum + shape.reduce((a, b) => a * b, 1),
    0,
  );
  strictEqual(store.get("m.tfjs/encoder.weights.bin")!.length, 4 * values);
});
