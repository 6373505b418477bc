import { parseDataFile, selectColumns } from "../../../data/files.ts";
import { deepStrictEqual, ok, rejects, throws } from "../../support/assert.ts";

function bytesOf(name: string): Promise<Uint8Array> {
  return Deno.readFile(new URL(`../../fixtures/files/${name}.parquet`, import.meta.url));
}

for (const name of ["none", "snappy", "gzip", "zstd", "brotli", "lz4", "row_groups"]) {
  Deno.test(`parseDataFile() reads numbers and text when Parquet is ${name}`, async () => {
    const file = await parseDataFile(await bytesOf(name), `${name}.parquet`);
    ok(file.kind === "table");
    deepStrictEqual(
      file.columns.map((column) => column.name),
      ["x", "n", "flag", "kind", "when", "list", "gap", "big"],
    );
    deepStrictEqual(selectColumns(file, "x,n"), {
      samples: { data: Float64Array.of(0.5, 1, 1.5, 2, -2.5, 3), n: 3, d: 2 },
    });
    deepStrictEqual(selectColumns(file, "flag"), { labels: ["true", "false", "true"] });
    deepStrictEqual(selectColumns(file, "kind"), { labels: ["cat", "dog", "żółw"] });
  });
}

Deno.test("selectColumns() throws when a Parquet column holds what cannot be used", async () => {
  const file = await parseDataFile(await bytesOf("none"), "none.parquet");
  throws(() => selectColumns(file, "when"), { message: /column "when" holds dates \(row 1\)/ });
  throws(() => selectColumns(file, "list"), { message: /holds lists/ });
  throws(() => selectColumns(file, "big"), { message: /integer 1152921504606846976.*\(row 2\)/ });
  throws(() => selectColumns(file, "gap"), {
    code: "missing-value",
    message: 'data, row 2, column "gap": the value is missing.',
  });
});

Deno.test("parseDataFile() throws when a Parquet file is damaged", async () => {
  const bytes = await bytesOf("snappy");
  for (const length of [0, 5, 200, bytes.length - 1]) {
    await rejects(parseDataFile(bytes.slice(0, length), "x.parquet"), { code: "corrupt-file" });
  }
});
