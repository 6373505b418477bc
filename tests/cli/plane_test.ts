import { encodeNpy } from "../../data/npy.ts";
import type { CliIo } from "../../lib/cli/cli_io.ts";
import type { PlaneRecord } from "../../lib/plane/plane_types.ts";
import { createRng } from "../../lib/rng.ts";
import { deepStrictEqual, match, ok, rejects, strictEqual } from "../support/assert.ts";
import { type MemoryFiles, memoryFiles, runInProcess } from "../support/cli.ts";

const SMALL = "plane --training 300 --test 200 --learning-rate 1e-3 --compress-input pca:2 " +
  "--compress-layers pca:2 --batch-size 100 --seed 3";

async function run(line: string, files: MemoryFiles, overrides: Partial<CliIo> = {}) {
  const result = await runInProcess(line.split(" "), files, overrides);
  strictEqual(result.code, 0, result.err);
  return result;
}

function textOf(files: MemoryFiles, path: string): string {
  return new TextDecoder().decode(files.get(path)!);
}

/** Header and records of a file, without durations. */
function recordsOf(files: MemoryFiles, path: string) {
  const [header, ...records] = textOf(files, path).trimEnd().split("\n").map((line) =>
    JSON.parse(line)
  );
  return { header, records: records.map(({ ms: _, ...rest }) => rest) };
}

Deno.test("plane trains the classifier of the paper and writes settings and records", async () => {
  const files = memoryFiles();
  const { out } = await run(`${SMALL} --epochs 1 --out p.jsonl --pairs L4:L5`, files);
  const { header, records } = recordsOf(files, "p.jsonl");
  strictEqual(header.kind, "settings");
  const { network, training, test, learningRate, sigma, method, parameters } = header.settings;
  deepStrictEqual([network, training, test, learningRate, sigma], [
    "mnist-classifier",
    300,
    200,
    1e-3,
    1e-3,
  ]);
  deepStrictEqual([method, parameters.neighbors], ["wkl", 5]);
  deepStrictEqual(
    records.map(({ epoch, layer, width }) => [epoch, layer, width]),
    [0, 1].flatMap((epoch) =>
      [["L1", 1352], ["L2", 400], ["L3", 32], ["L4", 32], ["L5", 10], ["exp(L5)", 10]]
        .map((layer) => [epoch, ...layer])
    ),
  );
  ok(typeof records[4].pairs.L4.nats === "number");
  match(out, /^Epoch 1: loss .*, test loss .*, accuracy .* %\n\nlayer/);
  match(out, /L1 \(1352 → 2\)/);
});

Deno.test("plane --resume goes on to the records of one run, also with more epochs", async () => {
  const [whole, parts] = [memoryFiles(), memoryFiles()];
  await run(`${SMALL} --epochs 2 --out p.jsonl --quiet`, whole);
  await run(`${SMALL} --epochs 1 --out p.jsonl --quiet`, parts);
  const { out } = await run(`${SMALL} --epochs 2 --out p.jsonl --resume`, parts);
  deepStrictEqual(recordsOf(parts, "p.jsonl"), recordsOf(whole, "p.jsonl"));
  match(out, /^Epoch 2/);
  const again = await run(`${SMALL} --epochs 2 --out p.jsonl --resume --json`, parts);
  strictEqual(again.out.trimEnd().split("\n").length, 18);
  deepStrictEqual(recordsOf(parts, "p.jsonl"), recordsOf(whole, "p.jsonl"));
});

/**
 * Runs until `wanted` says so, and then does what a signal does: the program saves and ends.
 *
 * @param wanted Is given what was written so far, records as JSON lines and progress alike.
 */
async function interrupted(
  line: string,
  files: MemoryFiles,
  wanted: (output: string) => boolean,
): Promise<void> {
  const cleanUps: (() => Promise<void>)[] = [];
  let output = "";
  let saved: Promise<void> | undefined;
  const write = (text: string): void => {
    output += text;
    if (saved || !wanted(output)) return;
    saved = cleanUps[0]();
    throw new Error("interrupted");
  };
  const { code } = await runInProcess(line.split(" "), files, {
    interactive: true,
    onInterrupt(cleanUp) {
      cleanUps.push(cleanUp);
      return () => void cleanUps.splice(cleanUps.indexOf(cleanUp), 1);
    },
    writeOut: write,
    writeError: (text) => text.startsWith("error") || write(text),
  });
  strictEqual(code, 1);
  await saved;
}

