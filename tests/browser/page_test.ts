import { METHODS, SAMPLERS } from "../../mod.ts";
import { deepStrictEqual, match, ok, strictEqual } from "../support/assert.ts";
import {
  chooseColumns,
  dropFiles,
  finished,
  openPage,
  runEstimate,
  savedResult,
} from "../support/browser_page.ts";
import { chromium, type Page } from "../support/chromium.ts";
import { runProcess } from "../support/cli.ts";

const FIXTURES = "tests/fixtures/cli";

/** What the command line says of the same: the object, and the line that people read. */
async function commandLine(args: string): Promise<{ json: Record<string, unknown>; line: string }> {
  const words = ["estimate", ...args.replace(/^estimate /, "").split(" ")];
  const json = await runProcess([...words, "--json"]);
  const text = await runProcess(words);
  strictEqual(json.code, 0, json.err);
  return { json: JSON.parse(json.out), line: text.out.split("\n")[0] };
}

/**
 * All but the time it took. Builds of V8 round exp and log differently for one argument in a thousand or
 * so, and auto takes thousands of them: there the last digits differ.
 */
async function assertSameResult(page: Page, args: string): Promise<void> {
  const { json, line } = await commandLine(args);
  const round = (key: string, value: unknown) =>
    key === "elapsedMs"
      ? undefined
      : typeof value === "number" && json.method === "auto"
      ? Number(value.toPrecision(10))
      : value;
  const [found, expected] = [await savedResult(page), json].map((result) =>
    JSON.parse(JSON.stringify(result, round))
  );
  deepStrictEqual(found, expected);
  const [, nats] = /^I\(X; Y\) = (\S+) nats/.exec(line)!;
  strictEqual(await page.locator("#estimate").innerText(), `I(X; Y) = ${nats} nats`);
}

const options = { ignore: chromium.ignore };

Deno.test(
  "a dropped .csv, .parquet or .npz gives the command line's number",
  options,
  async () => {
    await chromium.open(async ({ page, problems, requests }) => {
      await openPage(page);
      await dropFiles(page, `${FIXTURES}/table.csv`);
      await page.locator("#run").waitFor();
      await chooseColumns(page, "x", "a", "b");
      await chooseColumns(page, "y", "y");
      await runEstimate(page);
      await assertSameResult(page, `--data ${FIXTURES}/table.csv --x-columns a,b --y-columns y`);
      const command = await page.locator("#command").innerText();
      match(command, /^deno run --allow-read mod\.ts estimate --data table\.csv --x-columns a,b/);
      const typed = command.split(" ").slice(4).join(" ").replace(
        "table.csv",
        `${FIXTURES}/table.csv`,
      );
      await assertSameResult(page, typed);

      // Text is labels by itself, and a method has options.
      await chooseColumns(page, "y", "species");
      await page.locator("#method-id").selectOption("ksg-1");
      await page.locator("#option-neighbors").fill("4");
      await runEstimate(page);
      const flags = "--x-columns a,b --y-columns species --method ksg-1 --neighbors 4";
      await assertSameResult(page, `--data ${FIXTURES}/table.csv ${flags}`);

      await dropFiles(page, `${FIXTURES}/table.parquet`);
      await page.locator("#x-source option:text-is('table.parquet')").waitFor({
        state: "attached",
      });
      await chooseColumns(page, "x", "a");
      await chooseColumns(page, "y", "y");
      await runEstimate(page);
      await assertSameResult(page, `--data ${FIXTURES}/table.parquet --x-columns a --y-columns y`);

      await dropFiles(page, `${FIXTURES}/table.npz`);
      await page.locator("#x-source option:text-is('table.npz:x')").waitFor({ state: "attached" });
      await runEstimate(page);
      await assertSameResult(page, `--data ${FIXTURES}/table.npz --x-columns x --y-columns y`);
      deepStrictEqual([problems, requests], [[], []]);
    });
  },
);

Deno.test(
  "dropped .npy files give the command line's number, also compressed",
  options,
  async () => {
    await chromium.open(async ({ page, problems, requests }) => {
      await openPage(page);
      // One after the other: their names say which is which.
      await dropFiles(page, `${FIXTURES}/y.npy`);
      await page.locator("#run").waitFor();
      await dropFiles(page, `${FIXTURES}/x.npy`);
      await page.locator("#x-source option").nth(1).waitFor({ state: "attached" });
      await runEstimate(page);
      const args = `--x ${FIXTURES}/x.npy --y ${FIXTURES}/y.npy`;
      await assertSameResult(page, args);

      await page.locator("#x-compress").selectOption("pca");
      await page.locator("#x-dim").fill("1");
      await page.locator("#method-id").selectOption("kde-ml");
      await page.locator("summary").first().click();
      await page.locator("#seed").fill("7");
      await page.locator("#interval").selectOption("jackknife");
      await page.locator("#test").fill("19");
      await runEstimate(page);
      const more = "--compress-x pca:1 --method kde-ml --interval jackknife --test 19 --seed 7";
      await assertSameResult(page, `${args} ${more}`);
      match(
        await page.locator("#uncertainty").innerText(),
        /\(jackknife\): noise, not bias\. Independence: p = 0\.\d+, from 19 random pairings\.$/,
      );
      deepStrictEqual([problems, requests], [[], []]);
    });
  },
);

