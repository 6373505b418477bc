/**
 * The README's tables, made from the registries: `deno task docs` writes them.
 *
 * @module
 */
import { SAMPLERS } from "../../data/samplers.ts";
import { METHODS } from "../../lib/mi/registry.ts";
import { ROOT } from "./source_tree.ts";

/** The text that belongs between the markers of each table. */
export function readmeTables(): Record<string, string> {
  return {
    methods: table(
      ["`--method`", "what", "equation", "assumes", "bias", "cost"],
      METHODS.entries().map((entry) => [
        `\`${entry.id}\``,
        entry.summary,
        entry.equation,
        entry.assumptions,
        entry.bias,
        entry.cost,
      ]),
    ),
    samplers: table(
      ["`generate`", "what", "map"],
      SAMPLERS.entries().map((entry) => [`\`${entry.id}\``, entry.summary, entry.equation]),
    ),
  };
}

/** `text` with each table between its markers. */
export function withTables(text: string): string {
  return Object.entries(readmeTables()).reduce(
    (result, [name, content]) =>
      result.replace(
        new RegExp(`(<!-- ${name}:start -->\n)[^]*?(<!-- ${name}:end -->)`),
        (_, start, end) => `${start}\n${content}\n${end}`,
      ),
    text,
  );
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
  return line(header) + line(header.map(() => "---")) + rows.map(line).join("");
}

if (import.meta.main) {
  const path = new URL("README.md", ROOT);
  await Deno.writeTextFile(path, withTables(await Deno.readTextFile(path)));
}
