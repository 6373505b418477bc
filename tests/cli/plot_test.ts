import { decode } from "npm:fast-png@8.0.0";
import { createRng } from "../../lib/rng.ts";
import { memoryFiles, runInProcess, runProcess } from "../support/cli.ts";
import { withFolder } from "../support/report_folder.ts";
import { deepStrictEqual, match, ok, strictEqual } from "../support/assert.ts";

const rng = createRng(3);
const TABLE = "x,y,kind\n" + Array.from({ length: 300 }, () => {
  const x = rng.normal();
  return `${x},${x + rng.normal()},${x > 0 ? "up" : "down"}`;
}).join("\n");
const ARGS = ["estimate", "--data", "t.csv", "--x-columns", "x", "--method", "kl"];

function plotted(path: string, y: string, ...more: readonly string[]) {
  const files = memoryFiles({ "t.csv": TABLE });
  return runInProcess([...ARGS, "--y-columns", y, "--plot", path, ...more], files)
    .then((result) => ({ ...result, bytes: files.get(path) ?? new Uint8Array() }));
}

Deno.test.each([{ y: "y" }, { y: "kind" }])(
  "--plot draws I(x; $y) in every format",
  async ({ y }) => {
    const text = async (path: string) => {
      const { code, err, bytes } = await plotted(path, y);
      strictEqual(code, 0, err);
      return new TextDecoder().decode(bytes);
    };
    const spec = JSON.parse(await text("p.vl.json"));
    match(spec.title.text, /^I\(X; Y\) = /);
    match(await text("p.svg"), /^<svg [^]*<\/svg>\s*$/);
    const page = await text("p.HTML");
    match(page, /^<!doctype html>/);
    ok(page.includes(`<h1>${spec.title.text}</h1>`));
    ok(page.includes(JSON.stringify(spec.concat)), "the page holds the specification");
    const { bytes } = await plotted("p.png", y);
    ok(decode(bytes).width > 1000);
  },
);

Deno.test("--plot changes nothing of what is printed", async () => {
  const strip = (out: string) => ({ ...JSON.parse(out), elapsedMs: 0 });
  const { out } = await plotted("p.vl.json", "y", "--json");
  const plain = await runInProcess(
    [...ARGS, "--y-columns", "y", "--json"],
    memoryFiles({ "t.csv": TABLE }),
  );
  deepStrictEqual(strip(out), strip(plain.out));
});

Deno.test("--plot refuses other endings and files that exist before any work", async () => {
  const read: string[] = [];
  const files = memoryFiles({ "p.svg": "old" });
  const run = (path: string) =>
    runInProcess(["estimate", "--x", "a", "--y", "b", "--plot", path], files);
  const wrong = await run("p.pdf");
  strictEqual(wrong.code, 2);
  strictEqual(
    wrong.err,
    'error: --plot cannot write "p.pdf": the end of its name says no kind of picture.\n' +
      "Give it one of .html (to be looked at and pointed at), .svg, .png, .vl.json.\n",
  );
  const exists = await run("p.svg");
  match(exists.err, /^error: --plot p\.svg exists already\.\n/);
  deepStrictEqual(read, []);
});

Deno.test("--plot needs no more permissions than to read and to write its file", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/t.csv`, TABLE);
    const args = [...ARGS, "--y-columns", "y", "--plot", "p.html"];
    const permissions = ["--allow-read", "--allow-write=."];
    const { code, err } = await runProcess(args, { permissions, cwd: folder });
    strictEqual(code, 0, err);
    ok((await Deno.stat(`${folder}/p.html`)).size > 500_000);
    const denied = await runProcess([...args, "--force"], { cwd: folder });
    strictEqual(denied.code, 2);
    match(
      denied.err,
      /^error: Deno was not given write access to .*\nType: deno run .*--allow-write/,
    );
  });
});
