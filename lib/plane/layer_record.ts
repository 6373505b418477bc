/**
 * One layer at one epoch: step 6 of Algorithm 2.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { estimate } from "../estimate.ts";
import { summariseCompression } from "../estimate_result.ts";
import type { Side } from "../estimate_inputs.ts";
import { deriveSeed } from "../rng.ts";
import type { Samples, Warning } from "../types.ts";
import { boundOf, compressionGap, labelEntropy } from "./layer_bounds.ts";
import type { CodedLayer } from "./layer_code.ts";
import type {
  NoiseInfo,
  PlaneError,
  PlaneInformation,
  PlaneOptions,
  PlaneRecord,
} from "./plane_types.ts";

/** What the estimates of a layer need besides the layer. */
export interface RecordSetting {
  /** Epoch and layer, for seeds and the record. */
  readonly epoch: number;
  /** Name of the layer. */
  readonly layer: string;
  /** Code of the inputs. */
  readonly inputs: Samples;
  /** Labels, or the code of the targets. */
  readonly targets: Side;
  /** Noise of the layer. */
  readonly noise: NoiseInfo;
  /** Method and its options. */
  readonly estimate: PlaneOptions["estimate"];
  /** Seed of the plane. */
  readonly seed: number;
  /** Aborts between estimates. */
  readonly signal: AbortSignal | undefined;
}

/** What {@linkcode measureLayer} fills in; the plane knows the rest. */
export type Measured = Omit<
  PlaneRecord,
  "schema" | "epoch" | "layer" | "samples" | "loss" | "testLoss" | "accuracy" | "ms"
>;

/** Conditions that no other layer or epoch would escape: they end the run. */
const FATAL = new Set([
  "device-unavailable",
  "tfjs-unavailable",
  "unknown-option",
  "invalid-option",
]);

/**
 * What `work` gives, or the error to record where the data of this layer cannot be used.
 *
 * @throws Whatever is not about the data.
 */
export async function recorded<Result>(
  about: string,
  work: () => Promise<Result>,
): Promise<Result | PlaneError> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InputError) || FATAL.has(error.code)) throw error;
    return { about, code: error.code, message: error.message };
  }
}

/** Whether {@linkcode recorded} gave an error. */
export function isPlaneError(value: object): value is PlaneError {
  return "about" in value && "code" in value && "message" in value;
}

/** The part of a record where the layer itself cannot be used. */
export function failedLayer(width: number, error: PlaneError): Measured {
  return {
    width,
    codeDim: 0,
    inputInformation: null,
    targetInformation: null,
    pairs: {},
    bounds: { input: "vacuous", target: "vacuous", gap: null, basis: "nothing was estimated" },
    compression: null,
    warnings: [],
    errors: [error],
  };
}

/**
 * Estimates I(E_X(X); E_L(L)), I(E_L(L); Y) and the pairs of one layer.
 *
 * @param coded The layer and its code.
 * @param partners Codes of the other layers of its pairs, or why there is none.
 * @param setting Everything else.
 * @returns The part of the record that concerns the layer.
 */
export async function measureLayer(
  coded: CodedLayer,
  partners: ReadonlyMap<string, Samples | PlaneError>,
  setting: RecordSetting,
): Promise<Measured> {
  const { targets, noise, inputs } = setting;
  const notes = { warnings: [] as (Warning & { about: string })[], errors: [] as PlaneError[] };
  for (const warning of coded.warnings) notes.warnings.push({ ...warning, about: "layer" });
  if (noise === "none") notes.warnings.push(DETERMINISTIC);
  const side = (other: Side | Samples, about: string) =>
    informationOf(coded.code, other, about, setting, notes);
  const inputInformation = await side(inputs, "input");
  const targetInformation = await side(targets, "target");
  if (isBelow(inputInformation, targetInformation)) notes.warnings.push(LOST_INPUT);
  const pairs: Record<string, PlaneInformation | null> = {};
  for (const [name, other] of partners) {
    const failed = isPlaneError(other);
    if (failed) notes.errors.push({ ...other, about: name });
    pairs[name] = failed ? null : await side(other, name);
  }
  const gap = compressionGap(coded.outputs, coded.fitted, noise);
  const most = targets.kind === "discrete" ? labelEntropy(targets.labels) : Infinity;
  return {
    width: coded.width,
    codeDim: coded.code.d,
    inputInformation,
    targetInformation,
    pairs,
    bounds: {
      input: boundOf(inputInformation?.nats ?? null, gap),
      target: boundOf(targetInformation?.nats ?? null, gap, most),
      gap: gap.terms && gap.terms.noiseEntropy - gap.terms.conditionalNoiseEntropy,
      basis: gap.basis,
    },
    compression: summariseCompression(coded.fitted),
    ...notes,
  };
}

const DETERMINISTIC = {
  about: "input",
  code: "deterministic-layer",
  message: "The layer has no noise: its information on continuous inputs is infinite, " +
    "and an estimate shows the estimator alone. Add noise layers.",
};

/** Y – X – L is a Markov chain, so that no layer tells more about Y than about X. */
const LOST_INPUT = {
  about: "input",
  code: "input-below-target",
  message:
    "The estimate of I(X; L) is below that of I(L; Y), which cannot be for X itself: the code of " +
    "the inputs has lost what the layer uses. Use another compressor of the inputs, or none.",
};

/** Whether an estimate is below another by three standard errors of their difference. */
function isBelow(input: PlaneInformation | null, target: PlaneInformation | null): boolean {
  if (!input || !target) return false;
  const errors = Math.hypot(input.standardError ?? Infinity, target.standardError ?? Infinity);
  return target.nats - input.nats > 3 * errors;
}

async function informationOf(
  code: Samples,
  other: Side | Samples,
  about: string,
  { epoch, layer, seed, signal, estimate: options }: RecordSetting,
  notes: { warnings: (Warning & { about: string })[]; errors: PlaneError[] },
): Promise<PlaneInformation | null> {
  const labels = "kind" in other && other.kind === "discrete";
  const y = "kind" in other ? (other.kind === "discrete" ? other.labels : other.samples) : other;
  const result = await recorded(about, () =>
    estimate(code, y, {
      ...options,
      yDiscrete: labels,
      seed: deriveSeed(seed, "plane", epoch, layer, about),
      signal,
    }));
  if (isPlaneError(result)) {
    notes.errors.push(result);
    return null;
  }
  for (const warning of result.warnings) notes.warnings.push({ ...warning, about });
  return {
    nats: result.mutualInformation,
    standardError: result.standardError,
    lower: result.interval?.lower ?? null,
    upper: result.interval?.upper ?? null,
  };
}
