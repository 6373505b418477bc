/**
 * The paper's claims, tested by stated rules on the records of a run.
 *
 * @module
 */
import type { ReportTable } from "./artefact.ts";
import type { ClaimVerdict } from "./claim.ts";
import {
  autoencoderBeatsPca,
  compressedFollowsLatent,
  kdeUnderestimates,
  klBeatsWkl,
  leastError,
  mineSpread,
} from "./estimate_claims.ts";
import { firstPhaseWithLoss, severalPhases } from "./plane_claims.ts";
import type { ReportRecord } from "./record.ts";

const TESTS: readonly ((records: readonly ReportRecord[]) => ClaimVerdict)[] = [
  leastError,
  compressedFollowsLatent,
  kdeUnderestimates,
  klBeatsWkl,
  autoencoderBeatsPca,
  mineSpread,
  severalPhases,
  firstPhaseWithLoss,
];

/**
 * Tests every claim on the paper's methods; records of our own are passed over.
 *
 * @param records All records of a run, of any artefacts.
 * @returns The verdicts, as plain JSON; `no data` where the run lacks the artefacts.
 */
export function testClaims(records: readonly ReportRecord[]): ClaimVerdict[] {
  const papers = records.filter(({ ours }) => !ours);
  return TESTS.map((test) => test(papers));
}

/**
 * The verdicts as a table for a page.
 *
 * @param verdicts What {@linkcode testClaims} gives.
 * @param remarks What is said below, beside the paper's claims.
 * @returns One row for each claim.
 */
export function claimsTable(
  verdicts: readonly ClaimVerdict[],
  remarks: readonly string[] = [],
): ReportTable {
  return {
    header: ["Claim", "In the paper", "Rule", "Ours", "Numbers"],
    rows: verdicts.map((each) => [
      { text: each.claim },
      { text: each.place },
      { text: each.rule },
      { text: verdictText(each) },
      { text: each.evidence.map(({ where, text }) => `${where}: ${text}`).join(". ") || "–" },
    ]),
    notes: [
      "Errors are in nats. A claim agrees if its rule holds wherever it can be applied.",
      ...remarks,
    ],
  };
}

function verdictText({ verdict, evidence }: ClaimVerdict): string {
  if (verdict !== "differs") return verdict;
  const failing = evidence.filter(({ agrees }) => !agrees).map(({ where }) => where);
  return `differs (${failing.length} of ${evidence.length}: ${failing.join("; ")})`;
}
