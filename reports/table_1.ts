/**
 * Table 1: the classifier of the information-plane experiment, as printed and as built.
 *
 * @module
 */
import { classifierTableLines } from "../lib/nn/network_tables.ts";
import { mnistClassifier } from "../lib/nn/networks.ts";
import type { ArtefactEntry } from "./artefact.ts";
import { builtLines, type NetworkComparison, networkTable, printedLine } from "./network_table.ts";
import { networkArtefact } from "./network_table_chart.ts";

/** The classifier, which Table 4 prints too. */
export function classifierComparison(): NetworkComparison {
  const classifier = mnistClassifier();
  return {
    title: `${classifier.title}, ${classifier.inputShape.slice(0, 2).join(" × ")} images`,
    printed: [
      printedLine("L1", "Conv2d(1, 8, ks=3), LeakyReLU(0.01)"),
      printedLine("L2", "Conv2d(8, 16, ks=3), LeakyReLU(0.01)"),
      printedLine("L3", "Conv2d(16, 32, ks=3), LeakyReLU(0.01)"),
      printedLine("L4", "Dense(32, 32), LeakyReLU(0.01)"),
      printedLine("L5", "Dense(32, 10), LogSoftMax"),
    ],
    built: builtLines(classifierTableLines(classifier)),
  };
}

/** Why the classifier that is built is not what Tables 1 and 4 print. */
export const CLASSIFIER_NOTES: readonly string[] = [
  "Classifier: the convolutions are unpadded. Max pooling after each is in the published code and " +
  "not in the table; without it L4 could not have the 32 inputs that the table gives it.",
  "Classifier: Gaussian dropout x (1 + σN) after each layer is what Section 6 says; the published " +
  "code has it before each layer. It stays on when the outputs of layers are collected.",
  "Classifier: dropout before each convolution, in training alone, is in the published code.",
];

const TABLE = networkTable([classifierComparison()], CLASSIFIER_NOTES);

const ARTEFACT = networkArtefact(TABLE, "Table 1. The MNIST classifier");

/** Table 1 of the paper. */
export const TABLE_1: ArtefactEntry = {
  id: "table-1",
  title: "Table 1",
  summary: "Architecture of the MNIST classifier",
  caption: "The architecture of the MNIST convolution-DNN classifier, as the paper prints it and " +
    "as it is built.",
  options: [],
  create: () => ARTEFACT,
};
