/**
 * Registries: one entry for every method, compressor, sampler and artefact. The command line, its
 * help, the contract tests and the README's tables are made from these entries, so that one more is
 * one file and one line.
 *
 * @module
 */
import { closest } from "npm:fastest-levenshtein@1.0.16";
import { InputError } from "./errors.ts";

/** One option of an entry: enough to parse, check and document it. */
export interface OptionSpec {
  /** Name in the library's options object, such as `neighbors`. */
  readonly name: string;
  /** Kind of value. */
  readonly type: "integer" | "number" | "choice" | "boolean";
  /** Value when it is not given; null means that the entry decides. */
  readonly default: number | string | boolean | null;
  /** What it sets, with its unit. */
  readonly description: string;
  /** Least value, for numbers. */
  readonly min?: number;
  /** Greatest value, for numbers. */
  readonly max?: number;
  /** Allowed values, for choices. */
  readonly choices?: readonly string[];
}

/** Option values by name, as read from a command line or a caller. */
export type OptionValues = Readonly<Record<string, number | string | boolean | null | undefined>>;

/** What every registry entry has. */
export interface RegistryEntry<Instance> {
  /** Name that users type. */
  readonly id: string;
  /** Name that figures and tables show. */
  readonly title: string;
  /** One line: what it is. */
  readonly summary: string;
  /** Options that {@linkcode RegistryEntry.create} takes. */
  readonly options: readonly OptionSpec[];
  /** Makes a configured instance; options not given take their defaults. */
  create(options?: OptionValues): Instance;
}

/** Entries by id, in the order of registration. */
export class Registry<Entry extends RegistryEntry<unknown>> {
  /** What the entries are, in the singular, for messages: "method". */
  readonly kind: string;
  readonly #entries: ReadonlyMap<string, Entry>;

  /**
   * Makes a registry; the ids of the entries must differ.
   *
   * @param kind What the entries are, in the singular.
   * @param entries The entries, in the order in which they are shown.
   */
  constructor(kind: string, entries: readonly Entry[]) {
    this.kind = kind;
    this.#entries = new Map(entries.map((entry) => [entry.id, entry]));
  }

  /** The ids, in order. */
  ids(): string[] {
    return [...this.#entries.keys()];
  }

  /** The entries, in order. */
  entries(): Entry[] {
    return [...this.#entries.values()];
  }

  /**
   * The entry called `id`.
   *
   * @param id Name of the entry.
   * @returns The entry.
   * @throws {InputError} If there is none; the hint names the nearest.
   */
  get(id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry) return entry;
    throw new InputError(
      `unknown-${this.kind}`,
      `Unknown ${this.kind} "${id}".`,
      `Did you mean "${closest(id, this.ids())}"? Known: ${this.ids().join(", ")}.`,
    );
  }
}

/**
 * Checks option values against their specifications and fills in the defaults.
 *
 * @param owner Whose options these are, for messages: `method "wkl"`.
 * @param specs The options there are.
 * @param values The values given; undefined means not given.
 * @returns Every option of `specs`, with a value.
 * @throws {InputError} If an option is unknown, or a value has the wrong type or range.
 */
export function resolveOptions(
  owner: string,
  specs: readonly OptionSpec[],
  values: OptionValues,
): Record<string, number | string | boolean | null> {
  const known = new Map(specs.map((spec) => [spec.name, spec]));
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || known.has(name)) continue;
    throw new InputError(
      "unknown-option",
      `${owner} has no option "${name}".`,
      known.size === 0
        ? `${owner} takes no options.`
        : `Did you mean "${closest(name, [...known.keys()])}"?`,
    );
  }
  const resolved: Record<string, number | string | boolean | null> = {};
  for (const spec of specs) {
    const value = values[spec.name];
    resolved[spec.name] = value === undefined || value === null
      ? spec.default
      : checkOption(owner, spec, value);
  }
  return resolved;
}

function checkOption(
  owner: string,
  spec: OptionSpec,
  value: number | string | boolean,
): number | string | boolean {
  const fail = (requirement: string): never => {
    throw new InputError(
      "invalid-option",
      `Option "${spec.name}" of ${owner} must be ${requirement}: current value is ${value}.`,
      spec.description,
    );
  };
  if (spec.type === "choice") {
    const choices = spec.choices ?? [];
    if (!choices.includes(String(value))) fail(`one of ${choices.join(", ")}`);
    return value;
  }
  if (spec.type === "boolean") {
    if (typeof value !== "boolean") fail("true or false");
    return value;
  }
  const min = spec.min ?? -Infinity;
  const max = spec.max ?? Infinity;
  if (typeof value !== "number" || !Number.isFinite(value)) fail("a finite number");
  if (spec.type === "integer" && !Number.isInteger(value)) fail("an integer");
  if (Number(value) < min || Number(value) > max) {
    fail(max === Infinity ? `at least ${min}` : `between ${min} and ${max}`);
  }
  return value;
}
