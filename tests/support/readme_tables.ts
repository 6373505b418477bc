/**
 * The README's tables, made from the registries and the committed benchmark rows: `deno task docs`
 * writes them, and what the commands in the README and the guide print.
 *
 * @module
 */
import { SAMPLERS } from "../../data/samplers.ts";
import { METHODS } from "../../lib/mi/registry.ts";
import {
  type BenchmarkReport,
  type BenchmarkRow,
  machineText,
} from "../../reports/benchmark_report.ts";
import { scalingCurves } from "../../reports/scaling_figure.ts";
import { accuracyTables } from "../bench/accuracy_page.ts";
import { readAccuracyReport } from "../bench/accuracy_publish.ts";
import type { TrainReport } from "../bench/train_report.ts";
import { rewriteOutputs } from "./shell_blocks.ts";
import { ROOT } from "./source_tree.ts";

/** The text that belongs between the markers of each table. */
export function readmeTables(): Record<string, string> {
  return {
    methods: table(
      ["`--method`", "what", "equation", "assumes", "bias", "cost"],
      METHODS.entries().map((entry) => [
        `\`${entry.id}\``,
        entry.summary,
        entry.equation,
        entry.assumptions,
        entry.bias,
        entry.cost,
      ]),
    ),
    samplers: table(
      ["`generate`", "what", "map"],
      SAMPLERS.entries().map((entry) => [`\`${entry.id}\``, entry.summary, entry.equation]),
    ),
    accuracy: accuracyTables(readAccuracyReport()),
    bench: benchTable(
      JSON.parse(Deno.readTextFileSync(new URL("reports/bench/bench.json", ROOT))),
    ),
    training: trainingTable(
      JSON.parse(Deno.readTextFileSync(new URL("reports/bench/train.json", ROOT))),
    ),
  };
}

/** `text` with each table between its markers. */
export function withTables(text: string): string {
  return Object.entries(readmeTables()).reduce(
    (result, [name, content]) =>
      result.replace(
        new RegExp(`(<!-- ${name}:start -->\n)[^]*?(<!-- ${name}:end -->)`),
        (_, start, end) => `${start}\n${content}\n${end}`,
      ),
    text,
  );
}

/** The rows, a line on where they come from, and the figure. */
export function benchTable(report: BenchmarkReport): string {
  const rows = table(
    ["work", "n × d", "ms", "ms, Workers not yet running", "peer", "peer ms", "peer / ours"],
    report.rows.map(benchCells),
  );
  const growth = scalingCurves(report)
    .map(({ name, exponent }) => `as n^${exponent.toFixed(2)} for ${name}`)
    .join(" and ");
  return `${rows}
The time of neighbours in 4 dimensions grows ${growth}, from 10,000 points to a million.

${
    machineText(report).join("; ")
  }. Medians of rounds in turns; where the peer takes minutes, one round.

![Time of exact nearest neighbours against the number of samples](reports/bench/scaling.svg)
`;
}

/** One line for each network and batch, and a line on where they come from. */
export function trainingTable(report: TrainReport): string {
  const { rows, cpu, cores, load, rounds, engine, deno, peers, date } = report;
  const cells = rows.filter(({ threads }) => threads === 1).map((row) => {
    const { model, batch, msPerSample, torchMsPerSample, torchThreads, ratio } = row;
    const two = rows.find((other) =>
      other.model === model && other.batch === batch && other.threads === 2
    );
    return [
      model,
      String(batch),
      digits(msPerSample),
      torchMsPerSample === null ? "" : `${digits(torchMsPerSample)}, threads: ${torchThreads}`,
      ratio === null ? "" : digits(ratio),
      two ? digits(two.msPerSample) : "",
      two ? digits(msPerSample / two.msPerSample) : "",
    ];
  });
  const header = [
    "network",
    "batch",
    "ms a sample",
    "PyTorch, its better of 1 and 2 threads",
    "PyTorch / ours",
    "two networks in two Workers",
    "one / two",
  ];
  const versions = [
    `${cores} × ${cpu}`,
    `${engine}, Deno ${deno}, ${date}`,
    peers ? `PyTorch ${peers.torch}` : "no PyTorch",
    load > 1 ? `beside other work: load ${load.toFixed(1)}` : "no other work",
  ];
  return `${table(header, cells)}
${
    versions.join("; ")
  }. Medians of ${rounds} rounds in turns: beside other work the ratios say more than the times, and
two Workers gain little.
`;
}

function benchCells(row: BenchmarkRow): string[] {
  const { work, n, d, ms, coldMs, peer, peerMs, ratio, agrees, peakBytes } = row;
  const memory = peakBytes === null ? "" : `; peak memory ${(peakBytes / 2 ** 30).toFixed(2)} GiB`;
  const different = agrees === false ? " (results differ)" : "";
  return [
    `${work}${memory}`,
    n === 0 ? "" : `${n} × ${d}`,
    digits(ms),
    coldMs === null ? "" : digits(coldMs),
    peer ?? "",
    peerMs === null ? "" : digits(peerMs),
    ratio === null ? "" : `${digits(ratio)}${different}`,
  ];
}

/** Three digits; more only before the point. */
function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
  return line(header) + line(header.map(() => "---")) + rows.map(line).join("");
}

if (import.meta.main) {
  const path = new URL("README.md", ROOT);
  await Deno.writeTextFile(path, withTables(await Deno.readTextFile(path)));
  await rewriteOutputs();
}
