/**
 * The two sides of an information plane that stay the same throughout: inputs and targets.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { readSide, type Side } from "../estimate_inputs.ts";
import { asSamples } from "../samples.ts";
import type { Context, Samples } from "../types.ts";
import { fitTo } from "./layer_code.ts";
import type { PlaneSetup } from "./plane_setup.ts";
import type { CompressorChoice, PlaneSource } from "./plane_types.ts";

/** Codes of inputs and targets. */
export interface Sides {
  /** E_X(X). */
  readonly inputs: Samples;
  /** Y: labels, or the code of continuous targets. */
  readonly targets: Side;
}

/**
 * Compresses the inputs and, where they are continuous, the targets: step 1 of Algorithm 2.
 *
 * @throws {InputError} If their numbers of rows differ, or they cannot be compressed.
 */
export async function sidesOf(source: PlaneSource, setup: PlaneSetup): Promise<Sides> {
  const { options, contextOf } = setup;
  const targets = readSide(options.targets, "targets", options.targetsDiscrete ?? false);
  const inputs = asSamples(source.inputs, "inputs");
  if (targets.n !== inputs.n) {
    throw new InputError(
      "sample-count",
      `There are ${inputs.n} inputs and ${targets.n} targets: they must be pairs.`,
      "Give one target per input, in the same order.",
    );
  }
  const { inputCompressor: choice = null, targetCompressor = null } = options;
  const fitted = choice !== null && !(typeof choice === "object" && "encode" in choice) &&
      source.fitInputs
    ? await fitTo(asSamples(source.fitInputs, "inputs"), choice, "inputs", contextOf("inputs"))
    : await fitTo(inputs, choice, "inputs", contextOf("inputs"));
  return {
    inputs: fitted ? await fitted.encode(inputs) : inputs,
    targets: await compressTargets(targets, targetCompressor, contextOf("targets")),
  };
}

async function compressTargets(
  targets: Side,
  choice: CompressorChoice,
  context: Context,
): Promise<Side> {
  if (targets.kind === "discrete") {
    if (choice === null) return targets;
    throw new InputError("compressed-discrete", "Labels cannot be compressed.");
  }
  const fitted = await fitTo(targets.samples, choice, "targets", context);
  if (!fitted) return targets;
  const samples = await fitted.encode(targets.samples);
  return { kind: "continuous", samples, n: samples.n, d: samples.d };
}
