/**
 * The paper's claims on the page: those that an artefact bears on, beside what this run says.
 *
 * @module
 */
import type { ReportTable } from "./artefact.ts";
import type { ClaimEvidence, ClaimVerdict } from "./claim.ts";
import { claimsTable } from "./claims.ts";
import type { PageSection } from "./page.ts";

/**
 * The claims that one artefact bears on.
 *
 * @param verdicts All claims, tested.
 * @param title The artefact's name in the paper: "Figure 3".
 * @returns One row for each claim, or null if none was tested on this artefact.
 */
export function claimsOn(verdicts: readonly ClaimVerdict[], title: string): ReportTable | null {
  const rows = verdicts.flatMap(({ claim, place, evidence }) => {
    const own = evidence.filter(({ where }) => isOn(title, where, place));
    if (own.length === 0) return [];
    return [[
      { text: claim, note: place },
      { text: verdictOn(own) },
      { text: own.map(({ where, text }) => `${where}: ${text}`).join("\n") },
    ]];
  });
  if (rows.length === 0) return null;
  return { header: ["The paper claims", "This run", "Numbers"], rows, notes: [] };
}

/** Evidence names its figure, or else its place in the figure that the claim is about. */
function isOn(title: string, where: string, place: string): boolean {
  if (/^(Figure|Table) /.test(where)) return new RegExp(`^${title}(?!\\d)`).test(where);
  return new RegExp(`${title}(?!\\d)`).test(place);
}

function verdictOn(evidence: readonly ClaimEvidence[]): string {
  const agreeing = evidence.filter(({ agrees }) => agrees).length;
  if (agreeing === evidence.length) return "agrees";
  return agreeing === 0
    ? "differs"
    : `differs in ${evidence.length - agreeing} of ${evidence.length}`;
}

/**
 * All claims as a section.
 *
 * @param verdicts All claims, tested.
 * @param remarks What is said below the claims.
 * @returns The section; none if no claim could be tested.
 */
export function claimsSection(
  verdicts: readonly ClaimVerdict[],
  remarks: readonly string[] = [],
): PageSection[] {
  if (verdicts.every(({ verdict }) => verdict === "no data")) return [];
  return [{
    id: "claims",
    title: "Claims",
    summary: "of the paper, each tested by a stated rule on the records of this page",
    paper: "",
    ours: "",
    charts: [],
    table: claimsTable(verdicts, remarks),
    claims: null,
    own: null,
    numbers: null,
    missing: [],
    failures: [],
    facts: [],
    settings: [],
    files: [],
    remark: null,
  }];
}

/** "5 agree, 1 differs, 2 without data"; empty if no claim could be tested. */
export function verdictCounts(verdicts: readonly ClaimVerdict[]): string {
  const count = (wanted: ClaimVerdict["verdict"]) =>
    verdicts.filter(({ verdict }) => verdict === wanted).length;
  const [agree, differ, none] = [count("agrees"), count("differs"), count("no data")];
  if (agree + differ === 0) return "";
  const parts = [
    `${agree} ${agree === 1 ? "agrees" : "agree"}`,
    `${differ} ${differ === 1 ? "differs" : "differ"}`,
  ];
  return [...parts, ...none > 0 ? [`${none} without data`] : []].join(", ");
}
