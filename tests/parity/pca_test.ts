import { fitPca } from "../../lib/compress/pca.ts";
import { assertAllClose } from "../support/assert.ts";
import { readNpy } from "../support/npy.ts";

interface Expected {
  readonly explainedVariance: readonly number[];
  readonly mean: readonly number[];
  readonly absComponents: readonly (readonly number[])[];
}

const FIXTURES = new URL("../fixtures/pca/", import.meta.url);

for (const solver of ["exact", "subspace"] as const) {
  Deno.test(`fitPca() equals the authors' PCA with the ${solver} solver`, async () => {
    const samples = await readNpy(new URL("input.npy", FIXTURES));
    const expected: Expected = JSON.parse(
      await Deno.readTextFile(new URL("expected.json", FIXTURES)),
    );
    const pca = await fitPca(samples, 4, { solver });
    // Storing the images as float32 moves the values by up to 7e-10 (measured); the iteration ends
    // at an angle of 1e-7, of which the variances see the square.
    assertAllClose(pca.mean, expected.mean, { atol: 2e-9 }, "mean");
    assertAllClose(pca.variances, expected.explainedVariance, { rtol: 2e-9 }, "variances");
    assertAllClose(
      pca.components.map(Math.abs),
      expected.absComponents.flat(),
      { atol: solver === "exact" ? 2e-9 : 1e-7 },
      "components",
    );
  });
}
