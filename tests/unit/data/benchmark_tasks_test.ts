import { TASKS } from "../../../data/benchmark/tasks.ts";
import { studentEntropy } from "../../../data/benchmark/sources.ts";
import { KSG_1 } from "../../../lib/mi/ksg.ts";
import { normalCdf } from "../../../lib/special.ts";
import {
  assertAllClose,
  assertClose,
  deepStrictEqual,
  ok,
  strictEqual,
} from "../../support/assert.ts";

/** True values as published with the benchmark, to five digits. */
const PUBLISHED: Readonly<Record<string, number>> = {
  "1v1-normal": 0.41334,
  "1v1-normal-cdf": 0.41334,
  "1v1-bimodal": 0.41334,
  "1v1-wiggly": 0.41334,
  "1v1-half-cube": 0.41334,
  "1v1-additive-0.1": 1.70944,
  "1v1-additive-0.75": 0.33333,
  "1v1-student-1": 0.22417,
  "1v1-asinh-student-1": 0.22417,
  "swissroll": 0.41334,
  "dense-2": 0.29389,
  "dense-3": 0.41334,
  "dense-5": 0.59281,
  "dense-25": 1.29218,
  "dense-50": 1.62427,
  "2pair-2": 1.02165,
  "2pair-3": 1.02165,
  "2pair-5": 1.02165,
  "2pair-25": 1.02165,
  "student-2-1": 0.43195,
  "student-2-2": 0.19315,
  "student-3-2": 0.29092,
  "student-3-3": 0.17871,
  "student-5-2": 0.44815,
  "student-5-3": 0.29854,
  "normal-cdf-3": 1.02165,
  "normal-cdf-5": 1.02165,
  "normal-cdf-25": 1.02165,
  "half-cube-3": 1.02165,
  "half-cube-5": 1.02165,
  "half-cube-25": 1.02165,
  "spiral-3": 1.02165,
  "spiral-5": 1.02165,
  "spiral-25": 1.02165,
  "spiral-cdf-3": 1.02165,
  "spiral-cdf-5": 1.02165,
  "spiral-cdf-25": 1.02165,
  "asinh-student-2-1": 0.43195,
  "asinh-student-3-2": 0.29092,
  "asinh-student-5-2": 0.44815,
};

Deno.test("TASKS has the 40 tasks of bmi, with the published truths to five digits", () => {
  const bmi = TASKS.entries().filter(({ suite }) => suite === "bmi");
  deepStrictEqual(bmi.map(({ id }) => id), Object.keys(PUBLISHED));
  for (const entry of bmi) {
    assertClose(entry.create().mutualInformation, PUBLISHED[entry.id], { atol: 5.1e-6 }, entry.id);
  }
});

Deno.test.each(TASKS.ids().map((id) => ({ id })))(
  "$id draws what it says, and the same for the same seed",
  ({ id }) => {
    const entry = TASKS.get(id);
    const { dims, draw } = entry.create();
    const { x, y } = draw(20, 3);
    deepStrictEqual([x.n, x.d, y.n, y.d], [20, dims[0], 20, dims[1]]);
    deepStrictEqual([x.data.length, y.data.length], [20 * dims[0], 20 * dims[1]]);
    ok([...x.data, ...y.data].every(Number.isFinite));
    deepStrictEqual(draw(20, 3), { x, y });
    ok(draw(20, 4).x.data[0] !== x.data[0]);
  },
);

Deno.test("studentEntropy() of one coordinate with 1 degree of freedom is Cauchy's, ln 4π", () => {
  assertClose(studentEntropy(1, 1), Math.log(4 * Math.PI), { atol: 1e-14 });
});

Deno.test("studentEntropy() approaches the normal entropy", () => {
  const normal = 1.5 * Math.log(2 * Math.PI * Math.E);
  // The difference is of order d² / ν².
  assertClose(studentEntropy(3, 1e4), normal, { atol: 1e-3 });
});

Deno.test("the bimodal task inverts its distribution functions", () => {
  const { x, y } = TASKS.get("1v1-bimodal").create().draw(200, 1);
  const base = TASKS.get("1v1-normal").create().draw(200, 1);
  const levels = (data: Float64Array, f: (v: number) => number): Float64Array => data.map(f);
  // Rounding of Φ near 1.
  assertAllClose(
    levels(x.data, (v) => 0.3 * normalCdf(v) + 0.7 * normalCdf(v - 5)),
    levels(base.x.data, normalCdf),
    { atol: 1e-15 },
  );
  assertAllClose(
    levels(y.data, (v) => 0.5 * normalCdf(v + 1) + 0.5 * normalCdf(v - 3)),
    levels(base.y.data, normalCdf),
    { atol: 1e-15 },
  );
});

Deno.test("spirals keep lengths, and turn by ‖x‖² / d", () => {
  const base = TASKS.get("2pair-3").create().draw(50, 2);
  const { x, y } = TASKS.get("spiral-3").create().draw(50, 2);
  for (let i = 0; i < 50; i++) {
    const [before, after] = [base.x, x].map(({ data }) => [...data.subarray(3 * i, 3 * i + 3)]);
    assertClose(Math.hypot(...after), Math.hypot(...before), { rtol: 1e-14 });
    strictEqual(after[2], before[2]);
    const angle = (row: number[]): number => Math.atan2(row[1], row[0]);
    const turn = angle(after) - angle(before) - Math.hypot(...before) ** 2 / 3;
    assertClose(Math.cos(turn), 1, { atol: 1e-12 });
    strictEqual(y.data[3 * i], base.y.data[3 * i]);
  }
});

// KSG is nearly unbiased on these, so that the samples are seen to have the stated value: within 4 sd
// (0.02–0.03 at n = 2000, ten seeds).
Deno.test.each([
  "1v1-normal",
  "1v1-bimodal",
  "1v1-wiggly",
  "1v1-additive-0.75",
  "1v1-asinh-student-1",
  "swissroll",
  "dense-2",
  "asinh-student-2-1",
])("%s has the stated mutual information, as KSG reads it", async (id) => {
  const task = TASKS.get(id).create();
  const { x, y } = task.draw(2000, 1);
  const { nats } = await KSG_1.create().continuous(x, y, { seed: 0, device: "cpu" });
  assertClose(nats, task.mutualInformation, { atol: 0.12 });
});
