/**
 * What `deno task bench:train --json` writes.
 *
 * @module
 */

/** One line of the result. */
export interface TrainRow {
  /** Network. */
  readonly model: string;
  /** Samples of a step. */
  readonly batch: number;
  /** 1: one network on the main thread; 2: two networks, each in a Worker. */
  readonly threads: number;
  /** Ours: time over samples trained. */
  readonly msPerSample: number;
  /** PyTorch's, with one thread or two, whichever is faster; null where it is not installed. */
  readonly torchMsPerSample: number | null;
  /** How many threads that is; null where it is not installed. */
  readonly torchThreads: number | null;
  /** torchMsPerSample / msPerSample: above 1 where we are faster. */
  readonly ratio: number | null;
}

/** A run of the benchmark. */
export interface TrainReport {
  /** When it was run, ISO 8601. */
  readonly date: string;
  /** Version of infoplane. */
  readonly version: string;
  /** What trained: package and build. */
  readonly engine: string;
  /** Version of Deno. */
  readonly deno: string;
  /** Name of the processor. */
  readonly cpu: string;
  /** Number of its cores. */
  readonly cores: number;
  /** Programs that wanted to run at the start, averaged over a minute: above 0.5, others were at work. */
  readonly load: number;
  /** Rounds that the medians are over. */
  readonly rounds: number;
  /** Versions of Python and PyTorch; null without them. */
  readonly peers: Readonly<Record<string, string>> | null;
  /** The rows. */
  readonly rows: readonly TrainRow[];
}
