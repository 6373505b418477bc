import axe from "npm:axe-core@4.14.1";
import { deepStrictEqual, ok } from "../support/assert.ts";
import { finished, openPage } from "../support/browser_page.ts";
import { chromium, type Page } from "../support/chromium.ts";

/** Findings of axe-core that it calls serious or critical: which rule, and where. */
async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate((axe as unknown as { readonly source: string }).source);
  const violations = await page.evaluate(
    `axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) =>
      ({ id, impact, targets: nodes.map(({ target }) => target.join(" ")) })))`,
  ) as { readonly id: string; readonly impact: string; readonly targets: readonly string[] }[];
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, targets }) => `${id}: ${targets.join(", ")}`);
}

const PHONE = { width: 375, height: 812 };

Deno.test.each([
  { name: "light, wide", settings: {} },
  { name: "dark, phone", settings: { colorScheme: "dark" as const, viewport: PHONE } },
])("the page has no serious finding of axe-core: $name", { ignore: chromium.ignore }, async ({
  settings,
}) => {
  await chromium.open(async ({ page, problems }) => {
    await openPage(page);
    deepStrictEqual(await seriousFindings(page), []);
    await page.locator("[data-example=images]").click();
    await finished(page);
    await page.locator("summary").first().click();
    deepStrictEqual(await seriousFindings(page), []);
    const overflow = await page.evaluate(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    deepStrictEqual(overflow, 0);
    deepStrictEqual(problems, []);
  }, settings);
});

Deno.test("the page works by keyboard alone", { ignore: chromium.ignore }, async () => {
  await chromium.open(async ({ page }) => {
    await openPage(page);
    const focused = () =>
      page.evaluate("document.activeElement.id || document.activeElement.dataset.example");
    await page.keyboard.press("Tab");
    deepStrictEqual(await focused(), "files");
    await page.keyboard.press("Tab");
    deepStrictEqual(await focused(), "vectors");
    await page.keyboard.press("Enter");
    await finished(page);
    // Who listens is taken to the result.
    deepStrictEqual(await focused(), "result-heading");
    ok(await page.locator("#result").isVisible());
  });
});
