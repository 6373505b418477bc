/**
 * What the shear estimator's parts say about how far to trust it.
 *
 * @module
 */
import type { Warning } from "../../types.ts";
import type { ShearDirection } from "./direction.ts";

/**
 * Dependence left over beyond this many nats is for KSG to read, which reads too little of it. At N = 5000 on the 40
 * tasks and 30 codes of `data/benchmark` it fired in 5 of 88 estimates of `shear` (−0.24 to −0.01, −0.08 on average), and in 55 of
 * 630 of `auto` (those of up to 10 dimensions; −0.10 to 0.02, −0.02 on average); the 420 without any remark had −0.02,
 * from −0.23 to 0.11.
 */
const GREATEST_REST = 0.1;

/** Share of the samples that the regression's parameters should not exceed; not reached on those 70 tasks. */
const GREATEST_DOF_SHARE = 0.1;

/**
 * Difference of the two directions that noise seldom explains, times √n: 0.12 nats at N = 5000. On those tasks it fired
 * in 4 estimates of `shear` (−0.24 to −0.02, −0.16 on average), and in 26 of `auto` (−0.38 to 0.05, −0.07 on average).
 */
const GREATEST_DIFFERENCE = 8.5;

/** A side with a dimension below this share of a normal's is a curve or a surface, and has no entropy. */
export const LEAST_DIMENSION = 0.75;

/** What an estimate says about itself. */
export interface ShearDiagnostics {
  /** From predicting y by x; null where y is no density. */
  readonly forward: ShearDirection | null;
  /** From predicting x by y; null where x is no density. */
  readonly backward: ShearDirection | null;
  /** Intrinsic dimension of each side, that of normal samples being 1. */
  readonly dimensions: {
    /** That of x. */
    readonly x: number;
    /** That of y. */
    readonly y: number;
  };
  /** Whether a direction was left out because there are too few samples for it. */
  readonly crowded: boolean;
  /** Number of samples. */
  readonly n: number;
}

/**
 * Remarks on an estimate from its two directions; each says what was measured where it applied.
 *
 * @param diagnostics The directions and the dimensions.
 * @returns Warnings `low-dimension`, `shear-rest`, `shear-dof`, `shear-directions`.
 */
export function shearWarnings(diagnostics: ShearDiagnostics): Warning[] {
  const { forward, backward, crowded, n } = diagnostics;
  const used = [forward, backward].filter((direction) => direction !== null);
  const rest = Math.max(...used.map((direction) => direction.rest));
  const dof = Math.max(...used.map((direction) => direction.dof));
  const difference = forward && backward ? Math.abs(forward.nats - backward.nats) : 0;
  const warnings = [...lowDimension(diagnostics), ...crowdedOut(diagnostics)];
  const warn = (code: string, message: string): number => warnings.push({ code, message });
  if (rest > GREATEST_REST) {
    warn(
      "shear-rest",
      `The regression leaves ${
        rest.toFixed(2)
      } nats of dependence to KSG, which reads too little ` +
        "of it in several dimensions: where this was so, shear was low by 0.08 nats on average " +
        "(0.01 to 0.24), and auto, which has other methods to take, by 0.04.",
    );
  }
  if (dof > GREATEST_DOF_SHARE * n && !crowded) {
    warn(
      "shear-dof",
      `The regression takes ${dof.toFixed(0)} parameters, ${(100 * dof / n).toFixed(0)} % of the ` +
        `${n} samples, more than on any task that its accuracy was measured on: its residuals are ` +
        "less certain than usual, and more samples would help.",
    );
  }
  if (difference > GREATEST_DIFFERENCE / Math.sqrt(n)) {
    warn(
      "shear-directions",
      `Predicting y by x and x by y differ by ${difference.toFixed(2)} nats: one function is ` +
        "harder to learn. Where this was so, shear, the mean of both, was low by 0.16 nats on " +
        "average (0.02 to 0.24), and auto by 0.05.",
    );
  }
  return warnings;
}

function lowDimension({ forward, backward, dimensions }: ShearDiagnostics): Warning[] {
  const low = (["x", "y"] as const).filter((name) => dimensions[name] < LEAST_DIMENSION);
  if (low.length === 0) return [];
  const shares = low.map((name) => `${name} has ${dimensions[name].toFixed(2)}`);
  const sides = low.length === 2 ? "x and y lie" : `${low[0]} lies`;
  return [{
    code: "low-dimension",
    message: `The values of ${sides} on a curve or surface, or on a lattice (intrinsic dimension ` +
      `as a share of a density's: ${shares.join(", ")}): ${instead(forward, backward)}.`,
  }];
}

function crowdedOut({ forward, backward, crowded, n }: ShearDiagnostics): Warning[] {
  if (!crowded) return [];
  return [{
    code: "shear-dof",
    message:
      `${n} samples are too few for a regression, which takes more than a third of them as ` +
      "parameters or predicts a side with more than a twentieth of them as dimensions: " +
      `${instead(forward, backward)}. More samples, or fewer dimensions, would help.`,
  }];
}

function instead(forward: ShearDirection | null, backward: ShearDirection | null): string {
  return forward || backward ? "only the other side was predicted" : "shear falls back on KSG";
}
