import { ARTEFACTS } from "../../../reports/artefacts.ts";
import { canonicalJson, cellKey } from "../../../reports/cell.ts";
import { PROFILES } from "../../../reports/profile.ts";
import { OUR_METHOD, OUR_TRUTHS } from "../../../reports/our_method.ts";
import { deepStrictEqual, ok, strictEqual } from "../../support/assert.ts";

const IDS = ["1", "2", "3", "4", "5", "6"].map((number) => `figure-${number}`)
  .concat(["1", "2", "3", "4"].map((number) => `table-${number}`));

Deno.test("ARTEFACTS holds the paper's six figures and four tables", () => {
  deepStrictEqual(ARTEFACTS.ids(), IDS);
});

Deno.test("an artefact is drawn, or says what is missing", () => {
  for (const entry of ARTEFACTS.entries()) {
    const artefact = entry.create();
    const hasCells = artefact.cells("quick", 0).length > 0;
    const needsNone = (): boolean => artefact.spec([]) !== null;
    ok(hasCells || artefact.missing.length > 0 || needsNone(), entry.id);
  }
});

Deno.test.each(PROFILES.map((profile) => ({ profile })))(
  "the cells of profile $profile have an identity each within their panel",
  ({ profile }) => {
    for (const entry of ARTEFACTS.entries()) {
      const names = entry.create().cells(profile, 0)
        .map(({ panel, cell }) => `${panel} ${cellKey(cell)}`);
      strictEqual(new Set(names).size, names.length, entry.id);
    }
  },
);

Deno.test("the paper profile has N = 5000 at 41 true values, 0 to 10 nats or 0 to 4; MINE at 11", () => {
  for (const id of ["figure-3", "figure-4", "figure-6", "table-2"]) {
    const placed = ARTEFACTS.get(id).create().cells("paper", 0);
    const curves = Map.groupBy(placed, ({ panel, cell }) => `${panel} ${cell.kind}`);
    for (const members of curves.values()) {
      const truths = [...new Set(members.map(({ cell }) => Number(cell.settings.truth)))];
      const [{ cell: { kind, settings } }] = members;
      strictEqual(truths.length, kind === "mine" ? 11 : 41);
      strictEqual(truths[0], 0);
      strictEqual(truths.at(-1), settings.family === "anti-pca" ? 4 : 10);
      ok(members.every(({ cell }) => cell.settings.n === 5000));
    }
  }
});

Deno.test("on a GPU MINE has the paper's 5000 epochs at the paper's scale, in cells of its own", () => {
  for (const profile of PROFILES) {
    for (const entry of ARTEFACTS.entries()) {
      const artefact = entry.create();
      const keysOf = (device?: "cpu" | "gpu", mine = false): string[] =>
        artefact.cells(profile, 0, device).filter(({ cell }) => (cell.kind === "mine") === mine)
          .map(({ cell }) => cellKey(cell));
      deepStrictEqual(keysOf("gpu"), keysOf(), `${entry.id}: cells other than MINE's`);
      deepStrictEqual(keysOf("cpu", true), keysOf(undefined, true));
      const own = new Set(keysOf("cpu", true));
      ok(keysOf("gpu", true).every((key) => !own.has(key)));
      strictEqual(own.size > 0, keysOf("gpu", true).length > 0);
    }
  }
  const settings = ARTEFACTS.get("figure-3").create().cells("paper", 0, "gpu")
    .filter(({ cell }) => cell.kind === "mine").map(({ cell }) => cell.settings);
  for (const { steps, batchSize, n } of settings) {
    strictEqual(Number(steps) / Math.floor(Number(n) / Number(batchSize)), 5000);
    deepStrictEqual([n, batchSize], [5000, 512]);
  }
  for (const side of [16, 32]) {
    const truths = settings.filter((each) => each.side === side).map(({ truth }) => truth);
    strictEqual(new Set(truths).size, 41);
  }
});

Deno.test("Figures 3 and 4 say on what MINE was trained, and for how long", () => {
  const figure = ARTEFACTS.get("figure-3").create();
  const textOf = (device: "cpu" | "gpu", engine: string): string => {
    const measurement = { estimate: 1, standardError: 0.1, device, version: "0", engine };
    const records = figure.cells("paper", 0, device).filter(({ cell }) => cell.kind === "mine")
      .flatMap((place) => figure.records(place, { measurements: [measurement, measurement] }));
    return JSON.stringify(figure.spec(records));
  };
  const there = textOf("gpu", "tfjs-webgpu, some adapter; used on tfjs-wasm");
  ok(there.includes("45000 steps of 512 pairs; the paper's 5000 epochs."));
  ok(there.includes("Its critics were trained by tfjs-webgpu, some adapter; used on tfjs-wasm."));
  ok(there.includes("computed on the GPU"));
  const here = textOf("cpu", "tfjs-wasm");
  ok(here.includes("2000 steps of 512 pairs; the paper has 5000 epochs."));
  ok(!here.includes("were trained by"));
});

// A cache at the paper's scale holds hours of work, from when there was no choice of a device.
Deno.test("the cells of MINE on the CPU have the settings that they had before there was a GPU", () => {
  const mine = ARTEFACTS.get("figure-3").create().cells("paper", 0)
    .filter(({ cell }) => cell.kind === "mine").map(({ cell }) => cell);
  deepStrictEqual(
    canonicalJson(mine[0].settings),
    canonicalJson({
      family: "gaussian-image",
      side: 16,
      truth: 0,
      n: 5000,
      validation: 500,
      steps: 2000,
      batchSize: 512,
      repeat: 0,
    }),
  );
  ok(mine.every(({ settings }) => !("device" in settings)));
});

// A run at the paper's scale takes hours: what it has computed of the paper's methods must not depend on
// whether, and in which revision, our estimator is there.
Deno.test.each(PROFILES.map((profile) => ({ profile })))(
  "our estimator has cells of its own in profile $profile, at true values that the paper's methods have",
  ({ profile }) => {
    for (const id of ["figure-3", "figure-4", "figure-6"]) {
      const placed = ARTEFACTS.get(id).create().cells(profile, 0);
      const isOurs = ({ cell }: (typeof placed)[number]) =>
        cell.parts.includes(`method:${OUR_METHOD}`);
      const own = placed.filter(isOurs);
      for (const { cell } of own) {
        strictEqual(cell.parts.filter((part) => part.startsWith("method:")).length, 1);
      }
      const others = placed.filter((place) => !isOurs(place) && place.cell.kind !== "mine");
      ok(!JSON.stringify(others.map(({ cell }) => cell.settings)).includes(OUR_METHOD));
      const dataOf = ({ cell: { settings, needs } }: (typeof placed)[number]) => {
        const { family, familyOptions, curve = "compressed", truth, n } = settings;
        return JSON.stringify([family, familyOptions, curve, truth, n, needs?.map(cellKey)]);
      };
      const data = new Set(others.map(dataOf));
      ok(
        own.every((place) => data.has(dataOf(place))),
        `${id}: other data than the paper's methods`,
      );
      const curves = Map.groupBy(own, ({ panel, cell }) => `${panel} ${cell.kind}`);
      strictEqual(curves.size, id === "figure-6" ? 3 : 4);
      for (const members of curves.values()) strictEqual(members.length, OUR_TRUTHS[profile]);
    }
  },
);
