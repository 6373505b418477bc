import { chromium } from "../support/chromium.ts";
import { deepStrictEqual, match, strictEqual } from "../support/assert.ts";

const { ignore } = chromium;

Deno.test({ name: "chromium.open() reports what a page complains of", ignore }, async () => {
  const problems = await chromium.open(async ({ page, problems }) => {
    await page.goto(`data:text/html,<script>console.error("one"); throw new Error("two")</script>`);
    return problems;
  });
  strictEqual(problems.length, 2);
  match(problems[0], /^error: one/);
  match(problems[1], /two/);
});

Deno.test({ name: "chromium.open() sets the window and its preferences", ignore }, async () => {
  const seen = await chromium.open(async ({ page, requests }) => {
    await page.goto("data:text/html,<h1>hello</h1>");
    deepStrictEqual(requests, []);
    return await page.evaluate(`[
      innerWidth,
      matchMedia("(prefers-color-scheme: dark)").matches,
      matchMedia("(prefers-reduced-motion: reduce)").matches,
    ]`);
  }, { viewport: { width: 375, height: 700 }, colorScheme: "dark", reducedMotion: "reduce" });
  deepStrictEqual(seen, [375, true, true]);
});
