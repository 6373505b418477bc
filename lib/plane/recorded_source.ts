/**
 * Layer outputs that were recorded elsewhere as the source of an information plane.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import type { SamplesLike } from "../types.ts";
import type { NoiseInfo, PlaneSource } from "./plane_types.ts";

/** What is known of one recorded epoch besides its layers. */
export interface EpochMetrics {
  /** Mean loss of the training epoch that led there. */
  readonly loss?: number | null;
  /** Loss on the measured samples. */
  readonly testLoss?: number | null;
  /** Share of the measured samples that are classified right. */
  readonly accuracy?: number | null;
}

/** What {@linkcode recordedSource} takes. */
export interface RecordedSourceOptions {
  /** The inputs whose layer outputs were recorded. */
  readonly inputs: SamplesLike;
  /** Inputs that the compressor of the inputs is fitted to; `inputs` by default. */
  readonly fitInputs?: SamplesLike | undefined;
  /** The recorded epochs, ascending; 0 is the untrained network. */
  readonly epochs: readonly number[];
  /** Outputs of the layers at one of them; called when they are needed. */
  readonly load: (
    epoch: number,
  ) => Readonly<Record<string, SamplesLike>> | Promise<Readonly<Record<string, SamplesLike>>>;
  /** Losses and accuracy by epoch, where they are known. */
  readonly metrics?: ReadonlyMap<number, EpochMetrics> | undefined;
  /** What is known of the noise by layer. */
  readonly noise?: Readonly<Record<string, NoiseInfo>> | undefined;
}

/**
 * A training that took place elsewhere, in any framework: the outputs of its layers at some epochs.
 *
 * @param options Inputs, epochs, and what reads the outputs of one.
 * @returns The source; it can be saved at no cost.
 * @throws {InputError} If there is no epoch, or they do not ascend.
 */
export function recordedSource(options: RecordedSourceOptions): PlaneSource {
  const { inputs, fitInputs, epochs, load, metrics, noise } = options;
  const wrong = epochs.findIndex((epoch, i) =>
    !(Number.isInteger(epoch) && epoch >= 0 && (i === 0 || epoch > epochs[i - 1]))
  );
  if (epochs.length === 0 || wrong >= 0) {
    throw new InputError(
      "invalid-epochs",
      epochs.length === 0
        ? "There are no recorded epochs."
        : `Recorded epochs must be whole numbers and ascend: ${epochs[wrong]} does not.`,
    );
  }
  let at = 0;
  return {
    inputs,
    fitInputs,
    noise,
    lastEpoch: epochs[epochs.length - 1],
    get epoch() {
      return epochs[at];
    },
    train(signal) {
      signal?.throwIfAborted();
      if (at + 1 >= epochs.length) return Promise.resolve(undefined);
      at++;
      return Promise.resolve({ loss: metrics?.get(epochs[at])?.loss ?? null });
    },
    async observe() {
      const { testLoss = null, accuracy = null } = metrics?.get(epochs[at]) ?? {};
      return { outputs: await load(epochs[at]), testLoss, accuracy };
    },
    save: () => ({ epoch: epochs[at] }),
    restore(state) {
      const index = epochs.indexOf((state as { epoch: number }).epoch);
      if (index < 0) {
        throw new InputError("checkpoint-mismatch", "The saved state belongs to other epochs.");
      }
      at = index;
    },
  };
}
