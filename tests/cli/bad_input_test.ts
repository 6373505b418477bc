import { deepStrictEqual, match, ok, strictEqual } from "../support/assert.ts";
import { memoryAccess, memoryFiles, runInProcess } from "../support/cli.ts";
import { zipSync } from "npm:fflate@0.8.3";
import type { CliIo } from "../../lib/cli/cli_io.ts";
import { createRng } from "../../lib/rng.ts";
import { encodeNpy } from "../../data/npy.ts";

const N = 60;
const rng = createRng(1);
const rows = Array.from({ length: N }, () => [rng.normal(), rng.normal(), rng.normal()]);

function csv(edit: (row: number[], i: number) => (number | string)[] = (row) => row): string {
  return "a,b,c\n" + rows.map((row, i) => edit(row, i).join(",")).join("\n") + "\n";
}

const good = encodeNpy({ data: Float64Array.from(rows.flat()), shape: [N, 3] });

const FILES: Readonly<Record<string, string | Uint8Array | null>> = {
  "good.csv": csv(),
  "text.csv": csv(([a, b], i) => [a, b, i % 2 ? "cat" : "dog"]),
  "rare.csv": csv(([a, b], i) => [a, b, i === 0 ? "rare" : "common"]),
  "percent.csv": csv(([a, b, c]) => [a, b, `${c}%`]),
  "nan.csv": csv((row, i) => i === 15 ? [row[0], "NaN", row[2]] : row),
  "hole.csv": csv((row, i) => i === 15 ? [row[0], "", row[2]] : row),
  "constant.csv": csv(([a, b]) => [a, b, 7]),
  "ragged.csv": csv((row, i) => i === 15 ? row.slice(0, 2) : row),
  "repeated.csv": csv((_, i) => rows[i % 30]),
  "header.csv": "a,b,c\n",
  "empty.npy": "",
  "folder": null,
  "good.npy": good,
  "short.npy": good.subarray(0, 500),
  "text.npy": "this is no array",
  "nan.npy": encodeNpy({
    data: Float64Array.from(rows.flat(), (value, i) => i === 16 * 3 + 1 ? NaN : value),
    shape: [N, 3],
  }),
  "fewer.npy": encodeNpy({ data: Float64Array.from(rows.flat().slice(0, 90)), shape: [30, 3] }),
  "table.xls": "a",
  "lines.jsonl": "{}",
  "two.npz": zipSync({ "x.npy": good, "y.npy": good }),
  "exists.npy": "",
  "made/truth.json": "{}",
  "other/thesis.txt": "do not remove",
};

const DATA = "estimate --data good.csv --x-columns a --y-columns b";

