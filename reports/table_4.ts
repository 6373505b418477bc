/**
 * Table 4: the networks of the information-plane experiment, as printed and as built.
 *
 * @module
 */
import { tableLines } from "../lib/nn/network_tables.ts";
import { mnistAutoencoder } from "../lib/nn/networks.ts";
import type { ArtefactEntry } from "./artefact.ts";
import {
  builtLines,
  mergedLines,
  type NetworkComparison,
  networkTable,
  printedLine,
} from "./network_table.ts";
import { networkArtefact } from "./network_table_chart.ts";
import { CLASSIFIER_NOTES, classifierComparison } from "./table_1.ts";

/** Two dimensions of the code; what differs between them is `dim`. */
const DIMS = [4, 5] as const;

function autoencoderComparison(): NetworkComparison {
  const specs = DIMS.map((dim) => mnistAutoencoder(dim));
  const [first, second] = specs.map((spec) => builtLines(tableLines(spec, "separate")));
  const rest = "MaxPool2d(2), LeakyReLU(0.01)";
  return {
    title: specs[0].title,
    printed: [
      printedLine("×1", `Dropout(0.1), Conv2d(1, 8, ks=3), ${rest}`),
      printedLine("×1", `Dropout(0.1), Conv2d(8, 16, ks=3), ${rest}`),
      printedLine("×1", `Dropout(0.1), Conv2d(16, 32, ks=3), ${rest}`),
      printedLine("×1", "Dense(288, 128), LeakyReLU(0.01)"),
      printedLine("×1", "Dense(128, dim), Sigmoid"),
    ],
    built: mergedLines(first, second, "dim"),
  };
}

const TABLE = networkTable([autoencoderComparison(), classifierComparison()], [
  "Input data AE: the table says 24 × 24 images; those of MNIST have 28 × 28. Padded convolutions " +
  "and three poolings leave 3 × 3 × 32 = 288 numbers of either size.",
  "Input data AE: the table stops at the code. The decoder, and relative Gaussian noise on the " +
  "code in training alone, are those of the published code. dim is 4.",
  ...CLASSIFIER_NOTES,
]);

const ARTEFACT = networkArtefact(TABLE, "Table 4. Networks of the information-plane experiment");

/** Table 4 of the paper. */
export const TABLE_4: ArtefactEntry = {
  id: "table-4",
  title: "Table 4",
  summary: "Networks of the information-plane experiment",
  caption:
    "The architectures used in the information-plane experiments of Section 6, as the paper " +
    "prints them and as they are built: the input autoencoder and the classifier.",
  options: [],
  create: () => ARTEFACT,
};
