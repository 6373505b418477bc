/**
 * Table 3: the networks of the synthetic experiments, as printed and as built.
 *
 * @module
 */
import { imageCritic } from "../lib/nn/critic_networks.ts";
import { criticTableLines, tableLines } from "../lib/nn/network_tables.ts";
import { antiPcaAutoencoder, imageAutoencoder } from "../lib/nn/networks.ts";
import type { ArtefactEntry } from "./artefact.ts";
import {
  builtLines,
  mergedLines,
  type NetworkComparison,
  type NetworkLine,
  networkTable,
  printedLine,
} from "./network_table.ts";
import { networkArtefact } from "./network_table_chart.ts";

/** Sides of the images: one network each, of the same lines but for their numbers. */
const SIDES = [16, 32] as const;
const SIDES_TEXT = `${SIDES[0]} × ${SIDES[0]} (${SIDES[1]} × ${SIDES[1]}) images`;

/** Two dimensions of the code; what differs between them is `dim`. */
const DIMS = [2, 4] as const;

function autoencoderLines(side: number): NetworkLine[] {
  const [first, second] = DIMS.map((dim) => builtLines(tableLines(imageAutoencoder(side, dim))));
  return mergedLines(first, second, "dim");
}

function autoencoderComparison(): NetworkComparison {
  const [small, large] = SIDES.map(autoencoderLines);
  const block = "BatchNorm2d, LeakyReLU(0.2)";
  return {
    title: `AEs, ${SIDES_TEXT}`,
    printed: [
      printedLine("×1", `Conv2d(1, 4, ks=3), ${block}, MaxPool2d(2)`),
      printedLine("×1", `Conv2d(4, 8, ks=3), ${block}, MaxPool2d(2)`),
      printedLine("×2 (3)", `Conv2d(8, 8, ks=3), ${block}, MaxPool2d(2)`),
      printedLine("×1", "Dense(8, dim), Tanh, Dense(dim, 8), LeakyReLU(0.2)"),
      printedLine("×2 (3)", `Upsample(2), Conv2d(8, 8, ks=3), ${block}`),
      printedLine("×1", `Upsample(2), Conv2d(8, 4, ks=3), ${block}`),
      printedLine("×1", `Conv2d(4, 1, ks=3), ${block}`),
    ],
    built: mergedLines(small, large),
  };
}

function criticComparison(): NetworkComparison {
  const [small, large] = SIDES.map((side) => builtLines(criticTableLines(imageCritic(side))));
  const rest = "MaxPool2d(2), LeakyReLU(0.01)";
  return {
    title: `MINE, critic NN, ${SIDES_TEXT}`,
    printed: [
      printedLine("×1", `Conv2d(1, 8, ks=3), ${rest}`, true),
      printedLine("×1 (2)", `Conv2d(8, 8, ks=3), ${rest}`, true),
      printedLine("×1", "Dense(128, 100), LeakyReLU(0.01)"),
      printedLine("×1", "Dense(100, 100), LeakyReLU(0.01)"),
      printedLine("×1", "Dense(100, 1)"),
    ],
    built: mergedLines(small, large),
  };
}

function antiPcaComparison(): NetworkComparison {
  const spec = antiPcaAutoencoder();
  return { title: spec.title, printed: [], built: builtLines(tableLines(spec)) };
}

const TABLE = networkTable([autoencoderComparison(), criticComparison(), antiPcaComparison()], [
  "AEs: as printed, the decoder has one upsampling block too few and gives images of half the side. " +
  "The published code has as many blocks in the decoder as in the encoder, batch normalisation " +
  "after the first dense layer of the decoder, and a sigmoid in place of the last batch " +
  "normalisation and LeakyReLU. So has this one.",
  "AEs: Gaussian noise on the images and on the code, in training alone, is in the published code.",
  "AEs: dim is 2 for images of 2D Gaussians and 4 for rectangles.",
  "MINE: each of the two branches ends with 4 × 4 × 8 = 128 numbers, so the first dense layer has " +
  "256 inputs.",
  "Anti-PCA: the autoencoder of Figure 6c, from the published code; the table has no line for it.",
]);

const ARTEFACT = networkArtefact(TABLE, "Table 3. Networks of the synthetic experiments");

/** Table 3 of the paper. */
export const TABLE_3: ArtefactEntry = {
  id: "table-3",
  title: "Table 3",
  summary: "Networks of the synthetic experiments",
  caption: "The architectures used in the synthetic tests of Section 5, as the paper prints them " +
    "and as they are built: the autoencoders and the critic of MINE.",
  options: [],
  create: () => ARTEFACT,
};
