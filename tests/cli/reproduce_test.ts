import { cellsOf, withFolder } from "../support/report_folder.ts";
import { ROOT } from "../support/source_tree.ts";
import { deepStrictEqual, match, ok, strictEqual } from "../support/assert.ts";

/** The permissions of `deno task reproduce`. */
const PERMISSIONS = [
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-sys",
  "--allow-net=localhost,127.0.0.1",
];

function reproduce(...args: readonly string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", ...PERMISSIONS, "main.ts", "reproduce", ...args],
    cwd: ROOT,
    stdout: "piped",
    stderr: "piped",
  });
}

Deno.test("reproduce writes the files of each artefact, and a page", async () => {
  await withFolder(async (folder) => {
    const { code, stdout, stderr } = await reproduce(
      ...["--profile", "quick", "--only", "figure-1,table-1", "--out", folder],
    ).output();
    strictEqual(code, 0, new TextDecoder().decode(stderr));
    const said = new TextDecoder().decode(stdout);
    match(said, /quick\/index\.html/);
    const names: string[] = [];
    for await (const { name } of Deno.readDir(`${folder}/quick`)) names.push(name);
    deepStrictEqual(names.sort(), [
      "cells",
      "checkpoints",
      "figure-1.json",
      "figure-1.png",
      "figure-1.svg",
      "figure-1.vl.json",
      "index.html",
      "table-1.json",
      "table-1.png",
      "table-1.svg",
      "table-1.vl.json",
    ]);
    const page = await Deno.readTextFile(`${folder}/quick/index.html`);
    ok(page.includes("denoised data"), "the page has the picture");
    ok(page.includes("Conv2d(16, 32, ks=3)"), "the page has the table");
  });
});

Deno.test("reproduce exits with 130 on Ctrl-C and keeps the finished cells", async () => {
  await withFolder(async (folder) => {
    const child = reproduce(
      ...["--profile", "quick", "--only", "table-2", "--jobs", "1", "--out", folder],
    ).spawn();
    const finished = async () => (await cellsOf(`${folder}/quick`).catch(() => [])).length;
    const deadline = performance.now() + 60_000;
    while (await finished() < 1 && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    child.kill("SIGINT");
    const { code, stderr } = await child.output();
    strictEqual(code, 130);
    match(new TextDecoder().decode(stderr), /^Interrupted\. .*\n$/m);
    ok(await finished() >= 1);
    ok(await finished() < 44);
  });
});

Deno.test("reproduce exits with 2 for an artefact that does not exist, and names the nearest", async () => {
  const { code, stdout, stderr } = await reproduce("--only", "figure-33").output();
  strictEqual(code, 2);
  strictEqual(stdout.length, 0);
  match(new TextDecoder().decode(stderr), /Unknown artefact "figure-33".*\n.*figure-3/);
});
