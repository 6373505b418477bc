/**
 * What `reproduce` can be told.
 *
 * @module
 */
import type { Profile, TrainingDevice } from "./profile.ts";

/** Where a run writes what it has to say; the command line's `CliIo` is one. */
export interface ReproduceOutput {
  /** Whether standard error is a terminal, so that a progress line can be shown and cleared. */
  readonly interactive: boolean;
  /** Writes to standard output. */
  writeOut(text: string): void;
  /** Writes to standard error. */
  writeError(text: string): void;
}

/** Settings of `runReproduce`; the command line's flags have the same names. */
export interface ReproduceOptions {
  /** Artefacts to make, such as `figure-3`. @default {all of them} */
  readonly only?: readonly string[] | undefined;
  /** Scale of the run. @default {"default"} */
  readonly profile?: Profile | undefined;
  /**
   * Where MINE's critics are trained. `gpu` insists on a GPU, and the profile `paper` then has MINE's
   * full budget, 5000 epochs at each of 41 true values; all else is computed on the CPU, with the same
   * bits. @default {"cpu"}
   */
  readonly device?: TrainingDevice | undefined;
  /** Seed from which every cell's own seed is derived. @default {0} */
  readonly seed?: number | undefined;
  /** Number of workers. @default {the number of processor cores} */
  readonly jobs?: number | undefined;
  /** Folder that gets one subfolder per profile. @default {"reports/output"} */
  readonly out?: string | undefined;
  /** Compute every cell anew, whatever the cache holds. @default {false} */
  readonly fresh?: boolean | undefined;
  /** Write nothing but problems to the console. @default {false} */
  readonly quiet?: boolean | undefined;
  /** Where messages go. @default {standard output and standard error} */
  readonly output?: ReproduceOutput | undefined;
  /**
   * Stops the run between cells; finished cells stay on disk and the exit code is 130. When it is
   * not given, the run listens to SIGINT by itself.
   */
  readonly signal?: AbortSignal | undefined;
}
