/**
 * What a claim of the paper is, once it is tested by a stated rule.
 *
 * @module
 */

/** A rule applied in one place: to a panel of a figure, to a layer. */
export interface ClaimEvidence {
  /** Where: "Figure 3, 16×16". */
  readonly where: string;
  /** Whether the rule holds there. */
  readonly agrees: boolean;
  /** The numbers, in words. */
  readonly text: string;
  /** The numbers: errors and spreads in nats, epochs, counts. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** A claim, with what our records say. */
export interface ClaimVerdict {
  /** Stable identifier, in kebab-case. */
  readonly id: string;
  /** The claim. */
  readonly claim: string;
  /** Where the paper makes it. */
  readonly place: string;
  /** The rule that decides, stated so that anyone can apply it. */
  readonly rule: string;
  /** `agrees` if the rule holds wherever it could be applied, `no data` if it could not. */
  readonly verdict: "agrees" | "differs" | "no data";
  /** The rule wherever it could be applied. */
  readonly evidence: readonly ClaimEvidence[];
}

/** A claim before its verdict. */
export type Claim = Omit<ClaimVerdict, "verdict" | "evidence">;

/**
 * The verdict on a claim.
 *
 * @param claim The claim.
 * @param evidence The rule wherever it could be applied.
 * @returns The claim with its verdict.
 */
export function judged(claim: Claim, evidence: readonly ClaimEvidence[]): ClaimVerdict {
  if (evidence.length === 0) return { ...claim, verdict: "no data", evidence };
  const agrees = evidence.every(({ agrees }) => agrees);
  return { ...claim, verdict: agrees ? "agrees" : "differs", evidence };
}

/** Three significant digits. */
export function numberText(value: number): string {
  return String(Number(value.toPrecision(3)));
}
