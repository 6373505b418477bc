import { deepStrictEqual, ok } from "../support/assert.ts";
import { ROOT } from "../support/source_tree.ts";

const text = Deno.readTextFileSync(new URL("ARCHITECTURE.md", ROOT));
const rows = text.slice(text.indexOf("| item ")).split("\n").slice(2)
  .filter((line) => line.startsWith("|"))
  .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));

/** Names and paths in backquotes: a path ends the names before it. */
function claims(cell: string): { path: string; names: string[] }[] {
  const found: { path: string; names: string[] }[] = [];
  let names: string[] = [];
  for (const [, token] of cell.matchAll(/`([^`]+)`/g)) {
    if (!token.includes("/")) names.push(token);
    else {
      found.push({ path: token, names });
      names = [];
    }
  }
  return found;
}

Deno.test("every equation, statement, corollary, algorithm, figure and table has its row", () => {
  const items = rows.map(([item]) => item).join("; ");
  const numbers = (kind: string): Set<number> => {
    const lists = [...items.matchAll(new RegExp(`${kind}s?\\.? ([(\\d][\\d(), and]*)`, "g"))];
    return new Set(lists.flatMap(([, list]) => [...list.matchAll(/\d+/g)].map(Number)));
  };
  const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
  const sorted = (set: Set<number>) => [...set].sort((a, b) => a - b);
  deepStrictEqual(sorted(numbers("Statement")), upTo(11));
  deepStrictEqual(sorted(numbers("(?:Corollary|Corollarie)")), upTo(6));
  deepStrictEqual(sorted(numbers("Figure")), upTo(6));
  deepStrictEqual(sorted(numbers("Table")), upTo(4));
  deepStrictEqual(sorted(numbers("Algorithm")), upTo(2));
  const equations = new Set([...numbers("Eq"), ...numbers("matrix")]);
  deepStrictEqual(sorted(equations), upTo(10));
});

Deno.test("what the paper table names exists where it says", () => {
  const wrong: string[] = [];
  let checked = 0;
  for (const [item, functions, tests] of rows) {
    for (const { path, names } of [...claims(functions), ...claims(tests)]) {
      let source = "";
      try {
        source = Deno.readTextFileSync(new URL(path, ROOT));
      } catch {
        wrong.push(`${item}: no file ${path}`);
      }
      for (const name of names) {
        checked++;
        if (!new RegExp(`export [\\w ]*\\b${name}\\b`).test(source)) {
          wrong.push(`${item}: ${path} does not export ${name}`);
        }
      }
    }
  }
  ok(checked > 20);
  deepStrictEqual(wrong, []);
});

Deno.test("every row but those of what is missing names a test", () => {
  const untested = rows.filter(([, , tests, status]) =>
    status !== "missing" && !tests.includes("`")
  );
  deepStrictEqual(untested, []);
});