/** A command line and what its message has to say, help lines included. */
const CASES: readonly (readonly [line: string, says: RegExp])[] = [
  ["", /No command given.*\n.*estimate, plane, generate, reproduce, report, methods, info/],
  ["estmate --x a.npy", /Unknown command "estmate"\.\nDid you mean "estimate"\?/],
  ["--json estimate", /--json is no command/],
  ["help estimat", /Did you mean "estimate"\?/],
  ["estimate", /needs data/],
  ["estimate --x good.npy", /--x is given without --y/],
  ["estimate --y good.npy", /--y is given without --x/],
  ["estimate --x good.npy --data good.csv", /--data and --x are both given/],
  [
    "estimate --data good.csv --y-columns a",
    /--data needs --x-columns too.*\ngood\.csv has a, b, c\.\n/,
  ],
  ["estimate --data good.csv --x-columns a", /--data needs --y-columns too/],
  [`${DATA} extra`, /Unexpected argument "extra"/],
  [`${DATA} --neighbours 4`, /Unknown flag --neighbours\.\nDid you mean --neighbors\?/],
  [`${DATA} -k 4`, /Unknown flag -k/],
  [`${DATA} --seed 1 --seed 2`, /--seed is given twice/],
  [`${DATA} --neighbors`, /--neighbors needs a value/],
  [`${DATA} --neighbors --json`, /--neighbors needs a value/],
  [`${DATA} --method=`, /--method needs a value/],
  [`${DATA} --json=yes`, /--json takes no value/],
  [`${DATA} --neighbors five`, /--neighbors must be an integer: current value is "five"/],
  [`${DATA} --neighbors 2.5`, /--neighbors must be an integer/],
  [`${DATA} --neighbors 5`, /--neighbors is no option of auto\.\nIt belongs to wkl, /],
  [`${DATA} --method wkl --neighbors 0`, /"neighbors" of method "wkl" must be at least 1/],
  [
    `${DATA} --method wkl --neighbors 60`,
    /60.*\nUse fewer neighbours \(at most 59\), or more samples\.\n$/,
  ],
  [
    `${DATA} --seed 99999999999999999999`,
    /--seed must be .* at most 9007199254740991 in size: cur/,
  ],
  [`${DATA} --neighbors 1e300`, /--neighbors must be an integer/],
  [`${DATA} --level high`, /--level must be a number/],
  [`${DATA} --level 95`, /level must be .*between 0 and 1.*95/],
  [`${DATA} --seed 1.5`, /--seed must be an integer/],
  [`${DATA} --jitter -1`, /jitter/],
  [`${DATA} --method wlk`, /Unknown method "wlk"\.\nDid you mean "wkl"\?/],
  [`${DATA} --weights beret`, /Unknown weights "beret"\.\nDid you mean "berrett"\?/],
  [
    `${DATA} --method kl --weights berrett`,
    /--weights is no option of kl\.\nIt belongs to wkl\./,
  ],
  [`${DATA} --device tpu`, /Unknown device "tpu"\.\nDid you mean "[cg]pu"\?/],
  [`${DATA} --compress-x pcaa:2`, /Unknown compressor "pcaa"\.\nDid you mean "pca"\?/],
  [`${DATA} --compress-x pca`, /no valid dimension/],
  [`${DATA} --compress-x pca:4`, /x.*4/],
  [`${DATA} --x-columns a,,b`, /given twice/],
  ["estimate --data good.csv --x-columns a,,b --y-columns c", /empty name/],
  ["estimate --data good.csv --x-columns aa --y-columns b", /no column "aa"\.\nDid you mean "a"\?/],
  ["estimate --data good.csv --x-columns a --y-columns a", /the same data/],
  ["estimate --data good.csv --x-columns a,b --y-columns b,c", /x column 2 equals y column 1/],
  ["estimate --data text.csv --x-columns a,c --y-columns b", /line 2, column "c": "dog" is not/],
  ["estimate --data rare.csv --x-columns a,b --y-columns c", /Class "rare" has 1 of the 60/],
  [
    "estimate --data percent.csv --x-columns a --y-columns c",
    /has 1 of the 60.*\n.* text, such as "[-\d.]+%", and so taken for labels: if they are numbers/,
  ],
  ["estimate --data nan.csv --x-columns a --y-columns b", /line 17, column "b": the value is miss/],
  [
    "estimate --data hole.csv --x-columns a --y-columns b",
    /line 17, column "b": the value is miss/,
  ],
  ["estimate --data constant.csv --x-columns a,c --y-columns b", /constant column/],
  ["estimate --data ragged.csv --x-columns a --y-columns b", /line 17/],
  ["estimate --data header.csv --x-columns a --y-columns b", /header\.csv/],
  ["estimate --data repeated.csv --x-columns a --y-columns b --method kl", /60 .*\n.*Remove repe/],
  ["estimate --x none.npy --y good.npy", /--x none\.npy: there is no such file/],
  ["estimate --x good.npy --y folder", /--y folder: it is a folder/],
  ["estimate --x empty.npy --y good.npy", /the file is empty/],
  ["estimate --x - --y good.npy", /--x -: standard input is empty\./],
  ["estimate --x good.npy --y /dev/stdin", /--y -: standard input is empty\./],
  [
    "estimate --data two.npz",
    /two\.npz holds 2 arrays.*\nIts arrays: x, y\. .* --x-columns x --y-columns y\n$/,
  ],
  ["estimate --data two.npz --x-columns 0 --y-columns 1", /--x-columns x --y-columns y\n$/],
  ["estimate --x lines.jsonl --y good.npy", /is JSON Lines, which is not read\.\nMake it one JSON/],
  ["estimate --x table.xls --y good.npy", /extension is "xls"/],
  ["estimate --x text.npy --y good.npy", /text\.npy/],
  ["estimate --x short.npy --y good.npy", /short\.npy/],
  ["estimate --x nan.npy --y good.npy", /row 17, column 2/],
  ["estimate --data good.npy --x-columns 0", /--y-columns.*\n.*columns 0 to 2/],
  ["estimate --x good.npy --y fewer.npy", /x has 60 samples, y has 30/],
  ["estimate --data mnist:tset", /Unknown data set "mnist:tset"\.\nDid you mean "mnist:test"\?/],
  [`${DATA} --pointwise out.csv`, /must end in \.npy/],
  [`${DATA} --pointwise exists.npy`, /exists\.npy exists already\.\n.*--force/],
  ["generate", /needs a FAMILY.*\n.*gaussian-image/],
  ["generate gausian-image --out new", /Did you mean "gaussian-image"\?/],
  ["generate normal uniform --out new", /Unexpected argument "uniform"/],
  ["generate normal", /needs --out DIR/],
  ["generate normal --out made", /made exists already/],
  ["generate normal --out other --force", /generate did not make it/],
  ["generate normal --out new --mi -1", /-1/],
  ["generate normal --out new --samples 0", /samples/],
  [
    "generate normal --out new --side 8",
    /--side is no option of normal\.\nIt belongs to gaus/,
  ],
  ["generate gaussian-image --out new --side 1", /"side" .* must be/],
  ["reproduce --jobs 0", /--jobs must be at least 1/],
  ["reproduce --profile quik", /Unknown profile "quik"\.\nDid you mean "quick"\?/],
  ["reproduce --device auto", /Unknown device "auto"\.\n.*cpu, gpu/],
  ["reproduce --device gpux", /Unknown device "gpux"\.\nDid you mean "gpu"\?/],
  ["reproduce --only figure-7", /Unknown artefact "figure-7"\.\nDid you mean "figure-\d"\?/],
];

