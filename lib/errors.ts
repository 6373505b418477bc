/**
 * The error classes that callers branch on.
 *
 * @module
 */

/**
 * The input cannot be used as it is: a wrong value, shape, option or file. The message says what is
 * wrong and where; {@linkcode InputError.hint} says what to do. The command line exits with 2.
 */
export class InputError extends RangeError {
  /** Stable identifier of the condition, in kebab-case. */
  readonly code: string;
  /** What the user can do about it: at most two lines. */
  readonly hint: string | undefined;

  /**
   * Makes the error.
   *
   * @param code Stable identifier, in kebab-case.
   * @param message What is wrong, and where, in one line.
   * @param hint What to do about it, at most two lines.
   * @param options Holds the `cause`, where there is one.
   */
  constructor(code: string, message: string, hint?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "InputError";
    this.code = code;
    this.hint = hint;
  }
}

/**
 * The device that was insisted on is not there. An {@linkcode InputError}, since asking for another
 * device is what the user can do; its code is `device-unavailable`.
 */
export class DeviceUnavailableError extends InputError {
  /**
   * Makes the error.
   *
   * @param message What is missing, in one line.
   * @param hint What to do about it, at most two lines.
   * @param options Holds the `cause`, where there is one.
   */
  constructor(message: string, hint?: string, options?: ErrorOptions) {
    super("device-unavailable", message, hint, options);
    this.name = "DeviceUnavailableError";
  }
}

/** At which step of its work a kernel failed. `lost`: the device is gone. */
export type KernelStage = "compile" | "allocate" | "run" | "lost";

/**
 * A kernel failed on the GPU: the device was lost, ran out of memory, or rejected a command. The
 * same work can be done on the CPU.
 */
export class KernelError extends Error {
  /** Name of the kernel. */
  readonly kernel: string;
  /** Step that failed. */
  readonly stage: KernelStage;

  /**
   * Makes the error.
   *
   * @param kernel Name of the kernel.
   * @param stage Step that failed.
   * @param detail What the device said.
   * @param options Holds the `cause`, where there is one.
   */
  constructor(kernel: string, stage: KernelStage, detail: string, options?: ErrorOptions) {
    const what = stage === "lost" ? "The GPU was lost" : `The GPU could not ${stage}`;
    super(`${what} (kernel ${kernel}): ${detail}`, options);
    this.name = "KernelError";
    this.kernel = kernel;
    this.stage = stage;
  }
}

/** The training of a network left the range of numbers: its loss is no longer finite. */
export class TrainingDivergedError extends Error {
  /** Epoch in which it happened, the first being 1. */
  readonly epoch: number;
  /** The loss: infinite, or not a number. */
  readonly loss: number;

  /**
   * Makes the error.
   *
   * @param epoch Epoch in which it happened, the first being 1.
   * @param loss The loss.
   * @param options Holds the `cause`, where there is one.
   */
  constructor(epoch: number, loss: number, options?: ErrorOptions) {
    super(`The training diverged: in epoch ${epoch} the loss is ${loss}.`, options);
    this.name = "TrainingDivergedError";
    this.epoch = epoch;
    this.loss = loss;
  }
}
