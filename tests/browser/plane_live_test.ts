import axe from "npm:axe-core@4.14.1";
import type { PlaneRecord } from "../../lib/plane/plane_types.ts";
import { type LivePage, openLivePage } from "../../reports/live_server.ts";
import { LIVE_LAYERS, liveRecord, liveRecords } from "../support/live_records.ts";
import { chromium, type ChromiumWindow, type WindowSettings } from "../support/chromium.ts";
import { memoryFiles, runInProcess } from "../support/cli.ts";
import { deepStrictEqual, match, notDeepStrictEqual, ok, strictEqual } from "../support/assert.ts";

const { ignore } = chromium;
const RUN = { facts: [{ name: "Method", value: "wkl" }], level: 0.95 };
const EPOCHS = 20;

/** Opens the page of a run that has these records already, and then checks that nothing failed. */
async function withLive(
  before: readonly PlaneRecord[],
  use: (live: LivePage, window: ChromiumWindow) => Promise<void>,
  settings: WindowSettings = {},
): Promise<void> {
  const live = await openLivePage(0);
  try {
    live.describe(RUN);
    for (const record of before) live.add(record, EPOCHS, false);
    await chromium.open(async (window) => {
      await window.page.goto(live.url);
      await use(live, window);
      deepStrictEqual(window.problems, []);
      deepStrictEqual(
        window.requests.filter((request) => !request.startsWith(live.url)),
        [],
        "the page asks nobody else",
      );
    }, settings);
  } finally {
    await live.stop();
  }
}

/** Waits until so many rows are drawn. */
function drawn({ page }: ChromiumWindow, rows: number): Promise<unknown> {
  return page.waitForSelector(`html[data-rows="${rows}"]`);
}

/** Points in the chart. */
function points({ page }: ChromiumWindow): Promise<number> {
  return page.locator("#plane .mark-symbol.role-mark path").count();
}

