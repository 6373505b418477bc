import { deepStrictEqual, match, ok, strictEqual } from "../support/assert.ts";
import { denoCommand, runProcess } from "../support/cli.ts";
import { ROOT } from "../support/source_tree.ts";
import { VERSION } from "../../lib/version.ts";

const FIXTURES = "tests/fixtures/cli";
const ESTIMATE = ["estimate", "--x", `${FIXTURES}/x.npy`, "--y", `${FIXTURES}/y.npy`];

Deno.test.each([
  { args: ESTIMATE },
  { args: ["estimate", "--data", `${FIXTURES}/table.csv`, "--x-columns", "a", "--y-columns", "y"] },
  { args: ["estimate", "--data", `${FIXTURES}/table.npz`, "--x-columns", "x", "--y-columns", "y"] },
  {
    args: [
      "estimate",
      "--data",
      `${FIXTURES}/table.parquet`,
      "--x-columns",
      "a",
      "--y-columns",
      "y",
    ],
  },
])("estimate needs --allow-read of its files alone: $args", async ({ args }) => {
  const run = { permissions: [`--allow-read=${FIXTURES}`] };
  const { code, out, err } = await runProcess([...args, "--json"], run);
  deepStrictEqual([code, err], [0, ""]);
  strictEqual(JSON.parse(out).schema, 1);
});

Deno.test("estimate without permissions exits with 2 and prints the command to type", async () => {
  const args = [...ESTIMATE, "--compress-x", "pca:1"];
  const { code, out, err } = await runProcess(args, { permissions: [] });
  deepStrictEqual([code, out], [2, ""]);
  match(err, /^error: Deno was not given read access to "tests\/fixtures\/cli\/x\.npy"\.\n/);
  const command = /\nType: (.+)\n$/.exec(err)?.[1];
  strictEqual(command, `deno run --allow-read mod.ts ${args.join(" ")}`);
});

