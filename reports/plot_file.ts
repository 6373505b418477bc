/**
 * An estimate drawn into one file.
 *
 * @module
 */
import type { Diagnosis } from "../lib/diagnose.ts";
import { InputError } from "../lib/errors.ts";
import { VERSION } from "../lib/version.ts";
import type { ReportTable } from "./artefact.ts";
import { estimatePlot, estimateTitle, methodText } from "./estimate_plot.ts";
import { readChartScripts } from "./package_scripts.ts";
import { documentHtml } from "./page.ts";
import { escape, list, nameList, tableHtml } from "./page_parts.ts";
import { chartHtml } from "./page_section.ts";
import { openRenderer } from "./render.ts";

/** Kinds of files, by the end of their names; a longer end comes before one that it holds. */
const FORMATS = [".vl.json", ".html", ".svg", ".png"] as const;

/** A kind of file. */
export type PlotFormat = typeof FORMATS[number];

/**
 * The kind of file that a name asks for.
 *
 * @param path Name or path of the file.
 * @returns The kind.
 * @throws {InputError} If it is none that can be written.
 */
export function plotFormat(path: string): PlotFormat {
  const format = FORMATS.find((ending) => path.toLowerCase().endsWith(ending));
  if (format !== undefined) return format;
  throw new InputError(
    "plot-format",
    `--plot cannot write "${path}": the end of its name says no kind of picture.`,
    "Give it one of .html (to be looked at and pointed at), .svg, .png, .vl.json.",
  );
}

/** Draws an estimate into the bytes of a file. */
export type Plotter = (diagnosis: Diagnosis) => Promise<Uint8Array>;

/**
 * Loads what a kind of file needs: for pictures vega, resvg and the font, for pages the scripts of vega
 * and vega-embed, for specifications nothing.
 *
 * @param format Kind of file.
 * @returns What draws.
 */
export async function openPlotter(format: PlotFormat): Promise<Plotter> {
  const encode = (text: string) => Promise.resolve(new TextEncoder().encode(text));
  if (format === ".vl.json") {
    return (diagnosis) => encode(`${JSON.stringify(estimatePlot(diagnosis), null, 1)}\n`);
  }
  if (format === ".html") {
    const scripts = await readChartScripts();
    return (diagnosis) => encode(plotPage(diagnosis, scripts));
  }
  const renderer = await openRenderer();
  return async (diagnosis) => {
    const { svg, png } = await renderer.draw(estimatePlot(diagnosis));
    return format === ".png" ? png : await encode(svg);
  };
}

/** A page that works from disk, offline. */
function plotPage(diagnosis: Diagnosis, scripts: readonly string[]): string {
  const { estimate } = diagnosis;
  const { title, ...plot } = estimatePlot(diagnosis);
  const { subtitle } = title as { readonly subtitle: readonly string[] };
  // The page has the number and the method in its heading.
  const text = "What the estimate is made of, and how it depends on N";
  const spec = { ...plot, title: { text, subtitle: subtitle.slice(1) } };
  const chart = { id: "estimate", spec, size: { width: 900, height: 760 }, picture: null };
  const warnings = estimate.warnings.map(({ message }) => message);
  return documentHtml({
    title: estimateTitle(estimate),
    scripts,
    body: `<header>
<h1>${escape(estimateTitle(estimate))}</h1>
<p>${escape(methodText(estimate))}. Estimated by infoplane ${escape(VERSION)}.</p>
${
      nameList([
        { name: "Samples", value: String(estimate.samples) },
        { name: "Columns of X", value: columns(estimate.dimensions.x, estimate.dimensions.codeX) },
        { name: "Columns of Y", value: columns(estimate.dimensions.y, estimate.dimensions.codeY) },
        { name: "Device", value: estimate.device },
        { name: "Seed", value: String(estimate.seed) },
      ])
    }
</header>
<main id="content" tabindex="-1" class="single">
${warnings.length > 0 ? `<h2>What to know of this number</h2>\n${list(warnings, "causes")}` : ""}
${chartHtml({ ...chart, epochs: null })}
<h2>The estimate against the number of samples</h2>
${tableHtml(nestedTable(diagnosis), "Estimates on nested subsets of the samples, in nats")}
</main>`,
  });
}

function columns(given: number, code: number): string {
  return given === code ? String(given) : `${given}, compressed to ${code}`;
}

function nestedTable({ nested }: Diagnosis): ReportTable {
  const decimal = (value: number | undefined) => value === undefined ? "–" : value.toFixed(4);
  return {
    header: ["Samples", "Estimate", "Lower", "Upper"],
    rows: nested.map(({ samples, estimate, error }) => [
      { text: String(samples) },
      { text: decimal(estimate?.mutualInformation), ...(error ? { note: error.message } : {}) },
      { text: decimal(estimate?.interval?.lower) },
      { text: decimal(estimate?.interval?.upper) },
    ]),
    notes: [],
  };
}