/** Where the large points of the plane are. */
function places({ page }: ChromiumWindow): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll("#plane .mark-symbol.role-mark")][0]
    .innerHTML.match(/translate\\([^)]*\\)/g)`);
}

async function seriousFindings({ page }: ChromiumWindow): Promise<string[]> {
  // The policy of the page lets no script in, but for what the test's own channel runs.
  await page.evaluate((axe as unknown as { readonly source: string }).source);
  return await page.evaluate(
    `axe.run().then(({ violations }) => violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => id + ": " + nodes.map(({ target }) => target.join(" ")).join(", ")))`,
  );
}

Deno.test(
  { name: "the live page waits, and its marks come with the records", ignore },
  () =>
    withLive([], async (live, window) => {
      const { page } = window;
      ok(await page.locator("#plane").isHidden());
      match(await page.locator("#headline").innerText(), /The untrained network is measured first/);
      live.add(liveRecord(0, 0), EPOCHS, false);
      await drawn(window, 1);
      // A large point in the plane, and one on each of both courses.
      strictEqual(await points(window), 3);
      for (const layer of [1, 2]) live.add(liveRecord(0, layer), EPOCHS, layer === 2);
      await drawn(window, 3);
      strictEqual(await points(window), 9);
      ok(await page.getByRole("slider", { name: "Epoch" }).isHidden(), "there is one epoch");
      for (const epoch of [1, 2, 3]) {
        LIVE_LAYERS.forEach((_, i) => live.add(liveRecord(epoch, i), EPOCHS, i === 2));
        await drawn(window, 3 * (epoch + 1));
        // The point on the loss besides, which is known from epoch 1 on.
        strictEqual(await points(window), 3 + 6 * (epoch + 1) + 1);
      }
      strictEqual(
        await page.locator("#headline").innerText(),
        "Epoch 3 of 20: loss 0.3333, test loss 0.2500, accuracy 77.50 %",
      );
      deepStrictEqual(await page.locator("tbody tr").first().locator("th, td").allInnerTexts(), [
        "L1",
        "3",
        "5.300",
        "5.104 … 5.496",
        "+0.100",
        "1.030",
        "0.834 … 1.226",
        "+0.010",
      ]);
      strictEqual(await page.locator("#state").innerText(), "The run goes on.");
      live.end();
      await page.locator("#state:text('The run is complete.')").waitFor();
      ok(await page.locator("#work").isHidden());
    }),
);

Deno.test(
  { name: "the live page draws new records without drawing the chart anew", ignore },
  () =>
    withLive(liveRecords(2), async (live, window) => {
      const { page } = window;
      await drawn(window, 9);
      await page.evaluate(`document.querySelector("#plane svg").dataset.mine = "kept"`);
      await page.getByRole("button", { name: "L2", exact: true }).press("Enter");
      live.add(liveRecord(3, 0), EPOCHS, false);
      await drawn(window, 10);
      strictEqual(await page.locator("#plane svg[data-mine=kept]").count(), 1);
      const chosen = page.getByRole("button", { name: "L2", exact: true });
      strictEqual(await chosen.getAttribute("aria-pressed"), "true");
      await page.locator("#plane .mark-symbol.role-mark path[aria-label*='layer: L2']").first()
        .hover();
      const tooltip = page.locator("#vg-tooltip-element.visible");
      await tooltip.waitFor();
      match(await tooltip.innerText(), /layer\s*L2[^]*I\(X; L\)\s*4\.2\s*95 % from\s*4\.004/);
    }),
);

Deno.test(
  { name: "the slider of the live page follows the run until it is moved", ignore },
  () =>
    withLive(liveRecords(2), async (live, window) => {
      const { page } = window;
      await drawn(window, 9);
      const slider = page.getByRole("slider", { name: "Epoch" });
      strictEqual(await slider.getAttribute("aria-valuetext"), "epoch 2 of 2");
      LIVE_LAYERS.forEach((_, i) => live.add(liveRecord(3, i), EPOCHS, i === 2));
      await drawn(window, 12);
      strictEqual(await slider.getAttribute("aria-valuetext"), "epoch 3 of 3");
      const last = await places(window);
      await slider.focus();
      await page.keyboard.press("Home");
      strictEqual(await slider.getAttribute("aria-valuetext"), "epoch 0 of 3");
      notDeepStrictEqual(await places(window), last);
      LIVE_LAYERS.forEach((_, i) => live.add(liveRecord(4, i), EPOCHS, i === 2));
      await drawn(window, 15);
      strictEqual(await slider.getAttribute("aria-valuetext"), "epoch 0 of 4");
      strictEqual(await page.evaluate("document.activeElement.id"), "plane-epoch");
    }),
);

Deno.test(
  { name: "the live page says at most one sentence in ten seconds", ignore },
  () =>
    withLive(liveRecords(1), async (live, window) => {
      const { page } = window;
      await drawn(window, 6);
      const said = "[...new Set(self.said)]";
      await page.evaluate(`self.said = []; new MutationObserver(() => {
      self.said.push(document.querySelector("#spoken").textContent);
    }).observe(document.querySelector("#spoken"), { childList: true, characterData: true, subtree: true })`);
      for (let epoch = 2; epoch <= 6; epoch++) {
        LIVE_LAYERS.forEach((_, i) => live.add(liveRecord(epoch, i), EPOCHS, i === 2));
        await page.waitForTimeout(100);
      }
      strictEqual((await page.evaluate(said) as string[]).length, 1);
      await page.locator("#spoken:text-matches('^Epoch 6')").waitFor({ timeout: 15_000 });
      match(
        (await page.evaluate(said) as string[])[1],
        /^Epoch 6 of 20: loss 0\.1667, test loss 0\.1429, accuracy 87\.14 %\.$/,
      );
    }),
);

Deno.test(
  { name: "the live page stays when the run is interrupted, and says so", ignore },
  () =>
    withLive(liveRecords(2), async (live, window) => {
      await drawn(window, 9);
      const before = await points(window);
      await live.stop();
      await window.page.locator("main[data-state=lost]").waitFor();
      match(await window.page.locator("#state").innerText(), /what came of it stays here/);
      strictEqual(await points(window), before);
      // The browser complains of the connection that is gone, and of nothing else.
      ok(window.problems.every((problem) => /events|ERR_CONNECTION_REFUSED/.test(problem)));
      (window.problems as string[]).length = 0;
    }),
);

Deno.test.each([
  { name: "light, wide", settings: {} },
  {
    name: "dark, phone",
    settings: { colorScheme: "dark" as const, viewport: { width: 375, height: 812 } },
  },
])(
  "the live page fits and has no serious finding of axe-core: $name",
  { ignore },
  ({ settings }) =>
    withLive(liveRecords(3), async (_, window) => {
      await drawn(window, 12);
      deepStrictEqual(await seriousFindings(window), []);
      const overflow = await window.page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      strictEqual(overflow, 0);
      const right: number = await window.page.evaluate(
        `document.querySelector("#plane svg").getBoundingClientRect().right - innerWidth`,
      );
      ok(right <= 0, `the chart ends ${right} pixels beyond the window`);
    }, settings),
);

Deno.test({ name: "plane --live shows a training in a browser", ignore }, async () => {
  const line = "plane --training 300 --test 200 --learning-rate 1e-3 --compress-input pca:2 " +
    "--compress-layers pca:2 --batch-size 100 --exp none --epochs 2 --live --port 0 --json";
  const address = Promise.withResolvers<string>();
  let end = () => Promise.resolve();
  const run = runInProcess(line.split(" "), memoryFiles(), {
    writeError: (text) => address.resolve(/http:\S+/.exec(text)?.[0] ?? `no address: ${text}`),
    onInterrupt(cleanUp) {
      end = cleanUp;
      return () => {};
    },
  });
  await chromium.open(async (window) => {
    const { page, problems } = window;
    await page.goto(await address.promise);
    await page.locator("main[data-state=ended]").waitFor();
    await drawn(window, 15);
    const shown = await page.locator("tbody td:nth-child(3)").allInnerTexts();
    await end();
    const { code, out } = await run;
    strictEqual(code, 0);
    const records: PlaneRecord[] = out.trimEnd().split("\n").map((text) => JSON.parse(text));
    deepStrictEqual(
      shown,
      records.slice(-5).map(({ inputInformation }) =>
        inputInformation!.nats.toFixed(3).replace("-", "−")
      ),
    );
    deepStrictEqual(problems, []);
  });
});
