import { ROOT } from "../support/source_tree.ts";
import { strictEqual } from "../support/assert.ts";

// The page's scripts are text to Deno, and so no part of `deno check`; they have types all the same.
Deno.test("the scripts of the page have no type errors", async () => {
  const config = await Deno.makeTempFile({ suffix: ".json" });
  const compilerOptions = {
    allowJs: true,
    checkJs: true,
    strict: true,
    lib: ["dom", "dom.iterable", "esnext"],
  };
  await Deno.writeTextFile(config, JSON.stringify({ compilerOptions, lock: false }));
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "check",
      "--quiet",
      "--config",
      config,
      "reports/browser/main.js",
      "reports/browser/live.js",
    ],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  await Deno.remove(config);
  strictEqual(code, 0, new TextDecoder().decode(stderr));
});
