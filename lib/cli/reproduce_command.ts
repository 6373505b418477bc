/**
 * `reproduce`: the paper's figures and tables.
 *
 * @module
 */
import {
  type Profile,
  PROFILES,
  TRAINING_DEVICES,
  type TrainingDevice,
} from "../../reports/profile.ts";
import { InputError } from "../errors.ts";
import type { CliIo } from "./cli_io.ts";
import type { Command } from "./command.ts";
import type { FlagSpec, ParsedFlags } from "./flags.ts";

/** The command `reproduce`. */
export const REPRODUCE: Command = {
  name: "reproduce",
  summary: "Regenerate the paper's figures and tables",
  usage: ["[FLAGS]"],
  permissions: [
    "--allow-read",
    "--allow-write",
    "--allow-env",
    "--allow-sys",
    "--allow-net=localhost,127.0.0.1",
  ],
  examples: [
    { args: "--profile quick", shows: "everything, small, in two minutes" },
    { args: "--only figure-3,table-2", shows: "one figure and one table" },
    {
      args: "--only figure-3 --profile paper --device gpu",
      shows: "MINE with the paper's 5000 epochs, on a GPU",
    },
  ],
  flags: reproduceFlags,
  run,
};

function reproduceFlags(): readonly FlagSpec[] {
  return [
    {
      name: "only",
      kind: "list",
      placeholder: "IDS",
      description: "Artefacts to make, with commas between; the command methods lists them",
      default: "all",
    },
    {
      name: "profile",
      kind: "choice",
      choices: PROFILES,
      default: "default",
      description: "Scale of the run",
      placeholder: "NAME",
    },
    {
      name: "device",
      kind: "choice",
      choices: TRAINING_DEVICES,
      default: "cpu",
      description:
        "Where MINE's critics are trained; gpu insists on a GPU, and --profile paper then " +
        "trains them for the paper's 5000 epochs at 41 true values, not for 222 at 11. All else, " +
        "autoencoders and the classifier too, is the same, and computed on the CPU",
    },
    { name: "seed", kind: "integer", placeholder: "N", default: "0", description: "Seed" },
    {
      name: "jobs",
      kind: "integer",
      placeholder: "N",
      default: "the number of processor cores",
      description: "Number of workers; the results do not depend on it",
    },
    {
      name: "out",
      kind: "text",
      placeholder: "DIR",
      default: "reports/output",
      description: "Folder that gets one subfolder per profile",
    },
    { name: "fresh", kind: "switch", description: "Compute everything anew" },
    { name: "quiet", kind: "switch", description: "Print nothing but problems" },
  ];
}

async function run(flags: ParsedFlags, io: CliIo): Promise<number> {
  const jobs = flags.number("jobs");
  if (jobs !== undefined && jobs < 1) {
    throw new InputError("invalid-flag", `--jobs must be at least 1: current value is ${jobs}.`);
  }
  const { runReproduce } = await import("../../reports/reproduce.ts");
  return await runReproduce({
    only: flags.list("only"),
    profile: flags.text("profile") as Profile | undefined,
    device: flags.text("device") as TrainingDevice | undefined,
    seed: flags.number("seed"),
    jobs,
    out: flags.text("out"),
    fresh: flags.has("fresh"),
    quiet: flags.has("quiet"),
    output: io,
  });
}
