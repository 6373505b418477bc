/**
 * Extra layers that are often wanted.
 *
 * @module
 */
import type { DerivedLayer } from "./plane_types.ts";

/** exp of a layer of log-probabilities: the probabilities, as an extra layer "exp(L5)". */
export function expLayer(from: string): DerivedLayer {
  return { name: `exp(${from})`, from, map: Math.exp };
}
