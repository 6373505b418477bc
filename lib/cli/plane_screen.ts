/**
 * Draws the plane of a run that is not over on the terminal, in place: the table of the layers, and below
 * it the line of progress.
 *
 * @module
 */
import type { PlaneRecord } from "../plane/plane_types.ts";
import type { CliIo } from "./cli_io.ts";
import { planeView } from "./plane_view.ts";
import type { ProgressLine } from "./progress.ts";
import { createStyle } from "./style.ts";

/** A line of progress below a table. */
export interface PlaneScreen extends ProgressLine {
  /** Shows a record; there will be epochs up to `epochs`. */
  add(record: PlaneRecord, epochs: number): void;
}

/** Least time between two drawings, in milliseconds. */
const DRAW_MS = 100;

/**
 * A screen. It draws at the first step, and then at most ten times a second.
 *
 * @param io Where to draw.
 * @param enabled Whether to draw at all; nothing is drawn when standard error is not a terminal.
 * @returns The screen.
 */
export function createPlaneScreen(io: CliIo, enabled: boolean): PlaneScreen {
  if (!enabled || !io.interactive) return { update: () => {}, add: () => {}, clear: () => {} };
  const records: PlaneRecord[] = [];
  let [epochs, progress, drawnAt] = [0, "", -Infinity];
  // Lines above the cursor that belong to the screen; null while there is nothing on it.
  let above: number | null = null;

  const erase = () => above === null ? "" : `\r${above > 0 ? `\x1b[${above}A` : ""}\x1b[J`;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const draw = () => {
    clearTimeout(timer);
    timer = undefined;
    drawnAt = performance.now();
    const { columns, rows } = io.terminalSize();
    const style = createStyle(io.colorError);
    // The last column stays empty: a character there breaks the line on some terminals.
    const table = planeView(records, { epochs, columns: columns - 1, rows: rows - 2, style });
    const lines = [...table, progress.slice(0, columns - 1)];
    io.writeError(erase() + lines.join("\n"));
    above = lines.length - 1;
  };
  // What a delayed drawing threw, for the run that it belongs to.
  let failure: { readonly error: unknown } | undefined;
  const drawLate = () => {
    try {
      draw();
    } catch (error) {
      failure = { error };
    }
  };
  /** What comes too soon is drawn later, since nothing may follow it for long. */
  const drawSoon = () => {
    if (failure) throw failure.error;
    const wait = drawnAt + DRAW_MS - performance.now();
    if (wait <= 0) draw();
    else timer ??= setTimeout(drawLate, wait);
  };
  return {
    update(fraction, step) {
      progress = `${Math.round(100 * fraction)} % ${step} …`;
      drawSoon();
    },
    add(record, last) {
      records.push(record);
      epochs = last;
      drawSoon();
    },
    clear() {
      clearTimeout(timer);
      timer = undefined;
      io.writeError(erase());
      above = null;
      drawnAt = -Infinity;
    },
  };
}
