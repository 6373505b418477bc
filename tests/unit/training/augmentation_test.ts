import { augmentImages } from "../../../lib/nn/augmentation.ts";
import { renderGaussians } from "../../../data/gaussian_image.ts";
import { assertAllClose, deepStrictEqual, ok } from "../../support/assert.ts";

const SIDE = 16;

/** A linear ramp in both directions, on which bilinear interpolation is exact. */
function ramp(a: number, b: number): Float32Array {
  return Float32Array.from(
    { length: SIDE * SIDE },
    (_, i) => 1 + a * Math.floor(i / SIDE) + b * (i % SIDE),
  );
}

Deno.test("augmentImages() leaves images as they are without zoom and shift", () => {
  const images = ramp(0.3, -0.2);
  augmentImages(images, SIDE, { zoom: [1, 1], shift: 0 }, 1, 0);
  assertAllClose([...images], [...ramp(0.3, -0.2)], { rtol: 0, atol: 1e-6 });
});

Deno.test("augmentImages() zooms about the centre", () => {
  const images = ramp(0.3, -0.2);
  augmentImages(images, SIDE, { zoom: [0.5, 0.5], shift: 0 }, 1, 0);
  const centre = 1 + (0.3 - 0.2) * (SIDE - 1) / 2;
  const want = ramp(0.15, -0.1).map((value) =>
    value - (1 + (0.15 - 0.1) * (SIDE - 1) / 2) + centre
  );
  assertAllClose([...images], [...want], { rtol: 0, atol: 1e-5 });
});

Deno.test("augmentImages() shifts what is drawn, and fills with zeros", () => {
  const images = Float32Array.from({ length: 3 * SIDE * SIDE }, () => 1);
  augmentImages(images, SIDE, { zoom: [1, 1], shift: 0.4 }, 7, 3);
  for (let s = 0; s < 3; s++) {
    const image = images.subarray(s * SIDE * SIDE, (s + 1) * SIDE * SIDE);
    const sum = image.reduce((total, value) => total + value, 0);
    // At most 0.4 of the side is lost on either axis, and the draws are not all zero.
    ok(sum < SIDE * SIDE && sum > 0.35 * SIDE * SIDE, `image ${s} keeps ${sum}`);
    ok(image.every((value) => value >= 0 && value <= 1 + 1e-6));
  }
});

Deno.test("augmentImages() depends on seed and step, and on no other image of the batch", () => {
  const centres = { data: Float64Array.of(0.3, 0.6, 0.5, 0.5), n: 2, d: 2 };
  const drawn = (): Float32Array => Float32Array.from(renderGaussians(centres, SIDE).data);
  const changed = (seed: number, step: number): Float32Array => {
    const images = drawn();
    augmentImages(images, SIDE, { zoom: [0.8, 1], shift: 0.1 }, seed, step);
    return images;
  };
  deepStrictEqual(changed(1, 2), changed(1, 2));
  ok(changed(1, 3).some((value, i) => value !== changed(1, 2)[i]));
  ok(changed(2, 2).some((value, i) => value !== changed(1, 2)[i]));
});
