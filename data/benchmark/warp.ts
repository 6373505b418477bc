/**
 * Random smooth bijections that stand in for the code of an autoencoder.
 *
 * @module
 */
import type { Rng } from "../../lib/rng.ts";
import type { Samples } from "../../lib/types.ts";
import { randomRotation, transformRows } from "../random_rotation.ts";

/** Lipschitz constant of the residual in each block; below 1, so that the block is a bijection. */
const LIPSCHITZ = 0.8;

/** Number of blocks. */
const BLOCKS = 2;

/**
 * A random warp of normal vectors: twice z ← R z + 0.8 U tanh(V R z + c) with random rotations R, U, V
 * and normal shifts c, then tanh of every coordinate. A residual with a Lipschitz constant below 1
 * makes each block a bijection, so that mutual information stays (Statement 1).
 *
 * @param latent Normal vectors, shape `(n, d)`; not changed.
 * @param rng Draws the warp.
 * @returns Warped vectors, shape `(n, d)`.
 */
export function warp(latent: Samples, rng: Rng): Samples {
  const { n, d } = latent;
  let z = latent;
  for (let block = 0; block < BLOCKS; block++) {
    z = transformRows(z, randomRotation(d, rng));
    const inner = transformRows(z, randomRotation(d, rng));
    const shift = Array.from({ length: d }, () => rng.normal());
    const bent = { data: inner.data.map((v, at) => Math.tanh(v + shift[at % d])), n, d };
    const residual = transformRows(bent, randomRotation(d, rng));
    z = { data: z.data.map((v, at) => v + LIPSCHITZ * residual.data[at]), n, d };
  }
  return { data: z.data.map(Math.tanh), n, d };
}
