/**
 * The scripts that draw charts in a page: the packages' own builds for browsers, as text, from the
 * package cache. A page that holds them needs no network.
 *
 * @module
 */
import { loadPackage, type PackageName, PACKAGES } from "../lib/packages.ts";

/** The packages, in the order in which a page has to run them, each with its build for browsers. */
const BUILDS: readonly (readonly [PackageName, string])[] = [
  ["vega", "vega.min.js"],
  ["vega-lite", "vega-lite.min.js"],
  ["vega-embed", "vega-embed.min.js"],
];

/** Reads the scripts of vega, vega-lite and vega-embed, which make `vegaEmbed` of a page. */
export function readChartScripts(): Promise<readonly string[]> {
  return Promise.all(BUILDS.map(([name, file]) => readBuild(name, file)));
}

async function readBuild(name: PackageName, file: string): Promise<string> {
  await loadPackage(name); // Puts it into the package cache, beside whose main module the build is.
  const text = await Deno.readTextFile(new URL(file, import.meta.resolve(PACKAGES[name])));
  return text.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");
}
