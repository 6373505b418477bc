import axe from "npm:axe-core@4.14.1";
import { chromium, type ChromiumWindow, type WindowSettings } from "../support/chromium.ts";
import { SAMPLE_CURVES, SAMPLE_EPOCHS, writeSampleReport } from "../support/sample_report.ts";
import { deepStrictEqual, match, notDeepStrictEqual, ok, strictEqual } from "../support/assert.ts";

const { ignore } = chromium;
const WALK = "#figure-5-walk";

/** The folder of the sample report, which every test reads and none changes. */
let folder = "";
Deno.test.beforeAll(async () => {
  if (ignore) return;
  folder = await Deno.makeTempDir({ prefix: "infoplane-report-" });
  await writeSampleReport(folder);
});
Deno.test.afterAll(async () => {
  if (folder !== "") await Deno.remove(folder, { recursive: true });
});

/** Opens the report from disk, with every chart drawn, and then checks that nothing failed. */
async function withReport(
  use: (window: ChromiumWindow) => Promise<void>,
  settings: WindowSettings = {},
): Promise<void> {
  await chromium.open(async (window) => {
    await window.page.goto(`file://${folder}/index.html`);
    await window.page.waitForSelector('html[data-charts="drawn"]');
    await use(window);
    deepStrictEqual(window.problems, []);
    deepStrictEqual(window.requests, [], "the page asks for nothing from elsewhere");
  }, settings);
}

/** Where the points of the layers are in the walk's chart. */
function layerPoints({ page }: ChromiumWindow): Promise<unknown> {
  return page.evaluate(`[...document.querySelectorAll("${WALK} .mark-symbol.role-mark path")]
    .map((point) => point.getAttribute("transform"))`);
}

/** How many elements have a mark's class in each chart of the page. */
function countMarks({ page }: ChromiumWindow, mark: string): Promise<Record<string, number>> {
  return page.evaluate(`Object.fromEntries([...document.querySelectorAll("figure[data-spec]")]
    .map((figure) => [figure.id, figure.querySelectorAll(".${mark}.role-mark > *").length]))`);
}

Deno.test(
  { name: "the report opens from disk, and its charts have their marks", ignore },
  () =>
    withReport(async (window) => {
      const points = await countMarks(window, "mark-symbol");
      // 4 methods × 2 sizes × 11 true values × 2 curves, and ours at 3; 6 layers and a point on the loss.
      strictEqual(points["figure-3-chart"], 188);
      strictEqual(points["figure-5-walk"], 7);
      ok(
        (await countMarks(window, "mark-text"))["figure-1-chart"] >= 15,
        "the diagram has its labels",
      );
      strictEqual(
        await window.page.locator("#table-2 table").first().locator("tbody tr").count(),
        3,
      );
      ok(await window.page.locator("#claims tbody tr").count() > 5, "the claims have their table");
      match(await window.page.locator("#table-2 td").first().innerText(), /paper: 4\.1·10³/);
    }),
);

Deno.test(
  { name: "the report shows values under the pointer", ignore },
  () =>
    withReport(async ({ page }) => {
      await page.locator("#figure-3-chart .mark-symbol.role-mark path").nth(3).hover();
      const tooltip = page.locator("#vg-tooltip-element.visible");
      await tooltip.waitFor();
      const text = await tooltip.innerText();
      match(text, /estimate, nats\s*2\.7/);
      match(text, /95 % from\s*2\.504/);
      match(text, /true I\(X; Y\), nats\s*3/);
    }),
);

Deno.test(
  { name: "the legend filters, by pointer and by keyboard", ignore },
  () =>
    withReport(async ({ page }) => {
      const opacities = (): Promise<Record<string, string>> =>
        page.evaluate(`Object.fromEntries(
        [...document.querySelectorAll("#figure-3-chart .mark-symbol.role-mark path")]
          .map((path) => [path.getAttribute("fill"), path.getAttribute("opacity")]))`);
      const entry = (name: string) => page.getByRole("button", { name, exact: true });
      const [latent, codes] = SAMPLE_CURVES.map(entry);
      deepStrictEqual(await opacities(), { "#009e73": "1", "#0072b2": "1" });
      await latent.locator("text").click();
      deepStrictEqual(await opacities(), { "#009e73": "1", "#0072b2": "0.12" });
      strictEqual(await latent.getAttribute("aria-pressed"), "true");
      strictEqual(await codes.getAttribute("aria-pressed"), "false");
      await codes.focus();
      await page.keyboard.press("Enter");
      deepStrictEqual(await opacities(), { "#009e73": "1", "#0072b2": "1" });
      await latent.focus();
      await page.keyboard.press("Space");
      deepStrictEqual(await opacities(), { "#009e73": "0.12", "#0072b2": "1" });
    }),
);

Deno.test(
  { name: "the slider walks the information plane by epoch", ignore },
  () =>
    withReport(async (window) => {
      const slider = window.page.getByRole("slider", { name: "Epoch" });
      const last = await layerPoints(window);
      await slider.focus();
      await window.page.keyboard.press("Home");
      const first = await layerPoints(window);
      notDeepStrictEqual(first, last);
      strictEqual(await slider.getAttribute("aria-valuetext"), "epoch 0 of 12");
      await window.page.keyboard.press("ArrowRight");
      notDeepStrictEqual(await layerPoints(window), first);
      strictEqual(await slider.getAttribute("aria-valuetext"), "epoch 1 of 12");
      await window.page.keyboard.press("End");
      deepStrictEqual(await layerPoints(window), last);
    }),
);

