/**
 * Splits a command line into flags and positionals. The one module that knows the argument parser.
 *
 * @module
 */
import { parseArgs } from "node:util";

/** One part of a command line, in the order in which it was typed. */
export type ArgToken =
  | {
    readonly kind: "flag";
    /** Name without its dashes; a short flag is given its long name. */
    readonly name: string;
    /** As it was typed: `--method` or `-h`. */
    readonly typed: string;
    /** The value typed after it, or after `=`. */
    readonly value: string | undefined;
    /** Whether the value came after `=`. */
    readonly inline: boolean;
  }
  | { readonly kind: "positional"; readonly value: string };

/** What the parser has to know of a flag to split a command line. */
export interface FlagShape {
  /** Name without its dashes. */
  readonly name: string;
  /** Whether a value follows it. */
  readonly takesValue: boolean;
  /** One-letter form, without its dash. */
  readonly short?: string;
}

/**
 * Splits `args`. Nothing is checked: unknown flags come back as tokens too, and a flag that takes a
 * value takes whatever follows it.
 *
 * @param args The arguments after the name of the command.
 * @param flags The flags there are.
 * @returns The tokens, in order.
 */
export function tokenizeArgs(args: readonly string[], flags: readonly FlagShape[]): ArgToken[] {
  const options = Object.fromEntries(flags.map(({ name, takesValue, short }) => [name, {
    type: takesValue ? "string" as const : "boolean" as const,
    ...(short === undefined ? {} : { short }),
  }]));
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  return tokens.flatMap((token): ArgToken[] => {
    if (token.kind === "positional") return [{ kind: "positional", value: token.value }];
    if (token.kind === "option-terminator") return [];
    const { name, rawName, value, inlineValue } = token;
    return [{ kind: "flag", name, typed: rawName, value, inline: inlineValue ?? false }];
  });
}
