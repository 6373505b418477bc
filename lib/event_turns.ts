/**
 * Turns of the event loop in long work, so that timers, signals and aborts are served.
 *
 * @module
 */

/** Work goes on for so long, in milliseconds, before others have a turn. */
const TURN_MS = 50;

/**
 * Makes a function to be called between the steps of long work: it lets other tasks run if 50 ms have
 * passed since they last did, and returns at once otherwise.
 *
 * @returns The function.
 */
export function eventTurns(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < TURN_MS) return;
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    last = performance.now();
  };
}
