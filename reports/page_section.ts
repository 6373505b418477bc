/**
 * One artefact on the page: what the paper says, what this run gives, the chart or table, and where it
 * comes from.
 *
 * @module
 */
import type { ReportTable, VegaLiteSpec } from "./artefact.ts";
import { escape, type Fact, foldable, list, nameList, tableHtml } from "./page_parts.ts";
import { jsonElement } from "./page_scripts.ts";

/** A chart on the page. */
export interface PageChart {
  /** Names the elements of the chart; no other chart of the page has it. */
  readonly id: string;
  /** The specification that is drawn; its title is said in text. */
  readonly spec: VegaLiteSpec;
  /** Size of the picture, in pixels. */
  readonly size: { readonly width: number; readonly height: number };
  /** File with a picture of it, for pages without scripts; null where there is none. */
  readonly picture: string | null;
  /** Values of its parameter `epoch`, for a slider and a play button; null for neither. */
  readonly epochs: readonly number[] | null;
}

/** A file beside the page. */
export interface PageFile {
  /** What to call it. */
  readonly name: string;
  /** Its name in the folder. */
  readonly file: string;
}

/** One artefact on the page, or a section of another kind. */
export interface PageSection {
  /** Artefact id; names the section. */
  readonly id: string;
  /** Name in the paper: "Figure 3". */
  readonly title: string;
  /** What it is, in a few words. */
  readonly summary: string;
  /** The paper's caption or claim; empty for none. */
  readonly paper: string;
  /** What this run found, to stand beside it; empty for nothing. */
  readonly ours: string;
  /** Charts, in their order. */
  readonly charts: readonly PageChart[];
  /** Table, where the section is one. */
  readonly table: ReportTable | null;
  /** Claims of the paper that it bears on, beside what this run says; null for none. */
  readonly claims: ReportTable | null;
  /** This project's own estimator beside the paper's methods; null where it is not there. */
  readonly own: ReportTable | null;
  /** The content of the charts as a table. */
  readonly numbers: ReportTable | null;
  /** What the paper's version has and this one has not. */
  readonly missing: readonly string[];
  /** Cells without an estimate, by cause: "34 of 41 …: …". */
  readonly failures: readonly string[];
  /** Facts on its making: records, samples, seed, computing time. */
  readonly facts: readonly Fact[];
  /** Settings in one line each. */
  readonly settings: readonly string[];
  /** Files beside the page. */
  readonly files: readonly PageFile[];
  /** Says that the pictures are of an earlier run, or are not made. */
  readonly remark: string | null;
}

/**
 * A section as HTML.
 *
 * @param section What it says.
 * @returns HTML.
 */
export function sectionHtml(section: PageSection): string {
  const { id, title, summary, table, claims, own, numbers } = section;
  const parts = [
    `<h2 id="${id}-heading"><span class="name">${escape(title)}</span> ${escape(summary)}</h2>`,
    section.remark === null ? "" : `<p class="remark">${escape(section.remark)}</p>`,
    comparison(section),
    ...section.charts.map(chartHtml),
    table === null ? "" : tableHtml(table, `${title}: ${summary}`),
    claims === null ? "" : tableHtml(claims, `${title}: the paper's claims`),
    own === null ? "" : tableHtml(own, `${title}: our estimator beside the paper's methods`),
    headed("Missing", section.missing),
    headed("No estimate", section.failures),
    foldable(
      "In numbers",
      numbers === null ? "" : tableHtml(numbers, `${title} in numbers`),
    ),
    nameList(section.facts),
    foldable("All settings", list(section.settings, "settings")),
    filesHtml(section.files, title),
  ];
  return `<section id="${id}" aria-labelledby="${id}-heading">
${parts.filter((part) => part !== "").join("\n")}
</section>`;
}

/** What the paper says, and what this run found, side by side. */
function comparison({ paper, ours }: PageSection): string {
  const block = (kind: string, heading: string, text: string) =>
    text === "" ? "" : `<div class="${kind}"><h3>${heading}</h3><p>${escape(text)}</p></div>`;
  const both = block("paper", "The paper", paper) + block("ours", "This run", ours);
  return both === "" ? "" : `<div class="comparison">${both}</div>`;
}

function headed(heading: string, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  return `<h3>${heading}</h3>\n${list(lines, "causes")}`;
}

function filesHtml(files: readonly PageFile[], title: string): string {
  if (files.length === 0) return "";
  const links = files.map(({ name, file }) => `<li><a href="${file}">${escape(name)}</a></li>`);
  return `<ul class="files" aria-label="Files of ${escape(title)}">${links.join("")}</ul>`;
}

/** A chart: its title and notes as text, its controls, and the place where it is drawn. */
export function chartHtml({ id, spec, size, picture, epochs }: PageChart): string {
  const { text = "", subtitle = [] } = (spec.title ?? {}) as ChartTitle;
  const description = escape(String(spec.description ?? text));
  const image = picture === null
    ? ""
    : `<noscript><img src="${picture}" alt="${description}"></noscript>`;
  const height = Math.max(120, size.height - titleHeight(subtitle.length));
  return `<figure id="${id}" data-spec="${id}-spec">
<figcaption><strong>${escape(text)}</strong>${list(subtitle, "notes")}</figcaption>
${epochs === null ? "" : walkHtml(id, epochs)}
<div class="view" style="min-height:${height}px" data-name="${escape(text)}"></div>
${image}
</figure>
${jsonElement(`${id}-spec`, spec)}`;
}

interface ChartTitle {
  readonly text?: string;
  readonly subtitle?: readonly string[];
}

/** Height of the title in a picture, which the page says in text. */
function titleHeight(subtitles: number): number {
  return 34 + 15 * subtitles;
}

function walkHtml(id: string, epochs: readonly number[]): string {
  const last = epochs.length - 1;
  return `<div class="walk" role="group" aria-label="Walk by epoch" data-epochs="${
    JSON.stringify(epochs)
  }" hidden>
<button type="button">Play</button>
<label for="${id}-epoch">Epoch</label>
<input id="${id}-epoch" type="range" min="0" max="${last}" step="1" value="${last}">
<span class="shown" aria-hidden="true"></span>
</div>`;
}
