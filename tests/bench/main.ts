/**
 * Speed against peers: `deno task bench [--only ID] [--rounds N] [--json FILE] [--slow]`. Peers run
 * where Python has them. What takes minutes runs with --slow only: slow peers once, long benchmarks in
 * one round. Times are medians over rounds that alternate between the contestants; "cold" ones start
 * the Workers. Ids are listed for an --only that is none; it takes the first part of an id too.
 *
 * @module
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { VERSION } from "../../lib/version.ts";
import {
  type BenchmarkReport,
  type BenchmarkRow,
  machineText,
} from "../../reports/benchmark_report.ts";
import { type Benchmark, PeerPool, runBenchmark } from "./benchmark.ts";
import { MUTUAL_INFORMATION } from "./mutual_information.ts";
import { NEAREST_NEIGHBORS } from "./nearest_neighbors.ts";
import { PCA_BENCHMARKS } from "./pca.ts";
import { PROCESSES } from "./processes.ts";

const BENCHMARKS: readonly Benchmark[] = [
  ...NEAREST_NEIGHBORS,
  ...MUTUAL_INFORMATION,
  ...PCA_BENCHMARKS,
  ...PROCESSES,
];

const COLUMNS = ["work", "n × d", "ms", "ms cold", "peer", "peer ms", "peer / ours"];

function cellsOf(row: BenchmarkRow): string[] {
  const { work, n, d, ms, coldMs, peer, peerMs, ratio, agrees, peakBytes } = row;
  const missing = peer === null ? "" : "not installed";
  return [
    peakBytes === null ? work : `${work}, peak ${(peakBytes / 2 ** 30).toFixed(2)} GiB`,
    n === 0 ? "" : `${n} × ${d}`,
    ms.toFixed(1),
    coldMs?.toFixed(1) ?? "",
    peer ?? "",
    peerMs === null ? missing : peerMs.toFixed(1),
    ratio === null ? "" : `${ratio.toFixed(2)}${agrees ? "" : " (results differ)"}`,
  ];
}

function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = COLUMNS.map((_, c) => Math.max(...rows.map((row) => row[c].length)));
  return rows.map((row) => row.map((cell, c) => cell.padEnd(widths[c])).join("  ").trimEnd()).join(
    "\n",
  );
}

function print(text: string): void {
  // deno-lint-ignore no-console -- this program's output
  console.log(text);
}

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string" },
      rounds: { type: "string", default: "5" },
      json: { type: "string" },
      slow: { type: "boolean", default: false },
    },
  });
  const { only, slow } = values;
  const rounds = Number(values.rounds);
  const named = BENCHMARKS.filter(({ id }) =>
    only === undefined || `${id}-`.startsWith(`${only}-`)
  );
  const chosen = named.filter(({ id, long }) => slow || !long || id === only);
  if (chosen.length === 0 || !Number.isInteger(rounds) || rounds < 1) {
    throw new RangeError(`--only takes one of ${BENCHMARKS.map(({ id }) => id)}; --rounds N ≥ 1`);
  }
  const pool = new PeerPool();
  const rows: BenchmarkRow[] = [];
  try {
    for (const benchmark of chosen) {
      rows.push(...await runBenchmark(benchmark, pool, { rounds, slow }));
    }
    const report: BenchmarkReport = {
      schema: 1,
      date: new Date().toISOString(),
      machine: {
        cpu: cpus()[0].model,
        cores: navigator.hardwareConcurrency,
        os: Deno.build.target,
      },
      versions: { infoplane: VERSION, ...Deno.version, peers: await pool.versions() },
      rows,
    };
    print(formatTable([COLUMNS, ...rows.map(cellsOf)]));
    print(`\n${machineText(report).join("; ")}; medians of ${rounds} rounds`);
    if (values.json === undefined) return;
    await Deno.writeTextFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
  } finally {
    await pool.close();
  }
}

if (import.meta.main) await main(Deno.args);