Deno.test(
  { name: "the play button walks to the end, and pauses", ignore },
  () =>
    withReport(async (window) => {
      const { page } = window;
      const slider = page.getByRole("slider", { name: "Epoch" });
      const last = await layerPoints(window);
      await page.getByRole("button", { name: "Play" }).click();
      await page.waitForFunction(`Number(document.querySelector("${WALK} input").value) === 2`);
      await page.getByRole("button", { name: "Pause" }).click();
      const paused = await slider.inputValue();
      notDeepStrictEqual(await layerPoints(window), last);
      await page.waitForTimeout(1300); // Two steps of a walk of 13 epochs.
      strictEqual(await slider.inputValue(), paused);
      await page.getByRole("button", { name: "Play" }).click();
      await page.waitForFunction(`document.querySelector("${WALK} input").value === "12"`);
      deepStrictEqual(await layerPoints(window), last);
      await page.getByRole("button", { name: "Play" }).waitFor();
    }),
);

Deno.test(
  { name: "with reduced motion the button steps, and nothing moves by itself", ignore },
  () =>
    withReport(async ({ page }) => {
      const slider = page.getByRole("slider", { name: "Epoch" });
      const button = page.locator(`${WALK} .walk button`);
      strictEqual(await button.innerText(), "Next epoch");
      await button.click();
      await button.click();
      strictEqual(await slider.inputValue(), "1");
      await page.waitForTimeout(700);
      strictEqual(await slider.inputValue(), "1");
      strictEqual(SAMPLE_EPOCHS[1], 1);
    }, { reducedMotion: "reduce" }),
);

/** Ground of the page, and colours of text and curves in its charts. */
const COLORS_SHOWN = `[
  getComputedStyle(document.body).backgroundColor,
  getComputedStyle(document.querySelector("#figure-3-chart .role-axis-label text")).fill,
  getComputedStyle(document.querySelector("#figure-3-chart .mark-symbol.role-mark path")).fill,
]`;
const LIGHT = ["rgb(255, 255, 255)", "rgb(31, 35, 40)", "rgb(0, 158, 115)"];
const DARK = ["rgb(20, 23, 27)", "rgb(230, 233, 237)", "rgb(63, 197, 155)"];

Deno.test({ name: "the page and its charts follow the system's ground", ignore }, async () => {
  await withReport(async ({ page }) => deepStrictEqual(await page.evaluate(COLORS_SHOWN), LIGHT));
  await withReport(async ({ page }) => deepStrictEqual(await page.evaluate(COLORS_SHOWN), DARK), {
    colorScheme: "dark",
  });
});

Deno.test(
  { name: "the switch changes the ground, and the page remembers", ignore },
  () =>
    withReport(async ({ page }) => {
      await page.getByRole("button", { name: "Dark page" }).click();
      deepStrictEqual(await page.evaluate(COLORS_SHOWN), DARK);
      await page.reload();
      await page.waitForSelector('html[data-charts="drawn"]');
      deepStrictEqual(await page.evaluate(COLORS_SHOWN), DARK);
      await page.getByRole("button", { name: "Light page" }).click();
      deepStrictEqual(await page.evaluate(COLORS_SHOWN), LIGHT);
    }),
);

Deno.test(
  { name: "at the width of a phone nothing overflows, and charts wrap", ignore },
  () =>
    withReport(async ({ page }) => {
      const wide: string[] = await page.evaluate(`document.documentElement.scrollWidth > innerWidth
      ? [...document.querySelectorAll("body *")]
        .filter((element) => element.getBoundingClientRect().right > innerWidth)
        .map((element) => element.outerHTML.slice(0, 100))
      : []`);
      deepStrictEqual(wide, []);
      const charts: Record<string, number> = await page.evaluate(`Object.fromEntries(
      ["figure-3-chart", "figure-5-walk"].map((id) =>
        [id, document.querySelector("#" + id + " svg").getBoundingClientRect().right]))`);
      // The chart may show the beginning of a name only; assistive technology has the whole.
      const entry = page.getByRole("button", { name: SAMPLE_CURVES[1], exact: true });
      strictEqual(await entry.count(), 1);
      await entry.press("Enter");
      strictEqual(await entry.getAttribute("aria-pressed"), "true");
      for (const [id, right] of Object.entries(charts)) ok(right <= 375, `${id} ends at ${right}`);
    }, { viewport: { width: 375, height: 800 } }),
);

Deno.test.each(
  [
    { ground: "light", width: 1280 },
    { ground: "dark", width: 1280 },
    { ground: "light", width: 375 },
  ] as const,
)(
  "axe-core has no serious finding: $ground, $width px",
  { ignore },
  ({ ground, width }) =>
    withReport(async ({ page }) => {
      await page.evaluate(`document.querySelectorAll("details").forEach((d) => d.open = true)`);
      await page.evaluate(axe.source);
      const findings: readonly { impact: string; text: string }[] = await page.evaluate(
        `axe.run({ resultTypes: ["violations"] }).then(({ violations }) =>
          violations.map(({ id, impact, nodes }) => ({
            impact,
            text: id + ": " + nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)).join(" | "),
          })))`,
      );
      const grave = findings.filter(({ impact }) => ["serious", "critical"].includes(impact));
      deepStrictEqual(grave.map(({ text }) => text), []);
    }, { colorScheme: ground, viewport: { width, height: 800 } }),
);

Deno.test(
  { name: "the first stop of the Tab key skips to the content", ignore },
  () =>
    withReport(async ({ page }) => {
      await page.keyboard.press("Tab");
      strictEqual(await page.evaluate(`document.activeElement.textContent`), "Skip to the content");
      await page.keyboard.press("Enter");
      await page.waitForURL(/#content$/);
      await page.keyboard.press("Tab");
      strictEqual(await page.evaluate(`document.activeElement.closest("main") !== null`), true);
    }),
);
