/**
 * Seeded randomness. Everything random in infoplane takes an {@linkcode Rng}, or a seed to make one.
 *
 * @module
 */
import { sha256 } from "npm:@noble/hashes@2.4.0/sha2.js";
import { utf8ToBytes } from "npm:@noble/hashes@2.4.0/utils.js";
import { uniformFloat64 } from "npm:pure-rand@8.4.2/distribution/uniformFloat64";
import { xoroshiro128plusFromState } from "npm:pure-rand@8.4.2/generator/xoroshiro128plus";
import { randomNormal } from "npm:d3-random@3.0.2";

/** A deterministic source of random numbers. */
export interface Rng {
  /** Uniform in [0, 1), 53 random bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform integer in 0 … n − 1. */
  integer(n: number): number;
}

/**
 * A generator (xoroshiro128+) whose whole state comes from the SHA-256 digest of its seed, so that
 * neighbouring seeds give unrelated streams.
 *
 * @param seed Any number or string; equal seeds give equal streams.
 * @returns The generator.
 */
export function createRng(seed: number | string): Rng {
  const [a, b, c, d] = digestWords(`${typeof seed}:${seed}`);
  const source = xoroshiro128plusFromState([a, b, c, d | 1]);
  const uniform = (): number => uniformFloat64(source);
  const normal = randomNormal.source(uniform)(0, 1);
  return { uniform, normal, integer: (n) => Math.floor(uniform() * n) };
}

/**
 * A seed for a part of the work, from what identifies that part: it does not depend on what else
 * runs, in which order, or on how many workers.
 *
 * @param parts What identifies the part, the user's seed first.
 * @returns An integer in 0 … 2⁵³ − 1.
 */
export function deriveSeed(...parts: readonly (string | number)[]): number {
  const [high, low] = digestWords(JSON.stringify(parts));
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}

/** A random permutation of 0 … n − 1 (Fisher and Yates). */
export function permutation(n: number, rng: Rng): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    const swapped = order[i];
    order[i] = order[j];
    order[j] = swapped;
  }
  return order;
}

function digestWords(text: string): [number, number, number, number] {
  const view = new DataView(sha256(utf8ToBytes(text)).buffer);
  return [view.getInt32(0), view.getInt32(4), view.getInt32(8), view.getInt32(12)];
}
