/**
 * Makes artefacts: computes the cells that are not in the cache, and writes what they show.
 *
 * @module
 */
import { InputError } from "../lib/errors.ts";
import type { Artefact, ArtefactEntry, PlacedCell } from "./artefact.ts";
import { type Cell, cellKey, distinctCells, type TimedResult } from "./cell.ts";
import { readCell, writeCell } from "./cell_cache.ts";
import { removeCheckpoint } from "./checkpoint.ts";
import type { Profile, TrainingDevice } from "./profile.ts";
import { durationText, openProgress } from "./progress.ts";
import type { ReproduceOutput } from "./reproduce_options.ts";
import { runCells } from "./worker_pool.ts";
import { type MadeArtefact, writeReport } from "./write_report.ts";

/** How to make artefacts. */
export interface ProduceSettings {
  /** Every artefact there is, for the page. */
  readonly all: readonly ArtefactEntry[];
  /** Scale of the run. */
  readonly profile: Profile;
  /** Seed from which every cell's own seed is derived. */
  readonly seed: number;
  /** Where MINE's critics are trained. @default {"cpu"} */
  readonly device?: TrainingDevice | undefined;
  /** Number of cells that run at the same time. */
  readonly jobs: number;
  /** Where the files go; its subfolder `cells` is the cache. */
  readonly folder: string;
  /** Whether to compute every cell anew. */
  readonly fresh: boolean;
  /** Trainings write their state at least so many milliseconds after the last time. @default {15000} */
  readonly checkpointMs?: number;
}

/** Whom to tell, and who may stop it. */
export interface Surroundings {
  /** Where messages go; nothing is said without it. */
  readonly output?: ReproduceOutput | undefined;
  /** Stops the run between cells. */
  readonly signal?: AbortSignal | undefined;
}

/** An artefact of this run with its cells. */
interface Plan {
  readonly entry: ArtefactEntry;
  readonly artefact: Artefact;
  readonly placed: readonly PlacedCell[];
}

/**
 * Makes artefacts. Every cell is written as soon as it is finished, so that an interrupted run loses
 * at most the cells that were running; those that train a network keep their state as they go.
 *
 * @param entries What to make.
 * @param settings How.
 * @param surroundings Whom to tell, and who may stop it.
 * @throws {InputError} If the folder cannot be written.
 * @throws {Error} The signal's reason when it is aborted.
 */
export async function produce(
  entries: readonly ArtefactEntry[],
  settings: ProduceSettings,
  surroundings: Surroundings = {},
): Promise<void> {
  const { profile, seed, device, folder } = settings;
  const { output } = surroundings;
  const startedAt = performance.now();
  const plans = entries.map((entry): Plan => {
    const artefact = entry.create();
    return { entry, artefact, placed: artefact.cells(profile, seed, device) };
  });
  await makeFolder(`${folder}/cells`);
  await makeFolder(`${folder}/checkpoints`);
  const results = await computeCells(plans, settings, surroundings);
  const computedMs = performance.now() - startedAt;
  const made = plans.map((plan) => gather(plan, results));
  await writeReport(folder, made, { ...settings, elapsedMs: computedMs });
  for (const { entry, artefact } of plans) {
    for (const missing of artefact.missing) {
      output?.writeOut(`${entry.id}: missing: ${missing}\n`);
    }
  }
  const total = durationText(performance.now() - startedAt);
  output?.writeOut(`Done in ${total}: ${folder}/index.html\n`);
}

async function computeCells(
  plans: readonly Plan[],
  { folder, fresh, jobs, checkpointMs }: ProduceSettings,
  { output, signal }: Surroundings,
): Promise<ReadonlyMap<string, TimedResult>> {
  const cells = distinctCells(plans.flatMap(({ placed }) => placed.map(({ cell }) => cell)));
  const results = new Map<string, TimedResult>();
  for (const key of fresh ? [] : cells.keys()) {
    const cached = await readCell(`${folder}/cells`, key);
    if (cached) results.set(key, cached);
  }
  const todo = stillToDo(cells, results, new Set(plans.flatMap(keysOf)));
  output?.writeOut(
    `${cells.size} cells, ${cells.size - todo.size} of them already computed, ${jobs} at a time\n`,
  );
  if (todo.size === 0) return results;
  const progress = output && openProgress(todo, output);
  try {
    await runCells(todo, {
      jobs,
      signal,
      known: results,
      checkpointMs,
      checkpointOf: (key) => `${folder}/checkpoints/${key}`,
      onStart: (key) => progress?.start(key),
      onProgress: (key, fraction, step) => progress?.advance(key, fraction, step),
      async onDone(key, timed) {
        await writeCell(`${folder}/cells`, key, timed);
        await removeCheckpoint(`${folder}/checkpoints/${key}`);
        results.set(key, timed);
        progress?.done(key);
      },
    });
  } finally {
    progress?.close();
  }
  return results;
}

/** Keys of the cells that an artefact shows. */
function keysOf({ placed }: Plan): string[] {
  return placed.map(({ cell }) => cellKey(cell));
}

/** The cells without a result that are shown, or needed by one of these. */
function stillToDo(
  cells: ReadonlyMap<string, Cell>,
  results: ReadonlyMap<string, TimedResult>,
  shown: ReadonlySet<string>,
): Map<string, Cell> {
  const wanted = new Set(shown);
  // A cell stands after what it needs, so that going backwards meets it first.
  const todo = [...cells].reverse().filter(([key, cell]) => {
    if (results.has(key) || !wanted.has(key)) return false;
    cell.needs?.forEach((need) => wanted.add(cellKey(need)));
    return true;
  });
  return new Map(todo.reverse());
}

/** The records of an artefact, in the order of its cells. */
function gather(
  { entry, artefact, placed }: Plan,
  results: ReadonlyMap<string, TimedResult>,
): MadeArtefact {
  const resultOf = (place: PlacedCell): TimedResult => {
    const timed = results.get(cellKey(place.cell));
    if (!timed) throw new Error(`No result for cell "${place.cell.label}".`);
    return timed;
  };
  const records = placed.flatMap((place) => artefact.records(place, resultOf(place).result));
  const computeMs = placed.reduce((sum, place) => sum + resultOf(place).elapsedMs, 0);
  return { entry, artefact, records, computeMs };
}

async function makeFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new InputError(
      "output-folder",
      `Cannot write to ${path}: ${error.message}.`,
      "Choose another folder with --out DIR, and allow writing there.",
      { cause: error },
    );
  }
}
