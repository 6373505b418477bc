/**
 * Help texts, made from the declarations of the commands.
 *
 * @module
 */
import { VERSION } from "../version.ts";
import type { CliIo } from "./cli_io.ts";
import type { Command } from "./command.ts";
import { COMMON_FLAGS, type FlagSpec } from "./flags.ts";
import { createStyle, type Style, wrapText } from "./style.ts";

/** Greatest line length of the help texts. */
const WIDTH = 96;
/** Greatest width of the column of names; a longer name has its own line. */
const NAME_WIDTH = 30;

/** The help of the whole program. */
export function programHelp(commands: readonly Command[], io: CliIo): string {
  const style = createStyle(io.colorOut);
  const lines = [
    `${style.bold("infoplane")} ${VERSION}: mutual information of high-dimensional data, ` +
    "compressed first.",
    "",
    style.bold("Usage:"),
    `  deno run --allow-read ${io.program} COMMAND [FLAGS]`,
    "",
    style.bold("Commands:"),
    ...commands.flatMap(({ name, summary }) => entryLines(name, summary, style)),
    "",
    style.bold("Try:"),
    ...commands.flatMap((command) => exampleLines(command, io.program, style).slice(0, 2)),
    "",
    "COMMAND --help explains a command, --version shows the version. All information is in nats.",
    "Exit codes: 0 done; 1 a fault of infoplane; 2 input or usage that cannot be used; 130 interrupted.",
    "Colours and progress are for terminals; NO_COLOR turns colours off, --quiet what is not the result.",
  ];
  return lines.join("\n") + "\n";
}

/** The help of one command. */
export function commandHelp(command: Command, io: CliIo): string {
  const style = createStyle(io.colorOut);
  const start = ["deno run", ...command.permissions, io.program, command.name].join(" ");
  const lines = [
    `${command.summary}.`,
    "",
    style.bold("Usage:"),
    ...command.usage.map((usage) => `  ${start} ${usage}`.trimEnd()),
  ];
  for (const [group, flags] of groupFlags([...command.flags(), ...COMMON_FLAGS])) {
    lines.push("", style.bold(`${group}:`));
    lines.push(...flags.flatMap((flag) => entryLines(flagTitle(flag), flagText(flag), style)));
  }
  for (const { heading, entries } of command.notes?.() ?? []) {
    lines.push("", style.bold(`${heading}:`));
    lines.push(...entries.flatMap(({ name, text }) => entryLines(name, text, style)));
  }
  lines.push("", style.bold("Examples:"), ...exampleLines(command, io.program, style));
  return lines.join("\n") + "\n";
}

function groupFlags(flags: readonly FlagSpec[]): Map<string, FlagSpec[]> {
  const groups = new Map<string, FlagSpec[]>();
  for (const flag of flags) {
    const group = flag.group ?? "Flags";
    groups.set(group, [...groups.get(group) ?? [], flag]);
  }
  return groups;
}

function flagTitle({ name, short, kind, placeholder, choices = [] }: FlagSpec): string {
  const names = short === undefined ? `--${name}` : `-${short}, --${name}`;
  if (kind === "switch") return names;
  return `${names} ${isBrief(choices) ? choices.join("|") : placeholder ?? "VALUE"}`;
}

function flagText({ description, choices = [], default: value }: FlagSpec): string {
  const allowed = choices.length > 0 && !isBrief(choices) ? `: ${choices.join(", ")}` : "";
  const standard = value === undefined || value === "" ? "" : ` [default: ${value}]`;
  return description + allowed + standard;
}

/** Whether the choices fit beside the name of their flag. */
function isBrief(choices: readonly string[]): boolean {
  return choices.length > 0 && choices.join("|").length <= 24;
}

/** A name and its text, wrapped beside it, as the lists of the help show them. */
export function entryLines(
  name: string,
  text: string,
  style: Style,
  nameWidth = NAME_WIDTH,
): string[] {
  const [first, ...rest] = wrapText(text.replace(/\.$/, ""), WIDTH - nameWidth - 4);
  const indent = " ".repeat(nameWidth + 4);
  const lines = name.length > nameWidth
    ? [`  ${style.cyan(name)}`, indent + first]
    : [`  ${style.cyan(name)}${" ".repeat(nameWidth - name.length)}  ${first}`];
  return [...lines, ...rest.map((line) => indent + line)];
}

function exampleLines(
  { name, permissions, examples }: Command,
  program: string,
  style: Style,
): string[] {
  return examples.flatMap(({ args, shows, permissions: more = [] }) => [
    `  ${style.dim(`# ${shows}`)}`,
    `  ${["deno run", ...permissions, ...more, program, name, args].join(" ")}`.trimEnd(),
  ]);
}
