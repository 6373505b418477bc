/**
 * Turns an error into an exit code and at most three lines on standard error.
 *
 * @module
 */
import { InputError, TrainingDivergedError } from "../errors.ts";
import type { CliIo } from "./cli_io.ts";
import { SERVE_PERMISSION } from "./port_flag.ts";
import { createStyle } from "./style.ts";

/** Exit codes of the command line. */
export const EXIT_CODES = {
  /** The work is done. */
  done: 0,
  /** Our fault. */
  fault: 1,
  /** Bad input or usage. */
  input: 2,
  /** Interrupted by the user. */
  interrupted: 130,
} as const;

/** What the report of an error needs to know of the run. */
export interface ErrorContext {
  /** The whole command to type, with the permissions that it needs and one more. */
  fullCommand(permission: string): string;
  /** Whether to show the stack trace of an unexpected error. */
  readonly debug: boolean;
}

/**
 * Writes what went wrong to standard error: one line, and at most two of help.
 *
 * @param error What was thrown.
 * @param context The run in which it was thrown.
 * @param io Where to write.
 * @returns The exit code.
 */
export function reportError(error: unknown, context: ErrorContext, io: CliIo): number {
  const { code, message, hint } = describeError(error, context);
  const style = createStyle(io.colorError);
  const lines = [
    `${style.red("error:")} ${oneLine(message)}`,
    ...(hint ?? "").split("\n").filter((line) => line !== "").slice(0, 2),
  ];
  io.writeError(lines.join("\n") + "\n");
  if (context.debug && error instanceof Error) io.writeError(`${error.stack}\n`);
  return code;
}

/** Without line ends, and without the colours that messages of Deno itself have. */
function oneLine(message: string): string {
  // deno-lint-ignore no-control-regex -- the escape character begins a colour
  return message.replaceAll(/\x1b\[[\d;]*m/g, "").replaceAll(/\s*\n\s*/g, " ");
}

interface ErrorReport {
  readonly code: number;
  readonly message: string;
  readonly hint?: string | undefined;
}

function describeError(thrown: unknown, { fullCommand, debug }: ErrorContext): ErrorReport {
  const { cause } = thrown instanceof Error ? thrown : {};
  const error = cause instanceof Error && cause.name === "NotCapable" ? cause : thrown;
  if (error instanceof InputError) {
    return { code: EXIT_CODES.input, message: error.message, hint: error.hint };
  }
  if (error instanceof TrainingDivergedError) {
    return {
      code: EXIT_CODES.input,
      message: error.message,
      hint:
        "Train with a smaller step size, e.g. --ae-learning-rate 1e-4 (--learning-rate for mine).",
    };
  }
  const { name, message } = error instanceof Error
    ? error
    : { name: "Error", message: String(error) };
  if (name === "NotCapable") return missingPermission(message, fullCommand);
  if (name === "AbortError") return { code: EXIT_CODES.interrupted, message: "Interrupted." };
  if (name === "RangeError" && /allocation failed|Invalid (typed )?array length/.test(message)) {
    return {
      code: EXIT_CODES.input,
      message: "The data need more memory than there is.",
      hint: "Use fewer samples or columns.",
    };
  }
  return {
    code: EXIT_CODES.fault,
    message: `Unexpected ${name}: ${message}`,
    hint: "This is a fault of infoplane: please report it, with the command that you typed." +
      (debug ? "" : "\nThe flag --debug shows where it happened."),
  };
}

/** Deno says `Requires read access to "x.npy", run again with the --allow-read flag`. */
function missingPermission(message: string, fullCommand: ErrorContext["fullCommand"]): ErrorReport {
  const [, kind = "", target] = /^Requires (\w+) access(?: to (.+?))?, /.exec(message) ?? [];
  // The network is needed for pages of this machine alone, and then no more than that is asked for.
  const serves = kind === "net" && /^"127\.0\.0\.1\b/.test(target ?? "");
  const subject = target ? `${kind} access to ${target}` : `${kind} access`;
  return {
    code: EXIT_CODES.input,
    message: `Deno was not given ${subject.trim()}.`,
    hint: `Type: ${fullCommand(serves ? SERVE_PERMISSION : `--allow-${kind}`)}`,
  };
}
