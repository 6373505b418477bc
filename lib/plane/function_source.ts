/**
 * Any network, as functions of the caller, as the source of an information plane.
 *
 * @module
 */
import type { SamplesLike } from "../types.ts";
import type { NoiseInfo, PlaneSource } from "./plane_types.ts";

/** What one epoch of training gave. */
export interface TrainedEpoch {
  /** Mean loss over the epoch. */
  readonly loss?: number | null;
}

/** What {@linkcode functionSource} takes. */
export interface FunctionSourceOptions<Inputs extends SamplesLike = SamplesLike> {
  /** Inputs for which the layers are observed. */
  readonly inputs: Inputs;
  /** Inputs that the compressor of the inputs is fitted to; `inputs` by default. */
  readonly fitInputs?: SamplesLike | undefined;
  /** Outputs of the layers by name, noise included, with one row per input. */
  readonly observe: (
    inputs: Inputs,
    epoch: number,
  ) => Readonly<Record<string, SamplesLike>> | Promise<Readonly<Record<string, SamplesLike>>>;
  /**
   * Trains one epoch, the first being 1; gives its mean loss where it is known. If it throws because
   * of the signal it is called again for the same epoch, and should go on where it stopped.
   */
  readonly trainEpoch: (
    epoch: number,
    signal?: AbortSignal,
  ) => TrainedEpoch | number | void | Promise<TrainedEpoch | number | void>;
  /** Loss and accuracy on the measured samples. */
  readonly evaluate?:
    | (() => Assessment | Promise<Assessment>)
    | undefined;
  /** What is known of the noise by layer. */
  readonly noise?: Readonly<Record<string, NoiseInfo>> | undefined;
  /** A copy of the state of the network, its training and its noise, to be resumable. */
  readonly save?: (() => unknown) | undefined;
  /** Takes such a state. */
  readonly restore?: ((state: unknown) => void) | undefined;
}

/** Loss and accuracy on the measured samples; what is not known is left out. */
export interface Assessment {
  /** Mean loss. */
  readonly testLoss?: number | null;
  /** Share that is classified right. */
  readonly accuracy?: number | null;
}

/**
 * A network that only you can run: a function from inputs to named layer outputs, and one that trains
 * an epoch.
 *
 * @param options The two functions, and what else is known.
 * @returns The source; it can be saved if `save` and `restore` are given.
 *
 * @example One noisy layer of which "training" raises the gain: I(X; L) = ½ ln(1 + gain² / 0.1²)
 * ```ts
 * import { createRng } from "../rng.ts";
 * import { functionSource } from "./function_source.ts";
 * import { informationPlane } from "./information_plane.ts";
 *
 * const rng = createRng(1);
 * const inputs = Array.from({ length: 1000 }, () => rng.normal());
 * let gain = 0.1;
 * const source = functionSource({
 *   inputs,
 *   observe: () => ({ L: inputs.map((x) => gain * x + 0.1 * rng.normal()) }),
 *   trainEpoch: () => void (gain *= 3),
 * });
 * const targets = inputs.map((x) => x > 0 ? "positive" : "negative");
 * const information: number[] = [];
 * for await (const record of informationPlane(source, { targets, epochs: 2 })) {
 *   information.push(record.inputInformation!.nats);
 * }
 * // 0.35, 1.15 and 2.20 nats
 * if (!(information[0] < information[1] && information[1] < information[2])) throw new Error("no");
 * ```
 */
export function functionSource<Inputs extends SamplesLike>(
  options: FunctionSourceOptions<Inputs>,
): PlaneSource {
  const { inputs, fitInputs, noise, save, restore } = options;
  let epoch = 0;
  const resumable = save && restore
    ? {
      save: () => ({ epoch, state: save() }),
      restore: (state: unknown) => {
        const saved = state as { epoch: number; state: unknown };
        restore(saved.state);
        epoch = saved.epoch;
      },
    }
    : {};
  return {
    inputs,
    fitInputs,
    noise,
    get epoch() {
      return epoch;
    },
    async train(signal) {
      signal?.throwIfAborted();
      const trained = await options.trainEpoch(epoch + 1, signal);
      epoch++;
      return { loss: typeof trained === "number" ? trained : trained?.loss ?? null };
    },
    async observe() {
      const outputs = await options.observe(inputs, epoch);
      return { outputs, ...await options.evaluate?.() };
    },
    ...resumable,
  };
}
