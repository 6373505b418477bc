import type { CliIo } from "../../lib/cli/cli_io.ts";
import { createPlaneScreen } from "../../lib/cli/plane_screen.ts";
import { type MemoryFiles, memoryFiles, runInProcess, runProcess } from "../support/cli.ts";
import { liveRecord } from "../support/live_records.ts";
import { deepStrictEqual, match, ok, strictEqual } from "../support/assert.ts";

const SMALL = "plane --training 300 --test 200 --learning-rate 1e-3 --compress-input pca:2 " +
  "--compress-layers pca:2 --batch-size 100 --seed 3 --exp none --epochs 1";

/** What a page is told, in order. */
interface Update {
  readonly spec?: unknown;
  readonly from?: number;
  readonly rows?: readonly { readonly layer: string; readonly epoch: number; input: number }[];
  readonly ended?: boolean;
  readonly facts?: readonly { readonly name: string; readonly value: string }[];
  readonly headline?: string;
  readonly spoken?: string;
}

/** Reads the events of a page until `wanted` says that this was the last one. */
async function updatesUntil(url: string, wanted: (update: Update) => boolean): Promise<Update[]> {
  const { body } = await fetch(`${url}events`);
  const updates: Update[] = [];
  let text = "";
  for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const events = text.split("\n\n");
    text = events.pop()!;
    updates.push(...events.map((event) => JSON.parse(event.replace(/^data: /, ""))));
    if (updates.some(wanted)) break;
  }
  return updates;
}

/** Runs a command with `--live`, hands over the address of its page, and then presses Ctrl-C. */
async function whileLive(
  line: string,
  files: MemoryFiles,
  use: (url: string) => Promise<void>,
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const address = Promise.withResolvers<string>();
  const complete = Promise.withResolvers<void>();
  let err = "";
  const cleanUps = new Set<() => Promise<void>>();
  const overrides: Partial<CliIo> = {
    writeError(text) {
      err += text;
      const [, url] = /^The plane so far: (\S+)\n/.exec(text) ?? [];
      if (url) address.resolve(url);
      if (text.startsWith("The run is complete")) complete.resolve();
    },
    onInterrupt(cleanUp) {
      cleanUps.add(cleanUp);
      return () => cleanUps.delete(cleanUp);
    },
  };
  const run = runInProcess(`${line} --live --port 0`.split(" "), files, overrides);
  const failed = run.then(({ code }) => Promise.reject(new Error(`It ended with ${code}: ${err}`)));
  failed.catch(() => {}); // Awaited only as long as the run goes on.
  await use(await Promise.race([address.promise, failed]));
  await Promise.race([complete.promise, failed]);
  strictEqual(cleanUps.size, 1, "what was to be saved is saved: Ctrl-C ends the server alone");
  for (const cleanUp of cleanUps) await cleanUp();
  return { ...await run, err };
}

Deno.test("plane --live sends every record as it comes, and serves until Ctrl-C", async () => {
  const files = memoryFiles();
  let updates: Update[] = [];
  const { code, out, err } = await whileLive(`${SMALL} --out p.jsonl`, files, async (url) => {
    match(url, /^http:\/\/localhost:\d+\/$/);
    updates = await updatesUntil(url, ({ ended }) => ended === true);
    const late = await updatesUntil(url, ({ rows }) => rows?.length === 10);
    strictEqual(late.length, 1, "a page that is opened later gets everything at once");
    strictEqual(late[0].ended, true);
  });
  strictEqual(code, 0, err);
  match(out, /^Epoch 1: loss/);
  match(err, /The run is complete\. The page stays at http:\S+ until Ctrl-C\.\n$/);
  const [first] = updates;
  ok(first.facts?.some(({ name, value }) => name === "Method" && value === "wkl"));
  const sent = updates.flatMap(({ from, rows = [] }) =>
    rows.map((row, i) => [from! + i, row.epoch, row.layer, row.input])
  );
  const saved = new TextDecoder().decode(files.get("p.jsonl")!).trimEnd().split("\n").slice(1)
    .map((line) => JSON.parse(line));
  deepStrictEqual(
    sent,
    saved.map((
      { epoch, layer, inputInformation },
      i,
    ) => [i, epoch, layer, Number(inputInformation.nats.toPrecision(6))]),
  );
  // Once for each of the two epochs (the first may be over before the page is there), and at the end.
  const spoken = updates.flatMap(({ spoken = [] }) => spoken).map((text) => text.slice(0, 12));
  deepStrictEqual(spoken.slice(-2), ["Epoch 1 of 1", "The run is c"]);
  ok(spoken.length === 2 || spoken.length === 3 && spoken[0] === "Epoch 0 of 1", spoken.join());
});

Deno.test("plane --live --resume shows the earlier records too", async () => {
  const files = memoryFiles();
  await runInProcess(`${SMALL} --out p.jsonl --quiet`.split(" "), files);
  await whileLive(`${SMALL} --out p.jsonl --resume --quiet`, files, async (url) => {
    const [whole] = await updatesUntil(url, ({ rows }) => rows?.length === 10);
    match(whole.headline!, /^Epoch 1 of 1: loss .*, test loss .*, accuracy .* %$/);
  });
});

