/**
 * Shows how far a run is: one live line on a terminal, a few plain lines elsewhere.
 *
 * @module
 */
import type { Cell } from "./cell.ts";
import type { ReproduceOutput } from "./reproduce_options.ts";

/** A display of the cells of a run. */
export interface Progress {
  /** A cell has started. */
  start(key: string): void;
  /** A running cell is so far, from 0 to 1. */
  advance(key: string, fraction: number, step: string): void;
  /** A cell is finished. */
  done(key: string): void;
  /** Takes the live line away; nothing is shown after this. */
  close(): void;
}

/** Most characters of the live line, so that it wraps in no usual terminal. */
const LINE_WIDTH = 79;

/** Plain displays report at least every so many milliseconds, when there is something new. */
const PLAIN_INTERVAL_MS = 10_000;

/**
 * Opens a display.
 *
 * @param cells The cells to be computed, by key.
 * @param output Where it goes: standard error.
 * @returns The display.
 */
export function openProgress(cells: ReadonlyMap<string, Cell>, output: ReproduceOutput): Progress {
  const tracker = new Tracker(cells);
  return output.interactive ? liveProgress(tracker, output) : plainProgress(tracker, output);
}

/** A running cell. */
interface RunningCell {
  readonly fraction: number;
  readonly step: string;
}

/** Counts cells and estimates the time left from their expected costs. */
class Tracker {
  readonly #cells: ReadonlyMap<string, Cell>;
  readonly #running: Map<string, RunningCell> = new Map();
  readonly #total: number;
  readonly #startedAt: number = performance.now();
  #finished = 0;
  #cost = 0;
  /** Work of an earlier run, which cells that went on with it had done when they first told. */
  #inherited = 0;

  constructor(cells: ReadonlyMap<string, Cell>) {
    this.#cells = cells;
    this.#total = cells.values().reduce((sum, { cost }) => sum + cost, 0);
  }

  start(key: string): void {
    this.#running.set(key, { fraction: 0, step: "" });
  }

  advance(key: string, fraction: number, step: string): void {
    if (this.#running.get(key)?.step === "") this.#inherited += fraction * this.#costOf(key);
    this.#running.set(key, { fraction, step });
  }

  done(key: string): void {
    this.#running.delete(key);
    this.#finished++;
    this.#cost += this.#costOf(key);
  }

  #costOf(key: string): number {
    return this.#cells.get(key)?.cost ?? 0;
  }

  /** Such as "12 of 82 cells, about 1 min 20 s left". */
  summary(): string {
    const partly = this.#running.entries()
      .reduce((sum, [key, { fraction }]) => sum + fraction * this.#costOf(key), 0);
    const done = this.#cost + partly - this.#inherited;
    const ahead = this.#total - this.#cost - partly;
    const elapsed = performance.now() - this.#startedAt;
    const left = done > 0 ? `, about ${durationText(elapsed * ahead / done)} left` : "";
    return `${this.#finished} of ${this.#cells.size} cells${left}`;
  }

  /** Labels of the cells that are running now. */
  running(): string[] {
    return [...this.#running].map(([key, { step }]) => {
      const label = this.#cells.get(key)?.label ?? key;
      return step ? `${label}: ${step}` : label;
    });
  }
}

function liveProgress(tracker: Tracker, output: ReproduceOutput): Progress {
  const clear = "\r\x1b[K";
  const show = () => {
    const line = `${tracker.summary()} | ${tracker.running().join(" | ")}`;
    output.writeError(`${clear}${line.slice(0, LINE_WIDTH)}`);
  };
  const timer = setInterval(show, 500);
  return {
    start(key) {
      tracker.start(key);
      show();
    },
    advance: (key, fraction, step) => tracker.advance(key, fraction, step),
    done(key) {
      tracker.done(key);
      show();
    },
    close() {
      clearInterval(timer);
      output.writeError(clear);
    },
  };
}

function plainProgress(tracker: Tracker, output: ReproduceOutput): Progress {
  let shownAt = performance.now();
  const show = (detail: string) => {
    if (performance.now() - shownAt < PLAIN_INTERVAL_MS) return;
    shownAt = performance.now();
    output.writeError(`${tracker.summary()}${detail}\n`);
  };
  return {
    start: (key) => tracker.start(key),
    advance(key, fraction, step) {
      tracker.advance(key, fraction, step);
      show(` | ${tracker.running().join(" | ")}`);
    },
    done(key) {
      tracker.done(key);
      show("");
    },
    close() {},
  };
}

/**
 * A duration in words.
 *
 * @param milliseconds The duration.
 * @returns Such as "45 s", "3 min 5 s" or "2 h 10 min".
 */
export function durationText(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
