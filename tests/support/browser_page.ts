/**
 * The page of `deno task build:browser`, built once, and what a visitor does with it.
 *
 * @module
 */
import { type BrowserBuild, buildBrowser } from "../../reports/estimate_page/build.ts";
import type { Page } from "./chromium.ts";
import { ROOT } from "./source_tree.ts";

let build: Promise<BrowserBuild> | undefined;

/** Builds the page and the library into a folder of the system's; once for a test file. */
export function builtPage(): Promise<BrowserBuild> {
  build ??= Deno.makeTempDir({ prefix: "infoplane-browser-" })
    .then((folder) => {
      globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
      return buildBrowser(new URL(`file://${folder}/`));
    });
  return build;
}

/** Opens the page from disk and waits until its Worker has answered. */
export async function openPage(page: Page): Promise<void> {
  await page.goto((await builtPage()).page.href);
  await page.locator("[data-example]").first().waitFor();
}

/**
 * Drops files on the page, as a hand does: a `drop` event with a `DataTransfer`.
 *
 * @param page The open page.
 * @param paths Paths of the files from the root of the project.
 */
export async function dropFiles(page: Page, ...paths: readonly string[]): Promise<void> {
  const files = await Promise.all(paths.map(async (path) => ({
    name: path.split("/").pop(),
    bytes: [...await Deno.readFile(new URL(path, ROOT))],
  })));
  await page.evaluate(`{
    const transfer = new DataTransfer();
    for (const { name, bytes } of ${JSON.stringify(files)}) {
      transfer.items.add(new File([new Uint8Array(bytes)], name));
    }
    document.querySelector(".drop").dispatchEvent(
      new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }),
    );
  }`);
}

/** Ticks the columns of a side that are named, and no others. */
export async function chooseColumns(
  page: Page,
  side: "x" | "y",
  ...names: readonly string[]
): Promise<void> {
  for (const box of await page.locator(`input[name="${side}-column"]`).all()) {
    await box.setChecked(names.includes(await box.inputValue()));
  }
}

/** Presses Estimate and waits for the result with all its figures. */
export async function runEstimate(page: Page): Promise<void> {
  await page.locator("#run").click();
  await finished(page);
}

/** Waits until nothing is computed any more, and fails with what the page complains of. */
export async function finished(page: Page): Promise<void> {
  await page.locator("#status:text('Done.'), #problem p").first().waitFor();
  const problem = page.locator("#problem p");
  if (await problem.count() > 0) throw new Error(await problem.innerText());
}

/** The result as the page's JSON link saves it. */
export async function savedResult(page: Page): Promise<Record<string, unknown>> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator("#json").click(),
  ]);
  return JSON.parse(await Deno.readTextFile(await download.path()));
}
