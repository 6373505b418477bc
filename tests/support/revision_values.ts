/**
 * Values that show whether a part of the code still gives what it gave: see `reports/revisions.ts`.
 * Run as a program, it writes them to the fixture, after a revision was raised: those of the parts that
 * are named, or of all.
 *
 * @module
 */
import { SAMPLERS } from "../../data/samplers.ts";
import type { Autoencoder } from "../../lib/compress/autoencoder_model.ts";
import { COMPRESSORS } from "../../lib/compress/registry.ts";
import { METHODS } from "../../lib/mi/registry.ts";
import { mnistClassifier } from "../../lib/nn/networks.ts";
import { classifierSource } from "../../lib/plane/classifier_source.ts";
import type { OptionValues } from "../../lib/registry.ts";
import { createRng } from "../../lib/rng.ts";
import type { Samples } from "../../lib/types.ts";
import { NO_CONTEXT } from "../../reports/cell.ts";
import { REVISIONS } from "../../reports/revisions.ts";
import { runTraining, trainingCell, type TrainingSettings } from "../../reports/training_cell.ts";

/** Where the values are kept. */
export const REVISION_FIXTURE: URL = new URL("../fixtures/reports/revisions.json", import.meta.url);

/** What the fixture holds for a part. */
export interface RevisionValues {
  /** Revision at which the values were computed. */
  readonly revision: number;
  /** The values. */
  readonly values: readonly number[];
}

/** Methods that take one of several estimates, which would hide changes in the others. */
const PARTS_OF: Readonly<Record<string, readonly string[]>> = {
  auto: ["shear", "kcv", "kcca", "cwkl"],
};

const CONTEXT = { seed: 5, device: "cpu" } as const;

/** Values of one part, such as `method:wkl`. */
export async function revisionValues(part: string): Promise<number[]> {
  const [kind, id] = part.split(":");
  if (kind === "sampler") return samplerValues(id);
  if (kind === "compressor") return await compressorValues(id);
  if (kind === "method") {
    const values = [id, ...(PARTS_OF[id] ?? [])].map(methodValues);
    return (await Promise.all(values)).flat();
  }
  if (part === "network:classifier") return await classifierValues();
  if (kind === "network") return await networkValues(id as TrainingSettings["network"]);
  throw new Error(`${part} is of no known kind`);
}

/** Points with dependent coordinates that are not normal. */
function points(n: number, d: number): Samples {
  const rng = createRng("revisions");
  const data = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    const common = rng.normal();
    for (let j = 0; j < d; j++) data[i * d + j] = common + Math.exp(0.5 * rng.normal()) * (j + 1);
  }
  return { data, n, d };
}

async function methodValues(id: string): Promise<number[]> {
  const entry = METHODS.get(id);
  const variants: OptionValues[] = id === "mine"
    ? [{ steps: 20, evaluation: "training" }] // A training of the default length takes seconds.
    : entry.options.some(({ name }) => name === "weights")
    ? [{}, { weights: "reference" }]
    : [{}];
  const values: number[] = [];
  for (const options of variants) {
    for (const [x, y] of [sides(1, 1), sides(3, 2), foldedSides()]) {
      const estimate = await entry.create(options).continuous(x, y, CONTEXT);
      values.push(estimate.nats, estimate.standardError ?? -1);
    }
  }
  return values;
}

/** The first columns of {@linkcode points}, and those after them. */
function sides(dimX: number, dimY: number): [Samples, Samples] {
  const all = points(200, dimX + dimY);
  const columns = (from: number, d: number): Samples => ({
    data: Float64Array.from(
      { length: 200 * d },
      (_, i) => all.data[Math.floor(i / d) * all.d + from + i % d],
    ),
    n: 200,
    d,
  });
  return [columns(0, dimX), columns(dimX, dimY)];
}

