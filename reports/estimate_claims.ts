/**
 * Claims of the paper on estimates whose true values are known: Figures 3, 4 and 6, Table 2.
 *
 * @module
 */
import { type ClaimEvidence, type ClaimVerdict, judged, numberText } from "./claim.ts";
import {
  errorSlope,
  type EstimatesByTruth,
  estimatesByTruth,
  mean,
  meanError,
  sharedTruths,
  standardDeviation,
} from "./estimate_errors.ts";
import { HALF_WIDTH_95 } from "./interval.ts";
import { isOnTrainingPairs } from "./mine_evaluation.ts";
import type { Curve, ReportRecord } from "./record.ts";

/** What WKL is compared with, as the paper names it, and what each is estimated from there. */
const OTHERS = [
  { method: "kde-ml", title: "KDE ML", curve: "compressed" },
  { method: "kde-lse", title: "KDE LSE", curve: "compressed" },
  { method: "kl", title: "KL", curve: "compressed" },
  { method: "mine", title: "MINE", curve: "raw" },
] as const;

/** Records of one family of images at one size. */
interface Panel {
  /** "Figure 3, 16×16". */
  readonly where: string;
  readonly records: readonly ReportRecord[];
}

/** The panels of Figures 3 and 4. */
function panelsOf(records: readonly ReportRecord[]): Panel[] {
  const shown = records.filter(({ artefact }) =>
    artefact === "figure-3" || artefact === "figure-4"
  );
  const groups = Map.groupBy(
    shown,
    ({ artefact, side }) => `${artefact.replace("figure-", "Figure ")}, ${side}×${side}`,
  );
  return [...groups].map(([where, members]) => ({ where, records: members })).sort((a, b) =>
    a.where < b.where ? -1 : 1
  );
}

function curveOf({ records }: Panel, method: string, curve: Curve): readonly ReportRecord[] {
  return records.filter((record) =>
    record.method === method && record.curve === curve && !isOnTrainingPairs(record)
  );
}

/** WKL has the least error in Figures 3 and 4. */
export function leastError(records: readonly ReportRecord[]): ClaimVerdict {
  return judged({
    id: "wkl-has-the-least-error",
    claim: "On compressed images the weighted Kozachenko–Leonenko estimator is the most accurate",
    place: "Section 5",
    rule: "In each panel of Figures 3 and 4, WKL from compressed images has a smaller mean " +
      "absolute error than KDE-ML, KDE-LSE and KL from compressed images and MINE from raw ones (bound on new pairs), " +
      "each compared over the true values at which both have an estimate",
  }, panelsOf(records).flatMap(leastErrorIn));
}

function leastErrorIn(panel: Panel): ClaimEvidence[] {
  const wkl = estimatesByTruth(curveOf(panel, "wkl", "compressed"));
  const others = OTHERS.flatMap(({ method, title, curve }) => {
    const other = estimatesByTruth(curveOf(panel, method, curve));
    const truths = sharedTruths(wkl, other);
    const errors = { own: meanError(wkl, truths), other: meanError(other, truths) };
    return truths.length > 0 ? [{ method, title, count: truths.length, ...errors }] : [];
  });
  if (others.length === 0) return [];
  const own = meanError(wkl, [...wkl.keys()]);
  const texts = others.map(({ title, count, other, own }) => {
    const fewer = count === wkl.size ? "" : ` (WKL ${numberText(own)} at its ${count} true values)`;
    return `${title} ${numberText(other)}${fewer}`;
  });
  return [{
    where: panel.where,
    agrees: others.every(({ own, other }) => own < other),
    text: `WKL ${numberText(own)}, ${texts.join(", ")}`,
    numbers: {
      wkl: own,
      ...Object.fromEntries(others.map(({ method, other }) => [method, other])),
    },
  }];
}

/** Estimates from compressed images follow those from structured latents. */
export function compressedFollowsLatent(records: readonly ReportRecord[]): ClaimVerdict {
  return judged({
    id: "compressed-follows-latent",
    claim: "Compression does not make the estimates worse: those of WKL from compressed images " +
      "follow those from the structured latents",
    place: "Section 5, Figures 3 and 4",
    rule:
      "In each panel, the mean |compressed − latent| of WKL is at most the mean absolute error " +
      "of WKL from the latents plus the mean half-width of its 95 % intervals",
  }, panelsOf(records).flatMap(followsIn));
}

function followsIn(panel: Panel): ClaimEvidence[] {
  const latentRecords = curveOf(panel, "wkl", "latent");
  const latent = estimatesByTruth(latentRecords);
  const compressed = estimatesByTruth(curveOf(panel, "wkl", "compressed"));
  const truths = sharedTruths(compressed, latent);
  if (truths.length === 0) return [];
  const distance = mean(
    truths.map((truth) =>
      Math.abs(mean(compressed.get(truth) ?? []) - mean(latent.get(truth) ?? []))
    ),
  );
  const error = meanError(latent, truths);
  const halfWidth = mean(
    latentRecords.filter(({ truth }) => truths.includes(Number(truth)))
      .map(({ standardError }) => HALF_WIDTH_95 * Number(standardError ?? 0)),
  );
  return [{
    where: panel.where,
    agrees: distance <= error + halfWidth,
    text: `mean |compressed − latent| ${numberText(distance)}; error from the latents ` +
      `${numberText(error)}, half-width ${numberText(halfWidth)}`,
    numbers: { distance, latentError: error, halfWidth },
  }];
}

