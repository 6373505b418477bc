import { parseDataFile, splitFileName } from "../../../data/files.ts";
import { deepStrictEqual, ok, rejects } from "../../support/assert.ts";

const GRID = Float64Array.from({ length: 12 }, (_, i) => i);

function bytesOf(name: string): Promise<Uint8Array> {
  return Deno.readFile(new URL(`../../fixtures/files/${name}`, import.meta.url));
}

Deno.test("parseDataFile() reads the only array of a .npz file when no key is given", async () => {
  const file = await parseDataFile(await bytesOf("one_array.npz"), "one_array.npz");
  deepStrictEqual(file, { kind: "array", array: { data: GRID, shape: [3, 4] } });
});

Deno.test("parseDataFile() reads an array of a .npz file when its key is given", async () => {
  const stored = await bytesOf("two_arrays.npz");
  deepStrictEqual(await parseDataFile(stored, "two_arrays.npz:x"), {
    kind: "array",
    array: { data: GRID, shape: [3, 4] },
  });
  deepStrictEqual(await parseDataFile(stored, "two_arrays.npz:labels"), {
    kind: "labels",
    labels: ["a", "b", "a"],
  });
  const compressed = await parseDataFile(await bytesOf("compressed.npz"), "compressed.npz:y");
  ok(compressed.kind === "array");
  deepStrictEqual(compressed.array.data, Float32Array.from(GRID, (value) => -value));
});

Deno.test("parseDataFile() throws and lists the arrays when the key is missing or unknown", async () => {
  const bytes = await bytesOf("two_arrays.npz");
  await rejects(parseDataFile(bytes, "two_arrays.npz"), {
    code: "array-not-chosen",
    hint: "Its arrays: x, labels. Choose one, e.g. two_arrays.npz:x",
  });
  await rejects(parseDataFile(bytes, "two_arrays.npz:label"), {
    code: "unknown-array",
    hint: 'Did you mean "labels"? Its arrays: x, labels.',
  });
});

Deno.test("parseDataFile() throws when a .npz file is damaged", async () => {
  const bytes = await bytesOf("compressed.npz");
  for (const length of [0, 10, 100, bytes.length - 1]) {
    await rejects(parseDataFile(bytes.slice(0, length), "x.npz:x"), { name: "InputError" });
  }
});

Deno.test("splitFileName() splits off the key only after .npz", () => {
  deepStrictEqual(splitFileName("a/b.npz:x"), { path: "a/b.npz", key: "x" });
  deepStrictEqual(splitFileName("C:\\data\\b.npz"), { path: "C:\\data\\b.npz" });
  deepStrictEqual(splitFileName("a.csv:x"), { path: "a.csv:x" });
});
