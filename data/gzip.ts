/**
 * Gzip, through the decompression that every runtime has.
 *
 * @module
 */
import { InputError } from "../lib/errors.ts";

/** Whether `bytes` start as a gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Decompresses a gzip file.
 *
 * @param bytes The file; not changed.
 * @param name What to call the file in messages.
 * @returns The decompressed bytes.
 * @throws {InputError} If the file is no gzip, is cut short, or fails its own checksum.
 */
export async function gunzip(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  const source = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
  try {
    const stream = source.pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (cause) {
    throw new InputError(
      "corrupt-file",
      `${name} is not a complete gzip file.`,
      "Fetch it again, or check it with: gzip -t FILE.",
      { cause },
    );
  }
}
