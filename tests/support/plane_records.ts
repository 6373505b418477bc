/**
 * Made-up records of an information plane, for tests of what is drawn and claimed from them.
 *
 * @module
 */
import { createRng } from "../../lib/rng.ts";
import type { PlaneQuantity, ReportRecord } from "../../reports/record.ts";

/** What the records are made from. */
export interface MadeUpPlane {
  /** Last epoch; the first is 0. */
  readonly epochs: number;
  /** Standard error of every estimate, in nats, which is the spread of the noise on it too. */
  readonly standardError: number;
  /** Layers, in order. */
  readonly layers?: readonly string[];
  /** I(X;L) without noise at a time of training from 0 to 1; the layer counts from 0. */
  readonly inputInformation?: (time: number, layer: number) => number;
  /** Loss at a time of training from 0 to 1. */
  readonly loss?: (time: number) => number;
}

/** The layers of the paper's classifier, and what its last one gives as probabilities. */
export const PLANE_LAYERS: readonly string[] = ["L1", "L2", "L3", "L4", "L5", "exp(L5)"];

function fitting(time: number, layer: number): number {
  const rise = 1 - Math.exp(-5 * time);
  const phases = 0.25 * Math.sin(2 * Math.PI * (2.5 * time + layer / 6)) * Math.exp(-2 * time);
  return 5 - 0.5 * layer + 2 * rise + phases;
}

function fallingLoss(time: number): number {
  return 0.3 + 2 / (1 + Math.exp(25 * (time - 0.2)));
}

/** Two records for each layer and epoch, I(X;L) first. */
export function planeRecords(plane: MadeUpPlane): ReportRecord[] {
  const { epochs, standardError, layers = PLANE_LAYERS } = plane;
  const { inputInformation = fitting, loss = fallingLoss } = plane;
  const rng = createRng(7);
  return Array.from({ length: epochs + 1 }, (_, epoch) => epoch).flatMap((epoch) => {
    const time = epoch / Math.max(1, epochs);
    return layers.flatMap((layer, i) => {
      const about = { epoch, layer, loss: loss(time) };
      const target = 2.3 - 1.8 * Math.exp(-(6 - 0.6 * i) * time);
      return [
        made("I(X;L)", inputInformation(time, i) + standardError * rng.normal(), about),
        made("I(L;Y)", target + standardError / 2 * rng.normal(), about),
      ];
    });
  });

  function made(
    quantity: PlaneQuantity,
    estimate: number,
    about: Pick<ReportRecord, "epoch" | "layer" | "loss">,
  ): ReportRecord {
    return {
      artefact: "figure-5",
      panel: about.layer ?? "",
      family: "mnist",
      side: 28,
      method: "wkl",
      curve: "compressed",
      truth: null,
      n: 10_000,
      seed: 0,
      quantity,
      ...about,
      testLoss: (about.loss ?? 0) + 0.02,
      accuracy: Math.exp(-(about.loss ?? 0)),
      estimate,
      standardError: quantity === "I(X;L)" ? standardError : standardError / 2,
      device: "cpu",
      version: "0.0.0",
      settings: {},
    };
  }
}
