/**
 * `report`: serves what `reproduce` has written.
 *
 * @module
 */
import { type Profile, PROFILES } from "../../reports/profile.ts";
import { InputError } from "../errors.ts";
import type { CliIo } from "./cli_io.ts";
import type { Command } from "./command.ts";
import type { FlagSpec, ParsedFlags } from "./flags.ts";
import { PORT_FLAG, readPort, SERVE_PERMISSION } from "./port_flag.ts";
import { EXIT_CODES } from "./report_error.ts";

/** The command `report`. */
export const REPORT: Command = {
  name: "report",
  summary: "Serve the figures and tables that reproduce has written, on this machine",
  usage: ["[FLAGS]"],
  permissions: ["--allow-read", SERVE_PERMISSION],
  examples: [
    { args: "", shows: "the report that was written last; open the address that it prints" },
    { args: "--profile quick --port 0", shows: "that of one profile, on any free port" },
  ],
  flags: reportFlags,
  run,
};

function reportFlags(): readonly FlagSpec[] {
  return [
    {
      name: "profile",
      kind: "choice",
      choices: PROFILES,
      placeholder: "NAME",
      default: "the one written last",
      description: "Profile whose report to serve",
    },
    {
      name: "out",
      kind: "text",
      placeholder: "DIR",
      default: "reports/output",
      description: "Folder that reproduce has written to",
    },
    PORT_FLAG,
  ];
}

async function run(flags: ParsedFlags, io: CliIo): Promise<number> {
  const port = readPort(flags);
  const out = flags.text("out") ?? "reports/output";
  const profile = flags.text("profile") as Profile | undefined;
  const { findReport, serveReport } = await import("../../reports/serve_report.ts");
  const found = await findReport(out, profile);
  if (found === null) throw noReport(out, profile, io);
  const server = serveReport(found.folder, port);
  const release = io.onInterrupt(() => server.stop());
  io.writeOut(`${server.url}\n`);
  io.writeOut(
    `The ${found.profile} profile, written ${found.writtenAt.toLocaleString("sv")}. ` +
      "Ctrl-C ends this.\n",
  );
  await server.finished;
  release();
  return EXIT_CODES.done;
}

function noReport(out: string, profile: Profile | undefined, io: CliIo): InputError {
  return new InputError(
    "no-report",
    `There is no report in ${out}${profile === undefined ? " yet" : `/${profile} yet`}.`,
    `Make one: deno run -A ${io.program} reproduce --profile ${profile ?? "quick"}` +
      (out === "reports/output" ? "" : ` --out ${out}`),
  );
}
