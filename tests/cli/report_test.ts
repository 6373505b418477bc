import { denoCommand, runInProcess } from "../support/cli.ts";
import { withFolder } from "../support/report_folder.ts";
import { match, ok, strictEqual } from "../support/assert.ts";

/** The permissions of `deno task report`. */
const PERMISSIONS = ["--allow-read", "--allow-net=localhost,127.0.0.1"];

/** Writes a page for a profile, as old as is said. */
async function writePage(folder: string, profile: string, text: string, ageS: number) {
  await Deno.mkdir(`${folder}/${profile}/cells`, { recursive: true });
  await Deno.writeTextFile(`${folder}/${profile}/index.html`, text);
  const time = new Date(Date.now() - 1000 * ageS);
  await Deno.utime(`${folder}/${profile}/index.html`, time, time);
}

/** Starts the command, hands over its address, and ends it by Ctrl-C. */
async function whileServing(
  args: readonly string[],
  use: (url: string) => Promise<void>,
): Promise<{ readonly code: number; readonly err: string }> {
  const child = denoCommand(["report", "--port", "0", ...args], { permissions: PERMISSIONS })
    .spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  while (!/http:\S+\n/.test(said)) {
    const { value, done } = await reader.read();
    if (done) break;
    said += value;
  }
  await use(/http:\S+/.exec(said)?.[0] ?? `no address: ${said}`);
  child.kill("SIGINT");
  while (!(await reader.read()).done);
  const err = await new Response(child.stderr).text();
  return { code: (await child.status).code, err };
}

Deno.test("report serves the report that was written last, until Ctrl-C", async () => {
  await withFolder(async (folder) => {
    await writePage(folder, "quick", "newer", 10);
    await writePage(folder, "paper", "older", 100);
    await Deno.writeTextFile(`${folder}/quick/figure-3.vl.json`, "{}");
    const { code, err } = await whileServing(["--out", folder], async (url) => {
      match(url, /^http:\/\/localhost:\d+\/$/);
      const page = await fetch(url);
      strictEqual(page.headers.get("content-type"), "text/html; charset=utf-8");
      strictEqual(await page.text(), "newer");
      const spec = await fetch(`${url}figure-3.vl.json`);
      strictEqual(spec.headers.get("content-type"), "application/json; charset=utf-8");
      strictEqual(await spec.text(), "{}");
    });
    strictEqual(code, 130);
    strictEqual(err, "");
  });
});

Deno.test("report serves one profile, and nothing outside its folder", async () => {
  await withFolder(async (folder) => {
    await writePage(folder, "quick", "quick", 10);
    await writePage(folder, "paper", "paper", 100);
    await Deno.writeTextFile(`${folder}/secret.txt`, "secret");
    await whileServing(["--out", folder, "--profile", "paper"], async (url) => {
      strictEqual(await (await fetch(url)).text(), "paper");
      for (const path of ["..%2fsecret.txt", "%2e%2e/secret.txt", "cells", "cells/", "nothing"]) {
        const { status, body } = await fetch(url + path);
        await body?.cancel();
        strictEqual(status, 404, path);
      }
      const posted = await fetch(url, { method: "POST", body: "x" });
      await posted.body?.cancel();
      strictEqual(posted.status, 405);
    });
  });
});

Deno.test("report says how to make a report where there is none", async () => {
  await withFolder(async (folder) => {
    const { code, err } = await runInProcess(["report", "--out", folder]);
    strictEqual(code, 2);
    match(err, /^error: There is no report in \S+ yet\.\nMake one: deno run -A mod\.ts reproduce/);
    await writePage(folder, "quick", "quick", 10);
    const other = await runInProcess(["report", "--out", folder, "--profile", "paper"]);
    match(other.err, /There is no report in \S+\/paper yet\.\n.*--profile paper --out/);
  });
});

Deno.test("report names a port that is taken, and refuses one that cannot be", async () => {
  await withFolder(async (folder) => {
    await writePage(folder, "quick", "quick", 10);
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    const { code, err } = await runInProcess(["report", "--out", folder, "--port", String(port)]);
    listener.close();
    strictEqual(code, 2);
    ok(err.startsWith(`error: Port ${port} is taken.\n`), err);
    const wrong = await runInProcess(["report", "--out", folder, "--port", "70000"]);
    match(wrong.err, /^error: --port must be from 0 to 65535: current value is 70000\.\n/);
  });
});
