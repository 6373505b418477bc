/**
 * An artefact as a section of the page.
 *
 * @module
 */
import type { Artefact, ArtefactEntry, VegaLiteSpec } from "./artefact.ts";
import type { ClaimVerdict } from "./claim.ts";
import type { PageChart, PageFile, PageSection } from "./page.ts";
import type { Fact } from "./page_parts.ts";
import { type OwnComparison, ownTable } from "./our_comparison.ts";
import type { PlaneWalk } from "./plane_walk.ts";
import type { ReportRecord } from "./record.ts";
import { summaryTable, summaryText } from "./records_summary.ts";
import type { Size } from "./render.ts";
import { claimsOn } from "./section_claims.ts";
import { settingsTexts } from "./settings_text.ts";

/** What there is of an artefact. */
export interface SectionParts {
  /** All its records; none where it has none, or is not made. */
  readonly records: readonly ReportRecord[];
  /** Its picture with the size; null where there is none. */
  readonly picture: { readonly spec: VegaLiteSpec; readonly size: Size } | null;
  /** Its information plane by epoch, where it has one. */
  readonly walk: PlaneWalk | null;
  /** The paper's claims, tested on all records of the page. */
  readonly verdicts: readonly ClaimVerdict[];
  /** Our estimator beside the paper's methods, on all records of the page. */
  readonly comparisons: readonly OwnComparison[];
  /** Facts on the making besides those of the records. */
  readonly facts: readonly Fact[];
  /** Says that this is of an earlier run, or not made. */
  readonly remark: string | null;
}

/**
 * Makes the section.
 *
 * @param entry Registry entry.
 * @param artefact The artefact.
 * @param parts What there is of it.
 * @returns What the page says.
 */
export function artefactSection(
  { id, title, summary, caption }: ArtefactEntry,
  artefact: Artefact,
  parts: SectionParts,
): PageSection {
  const { records, picture, walk } = parts;
  const table = tableOf(artefact, records);
  return {
    id,
    title,
    summary,
    paper: caption,
    ours: summaryText(records),
    // A table is shown as a table; its picture is for elsewhere.
    charts: table === null ? chartsOf(id, picture, walk) : [],
    table,
    claims: claimsOn(parts.verdicts, title),
    own: ownTable(parts.comparisons, title),
    numbers: table === null ? summaryTable(records) : null,
    missing: artefact.missing,
    failures: failureTexts(records),
    facts: [...recordFacts(records), ...parts.facts],
    settings: settingsTexts(records),
    files: picture === null ? [] : filesOf(id, records.length > 0, walk),
    remark: parts.remark,
  };
}

/** A table that needs no records is one without them too. */
function tableOf(artefact: Artefact, records: readonly ReportRecord[]): PageSection["table"] {
  if (!artefact.table) return null;
  if (records.length === 0 && artefact.cells("quick", 0).length > 0) return null;
  return artefact.table(records);
}

function chartsOf(
  id: string,
  picture: SectionParts["picture"],
  walk: PlaneWalk | null,
): PageChart[] {
  const still = picture === null
    ? []
    : [{ id: `${id}-chart`, ...picture, picture: `${id}.svg`, epochs: null }];
  if (walk === null) return still;
  const size = { width: 940, height: 520 };
  return [
    ...still,
    { id: `${id}-walk`, spec: walk.spec, size, picture: null, epochs: walk.epochs },
  ];
}

function filesOf(id: string, hasRecords: boolean, walk: PlaneWalk | null): PageFile[] {
  return [
    ...(hasRecords ? [{ name: "Records", file: `${id}.json` }] : []),
    { name: "Vega-Lite", file: `${id}.vl.json` },
    ...(walk === null ? [] : [{ name: "Vega-Lite, by epoch", file: `${id}.walk.vl.json` }]),
    { name: "SVG", file: `${id}.svg` },
    { name: "PNG", file: `${id}.png` },
  ];
}

function recordFacts(records: readonly ReportRecord[]): Fact[] {
  if (records.length === 0) return [];
  const distinct = (values: readonly (string | number)[]) => [...new Set(values)].join(", ");
  return [
    { name: "Records", value: String(records.length) },
    { name: "Samples", value: distinct(records.map(({ n }) => n)) },
    { name: "Seed", value: distinct(records.map(({ seed }) => seed)) },
    { name: "Device", value: distinct(records.map(({ device }) => device)) },
    { name: "Version", value: distinct(records.map(({ version }) => version)) },
  ];
}

/** Cells without an estimate, by panel and cause, with the first message of each. */
function failureTexts(records: readonly ReportRecord[]): string[] {
  const failed = records.filter(({ error }) => error !== undefined);
  const groups = Map.groupBy(failed, ({ panel, error }) => `${panel}: ${error?.code}`);
  return [...groups.values()].map((members) => {
    const [{ panel, error }] = members;
    const total = records.filter((record) => record.panel === panel).length;
    return `${panel}: ${members.length} of ${total} (${error?.code}), such as: ${error?.message}`;
  });
}
