import { type CoverageCell, type CoverageRecord, keyOf, runCell } from "../bench/coverage_cells.ts";
import { coverageFigure } from "../bench/coverage_figure.ts";
import { coverageRows, coverageTable } from "../bench/coverage_rows.ts";
import { COVERAGE_SETTINGS } from "../bench/coverage_settings.ts";
import { complete, readRecords } from "../bench/record_runs.ts";
import { assertClose, deepStrictEqual, ok, strictEqual } from "../support/assert.ts";

const SETTING = COVERAGE_SETTINGS[1].id;
const CELL: CoverageCell = {
  method: "kl",
  setting: SETTING,
  samples: 160,
  seed: 4,
  kinds: ["asymptotic", "subsampling", "jackknife"],
};

function timeless(records: readonly CoverageRecord[]): CoverageRecord[] {
  return records.map((record) => ({ ...record, ms: 0 }));
}

Deno.test("there are at least eight settings, of 0 to 7 nats in 1 to 5 dimensions", () => {
  ok(COVERAGE_SETTINGS.length >= 8);
  deepStrictEqual(COVERAGE_SETTINGS.map(({ truth }) => truth).sort((a, b) => a - b).at(0), 0);
  strictEqual(Math.max(...COVERAGE_SETTINGS.map(({ truth }) => truth)), 7);
  const dims = COVERAGE_SETTINGS.map(({ dim }) => dim);
  deepStrictEqual([Math.min(...dims), Math.max(...dims)], [1, 5]);
  for (const { dim, draw } of COVERAGE_SETTINGS) {
    const { x, y } = draw(10, 1);
    deepStrictEqual([x.n, x.d, y.n, y.d], [10, dim, 10, dim]);
  }
});

Deno.test("complete() makes what is missing, with the same bits on Workers", async () => {
  const cells = [4, 5, 6].map((seed) => ({ ...CELL, seed }));
  const path = await Deno.makeTempFile();
  const worker = new URL("../bench/coverage_worker.ts", import.meta.url);
  try {
    const here = await complete<CoverageCell, CoverageRecord>(
      { cells: cells.slice(0, 1), jobs: 1, run: runCell, worker },
      keyOf,
      path,
    );
    // A record that was cut off is made again.
    await Deno.writeTextFile(path, '{"method":"kl"', { append: true });
    let made = 0;
    const run = (cell: CoverageCell): Promise<CoverageRecord> => {
      made++;
      return runCell(cell);
    };
    const all = await complete<CoverageCell, CoverageRecord>(
      { cells, jobs: 1, run, worker },
      keyOf,
      path,
    );
    strictEqual(made, 2);
    deepStrictEqual(all[0], here[0]);
    deepStrictEqual(readRecords(path), all);
    const shared = await complete<CoverageCell, CoverageRecord>(
      { cells, jobs: 2, run, worker },
      keyOf,
      "",
    );
    deepStrictEqual(timeless(shared), timeless(all));
    strictEqual(made, 2);
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("coverageRows() count what the intervals hold", () => {
  // Estimates 0.4 and 0.6 around the truth 0.5; a normal interval of standard error 0.06 reaches 0.1176, one of 0.02
  // does not reach 0.1; subsampling's quantile is 2.2010.
  const record = (seed: number, estimate: number, error: number): CoverageRecord => ({
    ...CELL,
    seed,
    estimate,
    standardErrors: { asymptotic: error, subsampling: error },
    ms: 500,
  });
  const [row] = coverageRows([record(1, 0.6, 0.02), record(0, 0.4, 0.06)]);
  strictEqual(row.firstSeed, 0);
  deepStrictEqual(row.estimates, [0.4, 0.6]);
  assertClose(row.mean, 0.5, { rtol: 1e-12 });
  assertClose(row.sd, Math.sqrt(0.02), { rtol: 1e-12 });
  const { asymptotic, subsampling, jackknife } = row.intervals;
  strictEqual(jackknife, undefined);
  strictEqual(asymptotic!.coversMean, 0.5);
  strictEqual(asymptotic!.coversTruth, 0.5);
  assertClose(asymptotic!.width, 2 * 1.959963984540054 * 0.04, { rtol: 1e-12 });
  assertClose(subsampling!.width, 2 * 2.2009851600916 * 0.04, { rtol: 1e-12 });
  assertClose(asymptotic!.errorRatio, Math.sqrt((0.0036 + 0.0004) / 2 / 0.02), { rtol: 1e-12 });
  const [, , line] = coverageTable([row]).split("\n");
  strictEqual(
    line,
    `| \`kl\` | 160 | ${SETTING} | 2 | +0.000 | 0.141 | 50.0 / 50.0, 0.16 | 50.0 / 50.0, 0.18 | – | 0.50 |`,
  );
  const { data } = coverageFigure([row]) as unknown as { data: { values: unknown[] } };
  strictEqual(data.values.length, 4);
});
