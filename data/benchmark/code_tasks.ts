/**
 * Tasks like the codes of the paper's images: uniform vectors, corners of rectangles, and warped
 * normal vectors as an autoencoder may give them, at true values from 0 to 10 nats.
 *
 * @module
 */
import { createRng, deriveSeed } from "../../lib/rng.ts";
import type { Samples } from "../../lib/types.ts";
import { drawNormalPair } from "../normal_pair.ts";
import { rectangleCoordinates } from "../rectangle_image.ts";
import { toUniform } from "../vectors.ts";
import { type TaskEntry, taskEntry } from "./task.ts";
import { warp } from "./warp.ts";

/** True values in nats. */
const LEVELS = [0, 1, 3, 7, 10];

/** Side in pixels of the images that the rectangles would be drawn in. */
const SIDE = 16;

/** A map of the normal vector of one side; `seed` belongs to that side of that draw. */
type CodeMap = (latent: Samples, seed: number) => Samples;

function tasks(family: string, dim: number, summary: string, map: CodeMap): TaskEntry[] {
  return LEVELS.map((mutualInformation) =>
    taskEntry({
      id: `${family}-mi${mutualInformation}`,
      suite: "codes",
      family,
      summary: `${summary}, ${mutualInformation} nats`,
      dims: [dim, dim],
      mutualInformation,
      draw(n, seed) {
        const request = { samples: n, mutualInformation, seed };
        const { x, y } = drawNormalPair(request, { dimX: dim, dimY: dim });
        return {
          x: map(x, deriveSeed(seed, "code", "x")),
          y: map(y, deriveSeed(seed, "code", "y")),
        };
      },
    })
  );
}

const warped: CodeMap = (latent, seed) => warp(latent, createRng(seed));

/** Six families at five true values each; the normal vectors are rotated at random for every draw. */
export const CODE_TASKS: readonly TaskEntry[] = [
  ...tasks("unif2", 2, "Uniform vectors, 2 + 2", toUniform),
  ...tasks("unif4", 4, "Uniform vectors, 4 + 4", toUniform),
  ...tasks("rect", 4, "Corners of rectangles, 4 + 4", (z) => rectangleCoordinates(z, SIDE)),
  ...tasks("warp2", 2, "Warped normal vectors, 2 + 2", warped),
  ...tasks("warp4", 4, "Warped normal vectors, 4 + 4", warped),
  ...tasks("warp5", 5, "Warped normal vectors, 5 + 5", warped),
];
