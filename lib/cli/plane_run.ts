/**
 * What `plane` follows: the paper's classifier on MNIST, or recorded layers.
 *
 * @module
 */
import type { CliIo } from "./cli_io.ts";
import type { ParsedFlags } from "./flags.ts";
import { checkPlaneFlags } from "./plane_flag_values.ts";
import { openNetwork } from "./plane_network.ts";
import { openRecorded } from "./plane_recorded.ts";
import type { PlaneRun } from "./plane_shared.ts";

/**
 * Makes a run from the flags.
 *
 * @throws {InputError} If flags or files cannot be used.
 */
export async function openRun(flags: ParsedFlags, io: CliIo): Promise<PlaneRun> {
  checkPlaneFlags(flags);
  return flags.text("layers") === undefined
    ? await openNetwork(flags, io)
    : await openRecorded(flags, io);
}
