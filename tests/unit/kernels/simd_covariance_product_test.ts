import { covarianceProductSimd } from "../../../kernels/simd/covariance_product.ts";
import { covarianceProductScalar } from "../../../lib/compress/covariance_product.ts";
import { createRng } from "../../../lib/rng.ts";
import { columnMeans } from "../../../lib/samples.ts";
import { deepStrictEqual, ok } from "../../support/assert.ts";
import { layerOutputs } from "../../support/layer_outputs.ts";

// Full and partial groups of rows, lanes and vectors; a small product after a large one finds what
// that left in the memory.
const SHAPES = [[40, 5000, 8], [2, 1, 1], [31, 12, 4], [32, 13, 3], [33, 12, 9]] as const;

for (const [n, d, count] of SHAPES) {
  Deno.test(`covarianceProductSimd() gives the scalar bits for ${n}×${d}, ${count} vectors`, () => {
    const samples = layerOutputs({ n, d });
    const rng = createRng(n);
    const vectors = Float64Array.from({ length: count * d }, () => rng.normal());
    const mean = columnMeans(samples);
    const product = covarianceProductSimd(samples.data, n, d, mean, vectors);
    ok(product, "this engine has no SIMD");
    deepStrictEqual(product, covarianceProductScalar(samples, mean, vectors));
  });
}
