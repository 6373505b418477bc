/**
 * Smoothing of the curves of Figure 5, as in the authors' published code: a Savitzky–Golay filter,
 * then a Butterworth low-pass filter forward and backward. Both leave no delay.
 *
 * @module
 */
import fili from "npm:fili@2.0.3";
import { sgg } from "npm:ml-savitzky-golay-generalized@5.0.0";

/** How a series is smoothed. */
export interface Smoothing {
  /** Points of the Savitzky–Golay window, odd; null where nothing is smoothed. */
  readonly window: number | null;
  /** Whether the low-pass filter follows. */
  readonly lowPass: boolean;
  /** The same in words, for a figure. */
  readonly text: string;
}

/** Window of the Savitzky–Golay filter: the published code has 30, which is even. */
const WINDOW = 31;

/** Order of its polynomials. */
const POLYNOMIAL = 4;

/** Least window that smooths at all: at 5 points a polynomial of order 4 goes through all of them. */
const LEAST_WINDOW = 7;

/** Order of the Butterworth filter, and its cut-off as a share of the Nyquist frequency. */
const ORDER = 8;
const CUT_OFF = 0.125;

/**
 * Points by which a series is extended at both ends before it is filtered: three times the taps of
 * the filter, the default of scipy's `sosfiltfilt`.
 */
const PADDING = 3 * (ORDER + 1);

/**
 * How a series of this length can be smoothed. One that is shorter than the window is not low-pass
 * filtered, and has the largest odd window within half its length; one below 14 points is left as
 * it is.
 *
 * @param length Number of points, evenly spaced.
 * @returns The smoothing.
 */
export function smoothingFor(length: number): Smoothing {
  if (length >= WINDOW) {
    const text = `Savitzky–Golay (window ${WINDOW}, order ${POLYNOMIAL}), then Butterworth ` +
      `(order ${ORDER}, cut-off ${CUT_OFF} of Nyquist, forward and backward)`;
    return { window: WINDOW, lowPass: true, text };
  }
  const half = Math.floor(length / 2);
  const window = half % 2 === 1 ? half : half - 1;
  if (window < LEAST_WINDOW) {
    return { window: null, lowPass: false, text: `none, since there are only ${length} points` };
  }
  const text =
    `Savitzky–Golay (window ${window}, order ${POLYNOMIAL}) alone, since there are only ` +
    `${length} points`;
  return { window, lowPass: false, text };
}

/**
 * Smooths a series.
 *
 * @param values Values at evenly spaced times.
 * @param smoothing What {@linkcode smoothingFor} says for their number.
 * @returns As many values; O(n).
 */
export function smoothed(values: readonly number[], smoothing: Smoothing): number[] {
  const { window, lowPass } = smoothing;
  if (window === null) return [...values];
  const options = { windowSize: window, derivative: 0, polynomial: POLYNOMIAL };
  const local = Array.from(sgg([...values], 1, options));
  return lowPass ? lowPassed(local) : local;
}

/**
 * Forward and backward through the low-pass filter. The series is extended at either end by its own
 * points, turned about the end point, so that the ends have no transient.
 */
function lowPassed(values: readonly number[]): number[] {
  const n = values.length;
  const [first, last] = [values[0], values[n - 1]];
  const before = Array.from({ length: PADDING }, (_, i) => 2 * first - values[PADDING - i]);
  const after = Array.from({ length: PADDING }, (_, i) => 2 * last - values[n - 2 - i]);
  const forward = filtered([...before, ...values, ...after]);
  return filtered(forward.reverse()).reverse().slice(PADDING, PADDING + n);
}

/** One pass from the steady state of the first value: the filter leaves constants as they are. */
function filtered(values: readonly number[]): number[] {
  const sections = new fili.CalcCascades().lowpass({
    order: ORDER / 2,
    characteristic: "butterworth",
    Fs: 2,
    Fc: CUT_OFF,
    preGain: false,
  });
  const start = values[0];
  const differences = values.map((value) => value - start);
  const passed: number[] = new fili.IirFilter(sections).multiStep(differences);
  return passed.map((value) => value + start);
}
