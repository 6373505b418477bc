/**
 * The entrance to TensorFlow.js that costs nothing until it is used.
 *
 * @module
 */
import type { Tfjs } from "./tfjs_types.ts";

/**
 * TensorFlow.js on its WebAssembly backend with the training kernels of infoplane, for networks of
 * your own: `modelSource({ tf, model, … })`. Its types are those that infoplane uses; at run time it is
 * the whole module, of version 4.22.0.
 *
 * @returns The module, the same one at every call.
 * @throws {InputError} If it cannot be fetched from npm or read from the package cache.
 */
export async function loadTfjs(): Promise<Tfjs> {
  const { openTfjs } = await import("./tfjs.ts");
  return await openTfjs();
}
