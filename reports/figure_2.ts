/**
 * Figure 2: the scheme of Algorithm 1, drawn.
 *
 * @module
 */
import type { Artefact, ArtefactEntry, VegaLiteSpec } from "./artefact.ts";
import { type Arrow, type Box, drawDiagram, type Label, type Polygon } from "./diagram.ts";
import { COLORS } from "./theme.ts";

const ARTEFACT: Artefact = {
  missing: [],
  cells: () => [],
  records: () => [],
  spec: drawScheme,
};

/** Figure 2 of the paper. */
export const FIGURE_2: ArtefactEntry = {
  id: "figure-2",
  title: "Figure 2",
  summary: "Scheme of Algorithm 1: how the estimates of Figures 3 and 4 are made",
  caption: "Conceptual scheme of Algorithm 1. f = f₂ ∘ f₁: f₁ maps ξ to a structured latent " +
    "representation of X (the parameters of a shape), f₂ maps that to the image; the same for " +
    "g = g₂ ∘ g₁. The colours are those of Figures 3 and 4.",
  options: [],
  create: () => ARTEFACT,
};

/** Horizontal places of what a sample goes through. */
const PLACE = {
  normal: 62,
  first: 152,
  latent: 262,
  second: 372,
  image: 476,
  encoder: 590,
  code: 718,
};

/** One side of the scheme: from the normal vector to the code. */
interface Side {
  readonly y: number;
  readonly normal: string;
  readonly maps: readonly [string, string];
  readonly latent: string;
  readonly data: string;
  readonly code: string;
  /** The data's own letter, which names the encoder. */
  readonly letter: string;
}

const SIDES: readonly Side[] = [
  {
    y: 62,
    normal: "ξ",
    maps: ["f₁", "f₂"],
    latent: "f₁(ξ)",
    data: "X = f(ξ)",
    code: "E(X)",
    letter: "X",
  },
  {
    y: 300,
    normal: "η",
    maps: ["g₁", "g₂"],
    latent: "g₁(η)",
    data: "Y = g(η)",
    code: "E(Y)",
    letter: "Y",
  },
];

function drawScheme(): VegaLiteSpec {
  const link = (x: number, reach: number, color: string): Arrow[] => [
    { from: [x, SIDES[0].y + reach], to: [x, 162], dashed: true, color },
    { from: [x, 200], to: [x, SIDES[1].y - reach], dashed: true, color },
  ];
  return drawDiagram({
    title: "Figure 2. Measuring an estimator on data of known mutual information",
    subtitle: [
      "Algorithm 1. All maps are injective and smooth, so I(X; Y) = I(ξ; η) = κ is known (Statement 1).",
      "Green and blue are the estimates that Figures 3 and 4 show in these colours.",
    ],
    size: [790, 362],
    arrows: [
      ...SIDES.flatMap(sideArrows),
      ...link(PLACE.normal, 32, COLORS.ink),
      ...link(PLACE.latent, 32, COLORS.latent),
      ...link(PLACE.image, 46, COLORS.ink),
      ...link(PLACE.code, 32, COLORS.compressed),
    ],
    boxes: SIDES.flatMap(sideBoxes),
    polygons: SIDES.map(encoderShape),
    rasters: SIDES.map(({ y }, side) => ({
      at: [PLACE.image, y - 8] as const,
      size: 56,
      pixels: gaussianImage(side === 0 ? [0.35, 0.4] : [0.62, 0.56]),
    })),
    labels: [
      ...SIDES.flatMap(sideLabels),
      { at: [PLACE.normal, 181], text: "I(ξ; η) = κ", weight: "bold" },
      { at: [PLACE.latent, 181], text: "Î(f₁(ξ); g₁(η))", color: COLORS.latent, weight: "bold" },
      { at: [PLACE.image, 181], text: "I(X; Y) = κ", weight: "bold" },
      { at: [PLACE.code, 181], text: "Î(E(X); E(Y))", color: COLORS.compressed, weight: "bold" },
    ],
  });
}

function sideArrows({ y }: Side): Arrow[] {
  return [
    { from: [PLACE.normal + 34, y], to: [PLACE.latent - 58, y] },
    { from: [PLACE.latent + 52, y], to: [PLACE.image - 56, y] },
    { from: [PLACE.image + 50, y], to: [PLACE.encoder - 36, y] },
    { from: [PLACE.encoder + 32, y], to: [PLACE.code - 56, y] },
  ];
}

function sideBoxes({ y }: Side): Box[] {
  const { surface, ink, latent, compressed } = COLORS;
  return [
    { at: [PLACE.normal, y], size: [68, 64], fill: surface, stroke: ink },
    { at: [PLACE.latent, y], size: [104, 64], fill: COLORS.paleGreen, stroke: latent },
    { at: [PLACE.image, y], size: [100, 92], fill: surface, stroke: ink },
    { at: [PLACE.code, y], size: [100, 64], fill: COLORS.paleBlue, stroke: compressed },
  ];
}

function encoderShape({ y }: Side): Polygon {
  const { encoder } = PLACE;
  return {
    corners: [
      [encoder - 30, y - 44],
      [encoder + 32, y - 24],
      [encoder + 32, y + 24],
      [encoder - 30, y + 44],
    ],
    fill: "#ffffff",
    stroke: COLORS.ink,
  };
}

function sideLabels({ y, normal, maps, latent, data, code, letter }: Side): Label[] {
  const { muted } = COLORS;
  const small = { size: 10, color: muted };
  return [
    { at: [PLACE.normal, y - 9], text: normal, size: 18, weight: "bold" },
    { at: [PLACE.normal, y + 15], text: "normal", ...small },
    { at: [PLACE.first - 5, y - 14], text: maps[0], size: 15 },
    { at: [PLACE.latent, y - 9], text: latent, size: 15, weight: "bold", color: COLORS.latent },
    { at: [PLACE.latent, y + 15], text: "structured latent", ...small },
    { at: [PLACE.second - 6, y - 14], text: maps[1], size: 15 },
    { at: [PLACE.image, y + 34], text: data, size: 12.5, weight: "bold" },
    { at: [PLACE.encoder - 3, y - 2], text: "E", size: 16, weight: "bold" },
    { at: [PLACE.encoder + 9, y + 5], text: letter, size: 10, weight: "bold" },
    { at: [PLACE.encoder, y + 18], text: "encoder", ...small },
    { at: [PLACE.code, y - 9], text: code, size: 15, weight: "bold", color: COLORS.compressed },
    { at: [PLACE.code, y + 15], text: "code", ...small },
  ];
}

/** A picture of the family of Figure 3: exp(−10 r²) around a point of the unit square. */
function gaussianImage([a, b]: readonly [number, number]): number[][] {
  const grid = Array.from({ length: 14 }, (_, i) => i / 13);
  return grid.map((y) => grid.map((x) => Math.exp(-10 * ((x - a) ** 2 + (y - b) ** 2))));
}
