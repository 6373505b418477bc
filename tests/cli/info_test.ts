import { PACKAGES } from "../../lib/packages.ts";
import { deepStrictEqual, match, ok, strictEqual } from "../support/assert.ts";
import { memoryFiles, runInProcess, runProcess } from "../support/cli.ts";
import { VERSION } from "../../lib/version.ts";

Deno.test("info says on what it runs, without a word on standard error", async () => {
  // With these permissions, which its help names, Mesa has nothing to complain of.
  const permissions = ["--allow-read", "--allow-env=XDG_RUNTIME_DIR"];
  const { code, out, err } = await runProcess(["info"], {
    permissions,
    env: { XDG_RUNTIME_DIR: "" },
  });
  deepStrictEqual([code, err], [0, ""]);
  match(out, new RegExp(`^infoplane  ${VERSION}\\nruntime    Deno ${Deno.version.deno}, V8 `));
  match(out, /^kernels {4}WebAssembly SIMD$/m);
  match(out, /^training {3}(relaxed|plain) SIMD$/m);
  match(out, /^WebGPU {5}\S/m);
});

Deno.test("info --json lists every optional package, and whether it is in the cache", async () => {
  const files = memoryFiles();
  const first = JSON.parse((await runInProcess(["info", "--json"], files)).out);
  strictEqual(first.schema, 1);
  ok(first.threads >= 1);
  const specifiers = first.packages.map(({ specifier }: { specifier: string }) => specifier);
  deepStrictEqual(specifiers, Object.values(PACKAGES));
  ok(first.packages.every(({ purpose }: { purpose: string }) => purpose !== ""));
  ok(first.packages.every(({ cached }: { cached: boolean }) => !cached));

  files.set(`${first.cache}vega/${PACKAGES.vega.split("@")[1]}`, null);
  const second = JSON.parse((await runInProcess(["info", "--json"], files)).out);
  const here = second.packages.filter(({ cached }: { cached: boolean }) => cached);
  deepStrictEqual(here.map(({ name }: { name: string }) => name), ["vega"]);
  match((await runInProcess(["info"], files)).out, /^ {2}vega +here: figures$/m);
});
