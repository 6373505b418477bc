/**
 * What every mutual-information method keeps to, whatever it is.
 *
 * @module
 */
import { SAMPLERS } from "../../data/samplers.ts";
import type { MethodEntry } from "../../lib/mi/registry.ts";
import { createRng, permutation, type Rng } from "../../lib/rng.ts";
import { takeRows } from "../../lib/samples.ts";
import { type Estimate, estimate } from "../../lib/estimate.ts";
import type { OptionValues } from "../../lib/registry.ts";
import type { Context, Labels, MiEstimate, Samples } from "../../lib/types.ts";
import { assertClose, deepStrictEqual, ok, rejects, strictEqual } from "./assert.ts";

/** Data of one case: pairs, or a continuous side and labels. */
export interface ContractData {
  readonly x: Samples;
  readonly y: Samples | Labels;
}

/** A case with known mutual information. */
export interface ContractCase {
  /** Name, which the table of spreads uses too. */
  readonly name: string;
  /** True mutual information in nats. */
  readonly truth: number;
  /** Draws n samples. */
  readonly draw: (n: number, seed: number) => ContractData;
}

/** Mean error and standard deviation of a method over many seeds, in nats. */
export interface Spread {
  readonly bias: number;
  readonly sd: number;
}

/** What a method does not change its value under, and what it refuses. */
export interface MethodTraits {
  /**
   * Maps of a side that leave the estimate alone: invertible linear ones, or increasing affine ones of
   * each coordinate by itself, for methods that Gaussianise or standardise coordinates.
   */
  readonly maps: "linear" | "coordinates";
  /**
   * Standard deviation in nats over training seeds, on the data of the invariance tests, for methods
   * that train by random batches: any change of the data is then like another seed, and values are
   * equal to within 4 √2 of it. Undefined for the others, which are exact. @default {undefined}
   */
  readonly retraining?: number;
  /** Whether linear dependence of X and Y is an error. @default {true} */
  readonly refusesSingular?: boolean;
}

/** Options that the contract runs methods with, where the defaults would take minutes. */
export const CONTRACT_OPTIONS: Readonly<Record<string, OptionValues>> = {
  mine: { steps: 200, patience: 100, learningRate: 3e-3 },
};

/** Samples at which the spreads were measured and are tested. */
export const CONTRACT_SAMPLES = 500;

const CONTEXT: Context = { seed: 3, device: "cpu" };

/** Rounding of sums of some hundred terms, after whitening with condition numbers of some thousands. */
const ROUNDING = { atol: 1e-9 };

function drawNormal(dims: number, truth: number): ContractCase["draw"] {
  const sampler = SAMPLERS.get("normal").create({ dims });
  return (samples, seed) => sampler.sample({ samples, mutualInformation: truth, seed });
}

/** X = label + width · U(0, 1), for `classes` equally likely labels. */
function drawClasses(classes: number, width: number): ContractCase["draw"] {
  return (n, seed) => {
    const rng = createRng(seed);
    const y = Array.from({ length: n }, () => rng.integer(classes));
    return {
      x: { data: Float64Array.from(y, (label) => label + width * rng.uniform()), n, d: 1 },
      y,
    };
  };
}

function drawUnrelatedLabels(n: number, seed: number): ContractData {
  const rng = createRng(seed);
  const { x } = drawClasses(1, 1)(n, seed);
  return { x, y: Array.from({ length: n }, () => "abcd"[rng.integer(4)]) };
}

/** The cases with known truth. "overlapping" is the mixture of Gao et al. 2017: ln 5 − (4/5) ln 2. */
export const CONTRACT_CASES: readonly ContractCase[] = [
  { name: "independent", truth: 0, draw: drawNormal(2, 0) },
  { name: "normal", truth: 1, draw: drawNormal(2, 1) },
  { name: "strong", truth: 4, draw: drawNormal(1, 4) },
  { name: "unrelated labels", truth: 0, draw: drawUnrelatedLabels },
  { name: "overlapping", truth: Math.log(5) - 0.8 * Math.log(2), draw: drawClasses(5, 2) },
  { name: "separated", truth: Math.log(4), draw: drawClasses(4, 1) },
];

