/**
 * Reading of files that flags name.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import type { CliIo } from "./cli_io.ts";

/**
 * The bytes of a file.
 *
 * @param path Where it is.
 * @param flag The flag that names it, for messages: "--x".
 * @param io The file system.
 * @throws {InputError} If it is not there, not to be read, or empty.
 */
export async function readBytes(path: string, flag: string, io: CliIo): Promise<Uint8Array> {
  if (path === "-" || /^\/dev\/(stdin|fd\/0)$/.test(path)) {
    throw new InputError(
      "unreadable-file",
      `Cannot read ${flag} ${path}: standard input is not read.`,
      "Save the data to a file, whose extension tells its format.",
    );
  }
  let bytes: Uint8Array;
  try {
    bytes = await io.files.read(path);
  } catch (error) {
    const reason = READ_ERRORS.get(error instanceof Error ? error.name : "");
    if (reason === undefined) throw error;
    throw new InputError("unreadable-file", `Cannot read ${flag} ${path}: ${reason}.`, undefined, {
      cause: error,
    });
  }
  if (bytes.length > 0) return bytes;
  throw new InputError("empty-file", `Cannot read ${flag} ${path}: the file is empty.`);
}

const READ_ERRORS: ReadonlyMap<string, string> = new Map([
  ["NotFound", "there is no such file"],
  ["IsADirectory", "it is a folder"],
  ["NotADirectory", "part of its path is a file"],
  ["PermissionDenied", "you may not read it"],
]);
