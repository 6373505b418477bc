/**
 * What a command of the command line is, and its line for the shell.
 *
 * @module
 */
import type { CliIo } from "./cli_io.ts";
import type { FlagSpec, ParsedFlags } from "./flags.ts";

/** One command, declared: parsing, checking and help are made from this. */
export interface Command {
  /** Name that users type. */
  readonly name: string;
  /** One line: what it does. */
  readonly summary: string;
  /** What follows the name: "--x FILE --y FILE"; one string for each way to use it. */
  readonly usage: readonly string[];
  /** Permissions that it needs, as flags of `deno run`. */
  readonly permissions: readonly string[];
  /** What the one positional argument is, where it takes one: "FAMILY". */
  readonly positional?: string;
  /** What the positional argument can be, where that is known; shells complete it. */
  positionalChoices?(): readonly string[];
  /** Commands to try: what follows the name of the command, and what it shows. */
  readonly examples: readonly Example[];
  /** Flags, without those that every command has. */
  flags(): readonly FlagSpec[];
  /** Lists after the flags in the help, such as that of the methods. */
  notes?(): readonly HelpNote[];
  /** Does the work, writes results to `io`, and returns the exit code. */
  run(flags: ParsedFlags, io: CliIo): Promise<number>;
}

/** A command to try. */
export interface Example {
  /** What follows the name of the command. */
  readonly args: string;
  /** What it shows. */
  readonly shows: string;
  /** Permissions that it needs besides those of the command. @default {[]} */
  readonly permissions?: readonly string[];
}

/** A list in a help text. */
export interface HelpNote {
  /** Its heading. */
  readonly heading: string;
  /** Its entries: a name and what it is. */
  readonly entries: readonly { readonly name: string; readonly text: string }[];
}

/**
 * The whole command to type for a run of this program.
 *
 * @param program Path or URL of the program.
 * @param permissions Permissions, as flags of `deno run`.
 * @param args Arguments; those with special characters are quoted for a POSIX shell.
 * @returns One line.
 */
export function commandLine(
  program: string,
  permissions: readonly string[],
  args: readonly string[],
): string {
  return ["deno run", ...permissions, quote(program), ...args.map(quote)].join(" ");
}

function quote(argument: string): string {
  if (/^[\w@%+=:,./-]+$/.test(argument)) return argument;
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}