Deno.test("the page of plane --live is for this machine, and may ask nobody else", async () => {
  await whileLive(`${SMALL} --quiet`, memoryFiles(), async (url) => {
    const page = await fetch(url);
    const policy = page.headers.get("content-security-policy")!;
    match(policy, /^default-src 'none'; script-src( 'sha256-[\w+/=]{44}'){4}; /);
    match(policy, /; connect-src 'self'; /);
    ok(!/unsafe-eval|script-src[^;]*unsafe/.test(policy));
    match(await page.text(), /^<!doctype html>/);
    const { port } = new URL(url);
    const socket = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
    const ask = "GET / HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n";
    await socket.write(new TextEncoder().encode(ask));
    match(await new Response(socket.readable).text(), /^HTTP\/1\.1 403 /);
    const absent = await fetch(`${url}p.jsonl`);
    await absent.body?.cancel();
    strictEqual(absent.status, 404);
  });
});

Deno.test("plane --live says in one line what it lacks, before any work", async () => {
  const { code, out, err } = await runProcess(["plane", "--live", "--port", "0"]);
  deepStrictEqual([code, out], [2, ""]);
  match(err, /^error: Deno was not given net access to "127\.0\.0\.1:0"\.\nType: deno run /);
  match(err, / --allow-net=localhost,127\.0\.0\.1 \S+ plane --live --port 0\n$/);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const taken = await runInProcess(["plane", "--live", "--port", `${listener.addr.port}`]);
  listener.close();
  match(taken.err, /^error: Port \d+ is taken\.\nChoose another with --port N/);
  const wrong = await runInProcess(["plane", "--live", "--port", "70000"]);
  match(wrong.err, /^error: --port must be from 0 to 65535: current value is 70000\.\n/);
  const idle = await runInProcess(["plane", "--port", "8000"]);
  match(idle.err, /^error: --port is for --live\.\n/);
});

Deno.test("a run that fails ends its server", async () => {
  const { code, err } = await runInProcess(
    ["plane", "--layers", "nowhere", "--live", "--port", "0"],
  );
  strictEqual(code, 2);
  match(err, /There is no folder nowhere/);
});

/** Escape codes as something that can be looked for. */
function visible(text: string): string {
  return text.replaceAll("\x1b", "␛");
}

/** What a terminal shows after some text, as lines: it knows what the screen sends, and no more. */
function shownBy(text: string): string[] {
  let lines = [""];
  let row = 0;
  for (const [part] of visible(text).matchAll(/␛\[\d*[A-Za-z]|[\r\n]|[^␛\r\n]+/g)) {
    const [, count, code] = /^␛\[(\d*)([A-Za-z])$/.exec(part) ?? [];
    if (code === "A") row -= Number(count);
    else if (code === "J") lines = lines.slice(0, row).concat("");
    else if (code !== undefined) throw new Error(`unknown code ${part}`);
    else if (part === "\n") lines[++row] ??= "";
    else if (part !== "\r") lines[row] += part;
  }
  return lines;
}

Deno.test("on a terminal the plane is a table that is drawn in place", async () => {
  let text = "";
  const io = {
    interactive: true,
    colorError: false,
    terminalSize: () => ({ columns: 80, rows: 24 }),
    writeError: (more: string) => void (text += more),
  } as unknown as CliIo;
  const screen = createPlaneScreen(io, true);
  screen.update(0, "reading the data");
  deepStrictEqual(shownBy(text), ["0 % reading the data …"]);
  screen.add(liveRecord(0, 0), 2);
  screen.add(liveRecord(0, 1), 2);
  screen.update(0.5, "epoch 0 of 2, training");
  // What comes within a tenth of a second is drawn after it.
  await new Promise((resolve) => setTimeout(resolve, 150));
  const lines = shownBy(text);
  strictEqual(lines.length, 5);
  deepStrictEqual(lines.map((line) => line.slice(0, 12)), [
    "Epoch 0 of 2",
    "layer  I(X; ",
    "L1       5.0",
    "L2       4.0",
    "50 % epoch 0",
  ]);
  screen.clear();
  deepStrictEqual(shownBy(text), [""]);
});

Deno.test("plane draws its table on a terminal, and nothing with --quiet or without one", async () => {
  const drawn = /\r␛\[\d+A␛\[J/;
  const run = (flags: string, overrides: Partial<CliIo>) =>
    runInProcess(`${SMALL}${flags}`.split(" "), memoryFiles(), overrides);
  const shown = await run("", { interactive: true });
  match(visible(shown.err), drawn);
  // A table is drawn some time after the last one: that of epoch 0 may never be.
  match(shown.err, /Epoch [01] of 1: .*accuracy .*\nlayer/);
  ok(!/␛\[\d+m/.test(visible(shown.err)), "no colours where there are to be none");
  for (const [flags, interactive] of [[" --quiet", true], ["", false]] as const) {
    const { err } = await run(flags, { interactive });
    ok(!err.includes("\x1b"), err);
  }
  const json = await run(" --json", { interactive: true });
  ok(!json.err.includes("Epoch 0 of 1"), "records on the terminal have a line of progress alone");
});