Deno.test("plane saves when it is interrupted, and loses nothing", async () => {
  const [whole, parts] = [memoryFiles(), memoryFiles()];
  const line = `${SMALL} --epochs 1 --out p.jsonl`;
  await run(`${line} --quiet`, whole);
  // In the middle of the second epoch.
  await interrupted(`${line} --json`, parts, (output) => output.split("\n").length === 9);
  strictEqual(recordsOf(parts, "p.jsonl").records.length, 8);
  await run(`${line} --resume --quiet`, parts);
  deepStrictEqual(recordsOf(parts, "p.jsonl"), recordsOf(whole, "p.jsonl"));
});

Deno.test("plane goes on with the training of an encoder where it was interrupted", async () => {
  const [whole, parts] = [memoryFiles(), memoryFiles()];
  const line = "plane --training 200 --test 150 --compress-layers pca:2 --exp none --epochs 0 " +
    "--compress-input ae:2 --encoder-epochs 12 --encoder-batch-size 50 --out p.jsonl";
  await run(`${line} --quiet`, whole);
  await interrupted(line, parts, (output) => /autoencoder, epoch [2-9] of 12/.test(output));
  const { training, encoder, records } = JSON.parse(textOf(parts, "p.jsonl.checkpoint"));
  ok(training.trainer.epoch >= 2 && training.trainer.epoch < 12);
  deepStrictEqual([encoder, records], [null, 0]);
  await run(`${line} --resume --quiet`, parts);
  deepStrictEqual(recordsOf(parts, "p.jsonl"), recordsOf(whole, "p.jsonl"));
  strictEqual(textOf(parts, "p.jsonl.checkpoint"), textOf(whole, "p.jsonl.checkpoint"));
});

Deno.test("plane trains an encoder once: it is kept for --resume and saved for --encoder", async () => {
  const line = "plane --training 200 --test 150 --compress-layers pca:2 --seed 1 --exp none";
  const ae = "--compress-input ae:2 --encoder-epochs 1 --encoder-batch-size 50";
  const files = memoryFiles();
  await run(`${line} ${ae} --epochs 0 --out a.jsonl --save-encoder e.json --quiet`, files);
  const checkpoint = JSON.parse(textOf(files, "a.jsonl.checkpoint"));
  deepStrictEqual(checkpoint.encoder, JSON.parse(textOf(files, "e.json")));
  strictEqual(checkpoint.encoder.spec.id, "mnist");
  await run(`${line} ${ae} --epochs 1 --out a.jsonl --resume --quiet`, files);
  await run(`${line} --encoder e.json --epochs 1 --out b.jsonl --quiet`, files);
  deepStrictEqual(recordsOf(files, "a.jsonl").records, recordsOf(files, "b.jsonl").records);
  deepStrictEqual(recordsOf(files, "a.jsonl").records.length, 10);
});

const N = 200;
const rng = createRng(2);
const x = Float64Array.from({ length: 2 * N }, () => rng.normal());
const noisy = (gain: number) =>
  encodeNpy({ data: x.map((value) => gain * value + 0.5 * rng.normal()), shape: [N, 2] });
const wide = encodeNpy({
  data: Float64Array.from({ length: 6 * N }, (_, i) => x[2 * (i / 6 | 0) + i % 2] + rng.normal()),
  shape: [N, 6],
});
const first = Array.from({ length: N }, (_, i) => x[2 * i]);
const numbers = (data: number[], shape = [data.length]) =>
  encodeNpy({ data: Float64Array.from(data), shape });

const FOLDER: Readonly<Record<string, Uint8Array | string>> = {
  "run/inputs.npy": encodeNpy({ data: x, shape: [N, 2] }),
  "run/labels.npy": numbers(first.map((value) => value > 0 ? 1 : 0)),
  "run/epoch-000/L1.npy": noisy(0.1),
  "run/epoch-000/L10.npy": wide,
  "run/epoch-000/L2.npy": noisy(0.1),
  "run/epoch-010/L1.npy": noisy(2),
  "run/epoch-010/L10.npy": wide,
  "run/epoch-010/L2.npy": noisy(1),
  "run/epoch-010/notes.txt": "not a layer",
  "run/metrics.csv": "epoch,loss,test_loss,accuracy\n0,,0.7,0.5\n10,0.3,0.4,0.875\n",
};

