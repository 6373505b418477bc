import { type LocalTrial, searchBandwidth } from "../../lib/entropy/bandwidth_search.ts";
import {
  type BandwidthObjective,
  LIKELIHOOD,
  rateOf,
  SQUARED_ERROR,
} from "../../lib/entropy/kde_objectives.ts";
import { kernelSums } from "../../lib/entropy/kernel_sums.ts";
import { compareSignedLog, type SignedLog, subtractExp } from "../../lib/entropy/signed_log.ts";
import { createRng } from "../../lib/rng.ts";
import type { Samples } from "../../lib/types.ts";
import { whiten } from "../../lib/whitening.ts";
import { assertClose, ok, strictEqual } from "../support/assert.ts";
import { normalSamples } from "../support/gaussian_cases.ts";

/** A criterion over t = ln b: logarithm of the score with two derivatives. */
type Curve = (t: number) => readonly [log: number, slope: number, curvature: number];

/** Searches a curve from 0.73, and counts passes. */
async function search(
  curve: Curve,
  { dimension = 4, sign = () => 1 }: { dimension?: number; sign?: (t: number) => number } = {},
) {
  let grids = 0;
  const locals: number[] = [];
  const score = (bandwidth: number): SignedLog => {
    const t = Math.log(bandwidth);
    return { sign: sign(t), log: curve(t)[0] };
  };
  const result = await searchBandwidth({
    dimension,
    start: 0.73,
    count: 5,
    tryGrid: (greatest) => {
      grids++;
      const bandwidths = Array.from({ length: 5 }, (_, k) => greatest * 2 ** (-k / 2));
      return Promise.resolve(
        bandwidths.map((bandwidth) => ({ bandwidth, score: score(bandwidth) })),
      );
    },
    tryLocal: (bandwidth): Promise<LocalTrial> => {
      const t = Math.log(bandwidth);
      locals.push(t);
      const [, slope, curvature] = curve(t);
      return Promise.resolve({ bandwidth, score: score(bandwidth), ascent: { slope, curvature } });
    },
  });
  return { result, grids, locals };
}

/** The likelihood of kernels all at one distance, greatest at t = optimum. */
function oneDistance(optimum: number, d = 4): Curve {
  return (t) => {
    const pull = d * Math.exp(2 * (optimum - t));
    return [-d * t - pull / 2, pull - d, -2 * pull];
  };
}

const OPTIMA = [0.5, 0.51, 0.7, 1.0599, 1.46, 1.5, 0.365, 0.3, 0.01, 1e-4, 2, 300];

Deno.test.each(OPTIMA.map((optimum) => ({ optimum })))(
  "searchBandwidth() comes within 0.1 % when the optimum is $optimum",
  async ({ optimum }) => {
    // A parabola, whose Newton steps are not exact on this scale, and one distance, where they are.
    const parabola: Curve = (t) => [
      -((t - Math.log(optimum)) ** 2),
      -2 * (t - Math.log(optimum)),
      -2,
    ];
    for (const curve of [parabola, oneDistance(Math.log(optimum))]) {
      const { result } = await search(curve);
      strictEqual(result.status, "found");
      if (result.status === "found") assertClose(result.best.bandwidth, optimum, { rtol: 1.1e-3 });
    }
  },
);

Deno.test("searchBandwidth() takes one grid and one more pass when all distances are alike", async () => {
  const { grids, locals } = await search(oneDistance(Math.log(0.81)));
  strictEqual(grids, 1);
  strictEqual(locals.length, 1);
});

Deno.test("searchBandwidth() says so when the best bandwidth goes to 0 or to infinity", async () => {
  const falling = await search((t) => [-t, -1, 0]);
  const rising = await search((t) => [t, 1, 0]);
  strictEqual(falling.result.status, "vanishing");
  strictEqual(rising.result.status, "unbounded");
  // A factor of 1e6 is 40 steps of √2, 5 to a grid.
  ok(falling.grids <= 10 && rising.grids <= 10);
  strictEqual(falling.locals.length + rising.locals.length, 0);
});

Deno.test("searchBandwidth() finds the higher of two optima that the grid can tell apart", async () => {
  const peak = (t: number, at: number) => Math.exp(-8 * (t - at) ** 2);
  for (const [first, second, want] of [[1, 2, 0.35], [2, 1, -0.8]]) {
    const { result } = await search((t) => {
      const values = [[first, -0.8], [second, 0.35]].map(([height, at]) => {
        const value = height * peak(t, at);
        const x = t - at;
        return [value, -16 * x * value, (256 * x * x - 16) * value];
      });
      return [0, 1, 2].map((k) => values[0][k] + values[1][k]) as unknown as ReturnType<Curve>;
    });
    ok(result.status === "found");
    assertClose(Math.log(result.best.bandwidth), want, { atol: 1e-3 });
  }
});

Deno.test("searchBandwidth() ends at an optimum when curvatures are wrong", async () => {
  const rng = createRng("curvatures");
  for (let round = 0; round < 200; round++) {
    const optimum = rng.uniform() - 0.5;
    const exact = oneDistance(optimum);
    const { result, locals } = await search((t) => {
      const [log, slope] = exact(t);
      // Far too flat, far too sharp, of the wrong sign or missing: the bracket has to do.
      const curvature = [-1e-3, -1e3, 5, NaN, -8 * rng.uniform()][Math.floor(5 * rng.uniform())];
      return [log, slope, curvature];
    });
    ok(result.status === "found");
    // A step of 0.1 % at a curvature 125 times too sharp ends the search early: within the bracket still.
    ok(Math.abs(Math.log(result.best.bandwidth) - optimum) < 0.35);
    ok(locals.length <= 30, `${locals.length} passes`);
  }
});

