import { parseDataFile, selectColumns, type Selection } from "../../../data/files.ts";
import type { Samples } from "../../../lib/types.ts";
import { deepStrictEqual, ok, rejects } from "../../support/assert.ts";

async function select(text: string, columns?: string, name = "f.csv"): Promise<Selection> {
  const file = await parseDataFile(new TextEncoder().encode(text), name);
  return selectColumns(file, columns, { name });
}

function samples(...rows: number[][]): { samples: Samples } {
  return {
    samples: { data: Float64Array.from(rows.flat()), n: rows.length, d: rows[0].length },
  };
}

const SAME = [
  { what: "a header", text: "a,b\n1,2\n3,4\n" },
  { what: "no header", text: "1,2\n3,4\n" },
  { what: "no line end after the last line", text: "a,b\n1,2\n3,4" },
  { what: "Windows line ends", text: "a,b\r\n1,2\r\n3,4\r\n" },
  { what: "mixed line ends", text: "a,b\r\n1,2\n3,4\r\n" },
  { what: "a byte-order mark", text: "\ufeffa,b\n1,2\n3,4\n" },
  { what: "semicolons", text: "a;b\n1;2\n3;4\n" },
  { what: "bars", text: "a|b\n1|2\n3|4\n" },
  { what: "tabs in a .csv file", text: "a\tb\n1\t2\n3\t4\n" },
  { what: "tabs in a .tsv file", text: "a\tb, c\n1\t2\n3\t4\n", name: "f.tsv" },
  { what: "blanks in a .txt file", text: " 1   2 \n3 4\n", name: "f.txt" },
  { what: "commas in a .txt file", text: "a,b\n1, 2\n3, 4\n", name: "f.txt" },
  { what: "a commented header", text: "# a b\n1 2\n3 4\n", name: "f.txt" },
  { what: "blank lines", text: "a,b\n\n1,2\n\n3,4\n\n\n" },
  { what: "quoted cells", text: '"a","b, c"\n"1",2\n3,"4"\n' },
  { what: "a column of row numbers, as pandas writes it", text: ",a,b\n0,1,2\n1,3,4\n" },
  { what: "a column of row numbers, as R writes it", text: '"",a,b\n"1",1,2\n"2",3,4\n' },
];

for (const { what, text, name } of SAME) {
  Deno.test(`parseDataFile() reads delimited text when it has ${what}`, async () => {
    deepStrictEqual(await select(text, undefined, name), samples([1, 2], [3, 4]));
  });
}

Deno.test("parseDataFile() reads what numpy.savetxt writes", async () => {
  for (const [name, scale] of [["savetxt.txt", 1], ["savetxt.csv", 1 / 8]] as const) {
    const bytes = await Deno.readFile(new URL(`../../fixtures/files/${name}`, import.meta.url));
    const data = Float64Array.from({ length: 12 }, (_, i) => i * scale);
    deepStrictEqual(selectColumns(await parseDataFile(bytes, name)), {
      samples: { data, n: 3, d: 4 },
    });
  }
});

Deno.test("parseDataFile() reads UTF-16 when it has a byte-order mark", async () => {
  const text = "\ufeffa,b\n1,2\n3,4\n";
  const bytes = new Uint8Array(Uint16Array.from(text, (c) => c.charCodeAt(0)).buffer);
  deepStrictEqual(selectColumns(await parseDataFile(bytes, "f.csv")), samples([1, 2], [3, 4]));
});

