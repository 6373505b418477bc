import { fit, fitLegends } from "../../../reports/browser/fit.js";
import { deepStrictEqual, ok, strictEqual } from "../../support/assert.ts";

const GRID = {
  facet: {
    row: { field: "row", sort: ["16×16", "32×32"] },
    column: { field: "column", sort: ["KL", "WKL", "MINE"] },
  },
  spec: { width: 200, height: 100, layer: [] },
};

Deno.test("fit() makes the panels of a grid smaller, and keeps their shape", () => {
  const { spec, facet } = fit(GRID, 700);
  ok(spec.width < 200 && spec.width * 3 < 700, `${spec.width}`);
  strictEqual(spec.height, Math.round(spec.width / 2));
  deepStrictEqual(facet, GRID.facet);
});

Deno.test("fit() wraps a grid whose panels would be too small to read", () => {
  const { facet, columns, spec, transform } = fit(GRID, 343);
  strictEqual(columns, 2);
  ok(spec.width >= 95 && 2 * spec.width < 343);
  deepStrictEqual(transform, [
    { calculate: 'datum["column"] + ", " + datum["row"]', as: "panel" },
  ]);
  deepStrictEqual(facet.sort, [
    ...["KL, 16×16", "WKL, 16×16", "MINE, 16×16"],
    ...["KL, 32×32", "WKL, 32×32", "MINE, 32×32"],
  ]);
});

Deno.test("fit() gives panels with axes of their own a column each on a phone", () => {
  const apart = { ...GRID, resolve: { scale: { x: "independent" } } };
  strictEqual(fit(apart, 343).columns, 1);
});

Deno.test("fit() sets views that stand side by side below each other, as far as it has to", () => {
  const beside = { hconcat: [{ mark: "bar", width: 500 }, { mark: "bar", width: 200 }] };
  const { concat, hconcat, columns } = fit(beside, 343);
  strictEqual(hconcat, undefined);
  strictEqual(columns, 1);
  ok(concat[0].width <= 343 && concat[0].width > 200);
  strictEqual(concat[1].width, 200);
  const panels = Array.from({ length: 6 }, () => ({ mark: "bar", width: 240 }));
  const [above] = fit({ vconcat: [{ concat: panels, columns: 3 }] }, 700).vconcat;
  strictEqual(above.columns, 2);
  strictEqual(above.concat[5].width, 240);
});

Deno.test("fit() leaves a diagram as it is: its parts have fixed places", () => {
  const diagram = { width: 760, view: { stroke: null }, layer: [] };
  deepStrictEqual(fit(diagram, 343), diagram);
});

Deno.test("fit() gives legends as many columns as their names leave room for", () => {
  const color = (names: readonly string[]) => ({
    mark: "point",
    encoding: { color: { scale: { domain: names }, legend: { orient: "bottom" } } },
  });
  const columns = (names: readonly string[], width: number) =>
    fit(color(names), width).encoding.color.legend.columns;
  strictEqual(columns(["L1", "L2", "L3", "L4", "L5"], 343), 5);
  strictEqual(
    columns(["estimated from the structured latents", "estimated from the codes"], 343),
    1,
  );
  strictEqual(
    columns(["estimated from the structured latents", "estimated from the codes"], 900),
    2,
  );
});

Deno.test("fitLegends() breaks names that are wider than the page, and loses nothing of them", () => {
  const name = "MINE on the images, bound on its training pairs (as in the paper)";
  const color = { scale: { domain: [name] }, legend: { orient: "bottom" } };
  const { labelExpr } = fitLegends({ encoding: { color } }, 343).encoding.color.legend;
  const lines: Record<string, string[]> = JSON.parse(
    /^\((.*)\)\[datum\.label\]$/.exec(labelExpr)![1],
  );
  ok(lines[name].length > 1 && lines[name].every(({ length }) => length < 40));
  strictEqual(lines[name].join(""), name);
  strictEqual(fitLegends({ encoding: { color } }, 900).encoding.color.legend.labelExpr, undefined);
});