Deno.test("searchBandwidth() finds an optimum next to a cliff of negative scores", async () => {
  // As of the squared error in 512 dimensions: positive above t = 0.1, growing towards it, cut off there.
  const curve: Curve = (t) => {
    if (t < 0.1) return [-50 * t, 1, NaN];
    const fall = Math.expm1(-300 * (t - 0.1));
    const log = -40 * t + Math.log(-fall || 1e-300);
    const ratio = (fall + 1) / -fall;
    return [log, -40 + 300 * ratio, -90000 * ratio * (1 + ratio)];
  };
  const { result, locals } = await search(curve, {
    dimension: 512,
    sign: (t) => t < 0.1 ? -1 : 1,
  });
  ok(result.status === "found");
  // −40 + 300 / (e^x − 1) = 0 with x = 300 (t − 0.1).
  const optimum = 0.1 + Math.log(1 + 300 / 40) / 300;
  assertClose(Math.log(result.best.bandwidth), optimum, { atol: 1.1e-3 });
  ok(locals.length <= 20, `${locals.length} passes`);
});

/** The search on data, with the number of passes. */
async function searchData(samples: Samples, objective: BandwidthObjective) {
  const { d: dimension, n } = samples;
  const { halvings } = objective;
  let passes = 0;
  const view = async (bandwidth: number, rates: number, moments: boolean) => {
    passes++;
    const rate = rateOf(bandwidth) / 2 ** halvings;
    return await kernelSums(samples, { rate, rates, moments });
  };
  const result = await searchBandwidth({
    dimension,
    start: 0.73 * n ** (-0.2 / dimension),
    count: 5 - halvings,
    tryGrid: async (greatest) => {
      const sums = await view(greatest, 5, false);
      return Array.from({ length: 5 - halvings }, (_, k) => {
        const bandwidth = greatest * 2 ** (-k / 2);
        const score = objective.score({ sums, at: k + halvings, bandwidth, dimension });
        return { bandwidth, score };
      });
    },
    tryLocal: async (bandwidth) => {
      const sums = await view(bandwidth, 1 + halvings, true);
      const local = { sums, at: halvings, bandwidth, dimension };
      return { bandwidth, score: objective.score(local), ascent: objective.ascent(local) };
    },
  });
  ok(result.status === "found");
  return { best: result.best, passes };
}

/** Two clusters of very different width in each coordinate: several scales at once. */
function clusters(n: number, d: number, seed: number): Samples {
  const rng = createRng(seed);
  const data = Float64Array.from({ length: n * d }, (_, i) => {
    const narrow = Math.floor(i / d) % 2 === 0;
    return narrow ? 2 + 0.05 * rng.normal() : rng.normal();
  });
  return { data, n, d };
}

const DATA = [LIKELIHOOD, SQUARED_ERROR].flatMap((objective) => [
  { objective, name: objective.name, data: "normal d=1", samples: normalSamples(400, 1, 1) },
  { objective, name: objective.name, data: "normal d=4", samples: normalSamples(400, 4, 2) },
  { objective, name: objective.name, data: "normal d=16", samples: normalSamples(300, 16, 3) },
  { objective, name: objective.name, data: "clusters d=1", samples: clusters(400, 1, 4) },
  { objective, name: objective.name, data: "clusters d=3", samples: clusters(400, 3, 5) },
]);

Deno.test.each(DATA)(
  "searchBandwidth() by $name of $data is no worse than the best of a fine grid around it",
  async ({ objective, samples }) => {
    const whitened = whiten(samples).samples;
    const { best, passes } = await searchData(whitened, objective);
    const { halvings } = objective;
    let finest = -Infinity;
    for (let step = -60; step <= 60; step++) {
      const bandwidth = best.bandwidth * 2 ** (step / 20); // 3.5 % apart, a factor of 8 to each side
      const rate = rateOf(bandwidth) / 2 ** halvings;
      const sums = await kernelSums(whitened, { rate, rates: 1 + halvings, moments: false });
      const score = objective.score({ sums, at: halvings, bandwidth, dimension: samples.d });
      if (score.sign > 0) finest = Math.max(finest, score.log);
    }
    strictEqual(best.score.sign, 1);
    // Within 0.1 % of the optimum, the logarithm is lower by at most ½ · |curvature| · 1e-6.
    const slack = 1e-6 * Math.max(1, -best.ascent.curvature);
    ok(best.score.log >= finest - slack, `${best.score.log} < ${finest}`);
    ok(passes <= (objective === LIKELIHOOD ? 5 : 10), `${passes} passes`);
  },
);

Deno.test("searchBandwidth() takes three passes on normal data by likelihood", async () => {
  for (const [n, d] of [[1000, 2], [1000, 4], [1000, 8]]) {
    const { passes } = await searchData(whiten(normalSamples(n, d, d)).samples, LIKELIHOOD);
    strictEqual(passes, 3, `d = ${d}`);
  }
});

Deno.test("subtractExp() and compareSignedLog() keep the order of numbers beyond float64", () => {
  const values = [
    subtractExp(-900, 2000),
    subtractExp(999, 1000),
    subtractExp(-2001, -2000),
    subtractExp(5, 5),
    subtractExp(-2000, -2001),
    subtractExp(1000, 999),
    subtractExp(2000, -900),
  ];
  for (let i = 0; i < values.length; i++) {
    for (let j = 0; j < values.length; j++) {
      strictEqual(Math.sign(compareSignedLog(values[i], values[j])), Math.sign(i - j));
    }
  }
  const difference = subtractExp(Math.log(5), Math.log(3));
  assertClose(difference.sign * Math.exp(difference.log), 2, { rtol: 1e-14 });
});
