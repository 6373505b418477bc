import { MIXTURES, TRUTH_SAMPLES } from "../../../data/benchmark/mixture_tasks.ts";
import {
  drawMixture,
  monteCarloInformation,
  pointwiseInformation,
} from "../../../data/benchmark/mixtures.ts";
import { TASKS } from "../../../data/benchmark/tasks.ts";
import { assertClose, deepStrictEqual, ok, strictEqual } from "../../support/assert.ts";

const NAMED = MIXTURES.map(({ id }) => ({ id }));

function definition(id: string): (typeof MIXTURES)[number] {
  return MIXTURES.find((mixture) => mixture.id === id)!;
}

/**
 * The same values by quadrature (scipy 1.10): over the radius for the round normals, on grids for the
 * others, of which waves and galaxy depend on two coordinates alone.
 */
const QUADRATURE: Readonly<Record<string, number>> = {
  "x": 0.40844,
  "ai": 0.77595,
  "waves": 1.30702,
  "galaxy": 0.4943,
  "concentric-3-5": 0.45542,
  "concentric-5-5": 0.62739,
  "concentric-3-10": 0.55992,
  "concentric-5-10": 0.75145,
  "concentric-25-5": 1.19077,
};

Deno.test("the mixtures are tasks of their own suite, with the dimensions of the benchmark", () => {
  const tasks = TASKS.entries().filter(({ suite }) => suite === "mixtures");
  deepStrictEqual(tasks.map(({ id, create }) => [id, ...create().dims]), [
    ["x", 1, 1],
    ["ai", 1, 1],
    ["waves", 2, 1],
    ["galaxy", 2, 1],
    ["concentric-3-5", 3, 1],
    ["concentric-5-5", 5, 1],
    ["concentric-3-10", 3, 1],
    ["concentric-5-10", 5, 1],
    ["concentric-25-5", 25, 1],
    ["inliers-5-0.2", 5, 5],
    ["inliers-25-0.2", 25, 25],
    ["inliers-5-0.5", 5, 5],
    ["inliers-25-0.5", 25, 25],
  ]);
  ok(TRUTH_SAMPLES.samples >= 1e5);
  for (const { id, truth, mixture } of MIXTURES) {
    const { mutualInformation, standardError } = TASKS.get(id).create();
    deepStrictEqual([mutualInformation, standardError], [...truth]);
    ok(truth[1] > 0 && truth[1] < 1e-3, "the page of published errors says so");
    assertClose(mixture.weights.reduce((sum, weight) => sum + weight, 0), 1, { rtol: 1e-14 });
  }
});

// Both values are means of independent pairs: their difference is within 4 standard errors, which are
// measured, but for one case in 16,000.
Deno.test.each(NAMED)("$id has the stated value on other, fewer pairs", ({ id }) => {
  const { mixture, truth: [stated, statedError] } = definition(id);
  const [nats, error] = monteCarloInformation(mixture, 10_000, 7);
  assertClose(nats, stated, { atol: 4 * Math.hypot(error, statedError) });
  // The standard errors are those of the numbers of pairs: sd's of 10,000 values are within 10 %.
  const scaled = error * Math.sqrt(10_000 / TRUTH_SAMPLES.samples);
  assertClose(scaled, statedError, { rtol: 0.1 });
});

Deno.test.each(Object.keys(QUADRATURE))("%s has the value that quadrature gives", (id) => {
  const { truth: [stated, statedError] } = definition(id);
  assertClose(stated, QUADRATURE[id], { atol: 4 * statedError });
});

Deno.test("pointwiseInformation() of one normal pair is that of the normal density", () => {
  const r = 0.7;
  const mixture = {
    components: [{ meanX: [1], meanY: [-2], sdX: [3], sdY: [0.5], correlations: [r] }],
    weights: [1],
  };
  const { x, y } = drawMixture(mixture, 50, 1);
  pointwiseInformation(mixture, { x, y }).forEach((value, i) => {
    const [u, v] = [(x.data[i] - 1) / 3, (y.data[i] + 2) / 0.5];
    const form = (u * u - 2 * r * u * v + v * v) / (1 - r * r) - u * u - v * v;
    assertClose(value, -0.5 * Math.log(1 - r * r) - form / 2, { atol: 1e-12 });
  });
});

Deno.test("pointwiseInformation() is 0 where X and Y are independent in every component alike", () => {
  const at = (mean: number) => ({
    meanX: [mean],
    meanY: [3],
    sdX: [1],
    sdY: [2],
    correlations: [],
  });
  const mixture = { components: [at(0), at(4)], weights: [0.3, 0.7] };
  const values = pointwiseInformation(mixture, drawMixture(mixture, 50, 2));
  ok(values.every((value) => Math.abs(value) < 1e-13));
});

Deno.test("drawMixture() draws components as often as their weights say, correlated as they say", () => {
  const n = 20_000;
  const { x, y } = TASKS.get("inliers-5-0.5").create().draw(n, 3);
  const products = Float64Array.from({ length: n }, (_, i) => x.data[5 * i] * y.data[5 * i]);
  // The mean is 0.5 × 0.8; the variance of a product of unit normals is at most 2, so that its standard
  // error is at most 0.01.
  assertClose(products.reduce((sum, value) => sum + value, 0) / n, 0.4, { atol: 0.04 });
  const { data } = TASKS.get("concentric-3-5").create().draw(n, 3).y;
  const counts = [1, 2, 3, 4, 5].map((at) => data.filter((v) => Math.abs(v - at) < 0.1).length);
  strictEqual(counts.reduce((sum, count) => sum + count, 0), n);
  // Binomial: a standard deviation of 57.
  for (const count of counts) assertClose(count, n / 5, { atol: 230 });
});

Deno.test("the waves and the galaxy are maps of their mixtures that can be undone", () => {
  const { mixture } = definition("waves");
  const before = drawMixture(mixture, 20, 5).x.data;
  const { data } = TASKS.get("waves").create().draw(20, 5).x;
  const turned = TASKS.get("galaxy").create().draw(20, 5).x.data;
  const balls = drawMixture(definition("galaxy").mixture, 20, 5).x.data;
  for (let i = 0; i < 20; i++) {
    const second = 2 * data[2 * i + 1];
    assertClose(second, before[2 * i + 1], { rtol: 1e-14 });
    const first = 10 * (data[2 * i] + 0.8) - 5 * Math.sin(3 * second);
    assertClose(first, before[2 * i], { atol: 1e-12 });
    const squares = Math.hypot(turned[2 * i], turned[2 * i + 1]) ** 2;
    const [cos, sin] = [Math.cos(squares / 2), Math.sin(squares / 2)];
    assertClose(cos * turned[2 * i] + sin * turned[2 * i + 1], balls[2 * i], { atol: 1e-12 });
  }
});
