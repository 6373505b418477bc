/**
 * Builds the page and the library for browsers: `deno task build:browser`. The page is one file that
 * works from disk; its Content-Security-Policy forbids every connection.
 *
 * @module
 */
import { encodeBase64 } from "../../kernels/simd/base64.ts";

const HERE = new URL("./", import.meta.url);
const ROOT = new URL("../../", HERE);

/** Where the files go. */
export const BROWSER_OUTPUT: URL = new URL("reports/output/browser/", ROOT);

/** What each bundle leaves out: what trains networks needs tfjs, and the command line needs Deno. */
const LEFT_OUT = { page: [], worker: ["./autoencoder.ts", "./mine.ts"], library: ["./main.ts"] };

/** What was written. */
export interface BrowserBuild {
  /** The page. */
  readonly page: URL;
  /** `mod.ts` as one module without imports. */
  readonly library: URL;
}

/**
 * Builds both.
 *
 * @param output Folder, with its final slash; made where it is missing.
 * @returns What was written.
 */
export async function buildBrowser(output: URL = BROWSER_OUTPUT): Promise<BrowserBuild> {
  await Deno.mkdir(output, { recursive: true });
  const library = new URL("infoplane.js", output);
  const [page, worker] = await Promise.all([
    bundle(new URL("page.ts", HERE), LEFT_OUT.page),
    bundle(new URL("worker.ts", HERE), LEFT_OUT.worker),
    bundle(new URL("mod.ts", ROOT), LEFT_OUT.library).then((text) =>
      Deno.writeTextFile(library, text)
    ),
  ]);
  const html = await Deno.readTextFile(new URL("page.html", HERE));
  const css = await Deno.readTextFile(new URL("page.css", HERE));
  const file = new URL("index.html", output);
  await Deno.writeTextFile(file, await assemble({ html, css, page, worker }));
  return { page: file, library };
}

/** The parts of the page. */
interface Parts {
  readonly html: string;
  readonly css: string;
  readonly page: string;
  readonly worker: string;
}

async function assemble({ html, css, page, worker }: Parts): Promise<string> {
  const script = inline(page);
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${await sha256(script)}' 'wasm-unsafe-eval'`,
    "worker-src blob: data:",
    "style-src 'unsafe-inline'", // Vega sets styles; a style cannot load anything here.
    "img-src data: blob:",
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
  ].join("; ");
  const head = `<meta http-equiv="Content-Security-Policy" content="${policy}">\n` +
    '    <link rel="icon" href="data:,">\n' +
    `    <style>\n${css}    </style>\n`;
  const end = `<script id="worker" type="text/plain">${inline(worker)}</script>\n` +
    `    <script type="module">${script}</script>\n  `;
  // Functions, because `$` has a meaning in a replacement text.
  return html.replace('<meta name="viewport"', (found) => head + "    " + found)
    .replace("</body>", (found) => end + found);
}

/** A script inside HTML ends at the first `</script`, in a string too; `<!--` has a meaning as well. */
function inline(script: string): string {
  return script.replaceAll(/<\/(script)/gi, "<\\/$1").replaceAll("<!--", "<\\!--");
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return encodeBase64(new Uint8Array(digest));
}

/** `deno bundle` fetches esbuild when it is first used; a second one at that time finds half of it. */
const FETCHING = { message: "esbuild binary", attempts: 30, pauseMs: 500 } as const;

async function bundle(entry: URL, leftOut: readonly string[]): Promise<string> {
  const decoder = new TextDecoder();
  for (let attempt = 1;; attempt++) {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "bundle",
        "--quiet",
        "--platform=browser",
        "--minify",
        ...leftOut.map((path) => `--external=${path}`),
        entry.href,
      ],
      cwd: ROOT,
    }).output();
    if (code === 0) return decoder.decode(stdout);
    const reason = decoder.decode(stderr);
    if (!reason.includes(FETCHING.message) || attempt === FETCHING.attempts) {
      throw new Error(`${entry.href}: ${reason}`);
    }
    await new Promise((resolve) => setTimeout(resolve, FETCHING.pauseMs));
  }
}

if (import.meta.main) {
  const { page, library } = await buildBrowser();
  for (const { pathname } of [page, library]) {
    const { size } = await Deno.stat(pathname);
    // deno-lint-ignore no-console -- a task says what it wrote
    console.log(`${pathname} (${(size / 1e6).toFixed(2)} MB)`);
  }
}