/** Points of a plane, and a folded image of it: `auto` takes a part of `cwkl` for these. */
function foldedSides(): [Samples, Samples] {
  const rng = createRng("revisions");
  const rows = Array.from({ length: 200 }, () => [rng.normal(), rng.normal()]);
  const noisy = (row: readonly number[]): number[] =>
    row.map((value) => value + 0.02 * rng.normal());
  const folded = (
    [u, v]: readonly number[],
  ): number[] => [Math.sin(2 * u + v), Math.cos(2 * v - u)];
  const side = (map: (row: readonly number[]) => readonly number[]): Samples => ({
    data: Float64Array.from(rows.flatMap((row) => noisy(map(row)))),
    n: 200,
    d: 2,
  });
  return [side((row) => row), side(folded)];
}

function samplerValues(id: string): number[] {
  const pair = SAMPLERS.get(id).create().sample({ samples: 4, mutualInformation: 1.5, seed: 5 });
  return [pair.x, pair.y, pair.structuredX, pair.structuredY].flatMap(({ data }) => [
    data.reduce((sum, value) => sum + value, 0),
    data.reduce((sum, value, i) => sum + value * Math.sin(i), 0),
  ]);
}

/** Validation errors of a short training. */
async function networkValues(network: TrainingSettings["network"]): Promise<number[]> {
  const side = { image: 8, "anti-pca": 0, mnist: 28 }[network];
  const cell = trainingCell(5, {
    family: network === "anti-pca" ? "anti-pca" : "gaussian-image",
    familyOptions: network === "anti-pca" ? {} : { side },
    network,
    dim: 2,
    samples: 60,
    validation: 20,
    epochs: 3,
    batchSize: 25,
    learningRate: 1e-3,
    augmentation: network === "image" ? { zoom: [0.8, 1.2], shift: 0.2 } : null,
  });
  const { model } = await runTraining(cell, NO_CONTEXT);
  const { history } = model as unknown as Pick<Autoencoder, "history">;
  return history.flatMap(({ loss, validationLoss }) => [loss, validationLoss ?? 0]);
}

/** Losses of a short training, and sums of the noisy layer outputs after it. */
async function classifierValues(): Promise<number[]> {
  const rng = createRng("revisions");
  const inputs = Float32Array.from({ length: 60 * 784 }, () => rng.normal());
  const targets = Float32Array.from({ length: 600 }, (_, i) => i % 11 === 0 ? 1 : 0);
  const set = { inputs, targets, rows: 60 };
  const source = await classifierSource(mnistClassifier(), {
    training: set,
    test: set,
    seed: 5,
    batchSize: 25,
    learningRate: 1e-3,
  });
  const losses = [await source.train(), await source.train()].map((epoch) => epoch?.loss ?? NaN);
  const { outputs, testLoss } = await source.observe();
  const sums = Object.values(outputs).map((values) => {
    const { data } = values as { readonly data: Float32Array };
    return data.reduce((sum, value) => sum + value, 0) / data.length;
  });
  source.dispose?.();
  return [...losses, testLoss ?? NaN, ...sums];
}

async function compressorValues(id: string): Promise<number[]> {
  const samples = points(150, 6);
  const fitted = await COMPRESSORS.get(id).create({ dim: 2 }).fit(samples, CONTEXT);
  const codes = await fitted.encode(samples);
  return [fitted.reconstructionError, ...codes.data.subarray(0, 6)];
}

if (import.meta.main) {
  const earlier: Record<string, RevisionValues> = JSON.parse(
    await Deno.readTextFile(REVISION_FIXTURE).catch(() => "{}"),
  );
  const fixture: Record<string, RevisionValues> = {};
  for (const [part, revision] of Object.entries(REVISIONS)) {
    const wanted = Deno.args.length === 0 || Deno.args.includes(part);
    fixture[part] = wanted ? { revision, values: await revisionValues(part) } : earlier[part];
  }
  await Deno.mkdir(new URL(".", REVISION_FIXTURE), { recursive: true });
  await Deno.writeTextFile(REVISION_FIXTURE, `${JSON.stringify(fixture, null, 1)}\n`);
}
