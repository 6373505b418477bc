/**
 * Writes what a run made: records, specifications, pictures, and the page that shows them.
 *
 * @module
 */
import { VERSION } from "../lib/version.ts";
import type { Artefact, ArtefactEntry, VegaLiteSpec } from "./artefact.ts";
import { pageHtml, type PageSection } from "./page.ts";
import type { Profile } from "./profile.ts";
import { durationText } from "./progress.ts";
import type { ReportRecord } from "./record.ts";
import { openRenderer, type Renderer } from "./render.ts";
import { settingsTexts } from "./settings_text.ts";
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
  const sections = new Map<string, PageSection>();
  for (const artefact of made) {
    sections.set(artefact.entry.id, await writeArtefact(folder, artefact, renderer));
  }
  const page = pageHtml({
    profile: facts.profile,
    seed: facts.seed,
    version: VERSION,
    facts: [
      `Profile ${facts.profile}, seed ${facts.seed}, ${facts.jobs} cells at a time`,
      `This run took ${
        durationText(facts.elapsedMs)
      }, without drawing and without the cells of earlier runs.`,
    ],
    sections: await Promise.all(
      facts.all.map(async (entry) =>
        sections.get(entry.id) ?? await earlierSection(folder, entry, renderer)
      ),
    ),
  });
  await writeAtomically(`${folder}/index.html`, page);
}

async function writeArtefact(
  folder: string,
  { entry, artefact, records, computeMs }: MadeArtefact,
  renderer: Renderer,
): Promise<PageSection> {
  const { id } = entry;
  const spec = artefact.spec(records);
  const facts = records.length === 0
    ? []
    : [`${records.length} records, ${durationText(computeMs)} of computing`];
  if (spec === null) return section(entry, artefact, { records, facts });
  const picture = await renderer.draw(spec);
  await writeAtomically(`${folder}/${id}.json`, json(records));
  await writeAtomically(`${folder}/${id}.vl.json`, json(spec));
  await writeAtomically(`${folder}/${id}.svg`, picture.svg);
  await writeAtomically(`${folder}/${id}.png`, picture.png);
  return section(entry, artefact, { records, facts, inlineSvg: picture.inlineSvg });
}

/** An artefact that is not part of this run: shown if an earlier run made it. */
async function earlierSection(
  folder: string,
  entry: ArtefactEntry,
  renderer: Renderer,
): Promise<PageSection> {
  const artefact = entry.create();
  const spec = await readJson<VegaLiteSpec>(`${folder}/${entry.id}.vl.json`);
  const records = await readJson<readonly ReportRecord[]>(`${folder}/${entry.id}.json`);
  if (!spec || !records) {
    const canBeMade = artefact.cells("quick", 0).length > 0 || artefact.spec([]) !== null;
    const remark = canBeMade ? `Not made yet: reproduce --only ${entry.id} makes it.` : null;
    return section(entry, artefact, { records: [], facts: [], remark });
  }
  const { inlineSvg } = await renderer.draw(spec);
  const seeds = [...new Set(records.map(({ seed }) => seed))];
  const remark = `Made by an earlier run${
    seeds.length > 0 ? `, with seed ${seeds.join(", ")}` : ""
  }.`;
  return section(entry, artefact, { records, facts: [], inlineSvg, remark });
}

function section(
  { id, title, summary, caption }: ArtefactEntry,
  artefact: Artefact,
  { records, facts, inlineSvg = null, remark = null }: {
    readonly records: readonly ReportRecord[];
    readonly facts: readonly string[];
    readonly inlineSvg?: string | null;
    readonly remark?: string | null;
  },
): PageSection {
  return {
    id,
    title,
    summary,
    caption,
    inlineSvg,
    table: records.length > 0 ? artefact.table?.(records) ?? null : null,
    missing: artefact.missing,
    failures: failureTexts(records),
    facts: [...facts, ...settingsTexts(records)],
    remark,
  };
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

async function readJson<Value>(path: string): Promise<Value | undefined> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}
