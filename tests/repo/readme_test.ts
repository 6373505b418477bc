import { deepStrictEqual, ok } from "../support/assert.ts";
import { readmeTables } from "../support/readme_tables.ts";
import { ROOT, sourceFiles } from "../support/source_tree.ts";

const readme = Deno.readTextFileSync(new URL("README.md", ROOT));

/** Markdown without the padding and the line breaks that the formatter adds. */
function compact(table: string): string {
  return table.trim().replace(/ *\| */g, "|").replace(/-+/g, "-").replace(/\s+/g, " ");
}

Deno.test("the README's tables are those of the registries and the benchmark rows", () => {
  for (const [name, expected] of Object.entries(readmeTables())) {
    const between = readme.match(new RegExp(`<!-- ${name}:start -->([^]*?)<!-- ${name}:end -->`));
    ok(between, `no markers for ${name}`);
    deepStrictEqual(compact(between[1]), compact(expected), "run deno task docs");
  }
});

Deno.test("links between the project's documents lead somewhere", () => {
  const broken: string[] = [];
  for (const { path, text } of sourceFiles(".md")) {
    for (const [, link] of text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)) {
      try {
        Deno.statSync(new URL(link, new URL(path, ROOT)));
      } catch {
        broken.push(`${path}: ${link}`);
      }
    }
  }
  deepStrictEqual(broken, []);
});
