/**
 * Folders of reports, for tests that compare them.
 *
 * @module
 */
import { produce, type ProduceSettings } from "../../reports/produce.ts";
import type { ArtefactEntry } from "../../reports/artefact.ts";

/** Runs `use` with an empty folder that is removed afterwards. */
export async function withFolder<Result>(
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await Deno.makeTempDir({ prefix: "infoplane-report-" });
  try {
    return await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Makes artefacts in a folder, seed 7, two cells at a time, unless `settings` say otherwise. */
export async function makeIn(
  folder: string,
  entries: readonly ArtefactEntry[],
  settings: Partial<ProduceSettings> = {},
): Promise<void> {
  const defaults = {
    all: entries,
    profile: "quick",
    seed: 7,
    jobs: 2,
    folder,
    fresh: false,
  } as const;
  await produce(entries, { ...defaults, ...settings });
}

/** Content of every file but the page, which tells times, and the cells, which time themselves. */
export async function contentsOf(folder: string): Promise<Record<string, string>> {
  const contents: Record<string, string> = {};
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (!isFile || name === "index.html") continue;
    contents[name] = (await Deno.readFile(`${folder}/${name}`)).toBase64();
  }
  return Object.fromEntries(Object.entries(contents).sort());
}

/** Names of the finished cells in a folder. */
export async function cellsOf(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(`${folder}/cells`)) {
    if (name.endsWith(".json")) names.push(name);
  }
  return names.sort();
}
