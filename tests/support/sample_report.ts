/**
 * A report with one artefact of each kind, from made-up records: nothing is computed.
 *
 * @module
 */
import type { Artefact, ArtefactEntry } from "../../reports/artefact.ts";
import { ARTEFACTS } from "../../reports/artefacts.ts";
import { drawEstimates } from "../../reports/estimate_chart.ts";
import { planeWalk } from "../../reports/plane_walk.ts";
import type { ReportRecord } from "../../reports/record.ts";
import { COLORS } from "../../reports/theme.ts";
import { type MadeArtefact, type RunFacts, writeReport } from "../../reports/write_report.ts";
import { planeRecords } from "./plane_records.ts";
import { madeUpRecords } from "./report_records.ts";

/** Epochs of the sample's information plane. */
export const SAMPLE_EPOCHS: readonly number[] = Array.from({ length: 13 }, (_, epoch) => epoch);

/** Curves of the sample's chart of estimates, as its legend names them. */
export const SAMPLE_CURVES = [
  "from the latents",
  "from codes, by an encoder that was trained on other samples",
] as const;

/**
 * Writes it.
 *
 * @param folder An empty folder.
 * @param facts Facts to replace.
 */
export async function writeSampleReport(
  folder: string,
  facts: Partial<RunFacts> = {},
): Promise<void> {
  const made = [diagram(), estimates(), plane(), table()];
  await writeReport(folder, made, {
    all: [...made.map(({ entry }) => entry), ARTEFACTS.get("figure-6")],
    profile: "quick",
    seed: 3,
    jobs: 2,
    elapsedMs: 1234,
    ...facts,
  });
}

function diagram(): MadeArtefact {
  const entry = ARTEFACTS.get("figure-1");
  return { entry, artefact: entry.create(), records: [], computeMs: 0 };
}

function table(): MadeArtefact {
  const entry = ARTEFACTS.get("table-2");
  return { entry, artefact: entry.create(), records: madeUpRecords(entry), computeMs: 2000 };
}

/** The latents of Figure 3 with a second curve, a nat below the first. */
function estimates(): MadeArtefact {
  const entry = ARTEFACTS.get("figure-3");
  const latent = madeUpRecords(entry).filter(({ curve }) => curve === "latent");
  const codes = latent.map((record): ReportRecord => ({
    ...record,
    curve: "compressed",
    estimate: (record.estimate ?? 0) - 1,
  }));
  return {
    ...replaced(entry, {
      spec: (records) =>
        drawEstimates(records, {
          title: "Two curves",
          subtitle: [
            "A line of notes that is long enough to be wider than a phone, so that it wraps.",
          ],
          curves: { [SAMPLE_CURVES[0]]: COLORS.latent, [SAMPLE_CURVES[1]]: COLORS.compressed },
          place: ({ method, side, curve }) => ({
            row: `${side}×${side}`,
            column: method,
            curve: SAMPLE_CURVES[curve === "latent" ? 0 : 1],
          }),
          panelSize: 190,
          axes: "shared",
        }),
    }),
    records: [...latent, ...codes],
    computeMs: 61_000,
  };
}

function plane(): MadeArtefact {
  const entry = ARTEFACTS.get("figure-5");
  const records = planeRecords({ epochs: SAMPLE_EPOCHS.length - 1, standardError: 0.05 });
  const spec: Artefact["spec"] = (shown) => planeWalk(shown)?.spec ?? null;
  const settings = { familyOptions: { side: 4 }, methodOptions: {} };
  return {
    ...replaced(entry, { spec, missing: [] }),
    records: records.map((record) => ({ ...record, family: "gaussian-image", settings })),
    computeMs: 5000,
  };
}

function replaced(
  entry: ArtefactEntry,
  parts: Partial<Artefact>,
): { readonly entry: ArtefactEntry; readonly artefact: Artefact } {
  const artefact = { ...entry.create(), ...parts };
  return { entry: { ...entry, create: () => artefact }, artefact };
}
