/**
 * The Chromium of the tests: the one that the system has. Decided once; says which, or why none.
 *
 * @module
 */
import {
  type BrowserContext,
  type BrowserContextOptions,
  chromium as engine,
  type Page,
} from "npm:playwright-core@1.65.1";

export type { Page } from "npm:playwright-core@1.65.1";

/** Where Debian and others put it; the environment variable CHROMIUM comes first. */
const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Nothing of these does what a test could need; without them it talks to the network by itself. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** What a test may set of the window. */
export interface WindowSettings {
  /** Size in CSS pixels. @default {1280 × 900} */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** What `prefers-color-scheme` says. @default {"light"} */
  readonly colorScheme?: "light" | "dark";
  /** What `prefers-reduced-motion` says. @default {"no-preference"} */
  readonly reducedMotion?: "reduce" | "no-preference";
  /** Further flags of Chromium, such as `--enable-unsafe-webgpu`. @default {[]} */
  readonly flags?: readonly string[];
}

/** An open window. */
export interface ChromiumWindow {
  /** The page, blank. */
  readonly page: Page;
  /**
   * What the page complained of so far, in order: errors and warnings on its console, exceptions that
   * nobody caught, and requests that failed.
   */
  readonly problems: readonly string[];
  /** Addresses that the page asked for, but for `file:`, `data:` and `blob:`. */
  readonly requests: readonly string[];
}

/** What tests in a browser need to know. */
export interface TestChromium {
  /** Whether to leave such tests out: there is no Chromium. */
  readonly ignore: boolean;
  /**
   * Runs `use` with a window of a fresh Chromium that has an empty profile, and ends Chromium.
   *
   * @param use What to do.
   * @param settings Of the window.
   * @returns What `use` returned.
   */
  open<Result>(
    use: (window: ChromiumWindow) => Promise<Result>,
    settings?: WindowSettings,
  ): Promise<Result>;
}

/** The Chromium, looked for when this module is first imported. */
export const chromium: TestChromium = findChromium();

function findChromium(): TestChromium {
  const named = Deno.env.get("CHROMIUM");
  const path = (named ? [named] : PLACES).find(isFile);
  if (path === undefined) {
    const reason = `Browser tests are IGNORED: no Chromium at ${named ?? PLACES.join(", ")}`;
    announce(`${reason}. On Debian: apt-get install chromium.`);
    // `deno test --quiet` shows nothing that a module writes; the name of a test it does show.
    Deno.test({ name: reason, ignore: true, fn: () => {} });
    return { ignore: true, open: () => Promise.reject(new Error("There is no Chromium.")) };
  }
  announce(`Browser tests run on ${path}`);
  return { ignore: false, open: (use, settings) => withWindow(path, use, settings) };
}

async function withWindow<Result>(
  path: string,
  use: (window: ChromiumWindow) => Promise<Result>,
  { viewport = { width: 1280, height: 900 }, flags = [], ...preferences }: WindowSettings = {},
): Promise<Result> {
  const profile = await Deno.makeTempDir({ prefix: "infoplane-chromium-" });
  let context: BrowserContext | undefined;
  try {
    const options: BrowserContextOptions = { viewport, colorScheme: "light", ...preferences };
    context = await engine.launchPersistentContext(profile, {
      ...options,
      executablePath: path,
      headless: true,
      args: [...FLAGS, ...flags],
    });
    const page = context.pages()[0] ?? await context.newPage();
    return await use({ page, ...listen(page) });
  } finally {
    await context?.close();
    await Deno.remove(profile, { recursive: true });
  }
}

function listen(page: Page): { readonly problems: string[]; readonly requests: string[] } {
  const problems: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => {
    if (!["error", "warning"].includes(message.type())) return;
    problems.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`exception: ${error.stack ?? error.message}`));
  page.on("requestfailed", (request) => {
    problems.push(`failed: ${request.url()} (${request.failure()?.errorText})`);
  });
  page.on("request", (request) => {
    if (!/^(file|data|blob):/.test(request.url())) requests.push(request.url());
  });
  return { problems, requests };
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function announce(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
}