/** The cases that a method takes: those with labels only where it has such a form. */
export function casesOf(entry: MethodEntry): readonly ContractCase[] {
  if (entry.create().mixed) return CONTRACT_CASES;
  return CONTRACT_CASES.filter(({ draw }) => "n" in draw(2, 0).y);
}

/** The method's value on data of either kind, with its default settings or the contract's. */
export function apply(
  entry: MethodEntry,
  { x, y }: ContractData,
  context: Context = CONTEXT,
): Promise<MiEstimate> {
  const method = entry.create(CONTRACT_OPTIONS[entry.id]);
  if ("n" in y) return method.continuous(x, y, context);
  if (!method.mixed) throw new Error(`${entry.id} takes no labels`);
  return method.mixed(x, y, context);
}

/**
 * Registers the tests of one method.
 *
 * @param entry Registry entry.
 * @param spreads Measured spread for every case, at {@linkcode CONTRACT_SAMPLES} samples; those with
 *   labels may be left out for a method that takes none.
 * @param traits Which maps leave it alone.
 */
export function testMethod(
  entry: MethodEntry,
  spreads: Readonly<Record<string, Spread>>,
  traits: MethodTraits = { maps: "linear" },
): void {
  testEntry(entry);
  testTruth(entry, spreads);
  testInvariance(entry, traits);
  if (entry.create().mixed) testLabels(entry);
  else testWithoutLabels(entry);
  testEstimate(entry);
  testErrors(entry, traits);
}

function testEntry(entry: MethodEntry): void {
  Deno.test(`${entry.id}: its entry says what it is, and makes it`, () => {
    for (const key of ["title", "summary", "equation", "assumptions", "bias", "cost"] as const) {
      ok(entry[key].length > 0, key);
    }
    const { id, parameters } = entry.create();
    strictEqual(id, entry.id);
    deepStrictEqual(Object.keys(parameters), entry.options.map(({ name }) => name));
    deepStrictEqual(JSON.parse(JSON.stringify(parameters)), parameters);
  });
}

function testTruth(entry: MethodEntry, spreads: Readonly<Record<string, Spread>>): void {
  const seed = 7;
  for (const { name, truth, draw } of casesOf(entry)) {
    if (name in spreads === false) {
      throw new Error(`${entry.id}: no spread for ${name}; measure it`);
    }
    const { bias, sd } = spreads[name];
    const title = `${entry.id}: ${name}, ${truth.toFixed(2)} nats, within |bias| + 4 sd`;
    Deno.test(title, async () => {
      const { nats } = await apply(entry, draw(CONTRACT_SAMPLES, seed));
      const label = `n = ${CONTRACT_SAMPLES}, seed = ${seed}:`;
      assertClose(nats, truth, { atol: Math.abs(bias) + 4 * sd }, label);
    });
  }

  Deno.test(`${entry.id}: the error shrinks as n grows`, async () => {
    const { truth, draw } = CONTRACT_CASES[1];
    const error = async (n: number): Promise<number> => {
      let squares = 0;
      for (let seed = 0; seed < 8; seed++) {
        squares += ((await apply(entry, draw(n, seed))).nats - truth) ** 2 / 8;
      }
      return Math.sqrt(squares);
    };
    // Expected ratio √(100/800) = 0.35; five blocks of 8 seeds gave 0.14–0.54 over the four methods.
    const [few, many] = [await error(100), await error(800)];
    ok(many < 0.75 * few, `rms error ${few} at n = 100, ${many} at n = 800`);
  });
}

const INVARIANCE_SAMPLES = 300;

