/**
 * Monotone piecewise cubic interpolation (PCHIP).
 *
 * @module
 */

/** A continuously differentiable function through given knots, monotone wherever they are. */
export interface MonotoneCubic {
  /** Knots, strictly increasing. */
  readonly knots: Float64Array;
  /** Values at the knots. */
  readonly values: Float64Array;
  /** Slopes at the knots. */
  readonly slopes: Float64Array;
}

/**
 * The interpolant of Fritsch and Butland (1984): at inner knots the slope is a weighted harmonic mean of
 * those of the two chords, or 0 where they differ in sign; at the ends it is that of the parabola
 * through three knots, limited to keep the interpolant monotone.
 *
 * @param knots Strictly increasing, at least 3.
 * @param values Values at the knots.
 * @returns The interpolant.
 */
export function monotoneCubic(knots: Float64Array, values: Float64Array): MonotoneCubic {
  const last = knots.length - 1;
  const widths = Float64Array.from({ length: last }, (_, i) => knots[i + 1] - knots[i]);
  const chords = widths.map((width, i) => (values[i + 1] - values[i]) / width);
  const slopes = new Float64Array(knots.length);
  for (let i = 1; i < last; i++) {
    const [before, after] = [chords[i - 1], chords[i]];
    if (before * after <= 0) continue;
    const first = 2 * widths[i] + widths[i - 1];
    const second = widths[i] + 2 * widths[i - 1];
    slopes[i] = (first + second) / (first / before + second / after);
  }
  slopes[0] = endSlope(widths[0], widths[1], chords[0], chords[1]);
  slopes[last] = endSlope(widths[last - 1], widths[last - 2], chords[last - 1], chords[last - 2]);
  return { knots, values, slopes };
}

function endSlope(width: number, next: number, chord: number, nextChord: number): number {
  const slope = ((2 * width + next) * chord - width * nextChord) / (width + next);
  if (slope * chord <= 0) return 0;
  if (chord * nextChord <= 0 && Math.abs(slope) > 3 * Math.abs(chord)) return 3 * chord;
  return slope;
}

/** The interpolant at `x`, between its first and its last knot. */
export function evaluateMonotoneCubic(
  { knots, values, slopes }: MonotoneCubic,
  x: number,
): number {
  let low = 0;
  let high = knots.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (knots[middle] <= x) low = middle;
    else high = middle;
  }
  const width = knots[high] - knots[low];
  const t = (x - knots[low]) / width;
  const rest = 1 - t;
  return values[low] * (1 + 2 * t) * rest * rest + slopes[low] * width * t * rest * rest +
    values[high] * t * t * (3 - 2 * t) - slopes[high] * width * t * t * rest;
}
