/**
 * What shells complete, from the declarations of the commands.
 *
 * @module
 */
import type { Command } from "./command.ts";
import { COMMON_FLAGS, type FlagSpec } from "./flags.ts";

/** What can follow a flag: words, a file, a folder, something else, or nothing. */
export type CompletedValue =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "file" | "folder" | "other" | "none" };

/** One flag. */
export interface CompletedFlag {
  /** Its name without dashes. */
  readonly name: string;
  /** Its one-letter form, or undefined. */
  readonly short: string | undefined;
  /** What it sets. */
  readonly description: string;
  /** What follows it. */
  readonly value: CompletedValue;
}

/** One command. */
export interface CompletedCommand {
  /** Its name. */
  readonly name: string;
  /** What it does. */
  readonly summary: string;
  /** What its positional argument can be; empty where it takes none. */
  readonly positionals: readonly string[];
  /** Its flags. */
  readonly flags: readonly CompletedFlag[];
}

/** What shells complete for some commands. */
export function completionModel(commands: readonly Command[]): CompletedCommand[] {
  return commands.map((command) => ({
    name: command.name,
    summary: command.summary,
    positionals: command.positionalChoices?.() ?? [],
    flags: [...command.flags(), ...COMMON_FLAGS].map(completedFlag),
  }));
}

function completedFlag(spec: FlagSpec): CompletedFlag {
  const { name, short, description } = spec;
  return { name, short, description, value: completedValue(spec) };
}

function completedValue({ kind, choices, placeholder = "" }: FlagSpec): CompletedValue {
  if (kind === "switch") return { kind: "none" };
  if (choices) return { kind: "words", words: choices };
  if (placeholder.startsWith("FILE")) return { kind: "file" };
  if (placeholder === "DIR") return { kind: "folder" };
  return { kind: "other" };
}
