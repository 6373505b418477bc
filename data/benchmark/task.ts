/**
 * What a benchmark task is: a joint distribution with known mutual information.
 *
 * @module
 */
import type { RegistryEntry } from "../../lib/registry.ts";
import type { Samples } from "../../lib/types.ts";

/** Paired samples of a task. */
export interface TaskSamples {
  /** X, shape `(n, d)`. */
  readonly x: Samples;
  /** Y, shape `(n, e)`. */
  readonly y: Samples;
}

/** A joint distribution with known mutual information. */
export interface BenchmarkTask {
  /** Registry id. */
  readonly id: string;
  /** Dimensions of X and Y. */
  readonly dims: readonly [number, number];
  /** True mutual information in nats. */
  readonly mutualInformation: number;
  /** Standard error of the true value in nats, where it is from Monte Carlo. */
  readonly standardError?: number;
  /** Draws n pairs; equal arguments give equal bits. */
  draw(n: number, seed: number): TaskSamples;
}

/** Registry entry of a task; it takes no options. */
export interface TaskEntry extends RegistryEntry<BenchmarkTask> {
  /**
   * Where the task comes from: the 40 of `bmi`, the mixtures of its second version, or codes like those
   * of the paper's images.
   */
  readonly suite: "bmi" | "mixtures" | "codes";
  /** What it is alike: "student". */
  readonly family: string;
}

/** What {@linkcode taskEntry} takes. */
export interface TaskDefinition extends BenchmarkTask {
  /** Suite of the entry. */
  readonly suite: TaskEntry["suite"];
  /** Family of the entry. */
  readonly family: string;
  /** One line: what it is. */
  readonly summary: string;
}

/**
 * A registry entry from a definition.
 *
 * @param definition The task with its texts.
 * @returns The entry; `create` gives the task.
 */
export function taskEntry(definition: TaskDefinition): TaskEntry {
  const { suite, family, summary, ...task } = definition;
  return { id: task.id, title: task.id, summary, options: [], suite, family, create: () => task };
}
