import { loadPackage } from "../../../lib/packages.ts";
import type { VegaLiteSpec } from "../../../reports/artefact.ts";
import { ARTEFACTS } from "../../../reports/artefacts.ts";
import { interactive } from "../../../reports/interactive.ts";
import { madeUpRecords } from "../../support/report_records.ts";
import { deepStrictEqual, ok, strictEqual } from "../../support/assert.ts";

const ROWS = [
  { x: 1, estimate: 0.5, lower: 0.4, upper: 0.6, curve: "a" },
  { x: 2, estimate: 0.7, lower: 0.6, upper: 0.8, curve: "b" },
];
const color = { field: "curve", type: "nominal" };
const x = { field: "x", type: "quantitative", title: "true value" };
const y = { field: "estimate", type: "quantitative", title: "estimate" };

interface Unit {
  readonly encoding: Record<string, unknown>;
  readonly params?: readonly { readonly name: string; readonly bind: string }[];
}

function layersOf(spec: VegaLiteSpec): readonly Unit[] {
  return spec.layer as readonly Unit[];
}

const LAYERED: VegaLiteSpec = {
  data: { values: ROWS },
  encoding: { color },
  layer: [
    { mark: { type: "area", opacity: 0.2 }, encoding: { x, y } },
    { mark: "point", encoding: { x, y } },
    { mark: "rule", encoding: { y } },
  ],
};

Deno.test("interactive() gives points a tooltip with the interval, and other marks none", () => {
  const [area, point, rule] = layersOf(interactive(LAYERED, "d"));
  const tooltip = point.encoding.tooltip as readonly { field: string; format?: string }[];
  deepStrictEqual(
    tooltip.map(({ field, format }) => [field, format]),
    [
      ["curve", undefined],
      ["x", undefined],
      ["estimate", ".4~g"],
      ["lower", ".4~g"],
      ["upper", ".4~g"],
    ],
  );
  strictEqual(area.encoding.tooltip, undefined);
  strictEqual(rule.encoding.tooltip, undefined);
});

Deno.test("interactive() binds one selection to the legend, and every mark of a curve fades", () => {
  const [area, point, rule] = layersOf(interactive(LAYERED, "d"));
  const [param] = area.params ?? [];
  deepStrictEqual([param.name, param.bind], ["pick_curve", "legend"]);
  strictEqual(point.params, undefined);
  deepStrictEqual(area.encoding.opacity, {
    condition: { param: "pick_curve", value: 0.2 },
    value: 0.024,
  });
  deepStrictEqual(rule.encoding.opacity, {
    condition: { param: "pick_curve", value: 1 },
    value: 0.12,
  });
});

Deno.test("interactive() fades curves in views whose legend is in another view", () => {
  const without = { color: { ...color, legend: null }, x, y };
  const view = (encoding: Record<string, unknown>) => ({ mark: "line", encoding });
  const data = { values: ROWS };
  const spec = { data, hconcat: [view(without), view({ color, x, y })] };
  const [first, second] = interactive(spec, "d").hconcat as readonly Unit[];
  ok(first.encoding.opacity !== undefined && first.params === undefined);
  strictEqual(second.params?.[0].name, "pick_curve");
  const [alone] = interactive({ data, hconcat: [view(without)] }, "d").hconcat as readonly Unit[];
  strictEqual(alone.encoding.opacity, undefined);
});

Deno.test("interactive() leaves alone what has nothing to choose, and what is there already", () => {
  const one = { ...LAYERED, data: { values: [ROWS[0]] } };
  ok(layersOf(interactive(one, "d")).every(({ params }) => params === undefined));
  const plain = { ...LAYERED, encoding: { color: { ...color, scale: null } } };
  ok(layersOf(interactive(plain, "d")).every(({ params }) => params === undefined));
  const told = { data: { values: ROWS }, mark: "point", encoding: { x, y, tooltip: x } };
  deepStrictEqual(interactive(told, "d"), { description: "d", ...told });
  strictEqual(interactive({ description: "own", mark: "bar" }, "d").description, "own");
});

interface VegaLite {
  compile(spec: unknown, options: unknown): { readonly spec: unknown };
}

Deno.test("interactive() keeps every artefact a specification that compiles without remarks", async () => {
  const { compile } = await loadPackage<VegaLite>("vega-lite");
  for (const entry of ARTEFACTS.entries()) {
    const spec = entry.create().spec(madeUpRecords(entry));
    if (spec === null) continue;
    const before = structuredClone(spec);
    const remarks: string[] = [];
    const remark = (...parts: readonly unknown[]) => void remarks.push(parts.join(" "));
    const logger = { level: () => logger, warn: remark, error: remark, info() {}, debug() {} };
    compile(interactive(spec, "d"), { logger });
    deepStrictEqual(remarks, [], entry.id);
    deepStrictEqual(spec, before);
  }
});
