import { loadPackage } from "../../../lib/packages.ts";
import { interactive } from "../../../reports/interactive.ts";
import { layerStates } from "../../../reports/layer_states.ts";
import { planeWalk } from "../../../reports/plane_walk.ts";
import { PLANE_LAYERS, planeRecords } from "../../support/plane_records.ts";
import { assertClose, deepStrictEqual, ok, strictEqual } from "../../support/assert.ts";

const RECORDS = planeRecords({ epochs: 4, standardError: 0.1 });

Deno.test("layerStates() joins both quantities of a layer at an epoch, with 95 % intervals", () => {
  const points = layerStates(RECORDS);
  strictEqual(points.length, 5 * PLANE_LAYERS.length);
  const [{ layer, epoch, input, target }] = points;
  deepStrictEqual([layer, epoch], ["L1", 0]);
  strictEqual(input.estimate, RECORDS[0].estimate);
  strictEqual(target.estimate, RECORDS[1].estimate);
  assertClose(input.upper - input.lower, 2 * 1.959963984540054 * 0.1, { atol: 1e-12 });
});

Deno.test("layerStates() leaves out estimates that are missing or alone, and orders epochs", () => {
  const failed = RECORDS.map((record, i) => i === 0 ? { ...record, estimate: null } : record);
  strictEqual(layerStates(failed).length, layerStates(RECORDS).length - 1);
  const epochs = layerStates(RECORDS.toReversed())
    .filter(({ layer }) => layer === "L2").map(({ epoch }) => epoch);
  deepStrictEqual(epochs, [0, 1, 2, 3, 4]);
});

Deno.test("planeWalk() is null without two epochs of a plane", () => {
  strictEqual(planeWalk([]), null);
  strictEqual(planeWalk(RECORDS.filter(({ epoch }) => epoch === 1)), null);
});

interface Vega {
  parse(spec: unknown): unknown;
  View: new (runtime: unknown, options: unknown) => View;
}

interface View {
  runAsync(): Promise<View>;
  signal(name: string, value: unknown): View;
  scenegraph(): { readonly root: SceneItem };
  finalize(): void;
}

interface SceneItem {
  readonly items?: readonly SceneItem[];
  readonly marktype?: string;
  readonly role?: string;
  readonly datum?: { readonly layer?: string; readonly epoch?: number };
  readonly x?: number;
  readonly y?: number;
  readonly text?: unknown;
}

/** Texts and places of all axis labels. */
function axisLabels(item: SceneItem): unknown[] {
  const own = item.role === "axis-label" ? item.items ?? [] : [];
  return [
    ...own.map(({ text, x, y }) => [text, x, y]),
    ...(item.items ?? []).flatMap(axisLabels),
  ];
}

function symbols(item: SceneItem): SceneItem[] {
  const own = item.marktype === "symbol" && item.role === "mark" ? item.items ?? [] : [];
  return [...own, ...(item.items ?? []).flatMap(symbols)];
}

Deno.test("the parameter of planeWalk() moves the points, and the axes stand still", async () => {
  const vega = await loadPackage<Vega>("vega");
  const lite = await loadPackage<{ compile(spec: unknown): { spec: unknown } }>("vega-lite");
  const walk = planeWalk(RECORDS);
  ok(walk);
  deepStrictEqual(walk.epochs, [0, 1, 2, 3, 4]);
  const compiled = lite.compile(interactive(walk.spec, "d")).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: "none" });
  const at = async (epoch: number) => {
    await view.signal("epoch", epoch).runAsync();
    return symbols(view.scenegraph().root).filter(({ datum }) => datum?.layer !== undefined);
  };
  const last = (await at(4)).map(({ x, y }) => ({ x, y }));
  const axes = axisLabels(view.scenegraph().root);
  strictEqual(last.length, PLANE_LAYERS.length);
  for (const [i, point] of (await at(0)).entries()) {
    strictEqual(point.datum?.epoch, 0);
    ok(Math.hypot((point.x ?? 0) - (last[i].x ?? 0), (point.y ?? 0) - (last[i].y ?? 0)) > 20);
  }
  ok(axes.length > 8);
  deepStrictEqual(axisLabels(view.scenegraph().root), axes);
  // An epoch without records shows the last one before it.
  ok((await at(2.5)).every(({ datum }) => datum?.epoch === 2));
  view.finalize();
});
