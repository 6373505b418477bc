import { REVISIONS } from "../../reports/revisions.ts";
import { assertAllClose, deepStrictEqual, strictEqual } from "../support/assert.ts";
import {
  REVISION_FIXTURE,
  type RevisionValues,
  revisionValues,
} from "../support/revision_values.ts";

const FIXTURE: Record<string, RevisionValues> = JSON.parse(
  await Deno.readTextFile(REVISION_FIXTURE),
);
const REGENERATE = "then run `deno run --allow-all tests/support/revision_values.ts`";

Deno.test("every part that cells depend on has values at its revision", () => {
  deepStrictEqual(
    Object.fromEntries(Object.entries(FIXTURE).map(([part, { revision }]) => [part, revision])),
    REVISIONS,
    `the fixture is of other revisions: if that is meant, ${REGENERATE}`,
  );
});

// Sums in another order differ by less than 1e-9; anything more is another result, and cells in users'
// caches must not be reused. Networks are trained in float32, where relaxed SIMD may round a product
// differently from CPU to CPU: about 1e-7 in a step, and nine to twenty steps here.
const TOLERANCE = { rtol: 1e-9, atol: 1e-9 };
const NETWORK_TOLERANCE = { rtol: 1e-4, atol: 1e-5 };

Deno.test.each(Object.keys(REVISIONS).map((part) => ({ part })))(
  "$part gives what it gave at its revision",
  async ({ part }) => {
    const want = FIXTURE[part];
    const got = await revisionValues(part);
    strictEqual(got.length, want.values.length);
    const hint =
      `results of ${part} changed: raise its number in reports/revisions.ts, ${REGENERATE}`;
    const tolerance = part.startsWith("network:") || part === "method:mine"
      ? NETWORK_TOLERANCE
      : TOLERANCE;
    assertAllClose(got, want.values, tolerance, hint);
  },
);
