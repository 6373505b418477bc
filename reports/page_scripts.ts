/**
 * The scripts of a page, inside it: so it works from disk and offline.
 *
 * @module
 */
import charts from "./browser/charts.js" with { type: "text" };
import fit from "./browser/fit.js" with { type: "text" };
import ground from "./browser/ground.js" with { type: "text" };
import legend from "./browser/legend.js" with { type: "text" };
import live from "./browser/live.js" with { type: "text" };
import main from "./browser/main.js" with { type: "text" };
import walk from "./browser/walk.js" with { type: "text" };

/**
 * Our own modules as one, each after those that it imports. Browsers refuse imports to a page from disk,
 * so names are shared by being in one module; `import` and `export` go.
 */
function joined(modules: readonly string[]): string {
  return modules.map((text) =>
    text
      .replace(/^import .*;\n/gm, "")
      .replace(/^export (?=async function|function|const)/gm, "")
      .replace(/^[ \t]*\/\*(?:(?!\*\/)[^])*\*\/[ \t]*\n/gm, "")
  ).join("\n");
}

/** The module of a page whose charts are in it. */
export const PAGE_MODULE: string = joined([fit, legend, walk, ground, charts, main]);

/** The module of the page of a run that is not over. */
export const LIVE_MODULE: string = joined([fit, legend, walk, ground, charts, live]);

/**
 * The scripts as HTML, for the end of the page's body.
 *
 * @param packages Scripts of the packages that draw, in the order in which they have to run.
 * @param own The page's own module, which runs after them; that of a page with its charts by default.
 * @returns Elements.
 */
export function scriptsHtml(packages: readonly string[], own: string = PAGE_MODULE): string {
  const classic = packages.map((text) => `<script>${inElement(text)}</script>`);
  return [...classic, `<script type="module">${inElement(own)}</script>`].join("\n");
}

/**
 * A value as JSON inside a script element that does not run.
 *
 * @param id Identifier of the element.
 * @param value The value.
 * @returns The element.
 */
export function jsonElement(id: string, value: unknown): string {
  const text = JSON.stringify(value).replaceAll("<", "\\u003c");
  return `<script type="application/json" id="${id}">${text}</script>`;
}

/** Code in which nothing ends the element that holds it; these strings occur in literals only. */
function inElement(code: string): string {
  return code.replaceAll(/<(?=\/script|!--)/gi, "\\x3c");
}
