/**
 * Files that are whole or absent, whatever interrupts the writer.
 *
 * @module
 */
import { cannotWrite } from "../lib/cannot_write.ts";

/**
 * Writes a file under a temporary name in the same folder and then renames it, which the file
 * system does in one step.
 *
 * @param path Where the file is to be; what is there is replaced.
 * @param content Text or bytes.
 * @throws {InputError} If there is no such folder, no right to write there, or no room on the disk.
 */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${Deno.pid}.tmp`;
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  try {
    await Deno.writeFile(temporary, bytes);
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw cannotWrite(error, path);
  }
}
