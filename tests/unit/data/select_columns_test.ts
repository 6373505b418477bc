import { type DataFile, parseDataFile, selectColumns } from "../../../data/files.ts";
import { deepStrictEqual, rejects, throws } from "../../support/assert.ts";

async function csv(text: string): Promise<DataFile> {
  return await parseDataFile(new TextEncoder().encode(text), "f.csv");
}

const ARRAY: DataFile = {
  kind: "array",
  array: { data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), shape: [2, 2, 2] },
};

Deno.test("selectColumns() takes columns in the order asked for when they have names", async () => {
  const file = await csv("a,b,c\n1,2,3\n4,5,6\n");
  const want = { samples: { data: Float64Array.of(3, 1, 6, 4), n: 2, d: 2 } };
  deepStrictEqual(selectColumns(file, ["c", "a"]), want);
  deepStrictEqual(selectColumns(file, "c, a"), want);
  deepStrictEqual(selectColumns(file, "2,0"), want);
});

Deno.test("selectColumns() prefers a name to an index when a column is called 0", async () => {
  const file = await csv("x,0\n1,2\n3,4\n");
  deepStrictEqual(selectColumns(file, "0"), {
    samples: { data: Float64Array.of(2, 4), n: 2, d: 1 },
  });
});

Deno.test("selectColumns() flattens the axes after the first when given an array", () => {
  deepStrictEqual(selectColumns(ARRAY), {
    samples: { data: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8), n: 2, d: 4 },
  });
  deepStrictEqual(selectColumns(ARRAY, "3,0"), {
    samples: { data: Float64Array.of(4, 1, 8, 5), n: 2, d: 2 },
  });
});

Deno.test("selectColumns() suggests the nearest column when one is not there", async () => {
  const file = await csv("Height,weight\n1,2\n3,4\n");
  throws(() => selectColumns(file, "height", { name: "f.csv" }), {
    code: "unknown-column",
    message: 'f.csv has no column "height".',
    hint: 'Did you mean "Height"? It has 2: Height, weight.',
  });
  throws(() => selectColumns(file, "2"), { code: "unknown-column" });
  throws(() => selectColumns(file, "-1"), { code: "unknown-column" });
  throws(() => selectColumns(file, ""), { code: "unknown-column" });
  throws(() => selectColumns(file, []), { code: "unknown-column" });
  throws(() => selectColumns(ARRAY, "4"), { code: "unknown-column" });
  throws(() => selectColumns({ kind: "labels", labels: ["a"] }, "kind"), {
    code: "unknown-column",
  });
});

Deno.test("selectColumns() throws when two columns have the name asked for", async () => {
  const file = await csv("a,a\n1,2\n3,4\n");
  throws(() => selectColumns(file, "a"), { code: "ambiguous-column" });
  deepStrictEqual(selectColumns(file, "1"), {
    samples: { data: Float64Array.of(2, 4), n: 2, d: 1 },
  });
});

Deno.test("selectColumns() takes a column of numbers and text for labels when told to", async () => {
  const file = await csv("class\n1\n2\n3b\n2\n");
  throws(() => selectColumns(file), { code: "not-a-number" });
  deepStrictEqual(selectColumns(file, undefined, { labels: true }), {
    labels: ["1", "2", "3b", "2"],
  });
});

Deno.test("selectColumns() joins columns of text into one label when they are labels", async () => {
  const file = await csv('s,t,n\na,"b, c",1\n"a, b",c,2\na,"b, c",1\n');
  const { labels } = selectColumns(file, "s,t", { labels: true }) as { labels: string[] };
  deepStrictEqual(labels, ['a, "b, c"', '"a, b", c', 'a, "b, c"']);
  deepStrictEqual(selectColumns(file, "n,s", { labels: true }), {
    labels: ["1, a", '2, "a, b"', "1, a"],
  });
  throws(() => selectColumns(file, "s,t"), { code: "not-a-number", hint: /columns discrete/ });
});

Deno.test("selectColumns() reports only the columns asked for when others are missing values", async () => {
  const file = await csv("a,b\n1,\n2,x\n");
  deepStrictEqual(selectColumns(file, "a"), {
    samples: { data: Float64Array.of(1, 2), n: 2, d: 1 },
  });
  throws(() => selectColumns(file, "b"), { code: "missing-value" });
});

Deno.test("selectColumns() keeps a nameless column when it is no list of row numbers", async () => {
  deepStrictEqual(selectColumns(await csv(",a\n5,1\n6,2\n")), {
    samples: { data: Float64Array.of(5, 1, 6, 2), n: 2, d: 2 },
  });
});

Deno.test("selectColumns() throws when an array is a single number, empty or not finite", () => {
  const array = (data: Float64Array, shape: number[]): DataFile => ({
    kind: "array",
    array: { data, shape },
  });
  throws(() => selectColumns(array(Float64Array.of(1), [])), { code: "invalid-data" });
  throws(() => selectColumns(array(new Float64Array(0), [0, 2])), { code: "empty" });
  throws(() => selectColumns(array(Float64Array.of(1, NaN), [2])), { code: "non-finite" });
});

Deno.test("parseDataFile() suggests a format when the extension is unknown", async () => {
  await rejects(parseDataFile(new Uint8Array(), "data.npyy"), {
    code: "unknown-format",
    hint: /Did you mean \.npy\?/,
  });
  await rejects(parseDataFile(new Uint8Array(), "data"), { code: "unknown-format" });
});
