import { Ajv } from "npm:ajv@8.20.0";
import { loadPackage, PACKAGES } from "../../../lib/packages.ts";
import { ARTEFACTS } from "../../../reports/artefacts.ts";
import { drawInformationPlane } from "../../../reports/figure_5_chart.ts";
import { planeRecords } from "../../support/plane_records.ts";
import { madeUpRecords } from "../../support/report_records.ts";
import { deepStrictEqual, ok } from "../../support/assert.ts";

const PLANE = planeRecords({ epochs: 20, standardError: 0.05 });
const SPECIFICATIONS = ARTEFACTS.entries()
  .map((entry) => ({ id: entry.id, spec: entry.create().spec(madeUpRecords(entry)) }))
  .concat([{ id: "information plane", spec: drawInformationPlane(PLANE) }])
  .filter(({ spec }) => spec !== null);

async function readSchema(url: URL): Promise<Record<string, unknown>> {
  return JSON.parse(await Deno.readTextFile(url));
}

async function vegaLiteValidator(): Promise<ReturnType<Ajv["compile"]>> {
  // The package must be in the cache before its files can be resolved.
  await loadPackage("vega-lite");
  const path = `${PACKAGES["vega-lite"]}/vega-lite-schema.json`;
  const schema = await readSchema(new URL(import.meta.resolve(path)));
  return new Ajv({ strict: false, validateFormats: false, inlineRefs: false }).compile(schema);
}

async function recordsValidator(): Promise<ReturnType<Ajv["compile"]>> {
  const schema = new URL("../../../reports/records.schema.json", import.meta.url);
  return new Ajv().compile(await readSchema(schema));
}

Deno.test("every specification is valid against the schema of Vega-Lite 6", async () => {
  const validate = await vegaLiteValidator();
  ok(!validate({ ...SPECIFICATIONS[0].spec, layer: 7 }), "the validator accepts anything");
  for (const { id, spec } of SPECIFICATIONS) {
    validate(JSON.parse(JSON.stringify(spec)));
    deepStrictEqual(validate.errors ?? [], [], id);
  }
});

Deno.test("records are valid against records.schema.json", async () => {
  const validate = await recordsValidator();
  for (const entry of ARTEFACTS.entries()) {
    validate(JSON.parse(JSON.stringify(madeUpRecords(entry))));
    deepStrictEqual(validate.errors ?? [], [], entry.id);
  }
});

Deno.test("records of an information plane are valid, and name their layer and epoch", async () => {
  const validate = await recordsValidator();
  const records = planeRecords({ epochs: 1, standardError: 0.05 });
  validate(JSON.parse(JSON.stringify(records)));
  deepStrictEqual(validate.errors ?? [], []);
  const [{ layer: _, ...nameless }] = records;
  ok(!validate([nameless]));
  ok(!validate([{ ...records[0], quantity: "I(L;X)" }]));
  ok(!validate([{ ...records[0], accuracy: 1.1 }]));
});

Deno.test("records.schema.json refuses records that say too little or contradict themselves", async () => {
  const validate = await recordsValidator();
  const [sound] = madeUpRecords(ARTEFACTS.get("figure-3"));
  const { n: _, ...incomplete } = sound;
  ok(validate([sound]));
  for (
    const unsound of [
      incomplete,
      { ...sound, estimate: null },
      { ...sound, error: { code: "x", message: "y" } },
      { ...sound, curve: "other" },
      { ...sound, unheardOf: 1 },
    ]
  ) ok(!validate([unsound]), JSON.stringify(unsound));
});
