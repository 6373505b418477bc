import { estimate, SAMPLERS } from "../../mod.ts";
import { deepStrictEqual, ok, strictEqual } from "../support/assert.ts";
import { builtPage } from "../support/browser_page.ts";
import { chromium } from "../support/chromium.ts";

/** Enough work that Workers are worth it. */
const PAIR = { samples: 6000, mutualInformation: 2, seed: 1 };

const MODULE = `
import { estimate, SAMPLERS } from "./infoplane.js";
const { x, y } = SAMPLERS.get("uniform").create({ dims: 4 }).sample(${JSON.stringify(PAIR)});
const result = await estimate(x, y, { method: "kde-ml", compressX: "pca:3", device: DEVICE });
globalThis.found = { result, buffer: typeof globalThis.Buffer };
`;

/** A page that imports the bundle of `mod.ts` from its own host, as a module. */
async function servePage(device: string) {
  const { library } = await builtPage();
  const files: Record<string, [type: string, body: string]> = {
    "/": ["text/html", "<!doctype html><title>t</title><script type=module src=page.js></script>"],
    "/page.js": ["text/javascript", MODULE.replace("DEVICE", JSON.stringify(device))],
    "/infoplane.js": ["text/javascript", await Deno.readTextFile(library)],
    "/favicon.ico": ["image/png", ""],
  };
  return Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    const [type, body] = files[new URL(request.url).pathname];
    return new Response(body, { headers: { "content-type": type } });
  });
}

interface Found {
  readonly result: Record<string, unknown>;
  readonly buffer: string;
}

async function inChromium(device: string, flags: readonly string[] = []) {
  const server = await servePage(device);
  try {
    return await chromium.open(async ({ page, problems }) => {
      const workers: string[] = [];
      page.on("worker", (worker) => workers.push(worker.url()));
      await page.goto(`http://127.0.0.1:${server.addr.port}/`);
      let found: Found | undefined;
      const end = Date.now() + 60_000;
      while (!found && problems.length === 0 && Date.now() < end) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        found = await page.evaluate("globalThis.found") as Found | undefined;
      }
      return { found, problems: [...problems], workers };
    }, { flags });
  } finally {
    await server.shutdown();
  }
}

Deno.test("mod.ts, bundled, is a library for pages: the bits that Deno gives", {
  ignore: chromium.ignore,
}, async () => {
  const { found, problems, workers } = await inChromium("cpu");
  deepStrictEqual(problems, []);
  const { x, y } = SAMPLERS.get("uniform").create({ dims: 4 }).sample(PAIR);
  const { elapsedMs: _, ...expected } = await estimate(x, y, {
    method: "kde-ml",
    compressX: "pca:3",
    device: "cpu",
  });
  const { elapsedMs: __, ...result } = found!.result;
  deepStrictEqual(result, expected);
  strictEqual(found!.buffer, "undefined", "what Cephes needs to load is taken away again");
  if (navigator.hardwareConcurrency > 1) ok(workers.some((url) => url.startsWith("blob:")));
});
