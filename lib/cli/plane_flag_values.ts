/**
 * The flags of `plane`, read and checked.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { METHODS } from "../mi/registry.ts";
import type { LayerNoise } from "../plane/plane_types.ts";
import type { OptionValues } from "../registry.ts";
import { optionValues, type ParsedFlags } from "./flags.ts";
import { isNetworkFlag, NETWORK_FLAGS } from "./plane_flags.ts";

/**
 * Checks that no flag is given that has no effect.
 *
 * @throws {InputError} If one is.
 */
export function checkPlaneFlags(flags: ParsedFlags): void {
  const recorded = flags.text("layers") !== undefined;
  const given = (name: string) => flags.values.has(name);
  const fail = (message: string, hint?: string): never => {
    throw new InputError("invalid-flag", message, hint);
  };
  const idle = NETWORK_FLAGS.find(({ name }) => given(name));
  if (recorded && idle) fail(`--${idle.name} has no effect with --layers: nothing is trained.`);
  if (!recorded && given("noise")) fail("--noise is for --layers.", "Here it is --sigma.");
  if (given("encoder") && given("compress-input")) {
    fail("--encoder and --compress-input are both given.", "Leave one of them out.");
  }
  const isTrained = !given("encoder") && /^ae:/.test(flags.text("compress-input") ?? "ae:4");
  if (given("save-encoder") && !isTrained) fail("--save-encoder: no autoencoder is trained.");
  if (given("port") && !given("live")) fail("--port is for --live.");
  if (flags.has("resume") && flags.has("force")) fail("--resume and --force are both given.");
  if (!given("out") && (flags.has("resume") || flags.has("force"))) {
    fail(`--${flags.has("resume") ? "resume" : "force"} needs --out.`);
  }
}

/** The layers of `--exp`. */
export function expLayers(flags: ParsedFlags, fallback: readonly string[]): readonly string[] {
  const given = flags.list("exp") ?? fallback;
  return given.length === 1 && given[0] === "none" ? [] : given;
}

/** The pairs of `--pairs`. */
export function layerPairs(flags: ParsedFlags): (readonly [string, string])[] {
  return (flags.list("pairs") ?? []).map((text) => {
    const names = text.split(":");
    if (names.length === 2 && names[0] !== names[1] && names.every((name) => name !== "")) {
      return [names[0], names[1]] as const;
    }
    throw new InputError("invalid-flag", `--pairs takes pairs such as L1:L2, not "${text}".`);
  });
}

/** The noise of `--noise`, by layer. */
export function layerNoise(
  flags: ParsedFlags,
  layers: readonly string[],
): Readonly<Record<string, LayerNoise>> {
  const noise: Record<string, LayerNoise> = {};
  for (const text of flags.list("noise") ?? []) {
    const [, layer, kind, sigma] = /^(?:(.+)=)?(additive|multiplicative):(.+)$/.exec(text) ?? [];
    if (kind === undefined || !(Number(sigma) > 0 && Number(sigma) < Infinity)) {
      throw new InputError(
        "invalid-flag",
        `--noise takes additive:0.1 or L1=multiplicative:0.001, not "${text}".`,
      );
    }
    if (layer !== undefined && !layers.includes(layer)) {
      throw new InputError(
        "unknown-layer",
        `--noise: there is no layer "${layer}".`,
        `Layers: ${layers.join(", ")}.`,
      );
    }
    for (const name of layer === undefined ? layers : [layer]) {
      noise[name] = { kind: kind as LayerNoise["kind"], sigma: Number(sigma) };
    }
  }
  return noise;
}

/** The options of the method that were given, under the names that the library uses. */
export function methodOptions(flags: ParsedFlags, method: string): OptionValues {
  const values = new Map(
    [...flags.values].filter(([name]) => !isNetworkFlag(name)).map(([name, value]) => {
      const short = name.replace(/^method-/, "");
      return [isNetworkFlag(short) ? short : name, value];
    }),
  );
  return optionValues({ ...flags, values }, METHODS, method);
}
