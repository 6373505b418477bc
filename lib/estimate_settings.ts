/**
 * The settings of {@linkcode estimate}, checked.
 *
 * @module
 */
import { closest } from "npm:fastest-levenshtein@1.0.16";
import { InputError } from "./errors.ts";
import type { EstimateOptions } from "./estimate_types.ts";
import { INTERVAL_KINDS, type IntervalKind } from "./intervals/interval.ts";
import { DEFAULT_METHOD } from "./mi/default_method.ts";
import { type MethodEntry, METHODS } from "./mi/registry.ts";
import type { OptionValues } from "./registry.ts";
import type { Context, Device, GpuUse, MiMethod } from "./types.ts";

/** Checked settings with their defaults filled in. */
export interface Settings {
  /** The method, made with its options. */
  readonly method: MiMethod;
  /** Kind of the interval. */
  readonly interval: IntervalKind | "none";
  /** Whether that kind was asked for: else it may be left out. */
  readonly intervalAsked: boolean;
  /** Nominal coverage of the interval. */
  readonly level: number;
  /** Permutations of the test of independence, 0 for none. */
  readonly test: number;
  /** Scale of the jitter, 0 for none. */
  readonly jitter: number;
  /** What every part of the work is handed. */
  readonly context: Context;
  /** Where the work runs. */
  readonly usage: DeviceUsage;
}

/** Where the work of an estimate runs; filled in while it runs. */
export interface DeviceUsage {
  /** The device that was asked for. */
  readonly asked: Device;
  /** What the GPU did; null while it did nothing. The first failure stays. */
  gpu: GpuUse | null;
}

/** The names of all options; the type keeps the list whole. */
const OPTION_NAMES: Readonly<Record<keyof EstimateOptions, true>> = {
  method: true,
  methodOptions: true,
  neighbors: true,
  weights: true,
  xDiscrete: true,
  yDiscrete: true,
  compressX: true,
  compressY: true,
  compressorOptions: true,
  onCompressed: true,
  interval: true,
  level: true,
  test: true,
  seed: true,
  device: true,
  jitter: true,
  pointwise: true,
  signal: true,
  onProgress: true,
};

/**
 * Checks the options that do not depend on the data.
 *
 * @param options As the caller gave them.
 * @returns Settings with defaults.
 * @throws {InputError} If there is no option of a name given, or the method, one of its options, the
 *   interval, the level, the test, the seed or the jitter cannot be used.
 */
export function readSettings(options: EstimateOptions): Settings {
  checkNames(options);
  const { method = DEFAULT_METHOD, methodOptions = {}, neighbors, weights } = options;
  const { level = 0.95, seed = 0, jitter = 0, device = "auto", signal, onProgress } = options;
  const { interval, test = 0 } = options;
  const kinds = [...INTERVAL_KINDS, "none"];
  requireThat(
    interval === undefined || kinds.includes(interval),
    "interval",
    interval,
    kinds.join(", "),
  );
  requireThat(Number.isSafeInteger(test) && test >= 0, "test", test, "a whole number, at least 0");
  requireThat(level > 0 && level < 1, "level", level, "between 0 and 1, both excluded");
  requireThat(Number.isSafeInteger(seed), "seed", seed, "an integer up to 2^53 - 1");
  requireThat(jitter >= 0 && jitter < Infinity, "jitter", jitter, "a finite number, at least 0");
  requireThat(["auto", "cpu", "gpu"].includes(device), "device", device, "auto, cpu or gpu");
  const given = {
    ...methodOptions,
    ...(neighbors === undefined ? {} : { neighbors }),
    ...(weights === undefined ? {} : { weights }),
  };
  const usage: DeviceUsage = { asked: device, gpu: null };
  const onGpu = (use: GpuUse): void => {
    if (!usage.gpu?.failure) usage.gpu = use;
  };
  const entry = METHODS.get(method);
  if (options.method === undefined) checkGiven(entry, given);
  return {
    method: entry.create(given),
    interval: interval ?? entry.interval ?? "asymptotic",
    intervalAsked: interval !== undefined,
    level,
    test,
    jitter,
    context: { seed, device, signal, onProgress, onGpu },
    usage,
  };
}

/** A misspelt option would otherwise leave its default in force without a word. */
function checkNames(options: EstimateOptions): void {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(OPTION_NAMES, name));
  if (unknown === undefined) return;
  throw new InputError(
    "unknown-option",
    `estimate() has no option "${unknown}".`,
    `Did you mean "${closest(unknown, Object.keys(OPTION_NAMES))}"?`,
  );
}

/** An option that the default method lacks is meant for another one. */
function checkGiven({ id, options }: MethodEntry, given: OptionValues): void {
  const own = options.map(({ name }) => name);
  const foreign = Object.keys(given).find((name) =>
    given[name] !== undefined && !own.includes(name)
  );
  const owners = METHODS.entries().filter((entry) =>
    entry.options.some(({ name }) => name === foreign)
  );
  if (foreign === undefined || owners.length === 0) return;
  throw new InputError(
    "unknown-option",
    `Option "${foreign}" needs a method that has it: "${id}", the default, has not.`,
    `Name one of ${owners.map((entry) => entry.id).join(", ")}.`,
  );
}

function requireThat(met: boolean, name: string, value: unknown, requirement: string): void {
  if (met) return;
  throw new InputError(
    `invalid-${name}`,
    `Option ${name} must be ${requirement}: current value is ${value}.`,
  );
}