/** KDE-ML underestimates more as the mutual information grows. */
export function kdeUnderestimates(records: readonly ReportRecord[]): ClaimVerdict {
  return judged(
    {
      id: "kde-ml-underestimates-more",
      claim: "KDE with maximum likelihood underestimates, the more so the larger the true value",
      place: "E.1.1",
      rule:
        "In each panel of Figures 3 and 4, from latents and from compressed images: the least " +
        "squares slope of the error of KDE-ML on the true value is below zero by 1.96 standard " +
        "errors, and its mean error over the largest third of the true values is negative and below " +
        "that over the smallest third",
    },
    panelsOf(records).flatMap((panel) =>
      (["latent", "compressed"] as const).flatMap((curve) => {
        const where = `${panel.where}, ${curve}`;
        return underestimatesIn(where, estimatesByTruth(curveOf(panel, "kde-ml", curve)));
      })
    ),
  );
}

function underestimatesIn(where: string, estimates: EstimatesByTruth): ClaimEvidence[] {
  if (estimates.size < 3) return [];
  const { slope, standardError } = errorSlope(estimates);
  const errors = [...estimates].map(([truth, values]) => mean(values) - truth);
  const third = Math.floor(errors.length / 3);
  const smallest = mean(errors.slice(0, third));
  const largest = mean(errors.slice(-third));
  return [{
    where,
    agrees: slope + HALF_WIDTH_95 * standardError < 0 && largest < smallest && largest < 0,
    text: `slope ${numberText(slope)} ± ${numberText(HALF_WIDTH_95 * standardError)}; mean error ` +
      `${numberText(smallest)} at the smallest third, ${numberText(largest)} at the largest`,
    numbers: { slope, standardError, smallestThird: smallest, largestThird: largest },
  }];
}

/** KL is better than WKL where nothing is compressed. */
export function klBeatsWkl(records: readonly ReportRecord[]): ClaimVerdict {
  const raw = records.filter(({ artefact, curve }) => artefact === "table-2" && curve === "raw");
  const sides = [...new Set(raw.map(({ side }) => side))].sort((a, b) => Number(a) - Number(b));
  const estimates = (column: string, side: number | null): EstimatesByTruth =>
    estimatesByTruth(raw.filter(({ panel }) => panel === `${column}, ${side}×${side}`));
  return judged(
    {
      id: "kl-beats-wkl-uncompressed",
      claim: "On images that are not compressed, KL is better than WKL",
      place: "E.3, Table 2",
      rule:
        "At each size in Table 2 at which both have estimates, KL from raw images has a smaller " +
        "mean squared error than WKL, with the weights of the text and with those of the published " +
        "code, over the true values at which both have an estimate",
    },
    sides.flatMap((side) =>
      [["wkl", "WKL"], ["wkl-reference", "WKL (code weights)"]].flatMap(([column, title]) => {
        const [kl, wkl] = [estimates("kl", side), estimates(column, side)];
        const truths = sharedTruths(kl, wkl);
        if (truths.length === 0) return [];
        const [own, other] = [meanError(kl, truths, 2), meanError(wkl, truths, 2)];
        return [{
          where: `${side}×${side}`,
          agrees: own < other,
          text: `KL ${numberText(own)}, ${title} ${numberText(other)} nats²`,
          numbers: { kl: own, wkl: other },
        }];
      })
    ),
  );
}

/** Autoencoders are at least as good as PCA on the nonlinear manifold. */
export function autoencoderBeatsPca(records: readonly ReportRecord[]): ClaimVerdict {
  const shown = records.filter(({ artefact, panel, curve }) =>
    artefact === "figure-6" && panel === "c" && curve === "compressed"
  );
  const [autoencoder, pca] = ["ae", "pca"].map((id) =>
    estimatesByTruth(shown.filter(({ settings }) => compressorOf(settings) === id))
  );
  const truths = sharedTruths(autoencoder, pca);
  const [own, other] = [meanError(autoencoder, truths), meanError(pca, truths)];
  return judged(
    {
      id: "autoencoder-beats-pca",
      claim: "On a strongly nonlinear manifold, an autoencoder compresses better than PCA",
      place: "Appendix C, Figure 6c",
      rule:
        "In Figure 6c, the mean absolute error with the autoencoder is at most that with PCA, " +
        "over the true values at which both have an estimate",
    },
    truths.length === 0 ? [] : [{
      where: "Figure 6c",
      agrees: own <= other,
      text: `autoencoder ${numberText(own)}, PCA ${numberText(other)}`,
      numbers: { autoencoder: own, pca: other },
    }],
  );
}

function compressorOf({ compression }: ReportRecord["settings"]): string | null {
  return (compression as { readonly id?: string } | null | undefined)?.id ?? null;
}

/** What the seed does to MINE. */
export function mineSpread(records: readonly ReportRecord[]): ClaimVerdict {
  return judged(
    {
      id: "mine-spread",
      claim: "The errors of MINE in Figures 3 and 4 are larger than what its seed does to it",
      place: "not in the paper, which has one run of MINE for each point",
      rule:
        "In each panel, over the true values with two or more repeats of MINE, the mean standard " +
        "deviation between repeats is below the mean absolute error",
    },
    panelsOf(records).flatMap((panel) => {
      const all = [...estimatesByTruth(curveOf(panel, "mine", "raw"))];
      const repeated = new Map(all.filter(([, values]) => values.length > 1));
      if (repeated.size === 0) return [];
      const truths = [...repeated.keys()];
      const spread = mean([...repeated.values()].map(standardDeviation));
      const error = meanError(repeated, truths);
      const repeats = Math.max(...[...repeated.values()].map((values) => values.length));
      return [{
        where: panel.where,
        agrees: spread < error,
        text:
          `standard deviation ${numberText(spread)} over ${repeats} seeds at ${truths.length} ` +
          `true values; error ${numberText(error)}`,
        numbers: { standardDeviation: spread, error, repeats, truths: truths.length },
      }];
    }),
  );
}
