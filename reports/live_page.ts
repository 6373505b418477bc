/**
 * The page of a run that is not over: its frame, which the page's module fills.
 *
 * @module
 */
import { documentHtml } from "./page.ts";
import { chartHtml } from "./page_section.ts";
import { LIVE_MODULE } from "./page_scripts.ts";
import { tableHtml } from "./page_parts.ts";
import { LIVE_HEADER } from "./live_table.ts";

/** What the page is called. */
const TITLE = "The information plane, as the network trains";

/**
 * The page.
 *
 * @param scripts Scripts of the packages that draw the charts.
 * @returns HTML.
 */
export function livePageHtml(scripts: readonly string[]): string {
  const chart = chartHtml({
    id: "plane",
    spec: {
      title: {
        text: "The plane so far",
        subtitle: [
          "Large points: the layers at the epoch shown, with their intervals. Lines: the way there. " +
          "Bands: intervals. Dashed: the loss on the measured samples. Nothing is smoothed.",
        ],
      },
    },
    size: { width: 900, height: 480 },
    picture: null,
    epochs: [],
  });
  return documentHtml({
    title: `infoplane: ${TITLE}`,
    scripts,
    module: LIVE_MODULE,
    body: `<header>
<h1>${TITLE}</h1>
<p id="state" role="status">The page waits for the run.</p>
<dl class="facts" id="facts"></dl>
</header>
<main id="content" tabindex="-1" class="single" data-state="waiting">
<noscript><p>This page needs JavaScript.</p></noscript>
<p id="headline"><strong>The untrained network is measured first; the chart comes with it.</strong></p>
<p id="spoken" class="spoken" aria-live="polite"></p>
<p id="work" class="work" hidden><progress id="progress" max="1" value="0" aria-label="Progress of the run"></progress>
<span id="step"></span></p>
${chart.replace("<figure ", "<figure hidden ")}
<section id="table" aria-labelledby="numbers" hidden>
<h2 id="numbers">In numbers</h2>
${
      tableHtml(
        { header: LIVE_HEADER, rows: [], notes: [] },
        "The layers at their latest epoch, in nats",
      )
    }
</section>
</main>`,
  });
}

/**
 * The Content-Security-Policy of the page: only its own scripts run, and it asks nobody but the server that
 * it comes from.
 *
 * @param html The page.
 * @returns The value of the header.
 */
export async function policyOf(html: string): Promise<string> {
  const scripts = [...html.matchAll(/<script(?: type="module")?>([^]*?)<\/script>/g)];
  const hashes = await Promise.all(scripts.map(async ([, code]) => {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code));
    return `'sha256-${new Uint8Array(digest).toBase64()}'`;
  }));
  return [
    "default-src 'none'",
    `script-src ${hashes.join(" ")}`,
    "style-src 'unsafe-inline'",
    "img-src data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
