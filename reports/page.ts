/**
 * The page that shows everything a run made: one HTML file that works from disk, offline.
 *
 * @module
 */
import type { ReportTable, TableCell } from "./artefact.ts";
import { PAGE_STYLE } from "./page_style.ts";
import type { Profile } from "./profile.ts";

/** One artefact on the page. */
export interface PageSection {
  /** Artefact id; names the files beside the page. */
  readonly id: string;
  /** Name in the paper: "Figure 3". */
  readonly title: string;
  /** What it is, in a few words. */
  readonly summary: string;
  /** The paper's caption, or what it shows. */
  readonly caption: string;
  /** SVG to be put into the page, with text as text; null if nothing is drawn. */
  readonly inlineSvg: string | null;
  /** Table, where the artefact is one. */
  readonly table: ReportTable | null;
  /** What the paper's version has and this one has not. */
  readonly missing: readonly string[];
  /** Cells without an estimate, by cause: "34 of 41 …: …". */
  readonly failures: readonly string[];
  /** Facts in one line each: settings, seed, computing time. */
  readonly facts: readonly string[];
  /** Says that the pictures are of an earlier run, or are not made. */
  readonly remark: string | null;
}

/** What the whole page says. */
export interface Page {
  /** Scale of the run. */
  readonly profile: Profile;
  /** Seed of the run. */
  readonly seed: number;
  /** Version of infoplane. */
  readonly version: string;
  /** Facts on the run in one line each. */
  readonly facts: readonly string[];
  /** The artefacts, in the order of the paper. */
  readonly sections: readonly PageSection[];
}

/**
 * Writes the page.
 *
 * @param page What it says.
 * @returns HTML.
 */
export function pageHtml(page: Page): string {
  const title = `infoplane: ${page.profile} profile`;
  const links = page.sections.map(({ id, title }) => `<a href="#${id}">${escape(title)}</a>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header>
<h1>Figures and tables</h1>
<p>Butakov et al., <cite>Information Bottleneck Analysis of Deep Neural Networks via Lossy
Compression</cite>, ICLR 2024, computed by infoplane ${escape(page.version)}.</p>
${list(page.facts, "facts")}
<nav>${links.join("\n")}</nav>
</header>
<main>
${page.sections.map(sectionHtml).join("\n")}
</main>
</body>
</html>
`;
}

function sectionHtml(section: PageSection): string {
  const { id, title, summary, caption, inlineSvg, table, missing, failures } = section;
  const parts = [
    `<h2>${escape(title)}. ${escape(summary)}</h2>`,
    caption === "" ? "" : `<p>${escape(caption)}</p>`,
    section.remark === null ? "" : `<p class="remark">${escape(section.remark)}</p>`,
    inlineSvg === null ? "" : `<figure>${inlineSvg}</figure>`,
    table === null ? "" : tableHtml(table),
    headedList("Missing", missing),
    headedList("No estimate", failures),
    list(section.facts, "facts"),
    inlineSvg === null ? "" : `<p class="files">${fileLinks(id)}</p>`,
  ];
  return `<section id="${id}">\n${parts.filter((part) => part !== "").join("\n")}\n</section>`;
}

function headedList(heading: string, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  return `<p class="heading"><strong>${heading}</strong></p>\n${list(lines, "causes")}`;
}

function fileLinks(id: string): string {
  const files = [
    [`${id}.json`, "records"],
    [`${id}.vl.json`, "Vega-Lite"],
    [`${id}.svg`, "SVG"],
    [`${id}.png`, "PNG"],
  ];
  return files.map(([file, name]) => `<a href="${file}">${name}</a>`).join(" ");
}

function tableHtml({ header, rows, notes }: ReportTable): string {
  const head = header.map((text) => `<th scope="col">${escape(text)}</th>`).join("");
  const body = rows.map(([heading, ...cells]) =>
    `<tr><th scope="row">${escape(heading.text)}</th>${cells.map(cellHtml).join("")}</tr>`
  );
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead>
<tbody>${body.join("\n")}</tbody></table></div>
${list(notes, "facts")}`;
}

function cellHtml({ text, paper, note }: TableCell): string {
  const small = [
    paper === undefined ? "" : `<span class="paper">paper: ${escape(paper)}</span>`,
    note === undefined ? "" : `<span class="note">${escape(note)}</span>`,
  ];
  return `<td>${escape(text)}${small.join("")}</td>`;
}

function list(lines: readonly string[], kind: string): string {
  if (lines.length === 0) return "";
  return `<ul class="${kind}">${lines.map((line) => `<li>${escape(line)}</li>`).join("")}</ul>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
