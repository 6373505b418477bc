/**
 * Real numbers held as a sign and a logarithm, for quantities that overflow in high dimension.
 *
 * @module
 */

/** The number sign · exp(log). */
export interface SignedLog {
  /** −1, 0 or 1. */
  readonly sign: number;
  /** Natural logarithm of the magnitude; −Infinity for zero. */
  readonly log: number;
}

/** e^a − e^b, for any finite or −infinite a and b. */
export function subtractExp(a: number, b: number): SignedLog {
  if (a === b) return { sign: 0, log: -Infinity };
  const log = Math.max(a, b) + Math.log1p(-Math.exp(-Math.abs(a - b)));
  return { sign: a > b ? 1 : -1, log };
}

/** Less than 0 where a < b, 0 where they are equal, more than 0 where a > b. */
export function compareSignedLog(a: SignedLog, b: SignedLog): number {
  if (a.sign !== b.sign) return a.sign - b.sign;
  if (a.log === b.log) return 0;
  return a.log > b.log ? a.sign : -a.sign;
}
