/**
 * Failures of writing that lie in the surroundings, not in the program.
 *
 * @module
 */
import { InputError } from "./errors.ts";

const REASONS: ReadonlyMap<string, string> = new Map([
  ["NotFound", "its folder does not exist"],
  ["PermissionDenied", "you may not write there"],
  ["NotADirectory", "part of its path is a file"],
  ["AlreadyExists", "there is a file of that name"],
  ["IsADirectory", "it is a folder"],
  ["StorageFull", "the disk is full"],
  ["ReadOnlyFilesystem", "the file system is read-only"],
]);

/**
 * What to throw for an error of writing: full disks, missing folders and rights that are lacking are
 * for the user to mend, all else stays as it is.
 *
 * @param error What the file system threw, with the name that `Deno.errors` gives it.
 * @param target What was to be written: a path, "standard output".
 * @returns An {@linkcode InputError} that names target and reason, or `error` itself.
 */
export function cannotWrite(error: unknown, target: string): unknown {
  if (!(error instanceof Error) || error instanceof InputError) return error;
  const reason = REASONS.get(error.name) ?? reasonOf(error.message);
  if (reason === undefined) return error;
  return new InputError("cannot-write", `Cannot write ${target}: ${reason}.`, undefined, {
    cause: error,
  });
}

/** Deno has no class for some errors of the system, only its words. */
function reasonOf(message: string): string | undefined {
  if (/ENOSPC|No space|quota exceeded/i.test(message)) return "the disk is full";
  if (/EROFS|Read-only file system/i.test(message)) return "the file system is read-only";
  return undefined;
}
