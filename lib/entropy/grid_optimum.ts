/**
 * Where between the points of a grid a kernel density fits best.
 *
 * @module
 */

/** A point of a grid over t = ln b. */
export interface GridPoint {
  /** Logarithm of the bandwidth. */
  readonly t: number;
  /** Logarithm of the score; not finite where the score is not positive. */
  readonly log: number;
}

/**
 * The optimum in t = ln b, estimated from a grid.
 *
 * The score is b^(−d) times a sum of kernels, so its logarithm has the slope p(t) − d, where p ≥ 0 is
 * the slope of the sum's logarithm, and the optimum is where p = d. Differences of the grid give p in
 * the middle of its intervals; with distances all alike p falls as e^(−2t), and ln p is close to linear
 * for others too. So t is interpolated as a polynomial in ln p, with up to two intervals on either side.
 *
 * @param points Equally spaced in t, ascending.
 * @param best Position of the best point, not an end.
 * @param dimension Dimension d of the data.
 * @returns t between the neighbours of the best point; the best point where interpolation fails.
 */
export function gridOptimum(
  points: readonly GridPoint[],
  best: number,
  dimension: number,
): number {
  const spacing = points[best + 1].t - points[best].t;
  const [from, to] = [Math.max(0, best - 2), Math.min(points.length - 1, best + 2)];
  const nodes: { x: number; t: number }[] = [];
  for (let i = from; i < to; i++) {
    // ln (p / d) from the mean of p over the interval.
    const x = Math.log1p((points[i + 1].log - points[i].log) / spacing / dimension);
    if (Number.isFinite(x)) nodes.push({ x, t: points[i].t + spacing / 2 });
  }
  const above = nodes.findIndex(({ x }) => x < 0);
  if (above < 1) return points[best].t;
  // The mean of an exponential over an interval exceeds its middle by this much, in logarithms.
  const excess = (nodes[above - 1].x - nodes[above].x) ** 2 / 24;
  const t = extrapolateToZero(nodes.map((node) => ({ x: node.x - excess, t: node.t })));
  return t > points[best - 1].t && t < points[best + 1].t ? t : points[best].t;
}

/** The value at x = 0 of the polynomial through all points, by Neville's scheme. */
function extrapolateToZero(points: readonly { readonly x: number; readonly t: number }[]): number {
  const values = points.map(({ t }) => t);
  for (let order = 1; order < points.length; order++) {
    for (let i = 0; i < points.length - order; i++) {
      const [a, b] = [points[i].x, points[i + order].x];
      values[i] = (a * values[i + 1] - b * values[i]) / (a - b);
    }
  }
  return values[0];
}
