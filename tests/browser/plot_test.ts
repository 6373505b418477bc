import { createRng } from "../../lib/rng.ts";
import { chromium, type Page } from "../support/chromium.ts";
import { memoryFiles, runInProcess } from "../support/cli.ts";
import { withFolder } from "../support/report_folder.ts";
import { deepStrictEqual, match, ok, strictEqual } from "../support/assert.ts";

const { ignore } = chromium;
const rng = createRng(3);
const TABLE = "x,y,kind\n" + Array.from({ length: 300 }, () => {
  const x = rng.normal();
  return `${x},${x + rng.normal()},${x > 0 ? "up" : "down"}`;
}).join("\n");

/** Writes the page of `estimate --plot` and opens it from disk. */
async function withPlot(
  [x, y]: readonly [string, string],
  width: number,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const files = memoryFiles({ "t.csv": TABLE });
  const columns = ["--data", "t.csv", "--x-columns", x, "--y-columns", y];
  const args = ["estimate", ...columns, "--method", "kl", "--plot", "p.html"];
  const { code, err } = await runInProcess(args, files);
  strictEqual(code, 0, err);
  await withFolder(async (folder) => {
    await Deno.writeFile(`${folder}/p.html`, files.get("p.html") ?? new Uint8Array());
    await chromium.open(async ({ page, problems, requests }) => {
      await page.goto(`file://${folder}/p.html`);
      await page.waitForSelector('html[data-charts="drawn"]');
      await use(page);
      deepStrictEqual(problems, []);
      deepStrictEqual(requests, []);
    }, { viewport: { width, height: 800 } });
  });
}

Deno.test(
  { name: "the page of --plot draws its panels from disk", ignore },
  () =>
    withPlot(["x", "y"], 1280, async (page) => {
      // 300 pairs, and nine sizes of nested subsets, of which 300/16 is 19.
      strictEqual(await page.locator("#estimate .mark-symbol.role-mark path").count(), 309);
      strictEqual(await page.locator("table tbody tr").count(), 9);
      match(await page.locator("h1").innerText(), /^I\(X; Y\) = 0\.\d+ nats, 95 % interval/);
    }),
);

Deno.test(
  { name: "the page of --plot fits a phone, and its legend chooses classes", ignore },
  () =>
    withPlot(["x,y", "kind"], 375, async (page) => {
      const overflow = await page.evaluate(`document.documentElement.scrollWidth - innerWidth`);
      strictEqual(overflow, 0);
      const right: number = await page.evaluate(
        `document.querySelector("#estimate svg").getBoundingClientRect().right`,
      );
      ok(right <= 375, `the chart ends at ${right}`);
      const opacities = () =>
        page.evaluate(`[...new Set(
        [...document.querySelectorAll("#estimate .mark-symbol.role-mark path[aria-label*='class: up']")]
          .map((path) => path.getAttribute("opacity")))]`);
      deepStrictEqual(await opacities(), ["0.75"]);
      await page.locator("#estimate [role=button]", { hasText: "down" }).press("Enter");
      deepStrictEqual(await opacities(), ["0.09"]);
    }),
);
