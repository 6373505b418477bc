/**
 * `generate`: data whose mutual information is known, for testing any estimator.
 *
 * @module
 */
import { closest } from "npm:fastest-levenshtein@1.0.16";
import { encodeNpy } from "../../data/npy.ts";
import type { Sampler, SampleRequest, SyntheticPair } from "../../data/sampler.ts";
import { SAMPLERS } from "../../data/samplers.ts";
import { InputError } from "../errors.ts";
import type { NdArray, Samples } from "../types.ts";
import { VERSION } from "../version.ts";
import type { CliFiles, CliIo } from "./cli_io.ts";
import type { Command, HelpNote } from "./command.ts";
import { type FlagSpec, optionFlags, optionValues, type ParsedFlags } from "./flags.ts";
import { createProgressLine, type ProgressLine } from "./progress.ts";
import { EXIT_CODES } from "./report_error.ts";
import { checkTarget, writeFolderAtomically } from "./write_output.ts";

/** Name of the file that holds the truth. */
const TRUTH_FILE = "truth.json";

/** The command `generate`. */
export const GENERATE: Command = {
  name: "generate",
  summary: "Generate pairs (X, Y) whose mutual information is known, as .npy files",
  usage: ["FAMILY --out DIR [FLAGS]"],
  permissions: ["--allow-read", "--allow-write"],
  positional: "FAMILY",
  positionalChoices: () => SAMPLERS.ids(),
  examples: [
    {
      args: "gaussian-image --side 16 --mi 3 --samples 5000 --seed 1 --out images",
      shows: "5000 pairs of 16×16 images that share 3 nats",
    },
  ],
  flags: generateFlags,
  notes,
  run,
};

function generateFlags(): readonly FlagSpec[] {
  const group = "Data";
  return [
    {
      name: "mi",
      kind: "number",
      placeholder: "NATS",
      default: "1",
      description: "True mutual information, in nats",
      group,
    },
    {
      name: "samples",
      kind: "integer",
      placeholder: "N",
      default: "5000",
      description: "Number of pairs",
      group,
    },
    { name: "seed", kind: "integer", placeholder: "N", default: "0", description: "Seed", group },
    ...optionFlags(SAMPLERS.entries(), "Family"),
    {
      name: "out",
      kind: "text",
      placeholder: "DIR",
      description: "Folder to make; it appears when it is complete",
      group: "Output",
    },
    {
      name: "force",
      kind: "switch",
      description: "Replace the folder if it exists",
      group: "Output",
    },
    { name: "quiet", kind: "switch", description: "Print nothing", group: "Output" },
  ];
}

function notes(): HelpNote[] {
  return [
    {
      heading: "Families",
      entries: SAMPLERS.entries().map(({ id, summary }) => ({ name: id, text: summary })),
    },
    {
      heading: "Files",
      entries: [
        { name: "x.npy, y.npy", text: "the data, (samples, …shape) float64" },
        {
          name: "x.structured.npy, y.…",
          text: "the parameters of what is drawn; their mutual information is the same",
        },
        { name: "x.latent.npy, y.…", text: "the normal vectors that all comes from" },
        { name: TRUTH_FILE, text: "the true mutual information, and the settings" },
      ],
    },
  ];
}

async function run(flags: ParsedFlags, io: CliIo): Promise<number> {
  const family = flags.positionals[0];
  checkFamily(family);
  const out = flags.text("out");
  if (out === undefined) {
    throw new InputError("missing-flag", "generate needs --out DIR: the folder to make.");
  }
  const sampler = SAMPLERS.get(family).create(optionValues(flags, SAMPLERS, family));
  await checkFolder(out, flags.has("force"), io.files);
  const request = {
    samples: flags.number("samples") ?? 5000,
    mutualInformation: flags.number("mi") ?? 1,
    seed: flags.number("seed") ?? 0,
  };
  const progress = createProgressLine(io, !flags.has("quiet"));
  progress.update(0, `drawing ${request.samples} pairs`);
  try {
    const pair = sampler.sample(request);
    await write(pair, pairArrays(pair), { out, family, request, sampler }, io, progress);
    progress.clear();
    if (!flags.has("quiet")) io.writeOut(summary(out, family, request, pair));
  } finally {
    progress.clear();
  }
  return EXIT_CODES.done;
}

/** What was asked for. */
interface Generation {
  readonly out: string;
  readonly family: string;
  readonly request: SampleRequest;
  readonly sampler: Sampler;
}

async function write(
  pair: SyntheticPair,
  arrays: readonly [string, NdArray][],
  { out, family, request, sampler }: Generation,
  io: CliIo,
  progress: ProgressLine,
): Promise<void> {
  const truth = {
    schema: 1,
    family,
    mutualInformation: pair.mutualInformation,
    unit: "nat",
    samples: request.samples,
    seed: request.seed,
    parameters: sampler.parameters,
    latentDims: sampler.latentDims,
    files: Object.fromEntries(arrays.map(([name, { shape }]) => [name, { shape }])),
    version: VERSION,
  };
  await writeFolderAtomically(out, folderContents(arrays, truth, progress), io);
}

function checkFamily(family: string | undefined): asserts family is string {
  const ids = SAMPLERS.ids();
  if (family === undefined) {
    throw new InputError("missing-family", "generate needs a FAMILY.", `One of ${ids.join(", ")}.`);
  }
  if (ids.includes(family)) return;
  throw new InputError(
    "unknown-family",
    `Unknown family "${family}".`,
    `Did you mean "${closest(family, ids)}"? Known: ${ids.join(", ")}.`,
  );
}

/** Only a folder that an earlier run made may be replaced: the whole folder is removed. */
async function checkFolder(out: string, force: boolean, files: CliFiles): Promise<void> {
  await checkTarget(out, "--out", force, files);
  const replaceable = !(await files.exists(out)) || await files.exists(`${out}/${TRUTH_FILE}`);
  if (replaceable) return;
  throw new InputError(
    "exists",
    `--out ${out} exists, and generate did not make it: it has no ${TRUTH_FILE}.`,
    "Choose another name.",
  );
}

function pairArrays(pair: SyntheticPair): [name: string, array: NdArray][] {
  const matrix = ({ data, n, d }: Samples): NdArray => ({ data, shape: [n, d] });
  return [
    ["x.npy", { data: pair.x.data, shape: [pair.x.n, ...pair.shapeX] }],
    ["y.npy", { data: pair.y.data, shape: [pair.y.n, ...pair.shapeY] }],
    ["x.structured.npy", matrix(pair.structuredX)],
    ["y.structured.npy", matrix(pair.structuredY)],
    ["x.latent.npy", matrix(pair.latentX)],
    ["y.latent.npy", matrix(pair.latentY)],
  ];
}

function* folderContents(
  arrays: readonly [string, NdArray][],
  truth: unknown,
  progress: ProgressLine,
): Generator<[string, Uint8Array]> {
  for (const [i, [name, array]] of arrays.entries()) {
    progress.update((i + 1) / (arrays.length + 1), `writing ${name}`);
    yield [name, encodeNpy(array)];
  }
  yield [TRUTH_FILE, new TextEncoder().encode(`${JSON.stringify(truth, null, 2)}\n`)];
}

function summary(
  out: string,
  family: string,
  { samples }: { readonly samples: number },
  { mutualInformation, shapeX, shapeY }: SyntheticPair,
): string {
  return `${out}: ${samples} pairs of ${family}, x (${shapeX.join("×")}) and y (${
    shapeY.join("×")
  }), with ${mutualInformation} nats (see ${TRUTH_FILE})\n`;
}
