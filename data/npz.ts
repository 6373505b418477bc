/**
 * NumPy's `.npz` format: a zip archive of `.npy` files, unpacked by `fflate`.
 *
 * @module
 */
import { InputError } from "../lib/errors.ts";
import type { ArrayFile, LabelsFile } from "./data_file.ts";
import { closestName } from "./closest_name.ts";
import { readNpy } from "./read_npy.ts";

/**
 * Reads one array of a `.npz` archive; the others are not unpacked.
 *
 * @param bytes The whole file; not changed.
 * @param name What to call the file in messages.
 * @param key Name of the array, without `.npy`; not needed if there is only one.
 * @returns The array, or labels.
 * @throws {InputError} If the archive is damaged, or the array is not there or not chosen; the hint
 *   lists the arrays.
 */
export async function readNpz(
  bytes: Uint8Array,
  name: string,
  key?: string,
): Promise<ArrayFile | LabelsFile> {
  const chosen = chooseKey(await npzKeys(bytes, name), name, key);
  const members = await unzip(bytes, name, (member) => member === `${chosen}.npy`);
  return await readNpy(members[`${chosen}.npy`], `${name}:${chosen}`);
}

/**
 * Lists the arrays of a `.npz` archive; nothing is unpacked.
 *
 * @param bytes The whole file; not changed.
 * @param name What to call the file in messages.
 * @returns Their names, without `.npy`, in the order of the archive.
 * @throws {InputError} If the archive is damaged.
 */
export async function npzKeys(bytes: Uint8Array, name: string): Promise<string[]> {
  const keys: string[] = [];
  await unzip(bytes, name, (member) => {
    if (member.endsWith(".npy")) keys.push(member.slice(0, -4));
    return false;
  });
  return keys;
}

async function unzip(
  bytes: Uint8Array,
  name: string,
  wanted: (member: string) => boolean,
): Promise<Record<string, Uint8Array>> {
  const { unzipSync } = await import("npm:fflate@0.8.3");
  try {
    return unzipSync(bytes, { filter: (file) => wanted(file.name) });
  } catch (cause) {
    throw new InputError(
      "corrupt-file",
      `${name} is not a complete .npz archive.`,
      "Fetch or save it again.",
      { cause },
    );
  }
}

function chooseKey(keys: readonly string[], name: string, key: string | undefined): string {
  if (keys.length === 0) throw new InputError("empty", `${name} holds no arrays.`);
  const list = `Its arrays: ${keys.join(", ")}.`;
  if (key === undefined) {
    if (keys.length === 1) return keys[0];
    throw new InputError(
      "array-not-chosen",
      `${name} holds ${keys.length} arrays.`,
      `${list} Choose one, e.g. ${name}:${keys[0]}`,
    );
  }
  if (keys.includes(key)) return key;
  throw new InputError(
    "unknown-array",
    `${name} has no array "${key}".`,
    `Did you mean "${closestName(key, keys)}"? ${list}`,
  );
}
