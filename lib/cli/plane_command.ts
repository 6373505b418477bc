/**
 * `plane`: the information plane of a network in training, or of recorded layers.
 *
 * @module
 */
import type { Autoencoder, AutoencoderJson } from "../compress/autoencoder.ts";
import type { EncoderState } from "../compress/train_encoder.ts";
import type { InformationPlane } from "../plane/information_plane.ts";
import type { CompressorChoice, PlaneRecord } from "../plane/plane_types.ts";
import type { CliIo } from "./cli_io.ts";
import type { Command, HelpNote } from "./command.ts";
import type { ParsedFlags } from "./flags.ts";
import { type Checkpoint, openPlaneFiles, type PlaneFiles } from "./plane_files.ts";
import { planeFlags } from "./plane_flags.ts";
import { announceLive, keepLive, openLive } from "./plane_live.ts";
import { type PlaneProgress, planeProgress } from "./plane_progress.ts";
import { openRun } from "./plane_run.ts";
import type { PlaneRun } from "./plane_shared.ts";
import { planeNotes, planeText } from "./plane_text.ts";
import { SERVE_PERMISSION } from "./port_flag.ts";
import { EXIT_CODES } from "./report_error.ts";
import { createStyle } from "./style.ts";
import { checkTarget, writeAtomically } from "./write_output.ts";

/** The command `plane`. */
export const PLANE: Command = {
  name: "plane",
  summary: "Follow a network through its training in the information plane",
  usage: ["[FLAGS]", "--layers DIR [FLAGS]"],
  permissions: ["--allow-read", "--allow-write"],
  examples: [
    {
      args: "--training 5000 --test 2000 --epochs 20 --learning-rate 1e-3 --compress-input pca:4",
      shows: "MNIST, small: a minute or two",
    },
    { args: "--out plane.jsonl", shows: "the paper's experiment; hours on a CPU" },
    { args: "--out plane.jsonl --resume", shows: "the same, after an interruption" },
    {
      args: "--out plane.jsonl --resume --live",
      shows: "the same, on a page that follows it; open the address that it prints",
      permissions: [SERVE_PERMISSION],
    },
    {
      args: "--layers run --noise additive:0.1 --out plane.jsonl",
      shows: "layer outputs that PyTorch, JAX or anything else has saved",
    },
  ],
  flags: planeFlags,
  notes,
  run,
};

function notes(): HelpNote[] {
  return [{
    heading: "Recorded layers",
    entries: [
      { name: "inputs.npy", text: "the inputs, samples first" },
      { name: "labels.npy", text: "a label for each: integers or text" },
      { name: "targets.npy", text: "in place of labels: continuous targets, samples first" },
      {
        name: "epoch-000/L1.npy",
        text:
          "outputs of a layer for these inputs, noise included; one folder an epoch, one file " +
          "a layer, epoch 0 the untrained network",
      },
      {
        name: "metrics.csv",
        text: "if at hand: columns epoch, and any of loss, test_loss, accuracy",
      },
    ],
  }];
}

async function run(flags: ParsedFlags, io: CliIo): Promise<number> {
  const encoderPath = flags.text("save-encoder");
  if (encoderPath !== undefined) {
    await checkTarget(encoderPath, "--save-encoder", flags.has("force"), io.files);
  }
  const live = await openLive(flags);
  const progress = planeProgress(flags, io, live);
  try {
    progress.update(0, "reading the data");
    const opened = await openRun(flags, io);
    const files = await openPlaneFiles(flags, opened.settings, io);
    const checkpoint = files && flags.has("resume") ? await files.resume() : null;
    progress.clear();
    if (live) announceLive(live, opened, io);
    const work: Work = { opened, files, checkpoint, flags, io, progress };
    const choice = await openInputs(work);
    const encoder = isTrained(choice, flags) ? (choice as Autoencoder).toJSON() : null;
    if (encoderPath !== undefined && encoder) {
      await writeAtomically(encoderPath, new TextEncoder().encode(JSON.stringify(encoder)), io);
    }
    const records = await follow(work, choice, encoder);
    progress.clear();
    if (!flags.has("json") && !flags.has("quiet")) {
      io.writeOut(planeText(records, createStyle(io.colorOut)));
      io.writeError(planeNotes(records, createStyle(io.colorError)));
    }
    if (live) await keepLive(live, io);
  } finally {
    progress.clear();
    await live?.stop();
  }
  return EXIT_CODES.done;
}

/** Whether an autoencoder was trained here, or in the run that this one goes on with. */
function isTrained(choice: CompressorChoice, flags: ParsedFlags): boolean {
  return choice !== null && typeof choice === "object" && "encode" in choice &&
    flags.text("encoder") === undefined;
}

/** A run with its files. */
interface Work {
  readonly opened: PlaneRun;
  readonly files: PlaneFiles | null;
  readonly checkpoint: Checkpoint | null;
  readonly flags: ParsedFlags;
  readonly io: CliIo;
  readonly progress: PlaneProgress;
}

/** While an autoencoder is trained, its state is saved at most so often; an interruption saves it too. */
const SAVE_EVERY_MS = 10_000;

/** The compressor of the inputs; its training survives interruptions as that of the network does. */
async function openInputs(
  { opened, files, checkpoint, io, progress }: Work,
): Promise<CompressorChoice> {
  let state: (() => EncoderState) | undefined;
  let savedAt = performance.now();
  const save = async (): Promise<void> => {
    if (state) await files?.save({ training: state(), encoder: null, state: null });
  };
  const release = io.onInterrupt(save);
  try {
    return await opened.inputCompressor({
      encoder: checkpoint?.encoder ?? null,
      training: checkpoint?.training ?? null,
      onProgress: progress.update,
      onStart: (current) => void (state = current),
      async onEpoch() {
        if (performance.now() - savedAt < SAVE_EVERY_MS) return;
        await save();
        savedAt = performance.now();
      },
    });
  } finally {
    release();
  }
}

/** Goes through the plane, and saves after every epoch and when the user interrupts. */
async function follow(
  { opened, files, checkpoint, flags, io, progress }: Work,
  inputCompressor: CompressorChoice,
  encoder: AutoencoderJson | null,
): Promise<readonly PlaneRecord[]> {
  const { informationPlane } = await import("../plane/information_plane.ts");
  const plane: InformationPlane = informationPlane(opened.source, {
    ...opened.options,
    inputCompressor,
    onProgress: ({ epoch, epochs, step }) =>
      progress.update(epoch / (epochs + 1), `epoch ${epoch} of ${epochs}, ${step}`),
  });
  if (checkpoint?.state) plane.restore(checkpoint.state);
  const records = [...files?.records ?? []];
  const print = (record: PlaneRecord): void => {
    if (flags.has("json")) io.writeOut(`${JSON.stringify(record)}\n`);
  };
  for (const record of records) {
    print(record);
    progress.add(record, plane.epochs, false);
  }
  const save = async () => await files?.save({ training: null, encoder, state: plane.save() });
  if (!checkpoint?.state) await save();
  const release = io.onInterrupt(async () => void await save());
  try {
    for await (const record of plane) {
      files?.add(record);
      records.push(record);
      print(record);
      progress.add(record, plane.epochs, plane.epochDone);
      if (plane.epochDone) await save();
    }
  } finally {
    release();
    plane.dispose();
  }
  return records;
}
