/**
 * `estimate --plot`: the file is checked and what draws is loaded before the work, and the picture is
 * written after it.
 *
 * @module
 */
import type { Diagnosis } from "../diagnose.ts";
import { InputError } from "../errors.ts";
import type { CliIo } from "./cli_io.ts";
import type { ParsedFlags } from "./flags.ts";
import { checkTarget, writeAtomically } from "./write_output.ts";

/** A picture to be written. */
export interface WantedPlot {
  /** Draws and writes it. */
  write(diagnosis: Diagnosis): Promise<void>;
}

/**
 * Checks the flag `--plot` before any work is done, and loads what its kind of file needs.
 *
 * @param flags The checked command line.
 * @param io The file system.
 * @returns What writes the picture; undefined where none is asked for.
 * @throws {InputError} If no picture can be written under that name.
 */
export async function readPlotFlag(
  flags: ParsedFlags,
  io: CliIo,
): Promise<WantedPlot | undefined> {
  const path = flags.text("plot");
  if (path === undefined) return undefined;
  const { plotFormat, openPlotter } = await import("../../reports/plot_file.ts");
  const format = plotFormat(path);
  await checkTarget(path, "--plot", flags.has("force"), io.files);
  const plotter = await openPlotter(format).catch((error) => {
    throw cannotDraw(error, format);
  });
  return {
    write: async (diagnosis) => await writeAtomically(path, await plotter(diagnosis), io),
  };
}

/** Missing permissions are told by name; anything else that keeps a package away is told here. */
function cannotDraw(error: unknown, format: string): unknown {
  if (!(error instanceof Error) || error.name === "NotCapable") return error;
  return new InputError(
    "plot-package",
    `What draws ${format} files could not be loaded: ${error.message}`,
    "Its npm packages are downloaded at the first use. A .vl.json file needs none of them.",
    { cause: error },
  );
}
