/**
 * What the shear estimator's parts say about how far to trust it.
 *
 * @module
 */
import type { Warning } from "../../types.ts";
import type { ShearDirection } from "./direction.ts";

/**
 * Dependence left over beyond this many nats is for KSG to read, which reads too little of it. On 70 tasks of
 * `data/benchmark` (N = 5000, one seed) it fired 4 times, with errors of `auto` of −0.01 to −0.24 (`spiral-3`),
 * −0.09 on average; the 54 estimates without any remark had −0.02, from −0.26 to 0.09.
 */
const GREATEST_REST = 0.1;

/** Share of the samples that the regression's parameters should not exceed; not reached on those 70 tasks. */
const GREATEST_DOF_SHARE = 0.1;

/**
 * Difference of the two directions, in nats, that noise seldom explains at N = 5000: on those tasks it fired 3
 * times, with errors of −0.51 (`warp2-mi10`), −0.20 (`spiral-5`) and 0.02 (`2pair-25`).
 */
const GREATEST_DIFFERENCE = 0.12;

/**
 * Remarks on an estimate from its two directions.
 *
 * @param forward From predicting y by x; null where y is no density.
 * @param backward From predicting x by y; null where x is no density.
 * @param n Number of samples.
 * @returns Warnings `shear-rest`, `shear-dof`, `shear-directions`, `low-dimension`.
 */
export function shearWarnings(
  forward: ShearDirection | null,
  backward: ShearDirection | null,
  n: number,
): Warning[] {
  const used = [forward, backward].filter((direction) => direction !== null);
  const rest = Math.max(...used.map((direction) => direction.rest));
  const dof = Math.max(...used.map((direction) => direction.dof));
  const difference = forward && backward ? Math.abs(forward.nats - backward.nats) : 0;
  return [
    ...lowDimension(forward, backward),
    ...(rest > GREATEST_REST
      ? [{
        code: "shear-rest",
        message:
          `The regression leaves ${rest.toFixed(2)} nats of dependence to KSG, which reads ` +
          "too little of it in several dimensions: the estimate is probably low.",
      }]
      : []),
    ...(dof > GREATEST_DOF_SHARE * n
      ? [{
        code: "shear-dof",
        message:
          `The regression takes ${dof.toFixed(0)} parameters for ${n} samples: its residuals ` +
          "are less certain than usual, and more samples would help.",
      }]
      : []),
    ...(difference > GREATEST_DIFFERENCE
      ? [{
        code: "shear-directions",
        message:
          `Predicting y by x and x by y differ by ${difference.toFixed(2)} nats: one function is ` +
          "harder to learn, and the estimate, their mean, is probably low.",
      }]
      : []),
  ];
}

function lowDimension(
  forward: ShearDirection | null,
  backward: ShearDirection | null,
): Warning[] {
  if (forward && backward) return [];
  const sides = forward ? "x lies" : backward ? "y lies" : "x and y lie";
  return [{
    code: "low-dimension",
    message: `The values of ${sides} on a curve or surface, or on a lattice: ${
      forward || backward ? "only the other side was predicted" : "KSG's estimate is given"
    }.`,
  }];
}
