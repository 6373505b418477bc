/**
 * The last column of the paper's Table 2, WKL on PCA codes, under the settings that the paper leaves
 * open: `deno task study:table-2`. It takes minutes, and writes `table_2.json` beside this file.
 *
 * @module
 */
import { SAMPLERS } from "../../data/samplers.ts";
import type { SyntheticPair } from "../../data/sampler.ts";
import { fitPca } from "../../lib/compress/pca.ts";
import { METHODS } from "../../lib/mi/registry.ts";
import { deriveSeed } from "../../lib/rng.ts";
import type { Context, Samples } from "../../lib/types.ts";
import { VERSION } from "../../lib/version.ts";
import { linspace } from "../profile.ts";

const SETTINGS = {
  family: "gaussian-image",
  sides: [4, 8, 16],
  rotations: [true, false],
  weights: ["berrett", "reference"],
  neighbors: 5,
  dim: 2,
  samples: 5000,
  truths: linspace(0, 10, 41),
  seeds: [0, 1, 2, 3, 4],
} as const;

/** The paper's values for this column, in the order of the sides. */
const PAPER: readonly number[] = [1.87, 1.71, 0.67];

/** Mean squared errors of one setting. */
interface StudyRow {
  /** Width and height of an image in pixels. */
  readonly side: number;
  /** Whether latents were rotated. */
  readonly rotation: boolean;
  /** Weights of the estimator. */
  readonly weights: string;
  /** Mean squared error over the true values for each seed, in nats². */
  readonly meanSquaredErrors: readonly number[];
  /** Their mean. */
  readonly mean: number;
  /** Their standard deviation. */
  readonly sd: number;
  /** Mean error for each true value, over the seeds, in nats. */
  readonly meanErrors: readonly number[];
  /** The paper's value. */
  readonly paper: number;
}

/** Codes of both sides: each side's images compressed by a PCA of their own. */
async function compress({ x, y }: SyntheticPair, seed: number): Promise<[Samples, Samples]> {
  const encode = async (samples: Samples): Promise<Samples> =>
    await (await fitPca(samples, SETTINGS.dim, { seed })).encode(samples);
  return [await encode(x), await encode(y)];
}

/** Errors for each kind of weights at one true value. */
async function measure(
  side: number,
  rotation: boolean,
  mutualInformation: number,
  runSeed: number,
): Promise<number[]> {
  const { family, samples, weights, neighbors } = SETTINGS;
  const seed = deriveSeed(
    runSeed,
    "study:table-2",
    side,
    `rotation ${rotation}`,
    mutualInformation,
  );
  const sampler = SAMPLERS.get(family).create({ side, rotation });
  const [x, y] = await compress(sampler.sample({ samples, mutualInformation, seed }), seed);
  const context: Context = { seed, device: "cpu" };
  const errors: number[] = [];
  for (const kind of weights) {
    const method = METHODS.get("wkl").create({ neighbors, weights: kind });
    errors.push((await method.continuous(x, y, context)).nats - mutualInformation);
  }
  return errors;
}

async function studyImages(side: number, rotation: boolean): Promise<StudyRow[]> {
  const { seeds, truths, weights } = SETTINGS;
  const errors = weights.map(() => seeds.map((): number[] => []));
  for (const [s, seed] of seeds.entries()) {
    for (const truth of truths) {
      (await measure(side, rotation, truth, seed)).forEach((error, w) => errors[w][s].push(error));
    }
  }
  return weights.map((kind, w) => {
    const meanSquaredErrors = errors[w].map((row) => mean(row.map((error) => error ** 2)));
    return {
      side,
      rotation,
      weights: kind,
      meanSquaredErrors,
      mean: mean(meanSquaredErrors),
      sd: standardDeviation(meanSquaredErrors),
      meanErrors: truths.map((_, t) => mean(errors[w].map((row) => row[t]))),
      paper: PAPER[SETTINGS.sides.indexOf(side as 4 | 8 | 16)],
    };
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

function print(text: string): void {
  // deno-lint-ignore no-console -- this program's output
  console.log(text);
}

async function main(): Promise<void> {
  const rows: StudyRow[] = [];
  print("| side | rotation | weights | MSE, nats² (mean ± sd over 5 seeds) | paper |");
  print("|---|---|---|---|---|");
  for (const side of SETTINGS.sides) {
    for (const rotation of SETTINGS.rotations) {
      for (const row of await studyImages(side, rotation)) {
        rows.push(row);
        const value = `${row.mean.toFixed(3)} ± ${row.sd.toFixed(3)}`;
        const label = `${side}×${side} | ${rotation ? "on" : "off"} | ${row.weights}`;
        print(`| ${label} | ${value} | ${row.paper} |`);
      }
    }
  }
  const result = { schema: 1, version: VERSION, deno: Deno.version.deno, settings: SETTINGS, rows };
  const path = new URL("table_2.json", import.meta.url);
  await Deno.writeTextFile(path, `${JSON.stringify(result, null, 2)}\n`);
}

if (import.meta.main) await main();
