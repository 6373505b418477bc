import { parseDataFile, selectColumns, type Selection } from "../../../data/files.ts";
import { deepStrictEqual, rejects } from "../../support/assert.ts";

async function select(text: string, columns?: string): Promise<Selection> {
  return selectColumns(await parseDataFile(new TextEncoder().encode(text), "f.json"), columns);
}

Deno.test("parseDataFile() reads JSON when it is a list of numbers, rows, records or labels", async () => {
  const two = { samples: { data: Float64Array.of(1, 2, 3, 4), n: 2, d: 2 } };
  deepStrictEqual(await select("[[1, 2], [3, 4]]"), two);
  deepStrictEqual(await select('[{"a": 1, "b": 2}, {"b": 4, "a": 3}]'), two);
  deepStrictEqual(await select("[1, 2, true]"), {
    samples: { data: Float64Array.of(1, 2, 1), n: 3, d: 1 },
  });
  deepStrictEqual(await select('["a", "b"]'), { labels: ["a", "b"] });
  deepStrictEqual(await select('[[1, "a"], [2, "b"]]', "1"), { labels: ["a", "b"] });
});

const BAD = [
  { text: "[1,", code: "corrupt-file" },
  { text: '{"a": 1}', code: "invalid-data" },
  { text: "[]", code: "empty" },
  { text: "[[1, 2], [3]]", code: "ragged" },
  { text: '[{"a": 1}, {"b": 2}]', code: "missing-value" },
  { text: "[1, null]", code: "missing-value" },
  { text: "[[1, [2]]]", code: "unsupported-value" },
];

for (const { text, code } of BAD) {
  Deno.test(`selectColumns() throws ${code} when JSON is ${text}`, async () => {
    await rejects(select(text), { name: "InputError", code });
  });
}
