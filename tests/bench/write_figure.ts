/**
 * Draws the scaling figure from the committed benchmark rows: part of `deno task bench:publish`.
 *
 * @module
 */
import type { BenchmarkReport } from "../../reports/benchmark_report.ts";
import { openRenderer } from "../../reports/render.ts";
import { scalingFigure } from "../../reports/scaling_figure.ts";

/** Where the committed rows and the figure are. */
export const BENCH_FOLDER: URL = new URL("../../reports/bench/", import.meta.url);

/** The committed rows. */
export async function readBenchmarkReport(): Promise<BenchmarkReport> {
  return JSON.parse(await Deno.readTextFile(new URL("bench.json", BENCH_FOLDER)));
}

/** A specification as it is written to a file. */
export function specText(spec: unknown): string {
  return `${JSON.stringify(spec, null, 2)}\n`;
}

if (import.meta.main) {
  const spec = scalingFigure(await readBenchmarkReport());
  if (spec === null) throw new Error("bench.json has no scaling rows: run with --slow.");
  const { svg, png } = await (await openRenderer()).draw(spec);
  await Deno.writeTextFile(new URL("scaling.vl.json", BENCH_FOLDER), specText(spec));
  await Deno.writeTextFile(new URL("scaling.svg", BENCH_FOLDER), svg);
  await Deno.writeFile(new URL("scaling.png", BENCH_FOLDER), png);
}
