/**
 * `plane --live`: a page on this machine that shows the records as they come.
 *
 * @module
 */
import type { LivePage } from "../../reports/live_server.ts";
import type { CliIo } from "./cli_io.ts";
import type { ParsedFlags } from "./flags.ts";
import type { PlaneRun } from "./plane_shared.ts";
import { readPort } from "./port_flag.ts";

/**
 * Opens the page before any work, so that a port or a permission that is missing is told at once.
 *
 * @returns The page; null without `--live`.
 * @throws {InputError} If it cannot be served.
 */
export async function openLive(flags: ParsedFlags): Promise<LivePage | null> {
  if (!flags.has("live")) return null;
  const { openLivePage } = await import("../../reports/live_server.ts");
  return await openLivePage(readPort(flags));
}

/** Says what the run is, to the page, and where the page is, to the user. */
export function announceLive(live: LivePage, { settings }: PlaneRun, io: CliIo): void {
  const names: readonly (readonly [name: string, setting: string])[] = [
    ["Network", "network"],
    ["Recorded layers", "layers"],
    ["Training samples", "training"],
    ["Measured samples", "test"],
    ["Samples", "samples"],
    ["Learning rate", "learningRate"],
    ["Noise", "sigma"],
    ["Inputs compressed by", "input"],
    ["Layers compressed by", "compressLayers"],
    ["Method", "method"],
    ["Seed", "seed"],
  ];
  live.describe({
    level: Number(settings.level),
    facts: names.flatMap(([name, setting]) =>
      settings[setting] === undefined ? [] : [{ name, value: String(settings[setting]) }]
    ),
  });
  io.writeError(`The plane so far: ${live.url}\n`);
}

/** After the run the page stays until the user ends it. */
export async function keepLive(live: LivePage, io: CliIo): Promise<void> {
  live.end();
  io.writeError(`The run is complete. The page stays at ${live.url} until Ctrl-C.\n`);
  const release = io.onInterrupt(() => live.stop());
  await live.finished;
  release();
}
