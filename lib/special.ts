/**
 * Special functions, from Cephes in double precision, and the few that are built on them.
 *
 * @module
 */
import { removeBase64Buffer } from "./base64_buffer.ts"; // Before Cephes: it needs a Buffer to load.
import cephes from "npm:cephes@2.0.0";

removeBase64Buffer();
await cephes.compiled;

/** Digamma function ψ(x), x > 0; relative error below 1e-14 away from its zero. */
export function digamma(x: number): number {
  return cephes.psi(x);
}

/** ln Γ(x), x > 0. */
export function logGamma(x: number): number {
  return cephes.lgam(x);
}

/** Standard normal cumulative distribution function Φ(z). */
export function normalCdf(z: number): number {
  return cephes.ndtr(z);
}

/** Inverse of {@linkcode normalCdf}, for 0 < p < 1. */
export function normalQuantile(p: number): number {
  return cephes.ndtri(p);
}

/** Quantile of Student's t distribution with a whole number of degrees of freedom, for 0 < p < 1. */
export function studentQuantile(degreesOfFreedom: number, p: number): number {
  return cephes.stdtri(degreesOfFreedom, p);
}

/**
 * Natural logarithm of the volume of the unit ball of the Euclidean norm in `d` dimensions, c₁(d) of
 * Appendix E.2: ½ d ln π − ln Γ(d/2 + 1).
 */
export function logUnitBallVolume(d: number): number {
  return 0.5 * d * Math.log(Math.PI) - logGamma(0.5 * d + 1);
}
