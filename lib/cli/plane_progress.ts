/**
 * Where a run of `plane` is seen while it lasts.
 *
 * @module
 */
import type { LivePage } from "../../reports/live_server.ts";
import type { PlaneRecord } from "../plane/plane_types.ts";
import type { CliIo } from "./cli_io.ts";
import type { ParsedFlags } from "./flags.ts";
import { createPlaneScreen, type PlaneScreen } from "./plane_screen.ts";
import { createProgressLine, type ProgressLine } from "./progress.ts";

/** Who is told how far the work is: the terminal, and the page where there is one. */
export interface PlaneProgress extends ProgressLine {
  /** Shows a record; `epochDone` after the last one of an epoch. */
  add(record: PlaneRecord, epochs: number, epochDone: boolean): void;
}

/**
 * Makes it. With `--json` the terminal has a line of progress alone: the records may be printed there.
 *
 * @param flags The checked command line.
 * @param io The terminal.
 * @param live The page, or null.
 * @returns What shows progress and records.
 */
export function planeProgress(
  flags: ParsedFlags,
  io: CliIo,
  live: LivePage | null,
): PlaneProgress {
  const enabled = !flags.has("quiet");
  const screen: PlaneScreen = flags.has("json")
    ? { ...createProgressLine(io, enabled), add: () => {} }
    : createPlaneScreen(io, enabled);
  return {
    update(fraction, step) {
      screen.update(fraction, step);
      live?.update(fraction, step);
    },
    add(record, epochs, epochDone) {
      screen.add(record, epochs);
      live?.add(record, epochs, epochDone);
    },
    clear: screen.clear,
  };
}
