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

/** A state is written at least so many milliseconds after the last one, unless one says otherwise. */
const WRITE_EVERY_MS = 15_000;

/** What a file holds. */
interface CheckpointFile {
  /** Computing time so far in milliseconds. */
  readonly spentMs: number;
  /** The state. */
  readonly state: unknown;
}

/** The file in which one piece of work keeps its state, from when the work starts. */
export class Checkpoint {
  readonly #path: string;
  readonly #everyMs: number;
  readonly #startedAt: number = performance.now();
  #writtenAt: number = performance.now();
  #spentBefore = 0;

  /**
   * Opens a checkpoint; the file need not be there.
   *
   * @param path Path of the file.
   * @param everyMs Least time between two writings. @default {15000}
   */
  constructor(path: string, everyMs: number = WRITE_EVERY_MS) {
    this.#path = path;
    this.#everyMs = everyMs;
  }

  /** Computing time in milliseconds, with that of the runs whose state was read. */
  get spentMs(): number {
    return this.#spentBefore + performance.now() - this.#startedAt;
  }

  /**
   * The state that an earlier run left.
   *
   * @returns The state, or undefined where there is none or the file is damaged.
   */
  async read<State>(): Promise<State | undefined> {
    let bytes: Uint8Array;
    try {
      bytes = await Deno.readFile(this.#path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
    const content = bytes.subarray(DIGEST_BYTES);
    const digest = sha256(content);
    if (bytes.length < DIGEST_BYTES || digest.some((byte, i) => byte !== bytes[i])) {
      return undefined;
    }
    const { spentMs, state } = deserialize(content) as CheckpointFile;
    this.#spentBefore = spentMs;
    return state as State;
  }

  /**
   * Writes a state, if the last writing is long enough ago; numbers and typed arrays keep their bits.
   *
   * @param state Gives what structured cloning can copy, or a promise of it.
   */
  async offer(state: () => unknown): Promise<void> {
    if (performance.now() - this.#writtenAt < this.#everyMs) return;
    const file: CheckpointFile = { spentMs: this.spentMs, state: await state() };
    const content = new Uint8Array(serialize(file));
    const bytes = new Uint8Array(DIGEST_BYTES + content.length);
    bytes.set(sha256(content));
    bytes.set(content, DIGEST_BYTES);
    await writeAtomically(this.#path, bytes);
    this.#writtenAt = performance.now();
  }
}

/** Removes a state that is no longer needed, if there is one. */
export async function removeCheckpoint(path: string): Promise<void> {
  await Deno.remove(path).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}
