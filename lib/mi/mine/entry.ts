/**
 * The registry entry of MINE, apart from what trains it.
 *
 * @module
 */
import { type OptionSpec, resolveOptions } from "../../registry.ts";
import type { Context, MiEstimate } from "../../types.ts";
import type { MethodEntry } from "../entry.ts";
import type { MineOptions, MineSide } from "./mine.ts";

const OPTIONS: readonly OptionSpec[] = [
  {
    name: "steps",
    type: "integer",
    default: 2000,
    min: 1,
    description: "Most steps of the training.",
  },
  {
    name: "batchSize",
    type: "integer",
    default: 512,
    min: 2,
    description: "Pairs of a training step; all of them where there are fewer.",
  },
  {
    name: "learningRate",
    type: "number",
    default: 1e-3,
    min: 1e-12,
    description: "Step size of Adam.",
  },
  {
    name: "averageWeight",
    type: "number",
    default: 0.01,
    min: 1e-6,
    max: 1,
    description: "Weight of a batch in the moving average that corrects the gradient; 1 for none.",
  },
  {
    name: "evaluation",
    type: "choice",
    default: "held-out",
    choices: ["held-out", "training"],
    description: "Pairs that the bound is taken on: half of them, held out, or those trained on.",
  },
  {
    name: "patience",
    type: "integer",
    default: 500,
    min: 1,
    description:
      "Steps without a greater bound on a tenth of the pairs that end a held-out training.",
  },
  {
    name: "height",
    type: "integer",
    default: null,
    min: 1,
    description: "Height of the images on both sides in pixels; none for vectors.",
  },
  {
    name: "width",
    type: "integer",
    default: null,
    min: 1,
    description: "Width of the images in pixels; that of the height where it is not given.",
  },
];

/** MINE: a bound from a critic that is trained to tell pairs from independent samples. */
export const MINE: MethodEntry = {
  id: "mine",
  title: "MINE",
  summary: "Neural: a critic learns to tell pairs from independent samples; images or vectors",
  equation: "max over T of E_P[T] − ln E_{P⊗P}[e^T], Belghazi et al. 2018; Section 5, Table 3",
  assumptions: "Thousands of pairs; more dimensions than samples are allowed",
  bias:
    "A lower bound: low from 3 nats or so on, the more the fewer the pairs; evaluated on training data, high",
  cost: "Steps × batch × weights of the critic: seconds to minutes; memory O(n d)",
  options: OPTIONS,
  create(values = {}) {
    const parameters = resolveOptions('method "mine"', OPTIONS, values);
    const { steps, batchSize, learningRate, averageWeight, patience, height, width } =
      parameters as Record<string, number | null>;
    const options: MineOptions = {
      steps: steps!,
      batchSize: batchSize!,
      learningRate: learningRate!,
      averageWeight: averageWeight!,
      patience: patience!,
      evaluation: parameters.evaluation as "held-out" | "training",
      imageShape: height === null ? undefined : [height, width ?? height],
    };
    const run = async (x: MineSide, y: MineSide, context: Context): Promise<MiEstimate> => {
      // Evaluated here alone: no other method needs the training kernels.
      const { mine } = await import("./mine.ts");
      return await mine(x, y, options, context);
    };
    return {
      id: "mine",
      parameters,
      tolerates: { manyDimensions: true, anyColumns: height !== null },
      continuous: (x, y, context) => run(x, y, context),
      mixed: (x, labels, context) => run(x, labels, context),
    };
  },
};
