/**
 * `reproduce`: computes the cells of the paper's figures and tables, and draws them.
 *
 * @module
 */
import { InputError } from "../lib/errors.ts";
import { ARTEFACTS } from "./artefacts.ts";
import { cellKey, type CellResult, distinctCells, type TimedResult } from "./cell.ts";
import { readCell, writeCell } from "./cell_cache.ts";
import type { Artefact, ArtefactEntry, PlacedCell } from "./artefact.ts";
import { type Profile, PROFILES } from "./profile.ts";
import { durationText, openProgress } from "./progress.ts";
import type { ReproduceOptions, ReproduceOutput } from "./reproduce_options.ts";
import { runCells } from "./worker_pool.ts";
import { type MadeArtefact, writeReport } from "./write_report.ts";

export type { ReproduceOptions, ReproduceOutput } from "./reproduce_options.ts";

/** Exit code of an interrupted run. */
const INTERRUPTED = 130;

/** Options with every default filled in. */
interface Settings {
  readonly entries: readonly ArtefactEntry[];
  readonly profile: Profile;
  readonly seed: number;
  readonly jobs: number;
  readonly folder: string;
  readonly fresh: boolean;
}

/** An artefact of this run with its cells. */
interface Plan {
  readonly entry: ArtefactEntry;
  readonly artefact: Artefact;
  readonly placed: readonly PlacedCell[];
}

/**
 * Makes figures and tables: computes the cells that are not in the cache, writes each as soon as it
 * is finished, then writes records, specifications, pictures and a page. Equal settings give equal
 * bits, whatever the number of jobs, the choice of artefacts, and the interruptions.
 *
 * @param options What to make, and at which scale.
 * @returns Exit code: 0 when everything is made, 130 when it was interrupted.
 * @throws {InputError} If an option has a value that cannot be used, or the folder cannot be written.
 */
export async function runReproduce(options: ReproduceOptions = {}): Promise<number> {
  const settings = resolveSettings(options);
  const output = options.output ?? standardOutput();
  const interrupt = options.signal ? undefined : listenForInterrupt();
  const signal = options.signal ?? interrupt?.signal;
  const say = (line: string) => {
    if (!options.quiet) output.writeOut(`${line}\n`);
  };
  try {
    return await reproduce(settings, { output, quiet: options.quiet === true, say, signal });
  } catch (error) {
    if (!signal?.aborted) throw error;
    output.writeError("Interrupted. Finished cells are kept; the same command continues.\n");
    return INTERRUPTED;
  } finally {
    interrupt?.close();
  }
}

/** Whom to tell, and who may stop it. */
interface Surroundings {
  readonly output: ReproduceOutput;
  readonly quiet: boolean;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

async function reproduce(settings: Settings, surroundings: Surroundings): Promise<number> {
  const { entries, profile, seed, folder } = settings;
  const startedAt = performance.now();
  const plans = entries.map((entry): Plan => {
    const artefact = entry.create();
    return { entry, artefact, placed: artefact.cells(profile, seed) };
  });
  await makeFolder(`${folder}/cells`);
  const results = await computeCells(plans, settings, surroundings);
  const made = plans.map((plan) => gather(plan, results));
  await writeReport(folder, made, {
    profile,
    seed,
    jobs: settings.jobs,
    elapsedMs: performance.now() - startedAt,
  });
  for (const { entry, artefact } of plans) {
    for (const missing of artefact.missing) surroundings.say(`${entry.id}: missing: ${missing}`);
  }
  surroundings.say(`Done in ${durationText(performance.now() - startedAt)}: ${folder}/index.html`);
  return 0;
}

async function computeCells(
  plans: readonly Plan[],
  { folder, fresh, jobs }: Settings,
  { output, quiet, say, signal }: Surroundings,
): Promise<ReadonlyMap<string, TimedResult>> {
  const cells = distinctCells(plans.flatMap(({ placed }) => placed.map(({ cell }) => cell)));
  const results = new Map<string, TimedResult>();
  const todo = new Map(cells);
  for (const key of fresh ? [] : cells.keys()) {
    const cached = await readCell(`${folder}/cells`, key);
    if (!cached) continue;
    results.set(key, cached);
    todo.delete(key);
  }
  say(`${cells.size} cells, ${results.size} of them already computed, ${jobs} at a time`);
  if (todo.size === 0) return results;
  const progress = quiet ? undefined : openProgress(todo, output);
  try {
    await runCells(todo, {
      jobs,
      signal,
      onStart: (key) => progress?.start(key),
      async onDone(key, timed) {
        await writeCell(`${folder}/cells`, key, timed);
        results.set(key, timed);
        progress?.done(key);
      },
    });
  } finally {
    progress?.close();
  }
  return results;
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
  const records = placed.flatMap((place) =>
    artefact.records(place, resultOf(place).result as CellResult)
  );
  const computeMs = placed.reduce((sum, place) => sum + resultOf(place).elapsedMs, 0);
  return { entry, artefact, records, computeMs };
}

function resolveSettings(options: ReproduceOptions): Settings {
  const { only, profile = "default", seed = 0, out = "reports/output", fresh = false } = options;
  const { jobs = navigator.hardwareConcurrency } = options;
  if (!PROFILES.includes(profile)) {
    throw new InputError(
      "unknown-profile",
      `Unknown profile "${profile}".`,
      `Known: ${PROFILES.join(", ")}.`,
    );
  }
  checkInteger("seed", seed, 0);
  checkInteger("jobs", jobs, 1);
  const wanted = new Set(only?.map((id) => ARTEFACTS.get(id)));
  if (only?.length === 0) {
    throw new InputError("nothing-to-do", "No artefact is chosen.", "Name one, e.g. figure-3.");
  }
  const entries = ARTEFACTS.entries().filter((entry) => !only || wanted.has(entry));
  return { entries, profile, seed, jobs, folder: `${out}/${profile}`, fresh };
}

function checkInteger(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new InputError(
    "invalid-option",
    `Option "${name}" must be an integer of at least ${least}: current value is ${value}.`,
  );
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

function standardOutput(): ReproduceOutput {
  const encoder = new TextEncoder();
  return {
    interactive: Deno.stderr.isTerminal(),
    writeOut: (text) => void Deno.stdout.writeSync(encoder.encode(text)),
    writeError: (text) => void Deno.stderr.writeSync(encoder.encode(text)),
  };
}

/** A signal that aborts at the first SIGINT, and what takes the listener away. */
function listenForInterrupt(): { readonly signal: AbortSignal; close(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  Deno.addSignalListener("SIGINT", abort);
  return {
    signal: controller.signal,
    close: () => Deno.removeSignalListener("SIGINT", abort),
  };
}
