/**
 * Flags: declared in one table per command, from which parsing, checking and help are made.
 *
 * @module
 */
import { closest } from "npm:fastest-levenshtein@1.0.16";
import { InputError } from "../errors.ts";
import type { OptionSpec, Registry, RegistryEntry } from "../registry.ts";
import { type ArgToken, tokenizeArgs } from "./parse_args.ts";

/** One flag of a command. */
export interface FlagSpec {
  /** Name without its dashes: "x-columns". */
  readonly name: string;
  /** Kind of value; a switch has none, a list is split at commas. */
  readonly kind: "text" | "list" | "integer" | "number" | "choice" | "switch";
  /** What it sets; shown by `--help`. */
  readonly description: string;
  /** What `--help` shows in place of the value: "FILE". */
  readonly placeholder?: string;
  /** Value when the flag is not given, as `--help` shows it. */
  readonly default?: string;
  /** Allowed values of a choice. */
  readonly choices?: readonly string[];
  /** One-letter form. */
  readonly short?: string;
  /** Heading under which `--help` lists it. */
  readonly group?: string;
}

/** The value of a flag. */
export type FlagValue = string | number | boolean | readonly string[];

/** A checked command line. */
export interface ParsedFlags {
  /** Values of the flags that were given, by name. */
  readonly values: ReadonlyMap<string, FlagValue>;
  /** What was given without a flag. */
  readonly positionals: readonly string[];
  /** The text of a flag, or undefined. */
  text(name: string): string | undefined;
  /** The number of a flag, or undefined. */
  number(name: string): number | undefined;
  /** The list of a flag, or undefined. */
  list(name: string): readonly string[] | undefined;
  /** Whether a switch was given. */
  has(name: string): boolean;
}

/** The flags that every command has. */
export const COMMON_FLAGS: readonly FlagSpec[] = [
  { name: "help", kind: "switch", short: "h", description: "Show this help", group: "General" },
  {
    name: "debug",
    kind: "switch",
    description: "Show the stack trace of an unexpected error",
    group: "General",
  },
];

/**
 * Parses and checks the arguments of a command.
 *
 * @param args The arguments after the name of the command.
 * @param specs The flags that the command has.
 * @returns Values of the right type for every flag that was given.
 * @throws {InputError} If a flag is unknown, repeated, or has no value or a wrong one.
 */
export function parseFlags(args: readonly string[], specs: readonly FlagSpec[]): ParsedFlags {
  const known = new Map(specs.map((spec) => [spec.name, spec]));
  const shapes = specs.map(({ name, kind, short }) => ({
    name,
    takesValue: kind !== "switch",
    ...(short === undefined ? {} : { short }),
  }));
  const values = new Map<string, FlagValue>();
  const positionals: string[] = [];
  for (const token of tokenizeArgs(args, shapes)) {
    if (token.kind === "positional") {
      positionals.push(token.value);
      continue;
    }
    const spec = known.get(token.name);
    if (!spec) throw unknownFlag(token.typed, [...known.keys()]);
    if (values.has(token.name)) {
      throw new InputError("repeated-flag", `--${spec.name} is given twice.`, "Give it once.");
    }
    values.set(token.name, flagValue(spec, token));
  }
  return {
    values,
    positionals,
    text: (name) => values.get(name) as string | undefined,
    number: (name) => values.get(name) as number | undefined,
    list: (name) => values.get(name) as readonly string[] | undefined,
    has: (name) => values.get(name) === true,
  };
}

/**
 * The flags for the options of registry entries: one flag for each name, whatever the number of
 * entries that have it.
 *
 * @param entries The entries, each with its id and its options.
 * @param group Heading under which `--help` lists them.
 * @returns Flags in the order of first appearance.
 */
export function optionFlags(
  entries: readonly { readonly id: string; readonly options: readonly OptionSpec[] }[],
  group: string,
): FlagSpec[] {
  const owners = new Map<string, { spec: OptionSpec; owners: string[]; defaults: string[] }>();
  for (const { id, options } of entries) {
    for (const spec of options) {
      const found = owners.get(spec.name) ?? { spec, owners: [], defaults: [] };
      found.owners.push(id);
      found.defaults.push(spec.default === null ? "" : String(spec.default));
      owners.set(spec.name, found);
    }
  }
  return [...owners.values()].map(({ spec, owners, defaults }) => ({
    name: flagName(spec.name),
    kind: spec.type === "boolean" ? "choice" : spec.type,
    placeholder: spec.type === "integer" ? "N" : "VALUE",
    description: spec.description.replace(/\.$/, "") +
      (entries.length === owners.length ? "" : ` (${owners.join(", ")} only)`),
    default: describeDefaults(owners, defaults),
    ...(spec.type === "boolean" ? { choices: ["true", "false"] } : {}),
    ...(spec.choices ? { choices: spec.choices } : {}),
    group,
  }));
}

