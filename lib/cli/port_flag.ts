/**
 * The flag `--port` of commands that serve a page to this machine.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import type { FlagSpec, ParsedFlags } from "./flags.ts";

/** Port where none is asked for. */
const DEFAULT_PORT = 8000;

/** What serving takes, as a flag of `deno run`. */
export const SERVE_PERMISSION = "--allow-net=localhost,127.0.0.1";

/** The flag. */
export const PORT_FLAG: FlagSpec = {
  name: "port",
  kind: "integer",
  placeholder: "N",
  default: String(DEFAULT_PORT),
  description: "Port; 0 takes any that is free",
};

/**
 * Reads the flag.
 *
 * @returns The port.
 * @throws {InputError} If there can be no such port.
 */
export function readPort(flags: ParsedFlags): number {
  const port = flags.number(PORT_FLAG.name) ?? DEFAULT_PORT;
  if (port >= 0 && port <= 65535) return port;
  throw new InputError(
    "invalid-flag",
    `--port must be from 0 to 65535: current value is ${port}.`,
  );
}