/** The data of the invariance tests. */
export function drawInvariance(): { x: Samples; y: Samples } {
  return SAMPLERS.get("uniform").create({ dims: 2, dimsY: 3 })
    .sample({ samples: INVARIANCE_SAMPLES, mutualInformation: 1.5, seed: 11 });
}

function testInvariance(entry: MethodEntry, { maps, retraining }: MethodTraits): void {
  const n = INVARIANCE_SAMPLES;
  const draw = drawInvariance;
  const equal = retraining === undefined ? ROUNDING : { atol: 4 * Math.SQRT2 * retraining };

  Deno.test(`${entry.id}: X and Y can be exchanged`, async () => {
    const { x, y } = draw();
    const [one, other] = [await apply(entry, { x, y }), await apply(entry, { x: y, y: x })];
    assertClose(other.nats, one.nats, equal);
  });

  Deno.test(`${entry.id}: the order of the samples does not matter`, async () => {
    const { x, y } = draw();
    const order = permutation(n, createRng(1));
    const one = await apply(entry, { x, y });
    const other = await apply(entry, { x: takeRows(x, order), y: takeRows(y, order) });
    assertClose(other.nats, one.nats, equal);
    // Of a trained method, the contributions of one sample vary with the seed by more than their mean.
    if (retraining === undefined) {
      assertClose(other.pointwise[0], one.pointwise[order[0]], ROUNDING);
    }
  });

  const [map, mapped] = maps === "linear"
    ? [mapLinearly, "an invertible linear map of each side"]
    : [mapCoordinates, "an increasing affine map of each coordinate"];
  Deno.test(`${entry.id}: ${mapped} does not matter`, async () => {
    const { x, y } = draw();
    const rng = createRng(2);
    const one = await apply(entry, { x, y });
    const other = await apply(entry, { x: map(x, rng), y: map(y, rng) });
    assertClose(other.nats, one.nats, equal);
  });

  Deno.test(`${entry.id}: the mean of the contributions is the estimate`, async () => {
    for (const { draw } of casesOf(entry)) {
      const { nats, pointwise } = await apply(entry, draw(n, 5));
      strictEqual(pointwise.length, n);
      assertClose(pointwise.reduce((sum, value) => sum + value, 0) / n, nats, ROUNDING);
    }
  });

  Deno.test(`${entry.id}: the data are not changed`, async () => {
    const { x, y } = draw();
    const before = [x.data.slice(), y.data.slice()];
    await apply(entry, { x, y });
    deepStrictEqual([x.data, y.data], before);
  });
}

/** A x + b with a random A. */
function mapLinearly({ data, n, d }: Samples, rng: Rng): Samples {
  const matrix = Array.from({ length: d * d }, () => rng.normal());
  const shift = Array.from({ length: d }, () => 5 * rng.normal());
  const mapped = new Float64Array(n * d);
  for (let at = 0; at < n * d; at++) {
    const [i, j] = [Math.floor(at / d), at % d];
    mapped[at] = shift[j];
    for (let k = 0; k < d; k++) mapped[at] += matrix[j * d + k] * data[i * d + k];
  }
  return { data: mapped, n, d };
}

/** Every column times a positive number, plus another. */
function mapCoordinates({ data, n, d }: Samples, rng: Rng): Samples {
  const scales = Array.from({ length: d }, () => Math.exp(rng.normal()));
  const shifts = Array.from({ length: d }, () => 5 * rng.normal());
  return { data: data.map((value, at) => scales[at % d] * value + shifts[at % d]), n, d };
}

function testWithoutLabels(entry: MethodEntry): void {
  Deno.test(`${entry.id}: estimate() says that it takes no labels`, async () => {
    const { x, y } = CONTRACT_CASES[4].draw(200, 5);
    await rejects(estimate(x, y, { method: entry.id, yDiscrete: true }), {
      code: "continuous-only",
    });
  });
}

