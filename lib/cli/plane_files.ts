/**
 * The files of `plane`: records as they come, and the checkpoint that an interrupted run goes on from.
 *
 * @module
 */
import type { AutoencoderJson } from "../compress/autoencoder.ts";
import { InputError } from "../errors.ts";
import { decodeState, encodeState } from "../nn/encode_state.ts";
import type { EncoderState } from "../compress/train_encoder.ts";
import type { PlaneRecord, PlaneState } from "../plane/plane_types.ts";
import { VERSION } from "../version.ts";
import type { CliIo } from "./cli_io.ts";
import type { ParsedFlags } from "./flags.ts";
import { readBytes } from "./read_bytes.ts";
import { checkTarget, writeAtomically } from "./write_output.ts";

/** What a run goes on from. */
export interface Checkpoint {
  /** Version of this form. */
  readonly schema: 1;
  /** All that the results depend on, but for the number of epochs. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Records that belong to it: the first ones of the file. */
  readonly records: number;
  /** State of the training of the autoencoder of the inputs, while it lasts. */
  readonly training: EncoderState | null;
  /** That autoencoder, once it is trained. */
  readonly encoder: AutoencoderJson | null;
  /** State of the plane; null before its first record. */
  readonly state: PlaneState | null;
}

/** The files of one run; they are written whole, so that a kill never leaves half of one. */
export class PlaneFiles {
  readonly #path: string;
  readonly #io: CliIo;
  readonly #settings: Readonly<Record<string, unknown>>;
  readonly #records: PlaneRecord[] = [];

  /** Use {@linkcode openPlaneFiles}. */
  constructor(path: string, settings: Readonly<Record<string, unknown>>, io: CliIo) {
    this.#path = path;
    this.#settings = settings;
    this.#io = io;
  }

  /** The records so far. */
  get records(): readonly PlaneRecord[] {
    return this.#records;
  }

  /** Adds a record; {@linkcode save} writes it. */
  add(record: PlaneRecord): void {
    this.#records.push(record);
  }

  /** Writes records, then the checkpoint: it never promises more records than there are. */
  async save(parts: Pick<Checkpoint, "training" | "encoder" | "state">): Promise<void> {
    const header = { kind: "settings", schema: 1, version: VERSION, settings: this.#settings };
    const lines = [header, ...this.#records].map((line) => `${JSON.stringify(line)}\n`);
    const checkpoint: Checkpoint = {
      schema: 1,
      settings: this.#settings,
      records: this.#records.length,
      ...parts,
    };
    await this.#write(this.#path, lines.join(""));
    await this.#write(checkpointOf(this.#path), encodeState(checkpoint));
  }

  /**
   * Reads what an interrupted run has left.
   *
   * @returns Its checkpoint, or null if there is nothing.
   * @throws {InputError} If it was made with other settings, or a file is damaged.
   */
  async resume(): Promise<Checkpoint | null> {
    const path = checkpointOf(this.#path);
    if (!await this.#io.files.exists(path)) {
      if (!await this.#io.files.exists(this.#path)) return null;
      throw new InputError(
        "no-checkpoint",
        `--resume: ${path} is not there.`,
        "Add --force in place of --resume to start anew.",
      );
    }
    const checkpoint = decodeState(await this.#read(path)) as Checkpoint;
    if (checkpoint?.schema !== 1) throw damaged(path);
    checkSettings(checkpoint.settings, this.#settings);
    const [, ...lines] = (await this.#read(this.#path)).trimEnd().split("\n");
    if (lines.length < checkpoint.records) throw damaged(this.#path);
    try {
      for (const line of lines.slice(0, checkpoint.records)) this.add(JSON.parse(line));
    } catch {
      throw damaged(this.#path);
    }
    return checkpoint;
  }

  async #read(path: string): Promise<string> {
    return new TextDecoder().decode(await readBytes(path, "--out", this.#io));
  }

  #write(path: string, text: string): Promise<void> {
    return writeAtomically(path, new TextEncoder().encode(text), this.#io);
  }
}

/**
 * Checks, before any work, that the files can be written.
 *
 * @returns The files; null without `--out`.
 * @throws {InputError} If `--out` exists and is neither to be replaced nor gone on with.
 */
export async function openPlaneFiles(
  flags: ParsedFlags,
  settings: Readonly<Record<string, unknown>>,
  io: CliIo,
): Promise<PlaneFiles | null> {
  const path = flags.text("out");
  if (path === undefined) return null;
  const replace = flags.has("force") || flags.has("resume");
  if (!replace && await io.files.exists(path)) {
    throw new InputError(
      "exists",
      `--out ${path} exists already.`,
      "Add --resume to go on with that run, or --force to start anew.",
    );
  }
  await checkTarget(path, "--out", true, io.files);
  await checkTarget(checkpointOf(path), "--out", true, io.files);
  return new PlaneFiles(path, settings, io);
}

function checkpointOf(path: string): string {
  return `${path}.checkpoint`;
}

function damaged(path: string): InputError {
  return new InputError(
    "damaged-file",
    `${path} is damaged, or belongs to another run.`,
    "Add --force in place of --resume to start anew.",
  );
}

function checkSettings(
  saved: Readonly<Record<string, unknown>>,
  wanted: Readonly<Record<string, unknown>>,
): void {
  const names = [...new Set([...Object.keys(saved), ...Object.keys(wanted)])];
  const differing = names.find((name) =>
    JSON.stringify(saved[name]) !== JSON.stringify(wanted[name])
  );
  if (differing === undefined) return;
  const [before, now] = [saved, wanted].map((settings) => JSON.stringify(settings[differing]));
  throw new InputError(
    "checkpoint-mismatch",
    `--resume: the run was started with ${differing} ${before}, and is now to have ${now}.`,
    "Use the same settings, or --force to start anew.",
  );
}
