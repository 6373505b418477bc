import { deepStrictEqual, match, ok, strictEqual } from "../support/assert.ts";
import { createFreshDenoDir, isHeavy, moduleGraph, serveProject } from "../support/file_host.ts";
import { runProcess } from "../support/cli.ts";

/** 200 rows (x, y) of which y follows x: enough for any estimator, small enough to write down. */
const TABLE = "x,y\n" + Array.from({ length: 200 }, (_, i) => {
  const x = Math.sin(12.9898 * (i + 1)) * 43.758;
  return `${x},${x + Math.sin(78.233 * (i + 1))}`;
}).join("\n");

const SCRIPT = (url: string) => `
  import { createRng, estimate } from "${url}mod.ts";
  const rng = createRng(1);
  const x = Array.from({ length: 300 }, () => rng.normal());
  const y = x.map((value) => value + rng.normal());
  console.log(JSON.stringify(await estimate(x, y, { method: "kl" })));
`;

/** Runs `work` in an empty folder with no configuration file, with a fresh `DENO_DIR`. */
async function away(
  work: (folder: string, cache: Awaited<ReturnType<typeof createFreshDenoDir>>) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "infoplane-url-" });
  const cache = await createFreshDenoDir();
  try {
    await work(folder, cache);
  } finally {
    await Deno.remove(folder, { recursive: true });
    await cache.remove();
  }
}

Deno.test("mod.ts works when a script without configuration imports it by URL", async () => {
  const host = serveProject();
  await away(async (folder, cache) => {
    await Deno.writeTextFile(`${folder}/script.ts`, SCRIPT(host.url));
    const { code, out, err } = await runProcess([], {
      program: `${folder}/script.ts`,
      permissions: ["--allow-import=127.0.0.1"],
      cwd: folder,
      env: cache.env,
    });
    strictEqual(code, 0, err);
    const { schema, mutualInformation } = JSON.parse(out);
    strictEqual(schema, 1);
    // The truth is ½ ln 2 = 0.35 nats; that it is computed at all is the point here.
    ok(Math.abs(mutualInformation - 0.35) < 0.3, `estimate ${mutualInformation}`);
    deepStrictEqual(cache.contacted, []);
  });
  await host.stop();
});

Deno.test("mod.ts is the command line when it is run by URL", async () => {
  const host = serveProject();
  await away(async (folder, cache) => {
    await Deno.writeTextFile(`${folder}/table.csv`, TABLE);
    const args = ["estimate", "--data", "table.csv", "--x-columns", "x", "--y-columns", "y"];
    const run = { program: `${host.url}mod.ts`, cwd: folder, env: cache.env };
    const { code, out, err } = await runProcess([...args, "--json"], run);
    strictEqual(code, 0, err);
    ok(JSON.parse(out).mutualInformation > 0.5, out);
    deepStrictEqual(cache.contacted, []);
    ok(!host.requested.has("deno.json"), "no configuration travels with a module");

    // MNIST is a heavy package: it is fetched when it is asked for, which the cache notes and refuses.
    const mnist = await runProcess(["estimate", "--data", "mnist:test"], run);
    strictEqual(mnist.code, 2);
    match(mnist.err, /^error: The package that holds MNIST could not be loaded: .*\n.*--mnist DIR/);
    ok(cache.contacted.length > 0, "the package came from somewhere");

    const denied = await runProcess(args, { ...run, permissions: [] });
    strictEqual(denied.code, 2);
    match(denied.err, new RegExp(`deno run --allow-read ${host.url}mod.ts ${args.join(" ")}\n$`));
  });
  await host.stop();
});

Deno.test("a literal import of a heavy package would be noticed", async () => {
  const host = serveProject((path, text) =>
    path === "lib/estimate.ts"
      ? `${text}\nexport const heavy = () => import("npm:@tensorflow/tfjs@4.22.0");\n`
      : text
  );
  await away(async (folder, cache) => {
    await Deno.writeTextFile(`${folder}/script.ts`, SCRIPT(host.url));
    await runProcess([], {
      program: `${folder}/script.ts`,
      permissions: ["--allow-import=127.0.0.1"],
      cwd: folder,
      env: cache.env,
    });
    ok(cache.contacted.length > 0, "the import went unnoticed");
  });
  await host.stop();
});

Deno.test("the module graph of mod.ts holds no heavy package", async () => {
  const { specifiers, packages } = await moduleGraph();
  for (const part of ["main.ts", "reports/artefacts.ts", "data/parquet.ts"]) {
    ok(specifiers.some((specifier) => specifier.endsWith(part)), `${part} is not in the graph`);
  }
  ok(packages.includes("ml-matrix"), "packages are listed under another name");
  deepStrictEqual(packages.filter(isHeavy), []);
});
