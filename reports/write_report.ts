/**
 * Writes what a run made: records, specifications, pictures, and the page that shows them.
 *
 * @module
 */
import { VERSION } from "../lib/version.ts";
import type { Artefact, ArtefactEntry, VegaLiteSpec } from "./artefact.ts";
import type { ClaimVerdict } from "./claim.ts";
import { testClaims } from "./claims.ts";
import { interactive } from "./interactive.ts";
import { readChartScripts } from "./package_scripts.ts";
import { pageHtml, type PageSection } from "./page.ts";
import { ownComparisons, ownStatement } from "./our_comparison.ts";
import type { Fact } from "./page_parts.ts";
import { type PlaneWalk, planeWalk } from "./plane_walk.ts";
import type { Profile } from "./profile.ts";
import { durationText } from "./progress.ts";
import type { ReportRecord } from "./record.ts";
import { summaryText } from "./records_summary.ts";
import { openRenderer, pictureSize, type Renderer } from "./render.ts";
import { artefactSection, type SectionParts } from "./report_section.ts";
import { claimsSection, verdictCounts } from "./section_claims.ts";
import { writeAtomically } from "./write_atomically.ts";

/** An artefact with its records. */
export interface MadeArtefact {
  /** Registry entry. */
  readonly entry: ArtefactEntry;
  /** The artefact. */
  readonly artefact: Artefact;
  /** All its records, in the order of its cells. */
  readonly records: readonly ReportRecord[];
  /** Computing time of its cells, in this run or an earlier one, in milliseconds. */
  readonly computeMs: number;
}

/** Facts on a run. */
export interface RunFacts {
  /** Every artefact there is, in the order of the page. */
  readonly all: readonly ArtefactEntry[];
  /** Scale of the run. */
  readonly profile: Profile;
  /** Seed of the run. */
  readonly seed: number;
  /** Number of cells that ran at the same time. */
  readonly jobs: number;
  /** Wall time of the run in milliseconds. */
  readonly elapsedMs: number;
  /**
   * Sections besides those of the artefacts and the claims; they come last.
   *
   * @default {[]}
   */
  readonly sections?: readonly PageSection[];
}

/**
 * Writes the files of a run. All but `index.html` depend on the records alone.
 *
 * @param folder Folder of the profile, which exists.
 * @param made The artefacts of this run.
 * @param facts Facts on the run, for the page.
 */
export async function writeReport(
  folder: string,
  made: readonly MadeArtefact[],
  facts: RunFacts,
): Promise<void> {
  const renderer = await openRenderer();
  const shown = new Map<string, ShownArtefact>();
  for (const artefact of made) {
    shown.set(artefact.entry.id, await writeArtefact(folder, artefact, renderer));
  }
  for (const entry of facts.all) {
    if (!shown.has(entry.id)) shown.set(entry.id, await earlierArtefact(folder, entry));
  }
  const all = facts.all.flatMap(({ id }) => shown.get(id) ?? []);
  const records = all.flatMap(({ parts }) => parts.records);
  const verdicts = testClaims(records);
  const comparisons = ownComparisons(records);
  const page = pageHtml({
    profile: facts.profile,
    version: VERSION,
    facts: runFacts(facts, verdicts),
    sections: [
      ...all.map(({ entry, artefact, parts }) =>
        artefactSection(entry, artefact, { ...parts, verdicts, comparisons })
      ),
      ...claimsSection(verdicts, ownStatement(comparisons)),
      ...facts.sections ?? [],
    ],
    scripts: await readChartScripts(),
  });
  await writeAtomically(`${folder}/index.html`, page);
}

function runFacts(facts: RunFacts, verdicts: readonly ClaimVerdict[]): Fact[] {
  const claims = verdictCounts(verdicts);
  return [
    { name: "Profile", value: facts.profile },
    { name: "Seed", value: String(facts.seed) },
    ...claims === "" ? [] : [{ name: "The paper's claims", value: claims }],
    { name: "Cells at a time", value: String(facts.jobs) },
    { name: "This run, without drawing and earlier cells", value: durationText(facts.elapsedMs) },
  ];
}

/** An artefact and what there is of it, before the claims are tested. */
interface ShownArtefact {
  readonly entry: ArtefactEntry;
  readonly artefact: Artefact;
  readonly parts: Omit<SectionParts, "verdicts" | "comparisons">;
}

async function writeArtefact(
  folder: string,
  { entry, artefact, records, computeMs }: MadeArtefact,
  renderer: Renderer,
): Promise<ShownArtefact> {
  const { id } = entry;
  const plain = artefact.spec(records);
  const walk = walkOf(entry, records);
  const facts = records.length === 0
    ? []
    : [{ name: "Computing time", value: durationText(computeMs) }];
  const parts = { records, walk, facts, remark: null };
  if (plain === null) return { entry, artefact, parts: { ...parts, picture: null } };
  const spec = interactive(plain, describe(entry, records));
  const { svg, png } = await renderer.draw(spec);
  await writeAtomically(`${folder}/${id}.json`, json(records));
  await writeAtomically(`${folder}/${id}.vl.json`, json(spec));
  if (walk) await writeAtomically(`${folder}/${id}.walk.vl.json`, json(walk.spec));
  await writeAtomically(`${folder}/${id}.svg`, svg);
  await writeAtomically(`${folder}/${id}.png`, png);
  return { entry, artefact, parts: { ...parts, picture: { spec, size: pictureSize(svg) } } };
}

/** An artefact that is not part of this run: shown if an earlier run made it. */
async function earlierArtefact(folder: string, entry: ArtefactEntry): Promise<ShownArtefact> {
  const artefact = entry.create();
  const spec = await readJson<VegaLiteSpec>(`${folder}/${entry.id}.vl.json`);
  const records = await readJson<readonly ReportRecord[]>(`${folder}/${entry.id}.json`);
  const svg = await readText(`${folder}/${entry.id}.svg`);
  if (!spec || !records || svg === undefined) {
    const canBeMade = artefact.cells("quick", 0).length > 0 || artefact.spec([]) !== null;
    const remark = canBeMade ? `Not made yet: reproduce --only ${entry.id} makes it.` : null;
    const nothing = { records: [], picture: null, walk: null, facts: [] };
    return { entry, artefact, parts: { ...nothing, remark } };
  }
  const seeds = [...new Set(records.map(({ seed }) => seed))];
  const remark = `Made by an earlier run${
    seeds.length > 0 ? `, with seed ${seeds.join(", ")}` : ""
  }.`;
  const picture = { spec, size: pictureSize(svg) };
  const walk = walkOf(entry, records);
  return { entry, artefact, parts: { records, picture, walk, facts: [], remark } };
}

function walkOf(entry: ArtefactEntry, records: readonly ReportRecord[]): PlaneWalk | null {
  const walk = planeWalk(records);
  return walk && { ...walk, spec: interactive(walk.spec, describe(entry, records)) };
}

/** What a picture shows, for those who cannot see it. */
function describe({ title, caption }: ArtefactEntry, records: readonly ReportRecord[]): string {
  return `${title}. ${caption} ${summaryText(records)}`.trim();
}

async function readJson<Value>(path: string): Promise<Value | undefined> {
  const text = await readText(path);
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}
