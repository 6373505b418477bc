import { deepStrictEqual } from "../support/assert.ts";
import { importsOf, type SourceFile, sourceFiles } from "../support/source_tree.ts";

/** Layers, lowest first; a module may import its own layer and those below it. */
const LAYERS: readonly { readonly name: string; readonly has: (path: string) => boolean }[] = [
  { name: "types", has: (path) => path === "lib/types.ts" || path === "lib/errors.ts" },
  {
    name: "kernels",
    has: (path) => path.startsWith("kernels/") && !path.startsWith("kernels/assembly/"),
  },
  { name: "lib", has: (path) => path.startsWith("lib/") && !path.startsWith("lib/cli/") },
  { name: "data", has: (path) => path.startsWith("data/") },
  { name: "reports", has: (path) => path.startsWith("reports/") },
  { name: "cli", has: (path) => path.startsWith("lib/cli/") },
  { name: "main", has: (path) => path === "main.ts" },
  { name: "mod", has: (path) => path === "mod.ts" },
];

/** What reads files below the reports: the MNIST loader, and the compiler of the kernels. */
const READERS = new Set(["data/mnist.ts", "kernels/build.ts"]);

function layerOf(path: string): number {
  return LAYERS.findIndex((layer) => layer.has(path));
}

function resolve(from: string, specifier: string): string {
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
}

const modules: SourceFile[] = sourceFiles(".ts").filter(({ path }) => layerOf(path) >= 0);

Deno.test("modules import only their own layer and those below it", () => {
  const upward: string[] = [];
  for (const { path, text } of modules) {
    for (const specifier of importsOf(text).filter((name) => name.startsWith("."))) {
      const target = resolve(path, specifier);
      const runsProgram = path === "mod.ts" && target === "main.ts";
      if (layerOf(target) > layerOf(path) && !runsProgram) upward.push(`${path} → ${target}`);
      if (layerOf(target) < 0) upward.push(`${path} → ${target} (outside the layers)`);
    }
  }
  deepStrictEqual(upward, []);
});

Deno.test("modules below the reports touch no file system, but for the named readers", () => {
  const touching = modules
    .filter(({ path }) => layerOf(path) < layerOf("reports/x.ts") && !READERS.has(path))
    .filter(({ text }) =>
      /\bDeno\.|"node:(fs|child_process|process|path)/.test(text.replace(/^\s*(\*|\/\/).*$/gm, ""))
    )
    .map(({ path }) => path);
  deepStrictEqual(touching, []);
});

Deno.test("library modules never log", () => {
  const logging = modules
    .filter(({ path }) => path.startsWith("lib/") && !path.startsWith("lib/cli/"))
    .filter(({ text }) => /\bconsole\./.test(text))
    .map(({ path }) => path);
  deepStrictEqual(logging, []);
});
