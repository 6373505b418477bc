/**
 * The project's own source files, for the tests that check the repository itself.
 *
 * @module
 */

/** One source file: its path from the root of the project and its text. */
export interface SourceFile {
  /** Path from the root, with forward slashes. */
  readonly path: string;
  /** Content. */
  readonly text: string;
}

/** Root of the project. */
export const ROOT: URL = new URL("../../", import.meta.url);

const SKIPPED = new Set([".git", "node_modules", "output", "gallery", "coverage"]);

/** Every file below the root whose name ends in one of `endings`, in the order of their paths. */
export function sourceFiles(...endings: readonly string[]): SourceFile[] {
  const files: SourceFile[] = [];
  walk("", endings, files);
  return files.sort((a, b) => a.path < b.path ? -1 : 1);
}

function walk(folder: string, endings: readonly string[], files: SourceFile[]): void {
  for (const entry of Deno.readDirSync(new URL(folder, ROOT))) {
    if (SKIPPED.has(entry.name)) continue;
    const path = folder + entry.name;
    if (entry.isDirectory) walk(`${path}/`, endings, files);
    else if (endings.some((ending) => path.endsWith(ending))) {
      files.push({ path, text: Deno.readTextFileSync(new URL(path, ROOT)) });
    }
  }
}

/** The specifiers that a module imports or re-exports, literal dynamic imports included. */
export function importsOf(text: string): string[] {
  const code = text.replace(/^\s*(\*|\/\/|\/\*).*$/gm, "");
  const pattern = /(?:\bfrom\s*|\bimport\s*\(?\s*)"([^"]+)"/g;
  return [...code.matchAll(pattern)].map((match) => match[1]);
}