Deno.test(
  "one click on an example gives an estimate and three figures with marks",
  options,
  async () => {
    await chromium.open(async ({ page, problems, requests }) => {
      await openPage(page);
      for (const example of ["vectors", "images", "labels"]) {
        await page.locator(`[data-example=${example}]`).click();
        await finished(page);
        match(await page.locator("#convergence").innerText(), /^From N = \d+ to \d+ the estimate/);
        for (const plot of await page.locator(".plot").all()) {
          ok(await plot.locator("svg .mark-rect path, svg .mark-symbol path").count() > 2);
        }
      }
      deepStrictEqual([problems, requests], [[], []]);
    });
  },
);

Deno.test("every method that the page offers works there", options, async () => {
  await chromium.open(async ({ page, problems }) => {
    await openPage(page);
    await dropFiles(page, `${FIXTURES}/x.npy`, `${FIXTURES}/y.npy`);
    await page.locator("#run").waitFor();
    const ids = await page.locator("#method-id option").evaluateAll((options) =>
      options.map((option) => (option as unknown as { readonly value: string }).value)
    );
    deepStrictEqual(ids, METHODS.ids().filter((id) => id !== "mine"));
    for (const id of ids) {
      await page.locator("#method-id").selectOption(id);
      await runEstimate(page);
      strictEqual((await savedResult(page)).method, id);
    }
    deepStrictEqual(problems, []);
  });
});

Deno.test("what cannot be used is said as the command line says it", options, async () => {
  await chromium.open(async ({ page }) => {
    await openPage(page);
    await dropFiles(page, "tests/fixtures/files/bad_complex.npy");
    const problem = page.locator("#problem p");
    await problem.waitFor();
    match(await problem.innerText(), /bad_complex\.npy holds complex numbers/);
    await dropFiles(page, `${FIXTURES}/x.npy`);
    await page.locator("#run").waitFor();
    await chooseColumns(page, "x", "0");
    await chooseColumns(page, "y", "0");
    await page.locator("#run").click();
    await problem.waitFor();
    match(await problem.innerText(), /x and y are the same data: .* Leave it out of one side/);
  });
});

Deno.test("the page computes on WebGPU, in its Worker, when it is told to", options, async () => {
  await chromium.open(async ({ page, problems }) => {
    await openPage(page);
    await dropFiles(page, `${FIXTURES}/x.npy`, `${FIXTURES}/y.npy`);
    await page.locator("#method-id").selectOption("wkl");
    await page.locator("summary").first().click();
    const found: Record<string, unknown>[] = [];
    for (const device of ["gpu", "cpu"]) {
      await page.locator("#device").selectOption(device);
      await runEstimate(page);
      found.push(await savedResult(page));
    }
    deepStrictEqual(found.map(({ device }) => device), ["gpu", "cpu"]);
    ok(found[0].adapter, "the adapter has a name");
    const [gpu, cpu] = found.map(({ mutualInformation }) => Number(mutualInformation));
    // Neighbours are decided in f64: what is left is the rounding of sums.
    ok(Math.abs(gpu - cpu) < 1e-13, `${gpu} ${cpu}`);
    deepStrictEqual(problems, []);
  }, { flags: ["--enable-unsafe-webgpu"] });
});

/** A table on which kernel densities take seconds. */
async function withLargeTable(use: (path: string) => Promise<void>): Promise<void> {
  const { x, y } = SAMPLERS.get("normal").create({ dims: 1 })
    .sample({ samples: 20_000, mutualInformation: 1, seed: 1 });
  const lines = Array.from(x.data, (value, i) => `${value},${y.data[i]}`);
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/large.csv`, `x,y\n${lines.join("\n")}\n`);
    await use(`file://${folder}/large.csv`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("Cancel ends the work at once, and the next estimate works", options, async () => {
  await withLargeTable((path) =>
    chromium.open(async ({ page, problems }) => {
      await openPage(page);
      await dropFiles(page, path);
      await page.locator("#method-id").selectOption("kde-ml");
      await page.locator("#run").click();
      const started = performance.now();
      await page.locator("#cancel").click();
      await page.locator("#run:enabled").waitFor();
      // At once, on a machine that has other things to do too.
      ok(performance.now() - started < 2000);
      strictEqual(await page.locator("#status").innerText(), "Cancelled.");
      strictEqual(await page.locator("#result").isHidden(), true);
      await page.locator("#method-id").selectOption("gaussian-copula");
      await runEstimate(page);
      const { method, samples } = await savedResult(page);
      deepStrictEqual([method, samples], ["gaussian-copula", 20_000]);
      deepStrictEqual(problems, []);
    })
  );
});

Deno.test("nothing can leave the page: its policy refuses every connection", options, async () => {
  await chromium.open(async ({ page }) => {
    await openPage(page);
    const tried = await page.evaluate(`Promise.all([
      fetch("https://example.org/").then(() => "sent", () => "refused"),
      new Promise((resolve) => {
        const image = new Image();
        image.onload = () => resolve("sent");
        image.onerror = () => resolve("refused");
        image.src = "https://example.org/pixel.png";
      }),
      new Promise((resolve) => {
        const source = 'fetch("https://example.org/").then(() => postMessage("sent"), () => postMessage("refused"))';
        const worker = new Worker("data:text/javascript," + encodeURIComponent(source));
        worker.onmessage = ({ data }) => resolve(data);
      }),
      new Promise((resolve) => {
        addEventListener("securitypolicyviolation", ({ violatedDirective }) => resolve(violatedDirective));
        fetch("https://example.org/").catch(() => {});
      }),
    ])`);
    deepStrictEqual(tried, ["refused", "refused", "refused", "connect-src"]);
  });
});