Deno.test.each(CASES.map(([line, says]) => ({ line, says })))(
  "infoplane $line exits with 2 and says why",
  async ({ line, says }) => {
    const files = memoryFiles(FILES);
    const before = [...files.keys()];
    const args = line === "" ? [] : line.split(" ");
    const { code, out, err } = await runInProcess(args, files);
    match(err, says);
    strictEqual(code, 2, err);
    strictEqual(out, "");
    match(err, /^error: [^\n]+\.?\n([^\n]+\n){0,2}$/);
    ok(!/\n\s+at |undefined|\[object/.test(err), err);
    deepStrictEqual([...files.keys()], before, "files changed");
  },
);

/** A file system on which every read fails in one way. */
function failingRead(error: Error): { files: CliIo["files"] } {
  return { files: { ...memoryAccess(memoryFiles()), read: () => Promise.reject(error) } };
}

const TWO_FILES = ["estimate", "--x", "x.npy", "--y", "y.npy"];

Deno.test("infoplane exits with 1 and asks for a report when the fault is its own", async () => {
  const broken = failingRead(new TypeError("broken\nin two"));
  const { code, out, err } = await runInProcess(TWO_FILES, memoryFiles(), broken);
  strictEqual(code, 1);
  strictEqual(out, "");
  match(err, /^error: Unexpected TypeError: broken in two\n.*please report.*\n.*--debug.*\n$/);
  const debug = await runInProcess([...TWO_FILES, "--debug"], memoryFiles(), broken);
  match(debug.err, /\n\s+at /);
});

Deno.test("infoplane exits with 2 when the memory or the permissions do not suffice", async () => {
  const memory = failingRead(new RangeError("Array buffer allocation failed"));
  const large = await runInProcess(TWO_FILES, memoryFiles(), memory);
  strictEqual(large.code, 2);
  match(large.err, /^error: The data need more memory than there is\.\n/);

  const denied = failingRead(new Deno.errors.PermissionDenied("EACCES"));
  const unreadable = await runInProcess(TWO_FILES, memoryFiles(), denied);
  strictEqual(unreadable.code, 2);
  match(unreadable.err, /^error: Cannot read --x x\.npy: you may not read it\.\n$/);
});
