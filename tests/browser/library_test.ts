import { estimate, SAMPLERS } from "../../mod.ts";
import { deepStrictEqual, ok, strictEqual } from "../support/assert.ts";
import { builtPage } from "../support/browser_page.ts";
import { chromium } from "../support/chromium.ts";

/** Enough work that Workers are worth it; less for a GPU that is software. */
const SAMPLES = { cpu: 6000, gpu: 1000 };

function request(device: keyof typeof SAMPLES) {
  return { samples: SAMPLES[device], mutualInformation: 2, seed: 1 };
}

const MODULE = `
import { estimate, SAMPLERS } from "./infoplane.js";
const { x, y } = SAMPLERS.get("uniform").create({ dims: 4 }).sample(REQUEST);
const result = await estimate(x, y, { method: METHOD, compressX: "pca:3", device: DEVICE });
globalThis.found = { result, buffer: typeof globalThis.Buffer };
`;

/** A page that imports the bundle of `mod.ts` from its own host, as a module. */
async function servePage(method: string, device: keyof typeof SAMPLES) {
  const { library } = await builtPage();
  const files: Record<string, [type: string, body: string]> = {
    "/": ["text/html", "<!doctype html><title>t</title><script type=module src=page.js></script>"],
    "/page.js": [
      "text/javascript",
      MODULE.replace("DEVICE", JSON.stringify(device)).replace("METHOD", JSON.stringify(method))
        .replace("REQUEST", JSON.stringify(request(device))),
    ],
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

async function inChromium(
  method: string,
  device: keyof typeof SAMPLES,
  flags: readonly string[] = [],
) {
  const server = await servePage(method, device);
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
  const { found, problems, workers } = await inChromium("kde-ml", "cpu");
  deepStrictEqual(problems, []);
  const { x, y } = SAMPLERS.get("uniform").create({ dims: 4 }).sample(request("cpu"));
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

Deno.test("the WebGPU kernels run in Chromium: neighbours to rounding, densities to their bound", {
  ignore: chromium.ignore,
}, async () => {
  const { x, y } = SAMPLERS.get("uniform").create({ dims: 4 }).sample(request("gpu"));
  for (const method of ["wkl", "kde-ml"]) {
    // A software adapter will do, which Chromium brings along.
    const { found, problems } = await inChromium(method, "gpu", ["--enable-unsafe-webgpu"]);
    const result = found?.result;
    deepStrictEqual(problems, []);
    strictEqual(result?.device, "gpu");
    ok(result.adapter, "the adapter has a name");
    const options = { method, compressX: "pca:3", device: "cpu" } as const;
    const { mutualInformation } = await estimate(x, y, options);
    // Neighbours are decided in f64, and differ by the rounding of sums. A mean logarithm of f32 sums
    // of densities is off by 1e-7 at 7 dimensions (kernels/PRECISION.md), and there are three.
    const difference = Math.abs(Number(result.mutualInformation) - mutualInformation);
    ok(difference <= (method === "wkl" ? 1e-13 : 1e-6), `${method}: ${difference}`);
  }
});
