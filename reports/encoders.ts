/**
 * The autoencoders behind the compressed curves: one for each family and size, as in the published
 * experiments, which trained each once on independent latents and used it for X and Y at every true
 * value.
 *
 * @module
 */
import type { Augmentation } from "../lib/nn/augmentation.ts";
import type { OptionValues } from "../lib/registry.ts";
import type { Cell } from "./cell.ts";
import type { Profile } from "./profile.ts";
import { trainingCell, type TrainingSettings } from "./training_cell.ts";

/** Families that have an encoder. */
export type EncodedFamily = "gaussian-image" | "rectangle-image" | "anti-pca" | "mnist";

/** What depends on the family alone. */
interface EncoderOfFamily {
  readonly network: TrainingSettings["network"];
  /** Dimension of the code: that of the latent vector, or 4 for MNIST. */
  readonly dim: number;
  /** As in the published code. */
  readonly augmentation: Augmentation | null;
}

const FAMILIES: Readonly<Record<EncodedFamily, EncoderOfFamily>> = {
  "gaussian-image": { network: "image", dim: 2, augmentation: { zoom: [0.8, 1], shift: 0 } },
  "rectangle-image": { network: "image", dim: 4, augmentation: { zoom: [0.8, 1.2], shift: 0.2 } },
  "anti-pca": { network: "anti-pca", dim: 2, augmentation: null },
  mnist: { network: "mnist", dim: 4, augmentation: null },
};

/** How much of the paper's training a profile takes. */
type Budget = Pick<TrainingSettings, "samples" | "validation" | "epochs" | "batchSize">;

/** Section F: 5000 samples and 2000 epochs, full batches for images. */
const BUDGETS: Readonly<
  Record<Profile, Readonly<Record<TrainingSettings["network"], Budget>>>
> = {
  quick: {
    image: { samples: 1000, validation: 500, epochs: 50, batchSize: 100 },
    "anti-pca": { samples: 1000, validation: 500, epochs: 100, batchSize: 100 },
    mnist: { samples: 4000, validation: 1000, epochs: 4, batchSize: 100 },
  },
  default: {
    image: { samples: 5000, validation: 1000, epochs: 200, batchSize: 500 },
    "anti-pca": { samples: 5000, validation: 1000, epochs: 400, batchSize: 200 },
    mnist: { samples: 20000, validation: 10000, epochs: 20, batchSize: 200 },
  },
  paper: {
    image: { samples: 5000, validation: 1000, epochs: 2000, batchSize: 5000 },
    "anti-pca": { samples: 5000, validation: 1000, epochs: 2000, batchSize: 1000 },
    mnist: { samples: 50000, validation: 10000, epochs: 200, batchSize: 1024 },
  },
};

/**
 * The cell that trains the encoder of a family.
 *
 * @param seed Seed of the run.
 * @param profile Scale of the run.
 * @param family Whose encoder.
 * @param familyOptions Options of the sampler, such as the side of the images.
 */
export function encoderCell(
  seed: number,
  profile: Profile,
  family: EncodedFamily,
  familyOptions: OptionValues = {},
): Cell {
  const { network, dim, augmentation } = FAMILIES[family];
  return trainingCell(seed, {
    family,
    familyOptions,
    network,
    dim,
    augmentation,
    learningRate: 1e-3,
    ...BUDGETS[profile][network],
  });
}