Deno.test("the command that estimate prints runs in a shell", async () => {
  const folder = await Deno.makeTempDir({ prefix: "infoplane it's " });
  try {
    await Deno.copyFile(new URL(`${FIXTURES}/table.csv`, ROOT), `${folder}/my table.csv`);
    const args = "estimate --x-columns a --y-columns species --quiet --data".split(" ");
    const run = { cwd: folder, permissions: [] };
    const { err } = await runProcess([...args, "my table.csv"], run);
    const command = /\nType: (.+)\n$/.exec(err)![1].replace(/^deno/, `'${Deno.execPath()}'`);
    const { code, stdout } = await new Deno.Command("sh", { args: ["-c", command], cwd: folder })
      .output();
    strictEqual(code, 0, command);
    ok(Number.isFinite(Number(new TextDecoder().decode(stdout))));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("generate and --pointwise without --allow-write name it in the command to type", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const out = `${folder}/set`;
    const made = await runProcess(["generate", "normal", "--out", out]);
    strictEqual(made.code, 2);
    match(
      made.err,
      /not given write access to .*\nType: deno run --allow-read --allow-write mod\.ts/,
    );
    const pointwise = await runProcess([...ESTIMATE, "--pointwise", `${folder}/p.npy`]);
    strictEqual(pointwise.code, 2);
    match(pointwise.err, /\nType: deno run --allow-read --allow-write mod\.ts estimate/);
    deepStrictEqual([...Deno.readDirSync(folder)], []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("reproduce without permissions prints the command to type", async () => {
  const { code, out, err } = await runProcess(["reproduce", "--only", "figure-1"], {
    permissions: [],
  });
  deepStrictEqual([code, out], [2, ""]);
  match(err, /\nType: deno run --allow-read --allow-write .* mod\.ts reproduce --only figure-1\n$/);
});

Deno.test("generate makes a folder that estimate reads", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const permissions = ["--allow-read", "--allow-write"];
    const line = "generate gaussian-image --side 8 --mi 1 --samples 300 --out set";
    const made = await runProcess(line.split(" "), { permissions, cwd: folder });
    strictEqual(made.code, 0, made.err);
    deepStrictEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["set"]);
    const args =
      "estimate --x set/x.npy --y set/y.npy --compress-x pca:2 --compress-y pca:2 --json";
    const { code, out, err } = await runProcess(args.split(" "), { cwd: folder });
    strictEqual(code, 0, err);
    deepStrictEqual(JSON.parse(out).dimensions, { x: 64, y: 64, codeX: 2, codeY: 2 });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the program ends with 130 when it is interrupted", async () => {
  // Two pipes that never get their data: the program waits for as long as the test needs.
  const folder = await Deno.makeTempDir();
  try {
    const data = `${folder}/x.npy`;
    await new Deno.Command("mkfifo", { args: [data] }).output();
    const child = denoCommand(["estimate", "--x", data, "--y", data]).spawn();
    // Opening the pipe to write succeeds when the program has opened it to read.
    const pipe = await Deno.open(data, { write: true });
    child.kill("SIGINT");
    const { code, stdout } = await child.output();
    pipe.close();
    strictEqual(code, 130);
    strictEqual(stdout.length, 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the program ends in silence when nobody reads its output", async () => {
  const script = `(sleep 0.2; "$0" run --quiet --allow-read mod.ts estimate --help) | true`;
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-o", "pipefail", "-c", script, Deno.execPath()],
    cwd: ROOT,
  }).output();
  const decoder = new TextDecoder();
  deepStrictEqual([code, decoder.decode(stdout), decoder.decode(stderr)], [0, "", ""]);
});

Deno.test("mod.ts and main.ts are the same program", async () => {
  for (const program of ["mod.ts", "main.ts"]) {
    const { code, out } = await runProcess(["--version"], { program, permissions: [] });
    deepStrictEqual([code, out], [0, `infoplane ${VERSION}\n`]);
  }
});

Deno.test("importing mod.ts runs nothing", async () => {
  const code = `import "${new URL("mod.ts", ROOT)}"; console.log(Deno.args.length);`;
  const { out } = await runProcess(["--version"], {
    program: `data:application/typescript,${encodeURIComponent(code)}`,
    permissions: [],
  });
  strictEqual(out, "1\n");
});

const WRITE = { permissions: ["--allow-read", "--allow-write", "--allow-env", "--allow-sys"] };

Deno.test("generate exits with 2 and one line when part of --out is a file", async () => {
  const file = await Deno.makeTempFile();
  try {
    for (const out of [`${file}/sub`, `${file}/sub/set`]) {
      const line = ["generate", "normal", "--samples", "10", "--out", out];
      const { code, err } = await runProcess(line, WRITE);
      strictEqual(err, `error: Cannot write ${out}: part of its path is a file.\n`);
      strictEqual(code, 2);
    }
  } finally {
    await Deno.remove(file);
  }
});

Deno.test({
  name: "a full disk behind standard output exits with 2 and one line",
  ignore: Deno.build.os !== "linux", // /dev/full is a device of Linux
  async fn() {
    const { code, stderr } = await new Deno.Command("sh", {
      args: ["-c", `"$0" run --quiet --allow-read mod.ts methods > /dev/full`, Deno.execPath()],
      cwd: ROOT,
    }).output();
    const message = "error: Cannot write standard output: the disk is full.\n";
    deepStrictEqual([code, new TextDecoder().decode(stderr)], [2, message]);
  },
});

Deno.test("reproduce ends in silence when nobody reads its output", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const permissions = WRITE.permissions.join(" ");
    const script = `(sleep 0.2; "$0" run --quiet --no-prompt ${permissions} ` +
      `--allow-net=localhost,127.0.0.1 mod.ts reproduce --profile quick --only figure-1 --out "$1")` +
      " | true";
    const { code, stderr } = await new Deno.Command("bash", {
      args: ["-o", "pipefail", "-c", script, Deno.execPath(), folder],
      cwd: ROOT,
    }).output();
    deepStrictEqual([code, /error|fault/.exec(new TextDecoder().decode(stderr))], [0, null]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
