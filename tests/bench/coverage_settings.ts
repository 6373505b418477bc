/**
 * The settings of the coverage benchmark: distributions with known mutual information, each with its
 * rotations and warps fixed, so that repeats are draws from one distribution.
 *
 * @module
 */
import { TASKS } from "../../data/benchmark/tasks.ts";
import { warp } from "../../data/benchmark/warp.ts";
import { drawNormalPair } from "../../data/normal_pair.ts";
import { randomRotation, transformRows } from "../../data/random_rotation.ts";
import { rectangleCoordinates } from "../../data/rectangle_image.ts";
import { toUniform } from "../../data/vectors.ts";
import { createRng } from "../../lib/rng.ts";
import type { Samples } from "../../lib/types.ts";

/** One distribution. */
export interface CoverageSetting {
  /** Name in tables. */
  readonly id: string;
  /** Dimension of each side. */
  readonly dim: number;
  /** True mutual information in nats. */
  readonly truth: number;
  /** Draws n pairs. */
  draw(n: number, seed: number): { x: Samples; y: Samples };
}

type SideMap = (latent: Samples, side: string) => Samples;

const turned: SideMap = (latent, side) =>
  transformRows(latent, randomRotation(latent.d, createRng(`coverage-rotation-${side}`)));
const MAPS = {
  normal: (latent: Samples) => latent,
  uniform: (latent: Samples, side: string) => toUniform(turned(latent, side)),
  rectangle: (latent: Samples, side: string) => rectangleCoordinates(turned(latent, side), 16),
  warp: (latent: Samples, side: string) => warp(latent, createRng(`coverage-warp-${side}`)),
} satisfies Record<string, SideMap>;

function setting(map: keyof typeof MAPS, dim: number, truth: number): CoverageSetting {
  return {
    id: `${map} ${dim}+${dim}, ${truth} nats`,
    dim,
    truth,
    draw(n, seed) {
      const request = { samples: n, mutualInformation: truth, seed };
      const { x, y } = drawNormalPair(request, { dimX: dim, dimY: dim, rotation: false });
      return { x: MAPS[map](x, "x"), y: MAPS[map](y, "y") };
    },
  };
}

/** A task of the public benchmark, whose distribution is fixed. */
function benchmarkSetting(id: string): CoverageSetting {
  const { mutualInformation: truth, dims, draw } = TASKS.get(id).create();
  return { id: `${id}, ${truth.toFixed(2)} nats`, dim: dims[0], truth, draw };
}

/** Nine settings: 0 to 7 nats, 1 + 1 to 5 + 5 dimensions, light and heavy tails. */
export const COVERAGE_SETTINGS: readonly CoverageSetting[] = [
  setting("uniform", 2, 0),
  setting("normal", 1, 0.5),
  benchmarkSetting("student-2-2"),
  setting("warp", 2, 1),
  setting("warp", 5, 1),
  setting("warp", 2, 3),
  setting("rectangle", 4, 3),
  setting("uniform", 2, 7),
  setting("rectangle", 4, 7),
];
