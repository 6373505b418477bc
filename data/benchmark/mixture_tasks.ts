/**
 * The 13 tasks that the second version of the benchmark of Czyż et al. adds to the first: "On the
 * properties and estimation of pointwise mutual information profiles" (TMLR 2025), with the
 * definitions of the published package (cbg-ethz/bmi, MIT licence, `benchmark/tasks/mixtures.py`). The
 * random numbers are ours, so that samples differ from published files.
 *
 * @module
 */
import { coordinatewise, type SideMap, spiral } from "./maps.ts";
import { drawMixture, evenMixture, type Mixture, type MixtureComponent } from "./mixtures.ts";
import { type TaskEntry, taskEntry } from "./task.ts";

/** A mixture before a map of X that leaves the mutual information as it is. */
export interface MixtureDefinition {
  /** Id of its task. */
  readonly id: string;
  /** Family of its task. */
  readonly family: string;
  /** One line: what it is. */
  readonly summary: string;
  /** The distribution. */
  readonly mixture: Mixture;
  /** The map of X. */
  readonly mapX?: SideMap;
  /** Mutual information in nats and its standard error, of {@linkcode TRUTH_SAMPLES} pairs. */
  readonly truth: readonly [nats: number, standardError: number];
}

/** Pairs behind the true values, and their seed: `tests/bench/mixture_truths.ts` makes them again. */
export const TRUTH_SAMPLES = { samples: 2_000_000, seed: 20_261_126 } as const;

function component(
  [meanX, meanY]: readonly [readonly number[], readonly number[]],
  [varianceX, varianceY]: readonly [readonly number[], readonly number[]],
  correlations: readonly number[] = [],
): MixtureComponent {
  const [sdX, sdY] = [varianceX.map(Math.sqrt), varianceY.map(Math.sqrt)];
  return { meanX, meanY, sdX, sdY, correlations };
}

/** Two lines that cross: correlations 0.9 and −0.9. */
function crossed(): Mixture {
  return evenMixture([-0.9, 0.9].map((r) => component([[0], [0]], [[1], [1]], [r])));
}

/** The letters A and I, of six strokes. */
function letters(): Mixture {
  const stroke = (mean: [number, number], variance: [number, number], r = 0): MixtureComponent =>
    component([[mean[0]], [mean[1]]], [[variance[0]], [variance[1]]], [r]);
  return evenMixture([
    stroke([1, 0], [0.01, 0.2]),
    stroke([1, 1], [0.05, 0.001]),
    stroke([1, -1], [0.05, 0.001]),
    stroke([-0.8, -0.2], [0.03, 0.001]),
    stroke([-1.2, 0], [0.04, 0.2], 0.95),
    stroke([-0.4, 0], [0.04, 0.2], -0.95),
  ]);
}

/** Twelve balls in a row, Y in steps that return after four; bent into waves by {@linkcode wave}. */
function row(): Mixture {
  return evenMixture(
    Array.from(
      { length: 12 },
      (_, i) => component([[1.5 * i, 0], [1.5 * (i % 4)]], [[0.1, 1], [0.1]]),
    ),
  );
}

/** x₀ + 5 sin 3x₁, then 0.1 x₀ − 0.8 and 0.5 x₁. */
function wave({ data, n, d }: Parameters<SideMap>[0]): ReturnType<SideMap> {
  const out = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    const [first, second] = [data[2 * i], data[2 * i + 1]];
    out[2 * i] = 0.1 * (first + 5 * Math.sin(3 * second)) - 0.8;
    out[2 * i + 1] = 0.5 * second;
  }
  return { data: out, n, d };
}

/** Two unit balls at ±1.5 in every coordinate; the spiral of the first two makes a galaxy of them. */
function twoBalls(): Mixture {
  return evenMixture(
    [-1.5, 1.5].map((at) => component([[at, at], [at]], [[1, 1], [1]])),
  );
}

/** X round its origin with the standard deviation i, Y near i, for i up to a count. */
function concentric(dim: number, count: number): Mixture {
  return evenMixture(
    Array.from({ length: count }, (_, at) => {
      const i = at + 1;
      return component([new Array(dim).fill(0), [i]], [new Array(dim).fill(i * i), [1e-4]]);
    }),
  );
}

/** Two pairs of correlation 0.8, but for a share of pairs in which X and Y are independent. */
function withInliers(dim: number, share: number): Mixture {
  const [zeros, ones] = [new Array(dim).fill(0), new Array(dim).fill(1)];
  const normal = (correlations: readonly number[]): MixtureComponent =>
    component([zeros, zeros], [ones, ones], correlations);
  return { components: [normal([0.8, 0.8]), normal([])], weights: [1 - share, share] };
}

function concentricTask(dim: number, count: number, truth: [number, number]): MixtureDefinition {
  return {
    id: `concentric-${dim}-${count}`,
    family: "concentric",
    summary: `Round normals of ${count} widths in ${dim} dimensions, Y says which`,
    mixture: concentric(dim, count),
    truth,
  };
}

function inlierTask(dim: number, share: number, truth: [number, number]): MixtureDefinition {
  return {
    id: `inliers-${dim}-${share}`,
    family: "inliers",
    summary: `Two pairs at 0.8 in ${dim} + ${dim}, ${100 * share} % of the samples independent`,
    mixture: withInliers(dim, share),
    truth,
  };
}

/** The definitions, in the order of the tasks. */
export const MIXTURES: readonly MixtureDefinition[] = [
  {
    id: "x",
    family: "x",
    summary: "Two crossed normals, correlations 0.9 and −0.9",
    mixture: crossed(),
    truth: [0.408777, 0.00053],
  },
  {
    id: "ai",
    family: "ai",
    summary: "Six normals in the shape of the letters AI",
    mixture: letters(),
    truth: [0.775947, 0.00061],
  },
  {
    id: "waves",
    family: "waves",
    summary: "Twelve normals, X bent into waves",
    mixture: row(),
    mapX: wave,
    truth: [1.307537, 0.00027],
  },
  {
    id: "galaxy",
    family: "galaxy",
    summary: "Two normals, X turned into spiral arms",
    mixture: twoBalls(),
    mapX: spiral(0, 1),
    truth: [0.495022, 0.00036],
  },
  concentricTask(3, 5, [0.455304, 0.00047]),
  concentricTask(5, 5, [0.627272, 0.00050]),
  concentricTask(3, 10, [0.559628, 0.00053]),
  concentricTask(5, 10, [0.751337, 0.00056]),
  concentricTask(25, 5, [1.191581, 0.00045]),
  inlierTask(5, 0.2, [0.636191, 0.00082]),
  inlierTask(25, 0.2, [0.635673, 0.00082]),
  inlierTask(5, 0.5, [0.270172, 0.00059]),
  inlierTask(25, 0.5, [0.268808, 0.00059]),
];

const SAME: SideMap = coordinatewise((value) => value);

/** The tasks; X and Y are the mixture's, X through its map. */
export const MIXTURE_TASKS: readonly TaskEntry[] = MIXTURES.map((definition) => {
  const { id, family, summary, mixture, mapX = SAME, truth } = definition;
  const [first] = mixture.components;
  return taskEntry({
    id,
    suite: "mixtures",
    family,
    summary,
    dims: [first.meanX.length, first.meanY.length],
    mutualInformation: truth[0],
    standardError: truth[1],
    draw(n, seed) {
      const { x, y } = drawMixture(mixture, n, seed);
      return { x: mapX(x), y };
    },
  });
});
