/**
 * Where bias is likely to exceed an interval, which covers noise alone.
 *
 * @module
 */
import type { Warning } from "../types.ts";
import type { Interval } from "./interval.ts";

/**
 * By how many nats a method was low where it gave a warning: the mean where it is known, and else the least
 * that was measured. Beside each warning stands on what data.
 */
const MEASURED_LOW: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "strongly-non-linear": { auto: 0.2 },
  "rough-codes": { auto: 0.18 },
  "ksg-saturation": { "ksg-1": 2, "ksg-2": 2, kcv: 1.7, auto: 0.15 },
  "shear-directions": { auto: 0.05, shear: 0.16 },
  "shear-rest": { auto: 0.04, shear: 0.08 },
  "near-saturation": { kl: 0.9, wkl: 0.2, "kde-ml": 0.6 },
};

/**
 * Whether the bias that was measured where the method gave one of its warnings is more than the interval
 * reaches above the estimate.
 *
 * @param method Id of the method.
 * @param warnings Its warnings.
 * @param interval The interval; null for none.
 * @param nats The estimate in nats.
 * @returns One warning (`bias-beyond-interval`), or none.
 */
export function biasBeyondInterval(
  method: string,
  warnings: readonly Warning[],
  interval: Interval | null,
  nats: number,
): Warning[] {
  if (interval === null) return [];
  const known = warnings.map(({ code }) => ({ code, low: MEASURED_LOW[code]?.[method] ?? 0 }));
  const worst = known.reduce((a, b) => b.low > a.low ? b : a, { code: "", low: 0 });
  const reach = interval.upper - nats;
  if (worst.low <= reach) return [];
  return [{
    code: "bias-beyond-interval",
    message: `The interval reaches ${reach.toFixed(2)} nats above the estimate and covers noise ` +
      `only; where ${method} gave the warning ${worst.code}, it was low by about ` +
      `${worst.low} nats: the truth is probably above the interval.`,
  }];
}
