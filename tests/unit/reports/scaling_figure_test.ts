import {
  type BenchmarkReport,
  type BenchmarkRow,
  growthExponent,
  machineText,
} from "../../../reports/benchmark_report.ts";
import { scalingFigure } from "../../../reports/scaling_figure.ts";
import { BENCH_FOLDER, readBenchmarkReport, specText } from "../../bench/write_figure.ts";
import { assertClose, deepStrictEqual, match, ok, strictEqual } from "../../support/assert.ts";

const PEER = "scipy cKDTree, 2 workers";

function row(n: number, ms: number, peerMs: number | null, rest: Partial<BenchmarkRow> = {}) {
  return {
    work: "5 nearest neighbours of every point",
    n,
    d: 4,
    ms,
    coldMs: 2 * ms,
    peer: PEER,
    peerMs,
    ratio: peerMs === null ? null : peerMs / ms,
    agrees: true,
    rounds: 1,
    peakBytes: null,
    ...rest,
  };
}

function report(rows: readonly BenchmarkRow[]): BenchmarkReport {
  return {
    schema: 1,
    date: "2026-01-02T03:04:05.678Z",
    machine: { cpu: "CPU", cores: 2, os: "os" },
    versions: {
      infoplane: "1",
      deno: "2",
      peers: { scipy: { scipy: "3" }, sklearn: { scipy: "3" } },
    },
    rows,
  };
}

Deno.test("growthExponent() is the exponent of a power law, whatever the order", () => {
  const times = [1e6, 1e4, 1e5].map((n) => ({ n, ms: 0.3 * n ** 1.25 }));
  assertClose(growthExponent(times), 1.25, { rtol: 1e-12 });
});

Deno.test("scalingFigure() shows four dimensions from 1e4 on, beside one peer", () => {
  const shown = report([
    row(1e5, 100, 400),
    row(1e4, 10, 20),
    row(5000, 5, 9),
    row(1e4, 10, 30, { d: 8 }),
    row(1e4, 10, 30, { peer: "another" }),
    row(1e6, 1000, null),
  ]);
  const before = structuredClone(shown);
  const spec = scalingFigure(shown) as { data: { values: Record<string, unknown>[] } };
  deepStrictEqual(spec.data.values, [
    { curve: "infoplane: n^1.00", n: 1e5, seconds: 0.1 },
    { curve: "infoplane: n^1.00", n: 1e4, seconds: 0.01 },
    { curve: `${PEER}: n^1.30`, n: 1e5, seconds: 0.4 },
    { curve: `${PEER}: n^1.30`, n: 1e4, seconds: 0.02 },
  ]);
  deepStrictEqual(shown, before);
  strictEqual(scalingFigure(report([row(1e4, 10, 20)])), null);
});

Deno.test("machineText() names machine, versions and date, peers with equal versions once", () => {
  deepStrictEqual(machineText(report([])), [
    "2 × CPU, os",
    "infoplane 1, Deno 2, 2026-01-02",
    "scipy 3",
  ]);
});

Deno.test("the committed figure is that of the committed benchmark rows", async () => {
  const committed = await readBenchmarkReport();
  const spec = await Deno.readTextFile(new URL("scaling.vl.json", BENCH_FOLDER));
  deepStrictEqual(JSON.parse(spec), JSON.parse(specText(scalingFigure(committed))));
  match(await Deno.readTextFile(new URL("scaling.svg", BENCH_FOLDER)), /^<svg/);
  ok(committed.rows.every(({ agrees }) => agrees !== false), "results differ from a peer's");
});
