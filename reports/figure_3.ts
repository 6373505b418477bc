/**
 * Figure 3: the estimators on images of 2D Gaussians.
 *
 * @module
 */
import type { ArtefactEntry } from "./artefact.ts";
import { latentFigure } from "./latent_figure.ts";

/** Figure 3 of the paper. */
export const FIGURE_3: ArtefactEntry = {
  id: "figure-3",
  title: "Figure 3",
  summary: "Estimators on images of 2D Gaussians, 16×16 and 32×32",
  caption: "KDE with maximum-likelihood and least-squares bandwidth, Kozachenko–Leonenko and its " +
    "weighted form, and MINE, on images of 2D Gaussians (n′ = m′ = 2), 16×16 (first row) and 32×32 (second " +
    "row). Along x is I(X; Y), along y its estimate.",
  options: [],
  create: () =>
    latentFigure({
      id: "figure-3",
      title: "Figure 3. Images of 2D Gaussians, n′ = m′ = 2",
      family: "gaussian-image",
      latentText:
        "The structured latent is the centre Φ(ξ) of the bump, the same for both sizes, so " +
        "both rows show the same estimates.",
    }),
};
