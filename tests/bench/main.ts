/**
 * Speed against peers: `deno task bench [--only ID] [--rounds N] [--json FILE] [--slow-peers]`. Peers
 * run where Python has them, those that take a minute only with --slow-peers, and then once. Times are
 * medians over rounds that alternate between the contestants; "cold" ones start the Workers.
 *
 * @module
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { VERSION } from "../../lib/version.ts";
import { type Benchmark, type BenchmarkRow, PeerPool, runBenchmark } from "./benchmark.ts";
import { MUTUAL_INFORMATION } from "./mutual_information.ts";
import { NEAREST_NEIGHBORS } from "./nearest_neighbors.ts";
import { PCA_BENCHMARKS } from "./pca.ts";

const BENCHMARKS: readonly Benchmark[] = [
  ...NEAREST_NEIGHBORS,
  ...MUTUAL_INFORMATION,
  ...PCA_BENCHMARKS,
];

const COLUMNS = ["work", "n × d", "ms", "ms cold", "peer", "peer ms", "peer / ours"];

function cellsOf({ work, n, d, ms, coldMs, peer, peerMs, ratio, agrees }: BenchmarkRow): string[] {
  const missing = peer === null ? "" : "not installed";
  return [
    work,
    `${n} × ${d}`,
    ms.toFixed(1),
    coldMs.toFixed(1),
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
      "slow-peers": { type: "boolean", default: false },
    },
  });
  const chosen = BENCHMARKS.filter(({ id }) =>
    values.only === undefined || `${id}-`.startsWith(`${values.only}-`)
  );
  const rounds = Number(values.rounds);
  if (chosen.length === 0 || !Number.isInteger(rounds) || rounds < 1) {
    throw new RangeError(`--only takes one of ${BENCHMARKS.map(({ id }) => id)}; --rounds N ≥ 1`);
  }
  const pool = new PeerPool();
  const rows: BenchmarkRow[] = [];
  try {
    for (const benchmark of chosen) {
      rows.push(...await runBenchmark(benchmark, rounds, pool, values["slow-peers"]));
    }
    const machine = {
      cpu: cpus()[0].model,
      cores: navigator.hardwareConcurrency,
      os: Deno.build.target,
    };
    const versions = { infoplane: VERSION, ...Deno.version, peers: await pool.versions() };
    print(formatTable([COLUMNS, ...rows.map(cellsOf)]));
    print(
      `\n${machine.cores} × ${machine.cpu}, ${machine.os}; Deno ${Deno.version.deno}; ` +
        `median of ${rounds} rounds; peers: ${JSON.stringify(versions.peers)}`,
    );
    if (values.json === undefined) return;
    const date = new Date().toISOString();
    const text = JSON.stringify({ schema: 1, date, machine, versions, rounds, rows }, null, 2);
    await Deno.writeTextFile(values.json, `${text}\n`);
  } finally {
    await pool.close();
  }
}

if (import.meta.main) await main(Deno.args);
