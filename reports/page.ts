/**
 * The page that shows everything a run made: one HTML file that works from disk, offline.
 *
 * @module
 */
import { escape, type Fact, nameList } from "./page_parts.ts";
import { scriptsHtml } from "./page_scripts.ts";
import { type PageSection, sectionHtml } from "./page_section.ts";
import { PAGE_STYLE } from "./page_style.ts";
import type { Profile } from "./profile.ts";

export type { PageChart, PageFile, PageSection } from "./page_section.ts";

/** What the whole page says. */
export interface Page {
  /** Scale of the run. */
  readonly profile: Profile;
  /** Version of infoplane. */
  readonly version: string;
  /** Facts on the run. */
  readonly facts: readonly Fact[];
  /** Its parts, in their order. */
  readonly sections: readonly PageSection[];
  /** Scripts of the packages that draw the charts. */
  readonly scripts: readonly string[];
}

/**
 * Writes the page.
 *
 * @param page What it says.
 * @returns HTML.
 */
export function pageHtml({ profile, version, facts, sections, scripts }: Page): string {
  const links = sections.map(({ id, title, charts, table }) => {
    const absent = charts.length === 0 && table === null;
    return `<li><a href="#${id}">${escape(title)}</a>${
      absent ? " <span>not here</span>" : ""
    }</li>`;
  });
  return documentHtml({
    title: `infoplane: ${profile} profile`,
    scripts,
    body: `<header>
<h1>Figures and tables</h1>
<p>Butakov et al., <cite>Information Bottleneck Analysis of Deep Neural Networks via Lossy
Compression</cite>, ICLR 2024, computed by infoplane ${escape(version)}.</p>
${nameList(facts)}
</header>
<nav aria-label="Contents"><ul>
${links.join("\n")}
</ul></nav>
<main id="content" tabindex="-1">
${sections.map(sectionHtml).join("\n")}
</main>`,
  });
}

/** A page: its title, what it shows, and the scripts of the packages that draw. */
export interface PageDocument {
  /** Title of the window. */
  readonly title: string;
  /** Landmarks of the page, as HTML; its main element has the id `content`. */
  readonly body: string;
  /** Scripts of the packages that draw the charts. */
  readonly scripts: readonly string[];
  /** The page's own module. @default {that of a page whose charts are in it} */
  readonly module?: string;
}

/**
 * A whole page around what it shows: style, the switch of the ground, a link past the navigation, and
 * the scripts.
 *
 * @param page What it shows.
 * @returns HTML.
 */
export function documentHtml({ title, body, scripts, module }: PageDocument): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<link rel="icon" href="data:,">
<style>${PAGE_STYLE}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<button type="button" class="ground" hidden>Dark page</button>
${body}
${scriptsHtml(scripts, module)}
</body>
</html>
`;
}
