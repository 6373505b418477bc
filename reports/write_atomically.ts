/**
 * Files that are whole or absent, whatever interrupts the writer.
 *
 * @module
 */

/**
 * Writes a file under a temporary name in the same folder and then renames it, which the file
 * system does in one step.
 *
 * @param path Where the file is to be; what is there is replaced.
 * @param content Text or bytes.
 */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${Deno.pid}.tmp`;
  await Deno.writeFile(
    temporary,
    typeof content === "string" ? new TextEncoder().encode(content) : content,
  );
  await Deno.rename(temporary, path);
}
