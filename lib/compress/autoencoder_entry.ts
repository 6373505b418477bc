/**
 * The registry entry of the autoencoder, apart from what trains it.
 *
 * @module
 */
import type { EpochRecord } from "../nn/train_settings.ts";
import { type RegistryEntry, resolveOptions } from "../registry.ts";
import type { Compressor, Context } from "../types.ts";

/** Settings of the training where none are given. */
export const AUTOENCODER_DEFAULTS: Readonly<
  Record<"epochs" | "batchSize" | "learningRate" | "holdOut" | "patience", number>
> = { epochs: 300, batchSize: 256, learningRate: 1e-3, holdOut: 0.1, patience: 30 };

/** Whether there is a network for images of this shape: Table 3's, or for 28 × 28 Table 4's. */
export function isImageShape([height, width]: readonly [number, number]): boolean {
  if (height !== width) return false;
  return height === 28 || (height >= 8 && Number.isInteger(Math.log2(height)));
}

/** The registry entry of `fitAutoencoder`. */
export const AUTOENCODER: RegistryEntry<Compressor> = {
  id: "ae",
  title: "Autoencoder",
  summary:
    "Autoencoder, nonlinear: convolutional for images, given as arrays (n, height, width) or " +
    "by ae:DIM:HEIGHTxWIDTH, of 28 x 28 (Table 4) or a power of two from 8 (Table 3); else dense",
  options: [
    {
      name: "dim",
      type: "integer",
      default: 4,
      min: 1,
      description: "Dimension of the code.",
    },
    {
      name: "height",
      type: "integer",
      default: null,
      min: 1,
      description: "Height of the images in pixels; none for vectors.",
    },
    {
      name: "width",
      type: "integer",
      default: null,
      min: 1,
      description: "Width of the images in pixels; that of the height where it is not given.",
    },
    {
      name: "epochs",
      type: "integer",
      default: AUTOENCODER_DEFAULTS.epochs,
      min: 1,
      description: "Most passes over the data.",
    },
    {
      name: "batchSize",
      type: "integer",
      default: AUTOENCODER_DEFAULTS.batchSize,
      min: 1,
      description: "Rows of a training step.",
    },
    {
      name: "learningRate",
      type: "number",
      default: AUTOENCODER_DEFAULTS.learningRate,
      min: 1e-12,
      description: "Step size of Adam.",
    },
    {
      name: "holdOut",
      type: "number",
      default: AUTOENCODER_DEFAULTS.holdOut,
      min: 0,
      max: 0.9,
      description: "Share of the rows that is held out for early stopping.",
    },
    {
      name: "patience",
      type: "integer",
      default: AUTOENCODER_DEFAULTS.patience,
      min: 1,
      description: "Epochs without a lower held-out loss after which the training stops.",
    },
  ],
  create(values = {}) {
    const parameters = resolveOptions(`compressor "ae"`, AUTOENCODER.options, values);
    const { dim, height, width, epochs, batchSize, learningRate, holdOut, patience } =
      parameters as Record<string, number | null>;
    return {
      id: "ae",
      parameters,
      async fit(samples, context) {
        // Evaluated here alone: no other compressor needs the training kernels.
        const { fitAutoencoder } = await import("./autoencoder.ts");
        return await fitAutoencoder(samples, dim!, {
          imageShape: height === null ? undefined : [height, width ?? height],
          epochs: epochs!,
          batchSize: batchSize!,
          learningRate: learningRate!,
          holdOut: holdOut!,
          patience: patience!,
          seed: context.seed,
          device: context.device,
          onGpu: context.onGpu,
          signal: context.signal,
          onEpoch: progressOf(context, epochs!),
        });
      },
    };
  },
};

/** Epoch, loss and the time that is left, which early stopping may cut short. */
function progressOf(
  { onProgress }: Context,
  epochs: number,
): ((record: EpochRecord) => void) | undefined {
  if (!onProgress) return undefined;
  const started = performance.now();
  return ({ epoch, validationLoss, loss }) => {
    const value = (validationLoss ?? loss).toPrecision(3);
    const left = (performance.now() - started) * (epochs / epoch - 1);
    onProgress(
      epoch / epochs,
      `epoch ${epoch} of ${epochs}, ${validationLoss === null ? "" : "held-out "}loss ${value}, ` +
        `at most ${duration(left)} left`,
    );
  };
}

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 100) return `${seconds} s`;
  return seconds < 6000 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`;
}
