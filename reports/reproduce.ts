/**
 * `reproduce`: computes the cells of the paper's figures and tables, and draws them.
 *
 * @module
 */
import { InputError } from "../lib/errors.ts";
import type { ArtefactEntry } from "./artefact.ts";
import { ARTEFACTS } from "./artefacts.ts";
import { openAccelerator } from "../lib/nn/accelerator.ts";
import { openTfjs } from "../lib/nn/tfjs.ts";
import { produce, type ProduceSettings } from "./produce.ts";
import { PROFILES, TRAINING_DEVICES } from "./profile.ts";
import type { ReproduceOptions, ReproduceOutput } from "./reproduce_options.ts";

export type { ReproduceOptions, ReproduceOutput } from "./reproduce_options.ts";

/** Exit code of an interrupted run. */
const INTERRUPTED = 130;

/** Options with every default filled in. */
interface Settings extends Omit<ProduceSettings, "all"> {
  readonly entries: readonly ArtefactEntry[];
}

/**
 * Makes figures and tables: computes the cells that are not in the cache, writes each as soon as it
 * is finished, then writes records, specifications, pictures and a page. Equal settings give equal
 * bits, whatever the number of jobs, the choice of artefacts, and the interruptions.
 *
 * @param options What to make, and at which scale.
 * @returns Exit code: 0 when everything is made, 130 when it was interrupted.
 * @throws {InputError} If an option has a value that cannot be used, or the folder cannot be written.
 * @throws {DeviceUnavailableError} If a GPU is asked for and there is none that works.
 */
export async function runReproduce(options: ReproduceOptions = {}): Promise<number> {
  const { entries, ...settings } = resolveSettings(options);
  const output = options.output ?? standardOutput();
  const interrupt = options.signal ? undefined : listenForInterrupt();
  const signal = options.signal ?? interrupt?.signal;
  try {
    if (settings.device === "gpu") await checkGpu(options.quiet ? undefined : output);
    await produce(entries, { ...settings, all: ARTEFACTS.entries() }, {
      output: options.quiet ? undefined : output,
      signal,
    });
    return 0;
  } catch (error) {
    if (!signal?.aborted) throw error;
    output.writeError("Interrupted. Finished cells are kept; the same command continues.\n");
    return INTERRUPTED;
  } finally {
    interrupt?.close();
  }
}

function resolveSettings(options: ReproduceOptions): Settings {
  const { only, profile = "default", seed = 0, out = "reports/output", fresh = false } = options;
  const { jobs = navigator.hardwareConcurrency, device = "cpu" } = options;
  checkKnown("profile", profile, PROFILES);
  checkKnown("device", device, TRAINING_DEVICES);
  checkInteger("seed", seed, 0);
  checkInteger("jobs", jobs, 1);
  const wanted = new Set(only?.map((id) => ARTEFACTS.get(id)));
  if (only?.length === 0) {
    throw new InputError("nothing-to-do", "No artefact is chosen.", "Name one, e.g. figure-3.");
  }
  const entries = ARTEFACTS.entries().filter((entry) => !only || wanted.has(entry));
  return { entries, profile, seed, device, jobs, folder: `${out}/${profile}`, fresh };
}

/** Whoever insists on a GPU learns at once that there is none, or that it is software. */
async function checkGpu(output: ReproduceOutput | undefined): Promise<void> {
  const gpu = await openAccelerator(await openTfjs(), "gpu");
  if (!gpu?.software) return;
  output?.writeError(
    `The GPU is ${gpu.adapter}, which is software on the CPU: correct, but slower than --device cpu.\n`,
  );
}

function checkKnown(name: string, value: string, known: readonly string[]): void {
  if (known.includes(value)) return;
  throw new InputError(
    `unknown-${name}`,
    `Unknown ${name} "${value}".`,
    `Known: ${known.join(", ")}.`,
  );
}

function checkInteger(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new InputError(
    "invalid-option",
    `Option "${name}" must be an integer of at least ${least}: current value is ${value}.`,
  );
}

function standardOutput(): ReproduceOutput {
  const encoder = new TextEncoder();
  return {
    interactive: Deno.stderr.isTerminal(),
    writeOut: (text) => void Deno.stdout.writeSync(encoder.encode(text)),
    writeError: (text) => void Deno.stderr.writeSync(encoder.encode(text)),
  };
}

/** A signal that aborts at the first SIGINT (a second one ends the process), and its end. */
function listenForInterrupt(): { readonly signal: AbortSignal; close(): void } {
  const controller = new AbortController();
  const abort = () => {
    if (controller.signal.aborted) Deno.exit(INTERRUPTED);
    controller.abort();
  };
  Deno.addSignalListener("SIGINT", abort);
  return {
    signal: controller.signal,
    close: () => Deno.removeSignalListener("SIGINT", abort),
  };
}