Deno.test("parseDataFile() reads compressed text when the name ends in .gz", async () => {
  const stream = new Blob(["a,b\n1,2\n3,4\n"]).stream().pipeThrough(new CompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  deepStrictEqual(selectColumns(await parseDataFile(bytes, "f.csv.gz")), samples([1, 2], [3, 4]));
  await rejects(parseDataFile(bytes.slice(0, -9), "f.csv.gz"), { code: "corrupt-file" });
});

Deno.test("parseDataFile() reads every usual spelling of a number", async () => {
  const got = await select("a\n+1\n-2.5\n.5\n1.\n1e-3\n-1.5E+2\n0\n-0.0\n");
  deepStrictEqual(got, samples([1], [-2.5], [0.5], [1], [1e-3], [-150], [0], [-0]));
});

Deno.test("parseDataFile() keeps text columns as labels", async () => {
  deepStrictEqual(await select('kind\ncat\n"a, b"\n"say ""hi"""\n'), {
    labels: ["cat", "a, b", 'say "hi"'],
  });
  deepStrictEqual(await select("x,kind\n1,cat\n2,dog\n", "kind"), { labels: ["cat", "dog"] });
  deepStrictEqual(await select("kind\n1\nb\nc\n"), { labels: ["1", "b", "c"] });
});

Deno.test("parseDataFile() takes the first label for data when all first cells occur again", async () => {
  deepStrictEqual(await select("cat\ndog\ncat\n"), { labels: ["cat", "dog", "cat"] });
});

const BAD = [
  {
    what: "a line with fewer cells",
    text: "a,b\n1,2\n\n3\n",
    error: /f\.csv, line 4: 1 cell, but/,
  },
  {
    what: "a line with more cells",
    text: "1,2\n3,4,5\n",
    error: /line 2: 3 cells, but line 1 has 2/,
  },
  { what: "an open quote", text: 'a,b\n1,2\n3,"4\n5,6\n', error: /line 3: a quoted cell/ },
  { what: "text after a quote", text: 'a,b\n1,2\n3,"4"x\n', error: /line 3: a quoted cell/ },
  { what: "an empty cell", text: "a,b\n1,2\n,4\n", error: /line 3, column "a": the value is miss/ },
  { what: "NaN", text: "a,b\n1,NaN\n3,NA\n", error: /line 2, column "b".*\(and in 1 more rows\)/ },
  {
    what: "a blank line in one column",
    text: "a\n1\n\n3\n",
    error: /line 3, column "a": the value/,
  },
  { what: "a missing label", text: "k\na\nb\nNA\n", error: /line 4, column "k"/ },
  { what: "text among numbers", text: "a\n1\n2\nx\n3\n", error: /line 4, column "a": "x" is not/ },
  { what: "hexadecimal numbers", text: "a\n1\n2\n0x10\n", error: /"0x10" is not a number/ },
  {
    what: "decimal commas",
    text: "a;b\n1,5;2\n2,5;3\n",
    error: /line 2, column "a": "1,5" is not/,
  },
  { what: "text beside numbers", text: "a,b\n1,x\n2,y\n", error: /line 2, column "b": "x" is not/ },
  {
    what: "a line break in a cell before",
    text: 'a,b\n"1\n",2\n3,\n',
    error: /line 4, column "b"/,
  },
  { what: "infinity", text: "a\n1\n-inf\n", error: /not a finite number \(-Infinity\) in row 2/ },
  { what: "nothing", text: "", error: /f\.csv is empty/ },
  { what: "blank lines only", text: "\n \n", error: /f\.csv is empty/ },
  { what: "a header only", text: "a,b\n", error: /f\.csv is empty/ },
];

for (const { what, text, error } of BAD) {
  Deno.test(`selectColumns() throws and names the place when the text has ${what}`, async () => {
    await rejects(select(text), { name: "InputError", message: error });
  });
}

Deno.test("parseDataFile() throws when the text is not UTF-8", async () => {
  await rejects(parseDataFile(Uint8Array.of(0x61, 0xff, 0x62), "f.csv"), { code: "corrupt-file" });
});

Deno.test("parseDataFile() agrees with a plain split when there are 20,000 rows", async () => {
  const rows = Array.from({ length: 20000 }, (_, i) => [Math.sin(i), i / 7, -1 - i]);
  const got = await select(`a,b,c\n${rows.map((row) => row.join(",")).join("\n")}\n`, "c,a");
  ok("samples" in got);
  deepStrictEqual(got, samples(...rows.map(([a, , c]) => [c, a])));
});
