/**
 * One line of progress on standard error, where that is a terminal.
 *
 * @module
 */
import type { CliIo } from "./cli_io.ts";

/** A line that shows how far the work is. */
export interface ProgressLine {
  /** Shows a step; `fraction` of the work is done. */
  update(fraction: number, step: string): void;
  /** Takes the line away. */
  clear(): void;
}

/**
 * A progress line. The first step shows at once, because work between two steps may leave no time
 * to draw, later ones at most ten times a second.
 *
 * @param io Where to draw.
 * @param enabled Whether to draw at all; nothing is drawn when standard error is not a terminal.
 * @returns The line.
 */
export function createProgressLine(io: CliIo, enabled: boolean): ProgressLine {
  if (!enabled || !io.interactive) return { update: () => {}, clear: () => {} };
  let drawnAt = -Infinity;
  return {
    update(fraction, step) {
      const now = performance.now();
      if (now - drawnAt < 100) return;
      drawnAt = now;
      io.writeError(`\r\x1b[K${Math.round(100 * fraction)} % ${step} …`);
    },
    clear() {
      if (drawnAt > -Infinity) io.writeError("\r\x1b[K");
      drawnAt = -Infinity;
    },
  };
}
