/**
 * `completion`: scripts for shells.
 *
 * @module
 */
import { closest } from "npm:fastest-levenshtein@1.0.16";
import { InputError } from "../errors.ts";
import type { CliIo } from "./cli_io.ts";
import type { Command } from "./command.ts";
import { completionModel } from "./completion_model.ts";
import { completionScript, type Shell, SHELLS } from "./completion_scripts.ts";
import type { ParsedFlags } from "./flags.ts";
import { EXIT_CODES } from "./report_error.ts";

/** What the program is called once it is installed. */
const PROGRAM = "infoplane";

/**
 * The command `completion`.
 *
 * @param commands All commands, this one among them.
 * @returns The command.
 */
export function completionCommand(commands: () => readonly Command[]): Command {
  return {
    name: "completion",
    summary: "Print a completion script for bash, zsh or fish",
    usage: SHELLS,
    permissions: [],
    positional: "SHELL",
    positionalChoices: () => SHELLS,
    examples: [
      { args: "bash > ~/.local/share/bash-completion/completions/infoplane", shows: "for bash" },
      { args: "zsh > ~/.zfunc/_infoplane", shows: "for zsh, with ~/.zfunc in fpath" },
      { args: "fish > ~/.config/fish/completions/infoplane.fish", shows: "for fish" },
    ],
    flags: () => [],
    notes: () => [{
      heading: "The program as infoplane",
      entries: [{
        name: "deno install",
        text: "deno install --global --name infoplane --allow-read --allow-write " +
          "--allow-env --allow-sys mod.ts (a path or a URL) makes the command that is completed",
      }],
    }],
    run: (flags, io) => Promise.resolve(run(flags, io, commands())),
  };
}

function run(flags: ParsedFlags, io: CliIo, commands: readonly Command[]): number {
  const [shell] = flags.positionals;
  const hint = `Shells: ${SHELLS.join(", ")}.`;
  if (shell === undefined) {
    throw new InputError("missing-argument", "completion needs the name of a shell.", hint);
  }
  if (!SHELLS.includes(shell as Shell)) {
    const nearest = closest(shell, [...SHELLS]);
    throw new InputError(
      "unknown-shell",
      `There is no completion for "${shell}".`,
      `Did you mean "${nearest}"? ${hint}`,
    );
  }
  io.writeOut(completionScript(shell as Shell, PROGRAM, completionModel(commands)));
  return EXIT_CODES.done;
}
