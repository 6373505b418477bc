import { InputError } from "../../lib/errors.ts";
import { estimate } from "../../lib/estimate.ts";
import { findRepeats, jitterTooSmall, repeatsHint } from "../../lib/repeats.ts";
import { createRng } from "../../lib/rng.ts";
import { deepStrictEqual, ok } from "../support/assert.ts";

type Rows = number[][];

function pair(n: number, change: (value: number) => number = (value) => value): [Rows, Rows] {
  const rng = createRng(5);
  const draw = () => Array.from({ length: n }, () => [rng.normal(), rng.normal()]);
  const x = draw();
  const y = draw().map((row, i) => row.map((value, j) => 0.8 * x[i][j] + 0.6 * value));
  return [x.map((row) => row.map(change)), y.map((row) => row.map(change))];
}

async function hintOf(x: Rows, y: Rows, method: string): Promise<string> {
  try {
    await estimate(x, y, { method });
  } catch (error) {
    if (error instanceof InputError) return `${error.code}: ${error.hint}`;
  }
  return "no error";
}

async function codes(x: Rows, y: Rows, jitter: number): Promise<string[]> {
  return (await estimate(x, y, { jitter })).warnings.map(({ code }) => code);
}

const round = (value: number) => Math.round(value * 10) / 10;

Deno.test("estimate() names jitter of half the rounding step when values are rounded", async () => {
  const [x, y] = pair(1000, round).map((rows) => rows.map(([first]) => [first]));
  for (const method of ["wkl", "kl", "ksg-1"]) {
    const hint = await hintOf(x, y, method);
    ok(hint.startsWith("duplicates: The values are rounded: use --jitter 0.05"), hint);
  }
});

Deno.test("estimate() names the side to call discrete when a column has few values", async () => {
  const [x, y] = pair(500);
  const hint = await hintOf(x, y.map(([value]) => [value > 0 ? 1 : 0]), "wkl");
  ok(hint.startsWith("duplicates: Use --y-discrete"), hint);
});

Deno.test("estimate() says to remove repeated rows when every row has a copy", async () => {
  const [x, y] = pair(300);
  for (const method of ["wkl", "kde-ml"]) {
    const hint = await hintOf([...x, ...x], [...y, ...y], method);
    ok(hint.startsWith("duplicates: Remove repeated rows (50 %"), hint);
  }
});

Deno.test("repeatsHint() proposes jitter of 1e-6 when a few rows repeat by accident", () => {
  const rng = createRng(1);
  const data = Float64Array.from({ length: 400 }, () => rng.normal());
  data[7] = data[3];
  const repeats = findRepeats([{ name: "x", samples: { data, n: 400, d: 1 } }]);
  deepStrictEqual([repeats.labels.length, repeats.step], [0, 0]);
  ok(repeatsHint(repeats).includes("1e-6"));
  deepStrictEqual(jitterTooSmall(repeats, 1e-6), []);
});

Deno.test("estimate() warns when jitter is far below what repeats, and not above", async () => {
  const [x, y] = pair(500, round);
  ok((await codes(x, y, 1e-6)).includes("jitter-too-small"));
  ok(!(await codes(x, y, 0.05)).includes("jitter-too-small"));
  const [a, b] = pair(300);
  ok((await codes([...a, ...a], [...b, ...b], 1e-6)).includes("jitter-too-small"));
  ok(!(await codes(a, b, 1e-6)).includes("jitter-too-small"));
  const labels = b.map(([value]) => [value > 0 ? 1 : 0]);
  ok((await codes(a, labels, 1e-6)).includes("jitter-too-small"));
});
