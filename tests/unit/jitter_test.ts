import { addJitter } from "../../lib/jitter.ts";
import { createRng } from "../../lib/rng.ts";
import { asSamples } from "../../lib/samples.ts";
import { assertClose, deepStrictEqual, ok, strictEqual } from "../support/assert.ts";

const N = 20_000;

Deno.test("addJitter() adds noise in proportion to the spread of each column", () => {
  const rng = createRng(1);
  const samples = asSamples(
    Array.from({ length: N }, () => [rng.normal(), 1000 + 50 * rng.normal()]),
  );
  const before = samples.data.slice();
  const { data } = addJitter(samples, 0.01, 3);
  deepStrictEqual(samples.data, before);
  for (const [column, spread] of [[0, 1], [1, 50]]) {
    let squares = 0;
    for (let i = 0; i < N; i++) squares += (data[2 * i + column] - before[2 * i + column]) ** 2 / N;
    // The spread and the noise are each known to 1/√(2N) = 0.5 %: 4 sd of both together are 2.8 %.
    assertClose(Math.sqrt(squares), 0.01 * spread, { rtol: 0.028 });
  }
});

Deno.test("addJitter() gives the same bits for the same seed only", () => {
  const samples = asSamples([1, 2, 3, 4]);
  deepStrictEqual(addJitter(samples, 0.1, 1), addJitter(samples, 0.1, 1));
  ok(addJitter(samples, 0.1, 1).data[0] !== addJitter(samples, 0.1, 2).data[0]);
});

Deno.test("addJitter() changes nothing for scale 0 or a constant column", () => {
  const samples = asSamples([[1, 5], [2, 5], [3, 5]]);
  deepStrictEqual(addJitter(samples, 0, 1).data, samples.data);
  const { data } = addJitter(samples, 0.1, 1);
  for (const at of [1, 3, 5]) strictEqual(data[at], 5);
});
