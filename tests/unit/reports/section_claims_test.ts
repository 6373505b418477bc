import type { ClaimVerdict } from "../../../reports/claim.ts";
import { claimsOn, claimsSection, verdictCounts } from "../../../reports/section_claims.ts";
import { deepStrictEqual, strictEqual } from "../../support/assert.ts";

function verdict(parts: Partial<ClaimVerdict>, ...wheres: readonly (readonly [string, boolean])[]) {
  const evidence = wheres.map(([where, agrees]) => ({ where, agrees, text: "1 < 2", numbers: {} }));
  const agrees = evidence.every((each) => each.agrees);
  return {
    id: "claim",
    claim: "WKL is best",
    place: "Section 5",
    rule: "the least error",
    verdict: evidence.length === 0 ? "no data" : agrees ? "agrees" : "differs",
    evidence,
    ...parts,
  } as const;
}

const VERDICTS = [
  verdict({}, ["Figure 3, 16×16", true], ["Figure 3, 32×32", false], ["Figure 4, 16×16", true]),
  verdict({ claim: "KL beats WKL", place: "E.3, Table 2" }, ["4×4", true]),
  verdict({ claim: "several phases", place: "Figure 5" }),
];

Deno.test("claimsOn() gives an artefact the claims that were tested on it", () => {
  const textsOf = (title: string) =>
    claimsOn(VERDICTS, title)?.rows.map((row) => row.map(({ text }) => text));
  deepStrictEqual(textsOf("Figure 3"), [
    ["WKL is best", "differs in 1 of 2", "Figure 3, 16×16: 1 < 2\nFigure 3, 32×32: 1 < 2"],
  ]);
  deepStrictEqual(textsOf("Figure 4"), [["WKL is best", "agrees", "Figure 4, 16×16: 1 < 2"]]);
  deepStrictEqual(textsOf("Table 2"), [["KL beats WKL", "agrees", "4×4: 1 < 2"]]);
  strictEqual(claimsOn(VERDICTS, "Figure 5"), null);
  strictEqual(claimsOn(VERDICTS, "Figure 1"), null);
});

Deno.test("claimsSection() lists all claims, and is not there where none could be tested", () => {
  strictEqual(claimsSection(VERDICTS)[0].table?.rows.length, 3);
  deepStrictEqual(claimsSection(VERDICTS.slice(2)), []);
});

Deno.test("verdictCounts() counts", () => {
  strictEqual(verdictCounts(VERDICTS), "1 agrees, 1 differs, 1 without data");
  strictEqual(verdictCounts(VERDICTS.slice(2)), "");
});