Deno.test("plane --layers reads a folder of another framework", async () => {
  const files = memoryFiles(FOLDER);
  const { out } = await run(
    "plane --layers run/ --noise additive:0.5 --json --pairs L1:L10 --every 10",
    files,
  );
  const records: PlaneRecord[] = out.trimEnd().split("\n").map((line) => JSON.parse(line));
  deepStrictEqual(
    records.map(({ epoch, layer, codeDim }) => [epoch, layer, codeDim]),
    [0, 10].flatMap((epoch) => [[epoch, "L1", 2], [epoch, "L2", 2], [epoch, "L10", 4]]),
  );
  deepStrictEqual(
    records.filter(({ layer }) => layer === "L1")
      .map(({ loss, testLoss, accuracy }) => [loss, testLoss, accuracy]),
    [[null, 0.7, 0.5], [0.3, 0.4, 0.875]],
  );
  ok(records[3].inputInformation!.nats > records[0].inputInformation!.nats + 1);
  for (const { errors, bounds, layer, pairs } of records) {
    deepStrictEqual(errors, []);
    ok(bounds.input !== "vacuous" && (bounds.gap! > 0) === (layer === "L10"));
    deepStrictEqual(Object.keys(pairs), layer === "L10" ? ["L1"] : []);
  }
});

Deno.test("plane --layers takes continuous targets, and goes on when there are more epochs", async () => {
  const { "run/labels.npy": _, ...rest } = FOLDER;
  const all = { ...rest, "run/targets.npy": numbers(first) };
  const early = Object.fromEntries(Object.entries(all).filter(([path]) => !path.includes("010")));
  const files = memoryFiles(early);
  await run("plane --layers run --out p.jsonl --quiet", files);
  strictEqual(recordsOf(files, "p.jsonl").records.length, 3);
  for (const [path, content] of memoryFiles(all)) files.set(path, content);
  const { out } = await run("plane --layers run --out p.jsonl --resume", files);
  match(out, /^Epoch 10: loss 0.3000, test loss 0.4000, accuracy 87.50 %\n/);
  const { records } = recordsOf(files, "p.jsonl");
  strictEqual(records.length, 6);
  ok(records.every(({ targetInformation }) => targetInformation !== null));
});

Deno.test("plane keeps the network's flags and those of a method of the same name apart", async () => {
  const files = memoryFiles(FOLDER);
  const line = "plane --layers run --epochs 0 --out p.jsonl --quiet --method mine --steps 5";
  await run(`${line} --method-batch-size 50 --method-learning-rate 0.01`, files);
  const { parameters } = recordsOf(files, "p.jsonl").header.settings;
  deepStrictEqual([parameters.batchSize, parameters.learningRate], [50, 0.01]);
});

type Edit = Readonly<Record<string, Uint8Array | string | null | undefined>>;

const SHORT = encodeNpy({ data: x.slice(20), shape: [N - 10, 2] });

