import { columnFromValues } from "../../data/table.ts";
import { parseDataFile } from "../../data/files.ts";
import { selectColumns } from "../../data/select_columns.ts";
import { npyHeader } from "../../data/npy.ts";
import { estimate } from "../../lib/estimate.ts";
import { createRng } from "../../lib/rng.ts";
import { deepStrictEqual, strictEqual } from "../support/assert.ts";

const FLAGS = [true, false, true];
const LABELS = ["true", "false", "true"];

/** A `.npy` file of booleans, as NumPy writes it. */
function npy(shape: number[], values: number[]): Uint8Array {
  return Uint8Array.from([...npyHeader("|b1", shape), ...values]);
}

Deno.test("estimate() takes booleans for labels, as it does their text", async () => {
  const rng = createRng(2);
  const y = Array.from({ length: 200 }, (_, i) => i % 3 === 0);
  const x = y.map((flag) => (flag ? 1 : 0) + rng.normal());
  const [flags, text] = [await estimate(x, y), await estimate(x, y.map(String))];
  strictEqual(flags.mutualInformation, text.mutualInformation);
  strictEqual((await estimate(y, y)).method, "plug-in");
});

Deno.test("parseDataFile() reads one boolean a sample as labels when the file is .npy", async () => {
  for (const shape of [[3], [3, 1]]) {
    const file = await parseDataFile(npy(shape, [1, 0, 1]), "flags.npy");
    deepStrictEqual(file, { kind: "labels", labels: LABELS });
  }
  strictEqual((await parseDataFile(npy([2, 2], [1, 0, 1, 1]), "mask.npy")).kind, "array");
});

Deno.test("selectColumns() gives labels when a column of .json is boolean", async () => {
  const file = await parseDataFile(new TextEncoder().encode(JSON.stringify(FLAGS)), "flags.json");
  deepStrictEqual(selectColumns(file), { labels: LABELS });
});

Deno.test("columnFromValues() makes booleans text, and missing ones empty", () => {
  const column = columnFromValues("flag", [null, true, false]);
  deepStrictEqual(column, {
    kind: "text",
    name: "flag",
    values: ["", "true", "false"],
    missing: [0],
    numericCells: 0,
    firstTextRow: 1,
  });
  strictEqual(columnFromValues("mixed", [1, true]).kind, "number");
});
