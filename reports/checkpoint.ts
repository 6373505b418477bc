/**
 * States of unfinished work on disk: written whole or not at all, and taken for absent when damaged.
 *
 * @module
 */
import { sha256 } from "npm:@noble/hashes@2.4.0/sha2.js";
import { deserialize, serialize } from "node:v8";
import { writeAtomically } from "./write_atomically.ts";

/** Length of the digest in front of a state. */
const DIGEST_BYTES = 32;

/**
 * Writes a state; numbers and typed arrays keep their bits.
 *
 * @param path Path of the file.
 * @param state What structured cloning can copy.
 */
export async function writeCheckpoint(path: string, state: unknown): Promise<void> {
  const content = new Uint8Array(serialize(state));
  const bytes = new Uint8Array(DIGEST_BYTES + content.length);
  bytes.set(sha256(content));
  bytes.set(content, DIGEST_BYTES);
  await writeAtomically(path, bytes);
}

/**
 * Reads a state.
 *
 * @param path Path of the file.
 * @returns The state, or undefined where there is none or the file is damaged.
 */
export async function readCheckpoint<State>(path: string): Promise<State | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const content = bytes.subarray(DIGEST_BYTES);
  const digest = sha256(content);
  if (bytes.length < DIGEST_BYTES || digest.some((byte, i) => byte !== bytes[i])) return undefined;
  return deserialize(content) as State;
}

/** Removes a state that is no longer needed, if there is one. */
export async function removeCheckpoint(path: string): Promise<void> {
  await Deno.remove(path).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}
