import { type Page, pageHtml, type PageSection } from "../../../reports/page.ts";
import { scriptsHtml } from "../../../reports/page_scripts.ts";
import { ok, strictEqual, throws } from "../../support/assert.ts";

const SECTION: PageSection = {
  id: "figure-3",
  title: "Figure 3",
  summary: "the estimators",
  paper: 'Estimates <of> "x" & y',
  ours: "All is well.",
  charts: [{
    id: "figure-3-chart",
    spec: {
      title: { text: "A chart", subtitle: ["a note"] },
      description: "</script><b>",
      mark: "point",
    },
    size: { width: 300, height: 200 },
    picture: "figure-3.svg",
    epochs: null,
  }],
  table: null,
  claims: null,
  own: null,
  numbers: null,
  missing: [],
  failures: [],
  facts: [{ name: "Seed", value: "3" }],
  settings: [],
  files: [{ name: "SVG", file: "figure-3.svg" }],
  remark: null,
};

function pageOf(...sections: readonly Partial<PageSection>[]): string {
  const page: Page = {
    profile: "quick",
    version: "0.0.0",
    facts: [{ name: "Seed", value: "3" }],
    sections: sections.map((section) => ({ ...SECTION, ...section })),
    scripts: ["const packages = 1;"],
  };
  return pageHtml(page);
}

Deno.test("pageHtml() holds the very specification, and says its title in text", () => {
  const html = pageOf({});
  const [, text] = /<script type="application\/json" id="figure-3-chart-spec">(.*)<\/script>/
    .exec(html) ?? [];
  strictEqual(text, JSON.stringify(SECTION.charts[0].spec).replaceAll("<", "\\u003c"));
  ok(html.includes("<strong>A chart</strong>"));
  ok(html.includes("<li>a note</li>"));
});

Deno.test("pageHtml() links the files, and shows a picture where scripts do not run", () => {
  const html = pageOf({});
  ok(html.includes('<a href="figure-3.svg">SVG</a>'));
  ok(html.includes('<noscript><img src="figure-3.svg" alt="&lt;/script>&lt;b>"></noscript>'));
});

Deno.test("pageHtml() sets what the paper says beside what this run found", () => {
  const html = pageOf({});
  ok(html.includes("Estimates &lt;of> &quot;x&quot; &amp; y"));
  ok(html.includes("<h3>This run</h3><p>All is well.</p>"));
  ok(!pageOf({ ours: "" }).includes("This run"));
});

Deno.test("pageHtml() works offline: it loads nothing from elsewhere", () => {
  strictEqual(
    /https?:|src="(?!figure)|@import|url\(|<link (?!rel="icon" href="data:,")/.exec(
      pageOf({}),
    ),
    null,
  );
});

Deno.test("pageHtml() says what is missing, and marks it in the contents", () => {
  const html = pageOf({ charts: [], files: [], missing: ["all of it: it needs a network"] });
  ok(html.includes("<h3>Missing</h3>"));
  ok(html.includes("all of it: it needs a network"));
  ok(html.includes('<a href="#figure-3">Figure 3</a> <span>not here</span>'));
  ok(!html.includes("figure-3.svg"));
});

Deno.test("pageHtml() shows a table with the paper's values and the causes of gaps", () => {
  const html = pageOf({
    table: {
      header: ["Size", "KL"],
      rows: [[{ text: "8×8" }, { text: "–", paper: "66", note: "singular covariance" }]],
      notes: ["a note"],
    },
  });
  ok(html.includes('<th scope="row">8×8</th>'));
  ok(html.includes("paper: 66"));
  ok(html.includes("singular covariance"));
  ok(html.includes("<li>a note</li>"));
});

Deno.test("pageHtml() gives a chart with epochs a labelled slider over them", () => {
  const [chart] = SECTION.charts;
  const html = pageOf({ charts: [{ ...chart, epochs: [0, 2, 5] }] });
  ok(html.includes('data-epochs="[0,2,5]"'));
  ok(html.includes('<label for="figure-3-chart-epoch">Epoch</label>'));
  ok(html.includes('<input id="figure-3-chart-epoch" type="range" min="0" max="2" step="1"'));
});

Deno.test("scriptsHtml() makes one module of ours, and lets nothing end an element early", () => {
  const html = scriptsHtml(['const end = "</script><!--";']);
  ok(html.startsWith('<script>const end = "\\x3c/script>\\x3c!--";</script>'));
  const [, own] = /<script type="module">([^]*)<\/script>$/.exec(html) ?? [];
  strictEqual(/^\s*(import|export)\b/m.exec(own), null);
  // Every name that one of our files takes from another is declared once.
  for (const name of ["fit", "makeLegendButtons", "connectWalk", "connectGround", "drawCharts"]) {
    strictEqual(own.match(new RegExp(`function ${name}\\(`, "g"))?.length, 1, name);
  }
  new Function(`return async () => {${own}};`); // It parses.
  throws(() => new Function(`return async () => {${own}};};`), SyntaxError);
});
