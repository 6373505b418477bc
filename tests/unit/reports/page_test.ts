import { type Page, pageHtml, type PageSection } from "../../../reports/page.ts";
import { ok, strictEqual } from "../../support/assert.ts";

const SECTION: PageSection = {
  id: "figure-3",
  title: "Figure 3",
  summary: "the estimators",
  caption: 'Estimates <of> "x" & y',
  inlineSvg: '<svg xmlns="http://www.w3.org/2000/svg"><text>nats</text></svg>',
  table: null,
  missing: [],
  failures: [],
  facts: ["88 records"],
  remark: null,
};

function pageOf(...sections: readonly Partial<PageSection>[]): string {
  const page: Page = {
    profile: "quick",
    seed: 3,
    version: "0.0.0",
    facts: ["seed 3"],
    sections: sections.map((section) => ({ ...SECTION, ...section })),
  };
  return pageHtml(page);
}

Deno.test("pageHtml() puts pictures into the page and links the files", () => {
  const html = pageOf({});
  ok(html.includes("<text>nats</text>"));
  for (const file of ["figure-3.json", "figure-3.vl.json", "figure-3.svg", "figure-3.png"]) {
    ok(html.includes(`href="${file}"`), file);
  }
});

Deno.test("pageHtml() escapes what is text", () => {
  ok(pageOf({}).includes("Estimates &lt;of> &quot;x&quot; &amp; y"));
});

Deno.test("pageHtml() works offline: it loads nothing from elsewhere", () => {
  const html = pageOf({}).replaceAll('xmlns="http://www.w3.org/2000/svg"', "");
  strictEqual(/https?:|<link|<script|src=|@import|url\(/.exec(html), null);
});

Deno.test("pageHtml() says what is missing, and links no file of what is not drawn", () => {
  const html = pageOf({ inlineSvg: null, missing: ["all of it: it needs a network"] });
  ok(html.includes("<strong>Missing</strong>"));
  ok(html.includes("all of it: it needs a network"));
  ok(!html.includes("figure-3.png"));
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
