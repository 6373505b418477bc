/**
 * `methods`: what there is to choose from.
 *
 * @module
 */
import { SAMPLERS } from "../../data/samplers.ts";
import { COMPRESSORS } from "../compress/registry.ts";
import { METHODS } from "../mi/registry.ts";
import type { CliIo } from "./cli_io.ts";
import type { Command } from "./command.ts";
import { flagName, type ParsedFlags } from "./flags.ts";
import { entryLines } from "./help.ts";
import { EXIT_CODES } from "./report_error.ts";
import { createStyle, type Style } from "./style.ts";

/** The command `methods`. */
export const METHODS_COMMAND: Command = {
  name: "methods",
  summary: "List the estimators, compressors, families of data, and artefacts of the paper",
  usage: ["[--json]"],
  permissions: [],
  examples: [{ args: "", shows: "what there is to choose from" }],
  flags: () => [{ name: "json", kind: "switch", description: "Print the list as JSON" }],
  run,
};

/** One thing to choose, as it is listed. */
interface Listed {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly options: readonly string[];
  /** Further remarks by name: assumptions, bias, cost. */
  readonly remarks: Readonly<Record<string, string>>;
}

async function run(flags: ParsedFlags, io: CliIo): Promise<number> {
  const { ARTEFACTS } = await import("../../reports/artefacts.ts");
  const lists: Record<string, Listed[]> = {
    methods: METHODS.entries().map((entry) => {
      const { equation, assumptions, bias, cost } = entry;
      return { ...listed(entry), remarks: { equation, assumptions, bias, cost } };
    }),
    // The dimension of a code stands after the id, and is no flag.
    compressors: COMPRESSORS.entries().map((entry) => ({ ...listed(entry), options: [] })),
    families: SAMPLERS.entries().map((entry) => (
      { ...listed(entry), remarks: { equation: entry.equation } }
    )),
    artefacts: ARTEFACTS.entries().map(listed),
  };
  if (flags.has("json")) io.writeOut(`${JSON.stringify(lists, null, 2)}\n`);
  else io.writeOut(listText(lists, createStyle(io.colorOut)));
  return EXIT_CODES.done;
}

function listed(
  { id, title, summary, options }: {
    readonly id: string;
    readonly title: string;
    readonly summary: string;
    readonly options: readonly { readonly name: string }[];
  },
): Listed {
  const flags = options.map(({ name }) => `--${flagName(name)}`);
  return { id, title, summary, options: flags, remarks: {} };
}

const HEADINGS: Readonly<Record<string, string>> = {
  methods: "Estimators (estimate --method ID)",
  compressors: "Compressors (estimate --compress-x ID:DIM)",
  families: "Families of data with known mutual information (generate FAMILY)",
  artefacts: "Figures and tables of the paper (reproduce --only ID)",
};

function listText(lists: Readonly<Record<string, readonly Listed[]>>, style: Style): string {
  const entries = Object.values(lists).flat();
  const width = Math.max(...entries.map(({ id }) => id.length));
  return Object.entries(lists).map(([kind, listed]) => {
    const lines = listed.flatMap(({ id, summary, options, remarks }) => [
      ...entryLines(id, summary, style, width),
      ...Object.entries({
        ...remarks,
        ...(options.length > 0 ? { flags: options.join(", ") } : {}),
      })
        .flatMap(([name, text]) => entryLines("", `${name}: ${text}`, style, width)),
    ]);
    return `${style.bold(HEADINGS[kind])}\n${lines.join("\n")}\n`;
  }).join("\n");
}