const CASES: readonly (readonly [line: string, says: RegExp, edit?: Edit])[] = [
  ["--layers nowhere", /There is no folder nowhere\.\nLayout: inputs\.npy/],
  ["--layers run/inputs.npy", /is no folder/],
  ["--layers run", /run has no inputs\.npy\.\nLayout/, { "run/inputs.npy": undefined }],
  ["--layers run", /neither labels\.npy nor targets\.npy/, { "run/labels.npy": undefined }],
  ["--layers run", /only one of them can be Y/, { "run/targets.npy": numbers(first) }],
  ["--layers run", /labels\.npy has 190 rows, inputs\.npy has 200/, {
    "run/labels.npy": numbers(first.slice(10).map(Math.sign)),
  }],
  ["--layers run", /row 1: labels are whole.*\nSave continuous targets as/, {
    "run/labels.npy": numbers(first),
  }],
  ["--layers run", /labels\.npy has 2 numbers per sample/, {
    "run/labels.npy": encodeNpy({ data: x.map(Math.sign), shape: [N, 2] }),
  }],
  ["--layers run", /run\/epoch-010 has no L2\.npy, and epoch-000 has one/, {
    "run/epoch-010/L2.npy": undefined,
  }],
  ["--layers run", /run\/epoch-000 has no L3\.npy, and epoch-010 has one/, {
    "run/epoch-010/L3.npy": wide,
  }],
  ["--layers run", /epoch-010\/L1\.npy has 190 rows, inputs\.npy has 200/, {
    "run/epoch-010/L1.npy": SHORT,
  }],
  ["--layers run", /epoch-010 and epoch_10 are one epoch/, { "run/epoch_10/L1.npy": SHORT }],
  ["--layers run", /epoch-020 has no \.npy file/, { "run/epoch-020": null }],
  ["--layers run", /epoch-000\/L1\.npy.*empty/, { "run/epoch-000/L1.npy": "" }],
  ["--layers run", /L1\.npy is not a \.npy file/, { "run/epoch-000/L1.npy": "no array at all" }],
  ["--layers run", /metrics\.csv has no column epoch/, { "run/metrics.csv": "a,b\n1,2\n" }],
  ["--layers run --training 10", /--training has no effect with --layers/],
  ["--layers run --noise 0.1", /--noise takes additive:0\.1 or .*, not "0\.1"/],
  ["--layers run --noise additive:0", /--noise takes/],
  ["--layers run --noise L7=additive:0.1", /there is no layer "L7"\.\nLayers: L1, L2, L10/],
  ["--layers run --pairs L1", /--pairs takes pairs such as L1:L2, not "L1"/],
  ["--layers run --pairs L1:L3", /There is no layer "L3"\.\nDid you mean/],
  ["--layers run --exp L9", /There is no layer "L9"/],
  ["--layers run --compress-layers pcb:2", /Unknown compressor "pcb"/],
  ["--layers run --compress-input pca", /no valid dimension/],
  ["--layers run --encoder e.json", /Cannot read --encoder e\.json: there is no such file/],
  ["--layers run --encoder run/metrics.csv", /it is no JSON/],
  ["--layers run --encoder e.json", /This is no saved autoencoder/, { "e.json": "{}" }],
  ["--layers run --every 0", /every must be an integer of at least 1/],
  ["--layers run --epochs -1", /epochs must be an integer of at least 0/],
  ["--layers run --method shear", /continuous data only/],
  ["--layers run --out run/metrics.csv", /exists already\.\nAdd --resume to go on with that run/],
  ["--layers run --out run/metrics.csv --resume", /metrics\.csv\.checkpoint is not there/],
  ["--layers run --out p --resume", /damaged/, { p: "{}", "p.checkpoint": '{"schema":2}' }],
  ["--layers run --out p --resume", /The checkpoint cannot be read/, {
    p: "{}",
    "p.checkpoint": "{",
  }],
  ["--layers run --resume", /--resume needs --out/],
  ["--layers run --out p --resume --force", /--resume and --force are both given/],
  ["--noise additive:1", /--noise is for --layers\.\nHere it is --sigma/],
  ["--encoder a.json --compress-input pca:4", /--encoder and --compress-input are both given/],
  ["--compress-input pca:4 --save-encoder e.json", /--save-encoder: no autoencoder is trained/],
  ["--training 0", /number of training images must be 1 … 60000: current value is 0/],
  ["--test 10001", /number of test images must be 1 … 10000/],
  ["--sigma 0", /--sigma must be above 0/],
  ["--learning-rate -1", /--learning-rate must be above 0/],
  ["--training 10 --test 10 --batch-size 0", /positive batch size, not 0/],
  ["--mnist nowhere", /nowhere has no t10k-images/],
];

for (const [line, says, edit = {}] of CASES) {
  const changed = Object.keys(edit).length > 0 ? ` (${Object.keys(edit).join(", ")})` : "";
  Deno.test(`plane ${line}${changed} is refused in one line`, async () => {
    const contents: Record<string, Uint8Array | string | null> = { ...FOLDER };
    for (const [path, content] of Object.entries(edit)) {
      if (content === undefined) delete contents[path];
      else contents[path] = content;
    }
    const { code, out, err } = await runInProcess(
      ["plane", ...line.split(" ")],
      memoryFiles(contents),
    );
    strictEqual(code, 2, `${out}${err}`);
    strictEqual(out, "");
    match(err, /^error: /);
    match(err, says);
    ok(err.trimEnd().split("\n").length <= 3, err);
  });
}

Deno.test("plane --resume refuses other settings, and names the one that differs", async () => {
  const files = memoryFiles(FOLDER);
  await run("plane --layers run --out p.jsonl --quiet", files);
  const { code, err } = await runInProcess(
    "plane --layers run --out p.jsonl --resume --neighbors 3".split(" "),
    files,
  );
  strictEqual(code, 2);
  match(err, /--resume: the run was started with parameters .*"neighbors":5.*"neighbors":3/);
  await rejects(() => run("plane --layers run --out p.jsonl", files));
});
