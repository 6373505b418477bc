/**
 * What every compressor keeps to, whatever it is.
 *
 * @module
 */
import type { Compressor, Context, FittedCompressor, Samples } from "../../lib/types.ts";
import { assertClose, deepStrictEqual, ok, rejects, strictEqual } from "./assert.ts";
import { layerOutputs } from "./layer_outputs.ts";

/** A compressor under test, and what may be asked of it. */
export interface CompressorCase {
  /** Makes the compressor for a dimension of the code. */
  readonly create: (dim: number) => Compressor;
  /** Encoding a reconstruction gives the code back, as with a linear code. */
  readonly projects: boolean;
}

const DIM = 3;
const D = 24;
const CONTEXT: Context = { seed: 5, device: "cpu" };

/** Mean squared error per coordinate of what comes back, over all samples. */
async function measuredError(fitted: FittedCompressor, samples: Samples): Promise<number> {
  const back = await fitted.decode(await fitted.encode(samples));
  const squares = back.data.reduce((sum, value, i) => sum + (value - samples.data[i]) ** 2, 0);
  return squares / samples.data.length;
}

/**
 * Registers the tests of one compressor.
 *
 * @param id Registry id.
 * @param compressorCase The compressor.
 */
export function testCompressor(id: string, { create, projects }: CompressorCase): void {
  const samples = layerOutputs({ n: 400, d: D, seed: 1 });
  const others = layerOutputs({ n: 30, d: D, seed: 2 });
  const fit = (dim = DIM): Promise<FittedCompressor> => create(dim).fit(samples, CONTEXT);

  Deno.test(`${id}: its settings survive JSON and name the dimension`, () => {
    const { id: own, parameters } = create(DIM);
    strictEqual(own, id);
    strictEqual(parameters.dim, DIM);
    deepStrictEqual(JSON.parse(JSON.stringify(parameters)), parameters);
  });

  Deno.test(`${id}: encode() and decode() have the stated shapes on new data`, async () => {
    const fitted = await fit();
    deepStrictEqual([fitted.id, fitted.dim, fitted.inputDim], [id, DIM, D]);
    const codes = await fitted.encode(others);
    deepStrictEqual([codes.n, codes.d, codes.data.length], [30, DIM, 30 * DIM]);
    const back = await fitted.decode(codes);
    deepStrictEqual([back.n, back.d, back.data.length], [30, D, 30 * D]);
    ok([...codes.data, ...back.data].every(Number.isFinite));
  });

  Deno.test(`${id}: the code of a sample does not depend on the other samples`, async () => {
    const fitted = await fit();
    const all = await fitted.encode(others);
    const one = await fitted.encode({ data: others.data.slice(D, 2 * D), n: 1, d: D });
    deepStrictEqual([...one.data], [...all.data.subarray(DIM, 2 * DIM)]);
  });

  Deno.test(`${id}: reconstructionError equals the measured error`, async () => {
    const fitted = await fit();
    const measured = await measuredError(fitted, samples);
    // The same sum in another order, of 1e4 terms.
    assertClose(fitted.reconstructionError, measured, { rtol: 1e-10 });
    const mean = samples.data.reduce((sum, value) => sum + value, 0) / samples.data.length;
    const spread = samples.data.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    ok(measured < 0.5 * spread / samples.data.length, "it learns less than half of the variance");
  });

  Deno.test(`${id}: a larger code loses less`, async () => {
    const [small, large] = [await fit(1), await fit(6)];
    ok(large.reconstructionError < small.reconstructionError);
  });

  Deno.test(`${id}: the same seed gives the same codes, bit for bit`, async () => {
    const [first, second] = [await fit(), await fit()];
    deepStrictEqual(await second.encode(others), await first.encode(others));
    strictEqual(second.reconstructionError, first.reconstructionError);
  });

  Deno.test(`${id}: the data and the codes are not changed`, async () => {
    const data = samples.data.slice();
    const fitted = await fit();
    const codes = await fitted.encode(samples);
    const codesBefore = codes.data.slice();
    await fitted.decode(codes);
    deepStrictEqual(samples.data, data);
    deepStrictEqual(codes.data, codesBefore);
  });

  Deno.test(`${id}: explained variance, where given, is a share per coordinate`, async () => {
    const { explainedVariance } = await fit();
    if (!explainedVariance) return;
    strictEqual(explainedVariance.length, DIM);
    ok(explainedVariance.every((share) => share > 0));
    ok(explainedVariance.reduce((sum, share) => sum + share, 0) <= 1 + 1e-12);
  });

  Deno.test(`${id}: other numbers of columns are bad input`, async () => {
    const fitted = await fit();
    const wrong = { data: new Float64Array(2 * (D + 1)), n: 2, d: D + 1 };
    await rejects(fitted.encode(wrong), { name: "InputError" });
    await rejects(fitted.decode(wrong), { name: "InputError" });
  });

  Deno.test(`${id}: a dimension above that of the data is bad input`, async () => {
    await rejects(fit(D + 1), { name: "InputError" });
  });

  Deno.test(`${id}: encoding a reconstruction gives the code`, { ignore: !projects }, async () => {
    const fitted = await fit();
    const codes = await fitted.encode(others);
    const again = await fitted.encode(await fitted.decode(codes));
    codes.data.forEach((code, i) => assertClose(again.data[i], code, { atol: 1e-12 }));
  });
}
