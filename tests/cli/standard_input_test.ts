import { deepStrictEqual, match, strictEqual } from "../support/assert.ts";
import { memoryFiles, runInProcess } from "../support/cli.ts";
import { ROOT } from "../support/source_tree.ts";

const FIXTURES = "tests/fixtures/cli";

async function fromInput(file: string, args: string) {
  const bytes = await Deno.readFile(new URL(`${FIXTURES}/${file}`, ROOT));
  const overrides = { readInput: () => Promise.resolve(bytes) };
  return await runInProcess(args.split(" "), memoryFiles({ "x.npy": bytes }), overrides);
}

async function fromFile(args: string) {
  const { out } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-read", "mod.ts", ...args.split(" ")],
    cwd: ROOT,
  }).output().then(({ stdout }) => ({ out: new TextDecoder().decode(stdout) }));
  return out;
}

Deno.test.each([
  { file: "table.csv", columns: "--x-columns a --y-columns y" },
  { file: "table.parquet", columns: "--x-columns a --y-columns species" },
  { file: "table.npz", columns: "--x-columns x --y-columns y" },
])("estimate reads $file from standard input", async ({ file, columns }) => {
  const args = (data: string) => `estimate --data ${data} ${columns} --quiet`;
  const { code, out, err } = await fromInput(file, args("-"));
  deepStrictEqual([code, err], [0, ""]);
  strictEqual(out, await fromFile(args(`${FIXTURES}/${file}`)));
});

Deno.test("one side can be standard input, and messages name it", async () => {
  const { code, err } = await fromInput("x.npy", "estimate --x - --y x.npy --method kl");
  strictEqual(code, 2);
  match(err, /x and y are the same data/);
  const wrong = await fromInput("table.csv", "estimate --data - --x-columns a --y-columns nope");
  match(wrong.err, /^error: stdin\.csv has no column "nope"\./);
});

Deno.test("a shell pipes a table, a gzipped one, and JSON", async () => {
  const run = async (script: string) => {
    const { stdout, stderr } = await new Deno.Command("bash", {
      args: ["-o", "pipefail", "-c", script, Deno.execPath()],
      cwd: ROOT,
    }).output();
    const decoder = new TextDecoder();
    return decoder.decode(stdout) + decoder.decode(stderr);
  };
  const estimate = (columns: string) =>
    `"$0" run --quiet --allow-read mod.ts estimate --data - ${columns} --quiet`;
  const expected = await fromFile(
    `estimate --data ${FIXTURES}/table.csv --x-columns a --y-columns y --quiet`,
  );
  const columns = "--x-columns a --y-columns y";
  strictEqual(await run(`cat ${FIXTURES}/table.csv | ${estimate(columns)}`), expected);
  strictEqual(await run(`gzip -c ${FIXTURES}/table.csv | ${estimate(columns)}`), expected);
  const json = JSON.stringify(
    Array.from({ length: 40 }, (_, i) => ({ a: i % 7, b: (i * i) % 11 })),
  );
  const labels = "--x-columns a --y-columns b --x-discrete --y-discrete";
  match(await run(`echo '${json}' | ${estimate(labels)}`), /^0\.\d+\n$/);
});
