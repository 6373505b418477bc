/**
 * Figure 1: the scheme of Statement 3, drawn.
 *
 * @module
 */
import type { Artefact, ArtefactEntry, VegaLiteSpec } from "./artefact.ts";
import { drawDiagram } from "./diagram.ts";
import { COLORS } from "./theme.ts";

const ARTEFACT: Artefact = {
  missing: [],
  cells: () => [],
  records: () => [],
  spec: drawScheme,
};

/** Figure 1 of the paper. */
export const FIGURE_1: ArtefactEntry = {
  id: "figure-1",
  title: "Figure 1",
  summary: "Scheme of Statement 3 for lossy compression with an autoencoder",
  caption:
    "Conceptual scheme of Statement 3 in application to lossy compression with autoencoder " +
    "A = D ∘ E.",
  options: [],
  create: () => ARTEFACT,
};

function drawScheme(): VegaLiteSpec {
  const { surface, muted, ink, compressed, paleBlue } = COLORS;
  const right = 640;
  return drawDiagram({
    title: "Figure 1. Mutual information under lossy compression, A = D ∘ E",
    subtitle: [
      "Statement 3 with f = E, the encoder, and g = D, a decoder that restores X from the code.",
    ],
    size: [760, 350],
    arrows: [
      { from: [155, 180], to: [206, 198] },
      { from: [155, 262], to: [206, 244] },
      { from: [280, 221], to: [323, 221] },
      { from: [445, 221], to: [482, 221] },
      { from: [556, 221], to: [591, 221] },
      { from: [348, 62], to: [90, 142], dashed: true, color: muted },
      { from: [385, 72], to: [385, 190], dashed: true, color: compressed },
      { from: [422, 62], to: [right, 190], dashed: true, color: muted },
    ],
    boxes: [
      { at: [385, 46], size: [74, 50], fill: surface, stroke: ink },
      { at: [90, 221], size: [164, 158], fill: "#ffffff", stroke: muted },
      { at: [90, 180], size: [130, 56], fill: surface, stroke: ink },
      { at: [90, 262], size: [130, 56], fill: surface, stroke: muted },
      { at: [387, 221], size: [116, 62], fill: paleBlue, stroke: compressed },
      { at: [right + 30, 221], size: [150, 62], fill: surface, stroke: ink },
    ],
    polygons: [
      {
        corners: [[212, 166], [280, 192], [280, 250], [212, 276]],
        fill: "#ffffff",
        stroke: ink,
      },
      {
        corners: [[488, 192], [556, 166], [556, 276], [488, 250]],
        fill: "#ffffff",
        stroke: ink,
      },
    ],
    rasters: [],
    labels: [
      { at: [385, 46], text: "Y", size: 17, weight: "bold" },
      { at: [90, 171], text: "X", size: 17, weight: "bold" },
      { at: [90, 193], text: "denoised data", size: 10.5, color: muted },
      { at: [90, 253], text: "Z", size: 17, weight: "bold" },
      { at: [90, 275], text: "what may be lost", size: 10.5, color: muted },
      { at: [246, 214], text: "E = f", size: 15, weight: "bold" },
      { at: [246, 234], text: "encoder", size: 10.5, color: muted },
      { at: [522, 214], text: "D = g", size: 15, weight: "bold" },
      { at: [522, 234], text: "decoder", size: 10.5, color: muted },
      { at: [387, 212], text: "f(X, Z)", size: 15, weight: "bold", color: compressed },
      { at: [387, 235], text: "code", size: 10.5, color: muted },
      { at: [right + 30, 212], text: "X = g(f(X, Z))", size: 14, weight: "bold" },
      { at: [right + 30, 235], text: "restored", size: 10.5, color: muted },
      { at: [195, 84], text: "I((X, Z); Y)", align: "right" },
      { at: [395, 128], text: "I(f(X, Z); Y)", color: compressed, align: "left" },
      { at: [548, 108], text: "I(X; Y)", align: "left" },
      {
        at: [380, 332],
        text: "I(X; Y)  ≤  I(f(X, Z); Y)  ≤  I((X, Z); Y)  ≤  I(X; Y) + h(Z) − h(Z | X, Y)",
        size: 14,
      },
    ],
  });
}
