/**
 * What a figure or table of the paper is: cells to compute, and a pure function from their records
 * to a picture.
 *
 * @module
 */
import type { RegistryEntry } from "../lib/registry.ts";
import type { Cell, CellResult } from "./cell.ts";
import type { Profile, TrainingDevice } from "./profile.ts";
import type { ReportRecord } from "./record.ts";

/** A Vega-Lite specification: a JSON object with its data inline. */
export type VegaLiteSpec = { readonly [name: string]: unknown };

/** A cell at its place in an artefact. */
export interface PlacedCell {
  /** Panel that shows it. */
  readonly panel: string;
  /** The cell. */
  readonly cell: Cell;
}

/** A table for a page: a header and rows of text. */
export interface ReportTable {
  /** Column headings. */
  readonly header: readonly string[];
  /** Rows, each as long as the header; the first cell of a row is its heading. */
  readonly rows: readonly (readonly TableCell[])[];
  /** Remarks below the table. */
  readonly notes: readonly string[];
}

/** A cell of a table. */
export interface TableCell {
  /** What it shows. */
  readonly text: string;
  /** What the paper has there. */
  readonly paper?: string;
  /** Shown small, below: the cause of a missing number. */
  readonly note?: string;
}

/** A figure or table of the paper. */
export interface Artefact {
  /** What the paper's version has and this one has not, with the reason; empty when complete. */
  readonly missing: readonly string[];
  /**
   * The work to do.
   *
   * @param profile Scale of the run.
   * @param seed Seed of the run.
   * @param device Where MINE's critics are trained. On a GPU their cells are others, and at the paper's
   *   scale have the paper's budget. @default {"cpu"}
   * @returns Cells with their panels, in the order of the records.
   */
  cells(profile: Profile, seed: number, device?: TrainingDevice): readonly PlacedCell[];
  /**
   * The records of a computed cell.
   *
   * @param placed The cell.
   * @param result What it gave.
   * @returns One record for each measurement.
   */
  records(placed: PlacedCell, result: CellResult): readonly ReportRecord[];
  /**
   * The picture.
   *
   * @param records All records of the artefact, of one run.
   * @returns The specification, or null if there is nothing to draw.
   */
  spec(records: readonly ReportRecord[]): VegaLiteSpec | null;
  /** The table for the page, where the artefact is a table. */
  table?(records: readonly ReportRecord[]): ReportTable;
}

/** Registry entry of an artefact. */
export interface ArtefactEntry extends RegistryEntry<Artefact> {
  /** The paper's caption, or what it shows in one or two sentences. */
  readonly caption: string;
}
