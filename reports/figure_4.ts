/**
 * Figure 4: the estimators on images of rectangles.
 *
 * @module
 */
import type { ArtefactEntry } from "./artefact.ts";
import { latentFigure } from "./latent_figure.ts";

/** Figure 4 of the paper. */
export const FIGURE_4: ArtefactEntry = {
  id: "figure-4",
  title: "Figure 4",
  summary: "Estimators on images of rectangles, 16×16 and 32×32",
  caption: "KDE with maximum-likelihood and least-squares bandwidth, Kozachenko–Leonenko and its " +
    "weighted form, and MINE, on images of rectangles (n′ = m′ = 4), 16×16 (first row) and 32×32 (second " +
    "row). Along x is I(X; Y), along y its estimate.",
  options: [],
  create: () =>
    latentFigure({
      id: "figure-4",
      title: "Figure 4. Images of rectangles, n′ = m′ = 4",
      family: "rectangle-image",
      latentText:
        "The structured latents are the corners of the rectangle. Those of the two sizes " +
        "differ by an affine map that whitening takes away, so both rows show the same estimates.",
    }),
};
