/**
 * The cells of the accuracy benchmark: one estimate each, known by method, task, samples and seed.
 *
 * @module
 */
import { METHODS } from "../../lib/mi/registry.ts";
import type { OptionValues } from "../../lib/registry.ts";
import { VERSION } from "../../lib/version.ts";
import { ACCURACY_TASKS } from "./accuracy_tasks.ts";

/** One estimate to be made. */
export interface Cell {
  /** Method with its options: "ksg-1", "ksg-1:neighbors=5". */
  readonly method: string;
  /** Id of a task. */
  readonly task: string;
  /** Number of samples. */
  readonly samples: number;
  /** Seed of the samples. */
  readonly seed: number;
}

/** One estimate that was made; a line of the record file. */
export interface AccuracyRecord extends Cell {
  /** Estimate in nats; null where the method failed. */
  readonly estimate: number | null;
  /** True value in nats. */
  readonly truth: number;
  /** Codes of the method's warnings. */
  readonly warnings: readonly string[];
  /** Why the method failed. */
  readonly failure?: string;
  /** Duration in milliseconds, on whatever else the machine did. */
  readonly ms: number;
  /** Version of infoplane. */
  readonly version: string;
}

/** What identifies a cell. */
export function keyOf({ method, task, samples, seed }: Cell): string {
  return JSON.stringify([method, task, samples, seed]);
}

/** Makes the estimate of a cell. What it gives depends on the cell alone, but for `ms`. */
export async function runCell(cell: Cell): Promise<AccuracyRecord> {
  const { task: id, samples, seed } = cell;
  const { mutualInformation: truth, draw } = ACCURACY_TASKS.get(id).create();
  const { x, y } = await draw(samples, seed);
  const [method, ...options] = cell.method.split(":");
  const estimator = METHODS.get(method).create(parseOptions(options));
  const started = performance.now();
  const rest = (): Pick<AccuracyRecord, "ms" | "version"> => ({
    ms: Math.round(performance.now() - started),
    version: VERSION,
  });
  try {
    const { nats, warnings } = await estimator.continuous(x, y, { seed, device: "cpu" });
    if (!Number.isFinite(nats)) throw new RangeError(`the estimate is ${nats}`);
    const codes = warnings.map(({ code }) => code);
    return { ...cell, estimate: nats, truth, warnings: codes, ...rest() };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const failure = error.message;
    return { ...cell, estimate: null, truth, warnings: [], failure, ...rest() };
  }
}

function parseOptions(texts: readonly string[]): OptionValues {
  return Object.fromEntries(texts.map((text) => {
    const [name, value = "true"] = text.split("=");
    const parsed = value === "true" || value === "false" ? value === "true" : Number(value);
    return [name, typeof parsed === "number" && Number.isNaN(parsed) ? value : parsed];
  }));
}