/**
 * The options that were given as flags, under the names that the library uses.
 *
 * @param flags The checked command line.
 * @param registry The entries whose options became flags.
 * @param id The entry that is to have them.
 * @returns Option values; options that were not given are absent.
 * @throws {InputError} If there is no such entry, or it has no option that was given.
 */
export function optionValues(
  flags: ParsedFlags,
  registry: Registry<RegistryEntry<unknown>>,
  id: string,
): Record<string, number | string | boolean> {
  const own = new Set(registry.get(id).options.map(({ name }) => name));
  const options: Record<string, number | string | boolean> = {};
  for (const spec of registry.entries().flatMap((entry) => entry.options)) {
    const flag = flagName(spec.name);
    const value = flags.values.get(flag);
    if (value === undefined) continue;
    if (!own.has(spec.name)) throw foreignOption(flag, spec.name, registry, id);
    options[spec.name] = spec.type === "boolean" ? value === "true" : value as number | string;
  }
  return options;
}

function foreignOption(
  flag: string,
  option: string,
  registry: Registry<RegistryEntry<unknown>>,
  id: string,
): InputError {
  const owners = registry.entries()
    .filter(({ options }) => options.some(({ name }) => name === option))
    .map((entry) => entry.id);
  return new InputError(
    "unknown-option",
    `--${flag} is no option of ${id}.`,
    `It belongs to ${owners.join(", ")}.`,
  );
}

/** The flag of an option: `minSide` becomes `min-side`. */
export function flagName(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function describeDefaults(owners: readonly string[], defaults: readonly string[]): string {
  if (new Set(defaults).size === 1) return defaults[0];
  const common = defaults[0];
  const others = owners
    .map((owner, i) => ({ owner, value: defaults[i] }))
    .filter(({ value }) => value !== common && value !== "");
  return [common, ...others.map(({ owner, value }) => `${value} for ${owner}`)].join("; ");
}

function unknownFlag(typed: string, names: readonly string[]): InputError {
  const name = typed.replace(/^-+/, "");
  // Of a single letter, spelling tells nothing: it may be the first of a flag.
  const nearest = name.length > 1 ? closest(name, [...names]) : names.find((n) => n[0] === name);
  return new InputError(
    "unknown-flag",
    `Unknown flag ${typed}.`,
    nearest === undefined ? "Add --help to see the flags." : `Did you mean --${nearest}?`,
  );
}

function flagValue(spec: FlagSpec, token: ArgToken & { kind: "flag" }): FlagValue {
  const { name, kind } = spec;
  const { value, inline } = token;
  if (kind === "switch") {
    if (!inline) return true;
    throw new InputError("invalid-flag", `--${name} takes no value, and was given "${value}".`);
  }
  // A number may start with a dash; anything else that does is the next flag.
  const isNextFlag = !inline && /^-(?![\d.])./.test(value ?? "");
  if (value === undefined || value === "" || isNextFlag) {
    throw new InputError("missing-value", `--${name} needs a value.`, describeValue(spec));
  }
  if (kind === "list") return splitList(name, value);
  if (kind === "choice") return checkChoice(spec, value);
  if (kind === "text") return value;
  return parseNumber(spec, value);
}

function describeValue(spec: FlagSpec): string {
  const shown = spec.choices ? spec.choices.join("|") : spec.placeholder ?? "VALUE";
  return `--${spec.name} ${shown}: ${spec.description}.`;
}

/** Splits at commas; `\,` stands for a comma in a name. */
function splitList(name: string, value: string): string[] {
  const items = value.split(/(?<!\\),/).map((item) => item.replaceAll("\\,", ",").trim());
  if (items.every((item) => item !== "")) return items;
  throw new InputError(
    "invalid-flag",
    `--${name} has an empty name between its commas: "${value}".`,
  );
}

function checkChoice({ name, choices = [] }: FlagSpec, value: string): string {
  if (choices.includes(value)) return value;
  throw new InputError(
    `unknown-${name}`,
    `Unknown ${name.replaceAll("-", " ")} "${value}".`,
    `Did you mean "${closest(value, [...choices])}"? Known: ${choices.join(", ")}.`,
  );
}

function parseNumber({ name, kind }: FlagSpec, text: string): number {
  const value = Number(text);
  const needs = kind === "integer" ? "an integer" : "a number";
  const fits = kind === "integer" ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (fits && text.trim() !== "") return value;
  // 2^53 − 1: above it neighbouring integers are the same number.
  const bound = kind === "integer" && /^[-+]?\d+$/.test(text.trim())
    ? ` of at most ${Number.MAX_SAFE_INTEGER} in size`
    : "";
  throw new InputError(
    "invalid-flag",
    `--${name} must be ${needs}${bound}: current value is "${text}".`,
  );
}