function testLabels(entry: MethodEntry): void {
  Deno.test(`${entry.id}: what the labels are called does not matter`, async () => {
    const { x, y } = CONTRACT_CASES[4].draw(200, 5);
    const renamed = (y as number[]).map((label) => `class ${9 - label}`);
    const [one, other] = [await apply(entry, { x, y }), await apply(entry, { x, y: renamed })];
    assertClose(other.nats, one.nats, ROUNDING);
  });

  Deno.test(`${entry.id}: a class with too few points is named, with its count`, async () => {
    const { x } = drawUnrelatedLabels(200, 5);
    const y = Array.from({ length: 200 }, (_, i) => i === 17 ? "rare one" : i % 2 ? "a" : "b");
    await rejects(apply(entry, { x, y }), {
      code: "class-too-small",
      message: /"rare one" has 1 of the 200 samples/,
    });
  });
}

function testEstimate(entry: MethodEntry): void {
  const { x, y } = drawNormal(2, 1)(200, 4);

  Deno.test(`${entry.id}: estimate() gives the same bits for the same seed, and plain JSON`, async () => {
    const methodOptions = CONTRACT_OPTIONS[entry.id] ?? {};
    const options = { method: entry.id, methodOptions, seed: 5, jitter: 1e-3, pointwise: true };
    const timeless = (result: Estimate): Estimate => ({ ...result, elapsedMs: 0 });
    const first = await estimate(x, y as Samples, options);
    const second = await estimate(x, y as Samples, options);
    deepStrictEqual(timeless(second), timeless(first));
    deepStrictEqual(JSON.parse(JSON.stringify(first)), first);
    const other = await estimate(x, y as Samples, { ...options, seed: 6 });
    ok(other.mutualInformation !== first.mutualInformation, "the seed has no effect on the jitter");
  });

  Deno.test(`${entry.id}: estimate() reports what the method gives`, async () => {
    const methodOptions = CONTRACT_OPTIONS[entry.id] ?? {};
    const options = { method: entry.id, methodOptions, seed: CONTEXT.seed };
    const result = await estimate(x, y as Samples, options);
    const { nats, standardError } = await apply(entry, { x, y });
    strictEqual(result.method, entry.id);
    strictEqual(result.mutualInformation, nats);
    strictEqual(result.standardError, standardError);
    deepStrictEqual(result.parameters, entry.create(methodOptions).parameters);
  });
}

function testErrors(entry: MethodEntry, { refusesSingular = true }: MethodTraits): void {
  const method = entry.id;
  const noise = (n: number, seed: number): number[] => {
    const rng = createRng(seed);
    return Array.from({ length: n }, () => rng.normal());
  };
  const [a, b] = [noise(60, 1), noise(60, 2)];

  const singular: [string, () => Promise<Estimate>] = [
    "singular-covariance",
    () => estimate(a, a.map((value) => 3 * value - 1), { method }),
  ];
  Deno.test.each<[string, () => Promise<Estimate>]>([
    ["sample-count", () => estimate(a, b.slice(1), { method })],
    ["ragged", () => estimate([[1, 2], [3]], [1, 2], { method })],
    ["non-finite", () => estimate(a, [...b.slice(1), NaN], { method })],
    ["empty", () => estimate([], [], { method })],
    ["constant-column", () => estimate(a.map((value) => [value, 2]), b, { method })],
    ["duplicate-column", () => estimate(a, b.map((value) => [value, value]), { method })],
    ["shared-column", () => estimate(a, a, { method })],
    ...(refusesSingular ? [singular] : []),
    ["too-few-samples", () => estimate(a.slice(0, 2), b.slice(0, 2), { method })],
    ["unknown-option", () => estimate(a, b, { method, methodOptions: { nonsense: 1 } })],
  ])(`${method}: estimate() rejects with code $0`, async (code, run) => {
    await rejects(run(), { name: "InputError", code });
  });
}
