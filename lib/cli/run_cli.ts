/**
 * The command line: finds the command, parses its flags, runs it, and reports what goes wrong.
 *
 * @module
 */
import { closest } from "npm:fastest-levenshtein@1.0.16";
import { InputError } from "../errors.ts";
import { VERSION } from "../version.ts";
import type { CliIo } from "./cli_io.ts";
import { type Command, commandLine } from "./command.ts";
import { completionCommand } from "./completion_command.ts";
import { ESTIMATE } from "./estimate_command.ts";
import { COMMON_FLAGS, parseFlags } from "./flags.ts";
import { GENERATE } from "./generate_command.ts";
import { commandHelp, programHelp } from "./help.ts";
import { INFO } from "./info_command.ts";
import { METHODS_COMMAND } from "./methods_command.ts";
import { REPORT } from "./report_command.ts";
import { EXIT_CODES, reportError } from "./report_error.ts";
import { PLANE } from "./plane_command.ts";
import { REPRODUCE } from "./reproduce_command.ts";

/** The commands, in the order in which the help shows them. */
export const COMMANDS: readonly Command[] = [
  ESTIMATE,
  PLANE,
  GENERATE,
  REPRODUCE,
  REPORT,
  METHODS_COMMAND,
  INFO,
  completionCommand(() => COMMANDS),
];

/**
 * Runs one command line.
 *
 * @param args What follows the name of the program.
 * @param io The terminal and the files.
 * @returns The exit code: 0 done, 1 our fault, 2 bad input or usage, 130 interrupted.
 */
export async function runCli(args: readonly string[], io: CliIo): Promise<number> {
  try {
    return await dispatch(args, io);
  } catch (error) {
    const permissions = COMMANDS.find(({ name }) => name === args[0])?.permissions ?? [];
    return reportError(error, {
      fullCommand: (permission) =>
        commandLine(io.program, [...new Set([...permissions, permission])], args),
      debug: args.includes("--debug"),
    }, io);
  }
}

function dispatch(args: readonly string[], io: CliIo): Promise<number> {
  const [first, ...rest] = args;
  if (first === "--version" || first === "-V") return show(`infoplane ${VERSION}\n`, io);
  if (first === "--help" || first === "-h" || (first === "help" && rest.length === 0)) {
    return show(programHelp(COMMANDS, io), io);
  }
  const command = findCommand(first === "help" ? rest[0] : first, io);
  if (first === "help" || asksForHelp(rest)) return show(commandHelp(command, io), io);
  const flags = parseFlags(rest, [...command.flags(), ...COMMON_FLAGS]);
  checkPositionals(command, flags.positionals);
  return command.run(flags, io);
}

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return args.slice(0, end < 0 ? args.length : end).some((arg) => arg === "--help" || arg === "-h");
}

function show(text: string, io: CliIo): Promise<number> {
  io.writeOut(text);
  return Promise.resolve(EXIT_CODES.done);
}

function findCommand(name: string | undefined, io: CliIo): Command {
  const names = COMMANDS.map((command) => command.name);
  const help = `Help: deno run ${io.program} --help`;
  if (name === undefined) {
    throw new InputError(
      "no-command",
      "No command given.",
      `Commands: ${names.join(", ")}.\n${help}`,
    );
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command) return command;
  if (name.startsWith("-")) {
    throw new InputError(
      "no-command",
      `The command comes before its flags, and ${name} is no command.`,
      `Commands: ${names.join(", ")}.\n${help}`,
    );
  }
  throw new InputError(
    "unknown-command",
    `Unknown command "${name}".`,
    `Did you mean "${closest(name, names)}"? Commands: ${names.join(", ")}.\n${help}`,
  );
}

function checkPositionals(command: Command, positionals: readonly string[]): void {
  const most = command.positional === undefined ? 0 : 1;
  if (positionals.length <= most) return;
  throw new InputError(
    "unexpected-argument",
    `Unexpected argument "${positionals[most]}".`,
    most === 0
      ? `${command.name} takes flags only; a value with spaces needs quotes.`
      : `${command.name} takes one ${command.positional}; a value with spaces needs quotes.`,
  );
}
