/**
 * Encoders in files: those of `estimate` that are saved, and those that are used again.
 *
 * @module
 */
import type { Autoencoder } from "../compress/autoencoder.ts";
import { InputError } from "../errors.ts";
import type { EstimateOptions } from "../estimate_types.ts";
import type { FittedCompressor } from "../types.ts";
import type { CliIo } from "./cli_io.ts";
import type { ParsedFlags } from "./flags.ts";
import { readBytes } from "./read_bytes.ts";
import { checkTarget, writeAtomically, writeFolderAtomically } from "./write_output.ts";

const SIDES = ["x", "y"] as const;

/**
 * The compressors of both sides.
 *
 * @param flags The checked command line of `estimate`.
 * @param discrete The sides that are discrete, which `--encoder` leaves alone.
 * @param io The file system.
 * @returns What `estimate()` takes; undefined for none.
 * @throws {InputError} If a side has two, or a file holds no autoencoder.
 */
export async function readCompressors(
  flags: ParsedFlags,
  discrete: Readonly<Record<"x" | "y", boolean>>,
  io: CliIo,
): Promise<Pick<EstimateOptions, "compressX" | "compressY">> {
  const shared = flags.text("encoder");
  const encoder = shared === undefined ? undefined : await readEncoder(shared, "--encoder", io);
  const [compressX, compressY] = await Promise.all(SIDES.map(async (side) => {
    const [compressor, own] = [flags.text(`compress-${side}`), flags.text(`encoder-${side}`)];
    if (compressor !== undefined && own !== undefined) {
      throw new InputError(
        "invalid-flag",
        `--compress-${side} and --encoder-${side} are both given.`,
        `A saved encoder is used as it is: leave out --compress-${side}.`,
      );
    }
    if (own !== undefined) return await readEncoder(own, `--encoder-${side}`, io);
    return compressor ?? (discrete[side] ? undefined : encoder);
  }));
  if (encoder !== undefined && compressX !== encoder && compressY !== encoder) {
    throw new InputError(
      "invalid-flag",
      "--encoder is given, but no side is left for it: each has a compressor, or is discrete.",
      "Leave one of them out.",
    );
  }
  return { compressX, compressY };
}

async function readEncoder(path: string, flag: string, io: CliIo): Promise<FittedCompressor> {
  const fail = (problem: string, cause: unknown, hint?: string): never => {
    throw new InputError("invalid-encoder", `Cannot read ${flag} ${path}: ${problem}.`, hint, {
      cause,
    });
  };
  const bytes = await readBytes(path, flag, io);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    fail("it is no JSON, or not whole", error, "It takes what --save-encoder FILE.json wrote.");
  }
  const { autoencoderFromJson } = await import("../compress/autoencoder_json.ts");
  try {
    return await autoencoderFromJson(value);
  } catch (error) {
    const own = error instanceof InputError && error.code === "invalid-autoencoder";
    if (!own) throw error;
    const problem = error.message.replace(/^This is no/, "it is no").replace(/\.$/, "");
    return fail(problem, error, "It takes what --save-encoder FILE.json wrote.");
  }
}

/** Writes the autoencoder of a side, where that is asked for. */
export type EncoderWriter = (fitted: FittedCompressor, side: "x" | "y") => Promise<void>;

/**
 * Checks, before any work, that the encoders can be written where the flags say.
 *
 * @returns What writes them.
 * @throws {InputError} If a side is not to be trained, the name of a file is wrong, or it exists.
 */
export async function prepareEncoderWriter(flags: ParsedFlags, io: CliIo): Promise<EncoderWriter> {
  const targets = saveTargets(flags);
  for (const { path, flag } of Object.values(targets)) {
    if (!/\.(json|tfjs)\/?$/i.test(path)) {
      throw new InputError(
        "invalid-flag",
        `${flag} ${path}: the name must end in .json, or in .tfjs for TensorFlow.js.`,
      );
    }
    await checkTarget(path, flag, flags.has("force"), io.files);
  }
  if (targets.x && targets.y && targets.x.path === targets.y.path) {
    throw new InputError("invalid-flag", "Both encoders would be saved under one name.");
  }
  return async (fitted, side) => {
    const path = targets[side]?.path;
    if (path === undefined || fitted.id !== "ae") return;
    const autoencoder = fitted as Autoencoder;
    if (/\.json$/i.test(path)) {
      const text = JSON.stringify(autoencoder);
      return await writeAtomically(path, new TextEncoder().encode(text), io);
    }
    const { toTfjsFiles } = await import("../compress/autoencoder_export.ts");
    await writeFolderAtomically(path, await toTfjsFiles(autoencoder), io);
  };
}

type Targets = Partial<Record<"x" | "y", { readonly path: string; readonly flag: string }>>;

function saveTargets(flags: ParsedFlags): Targets {
  const trained = SIDES.filter((side) => /^\s*ae:/.test(flags.text(`compress-${side}`) ?? ""));
  const targets: Targets = {};
  for (const side of SIDES) {
    const [flag, path] = [`--save-encoder-${side}`, flags.text(`save-encoder-${side}`)];
    if (path === undefined) continue;
    if (!trained.includes(side)) throw nothingToSave(flag, side);
    targets[side] = { path, flag };
  }
  const path = flags.text("save-encoder");
  if (path === undefined) return targets;
  const left = trained.filter((side) => targets[side] === undefined);
  if (left.length === 0) throw nothingToSave("--save-encoder", "x");
  if (left.length > 1) {
    throw new InputError(
      "invalid-flag",
      "--save-encoder is given, but both sides are trained.",
      "Give --save-encoder-x FILE and --save-encoder-y FILE.",
    );
  }
  targets[left[0]] = { path, flag: "--save-encoder" };
  return targets;
}

function nothingToSave(flag: string, side: string): InputError {
  return new InputError(
    "invalid-flag",
    `${flag} saves an autoencoder that is trained: there is none.`,
    `Add --compress-${side} ae:4.`,
  );
}
