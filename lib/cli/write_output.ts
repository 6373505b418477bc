/**
 * Output files and folders: never half-written, and never over what is there unless the user says so.
 *
 * @module
 */
import { cannotWrite } from "../cannot_write.ts";
import { InputError } from "../errors.ts";
import type { CliFiles, CliIo } from "./cli_io.ts";

/**
 * Checks, before any work is done, that a file or folder can be written.
 *
 * @param path Where it is to be.
 * @param flag The flag that names it, for messages: "--out".
 * @param force Whether what is there may be replaced.
 * @param files The file system.
 * @throws {InputError} If it exists and may not be replaced, or Deno does not permit the writing.
 */
export async function checkTarget(
  path: string,
  flag: string,
  force: boolean,
  files: CliFiles,
): Promise<void> {
  if (!force && await files.exists(path)) {
    throw new InputError(
      "exists",
      `${flag} ${path} exists already.`,
      "Choose another name, or add --force to replace it.",
    );
  }
  await files.requestWrite(path);
  await files.requestWrite(temporaryName(path));
}

/** Writes a file under a temporary name and renames it; an interrupted run leaves nothing. */
export async function writeAtomically(path: string, bytes: Uint8Array, io: CliIo): Promise<void> {
  await writeWhole(path, io, (temporary) => io.files.write(temporary, bytes));
}

/**
 * Writes a folder of files under a temporary name and renames it; an interrupted run leaves nothing.
 *
 * @param path The folder; one that is there is replaced.
 * @param contents Names and bytes of the files, made one after the other.
 * @param io The file system and the interrupt.
 */
export async function writeFolderAtomically(
  path: string,
  contents: Iterable<readonly [name: string, bytes: Uint8Array]>,
  io: CliIo,
): Promise<void> {
  await writeWhole(path, io, async (temporary) => {
    await io.files.makeFolder(temporary);
    for (const [name, bytes] of contents) await io.files.write(`${temporary}/${name}`, bytes);
    await io.files.remove(path);
  });
}

async function writeWhole(
  path: string,
  io: CliIo,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const plain = path.replace(/[/\\]+$/, "");
  const temporary = temporaryName(path);
  const release = io.onInterrupt(() => io.files.remove(temporary));
  try {
    await io.files.remove(temporary);
    await write(temporary);
    await io.files.rename(temporary, plain);
  } catch (error) {
    // The reason is that of the writing, also where what is left of it cannot be removed either.
    await io.files.remove(temporary).catch(() => {});
    throw cannotWrite(error, plain);
  } finally {
    release();
  }
}

function temporaryName(path: string): string {
  return `${path.replace(/[/\\]+$/, "")}.partial`;
}
