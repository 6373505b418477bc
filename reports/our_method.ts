/**
 * This project's own estimator in the figures of the paper: which it is, how much of it there is, and
 * how it is marked. Its cells are its own, so that those of the paper's methods do not depend on it.
 *
 * @module
 */
import { METHODS } from "../lib/mi/registry.ts";
import type { Profile } from "./profile.ts";
import type { ReportRecord } from "./record.ts";

/** Registry id of the estimator. */
export const OUR_METHOD = "auto";

/** What charts and tables call it. */
export const OUR_TITLE: string = `${METHODS.get(OUR_METHOD).title} (ours)`;

/**
 * Number of true values that it is estimated at, equally spaced over the range of the figure: a part of
 * those of the paper's methods, since an estimate takes seconds.
 */
export const OUR_TRUTHS: Readonly<Record<Profile, number>> = { quick: 3, default: 11, paper: 41 };

/**
 * The mark of a record: `ours` for our estimator, nothing for the paper's methods.
 *
 * @param method Registry id of the method.
 * @returns What to spread into the record.
 */
export function ownMark(method: string): Pick<ReportRecord, "ours"> {
  return method === OUR_METHOD ? { ours: true } : {};
}

/**
 * The line of a figure that says what our curve is.
 *
 * @param records Records of one artefact.
 * @param where Where the figure has it: "last column".
 * @returns One line; none where our estimator is not there.
 */
export function ownText(records: readonly ReportRecord[], where: string): string[] {
  const ours = records.filter((record) => record.ours);
  if (ours.length === 0) return [];
  const families = Map.groupBy(ours, ({ family }) => family);
  const counts = [...families.values()].map((members) =>
    new Set(members.map(({ truth }) => truth)).size
  );
  return [
    `${OUR_TITLE}, ${where}: this project's own estimator, which the paper does not have; ` +
    `at ${[...new Set(counts)].join(" or ")} true values, the same samples, without intervals.`,
  ];
}
