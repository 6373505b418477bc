/**
 * The maps of the synthetic images against the authors' code.
 *
 * Tolerance: 1e-6 is what is promised. The same formulas in the same precision differ by rounding
 * only: 1e-14 for values up to 1, and 1e-14 of 16 pixels for coordinates; 1e-12 leaves room for
 * another math library.
 */
import { renderCorrelatedGaussians } from "../../data/correlated_gaussian_image.ts";
import { parseDataFile, selectColumns } from "../../data/files.ts";
import { renderGaussians } from "../../data/gaussian_image.ts";
import { rectangleCoordinates, renderRectangles } from "../../data/rectangle_image.ts";
import { toUniform } from "../../data/vectors.ts";
import type { Samples } from "../../lib/types.ts";
import { assertAllClose, ok } from "../support/assert.ts";

const TOLERANCE = { atol: 1e-12 };

async function fixture(name: string, columns?: string): Promise<Samples> {
  const url = new URL(`../fixtures/synthetic/${name}.npy`, import.meta.url);
  const selection = selectColumns(
    await parseDataFile(await Deno.readFile(url), url.pathname),
    columns,
  );
  ok("samples" in selection);
  return selection.samples;
}

Deno.test("renderGaussians() equals the authors' images when given their latents", async () => {
  const images = renderGaussians(toUniform(await fixture("latent_4d", "0,1")), 16);
  assertAllClose(images.data, (await fixture("gaussians_16")).data, TOLERANCE);
});

Deno.test("renderCorrelatedGaussians() equals the authors' images when given their latents", async () => {
  const images = renderCorrelatedGaussians(toUniform(await fixture("latent_5d")), 32);
  assertAllClose(images.data, (await fixture("correlated_gaussians_32")).data, TOLERANCE);
});

Deno.test("rectangleCoordinates() equals the authors' corners when given their latents", async () => {
  const corners = rectangleCoordinates(await fixture("latent_4d"), 16);
  assertAllClose(corners.data, (await fixture("rectangle_coordinates_16")).data, TOLERANCE);
});

Deno.test("renderRectangles() equals the authors' images when given their corners", async () => {
  const images = renderRectangles(await fixture("rectangle_coordinates_16"), 16);
  assertAllClose(images.data, (await fixture("rectangles_16")).data, TOLERANCE);
});

Deno.test("renderRectangles() equals the authors' images when given our corners", async () => {
  const images = renderRectangles(rectangleCoordinates(await fixture("latent_4d"), 16), 16);
  assertAllClose(images.data, (await fixture("rectangles_16")).data, TOLERANCE);
});
