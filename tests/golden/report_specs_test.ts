import type { VegaLiteSpec } from "../../reports/artefact.ts";
import { ARTEFACTS } from "../../reports/artefacts.ts";
import { madeUpRecords } from "../support/report_records.ts";
import { deepStrictEqual, ok, strictEqual } from "../support/assert.ts";

const DRAWN = ARTEFACTS.entries()
  .map((entry) => ({ entry, records: madeUpRecords(entry) }))
  .map(({ entry, records }) => ({
    id: entry.id,
    entry,
    records,
    spec: entry.create().spec(records),
  }))
  .filter(({ spec }) => spec !== null);

// Regenerate with `deno test -u --allow-all tests/golden/report_specs_test.ts`, look at the pictures,
// and review the difference.
Deno.test.each(DRAWN)("the specification of $id is as reviewed", async ({ spec }, t) => {
  await t.assertSnapshot(`${JSON.stringify(shorten(spec), null, 1)}\n`);
});

Deno.test.each(DRAWN)("$id is a pure function of its records", ({ entry, records, spec }) => {
  const before = structuredClone(records);
  deepStrictEqual(entry.create().spec(records), spec);
  deepStrictEqual(records, before);
});

Deno.test("the mean squared errors of Table 2 are those of its records", () => {
  const table = ARTEFACTS.get("table-2").create();
  const shown = table.table?.(madeUpRecords(ARTEFACTS.get("table-2")));
  // Estimates are 0.9 times 0, 5 and 10: errors 0, 0.5 and 1, mean square 1.25 / 3.
  strictEqual(shown?.rows[0][1].text, "0.417");
  strictEqual(shown?.rows[0][1].paper, "4.1·10³");
  strictEqual(shown?.rows[2][3].text, "–");
  strictEqual(shown?.rows[2][3].note, "singular covariance");
  strictEqual(shown?.rows[2][6].paper, "0.67");
  ok(shown?.notes.length);
});

/** Numbers rounded to 4 digits, data cut to 3 rows and their number. */
function shorten(spec: VegaLiteSpec | null): unknown {
  return JSON.parse(JSON.stringify(spec), (key, value) => {
    if (typeof value === "number") return Number(value.toPrecision(4));
    if (key === "values" && value.length > 3) return [...value.slice(0, 3), `${value.length} rows`];
    return value;
  });
}
