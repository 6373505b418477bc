/**
 * Profiles: how much of the paper's scale a run takes.
 *
 * @module
 */

/** Scale of a run: `quick` shows that everything works, `paper` is the paper's own scale. */
export type Profile = "quick" | "default" | "paper";

/** Where MINE's critics are trained; all else is computed on the CPU. */
export type TrainingDevice = "cpu" | "gpu";

/** The devices, the default first. */
export const TRAINING_DEVICES: readonly TrainingDevice[] = ["cpu", "gpu"];

/** The profiles, smallest first. */
export const PROFILES: readonly Profile[] = ["quick", "default", "paper"];

/**
 * `count` equally spaced values from `start` to `stop`, both included.
 *
 * @param start First value.
 * @param stop Last value.
 * @param count Number of values, at least 2.
 * @returns The values; the last one is exactly `stop`.
 */
export function linspace(start: number, stop: number, count: number): number[] {
  return Array.from(
    { length: count },
    (_, i) => i === count - 1 ? stop : start + (i * (stop - start)) / (count - 1),
  );
}
