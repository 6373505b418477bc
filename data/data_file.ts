/**
 * What a data file holds once it is read, whatever its format.
 *
 * @module
 */
import type { NdArray } from "../lib/types.ts";

/** A column of a table. */
export type DataColumn = NumberColumn | TextColumn | UnreadableColumn;

/** A column of numbers. */
export interface NumberColumn {
  /** Discriminates the union. */
  readonly kind: "number";
  /** Name from the header; `column 0`, `column 1`, … where the file has no header. */
  readonly name: string;
  /** One value per row; NaN where the cell is missing. */
  readonly values: Float64Array;
  /** Rows (from 0) whose cell is empty, `NaN`, `NA` or null. */
  readonly missing: readonly number[];
}

/** A column of text: at least one cell is neither a number nor missing. */
export interface TextColumn {
  /** Discriminates the union. */
  readonly kind: "text";
  /** Name from the header; `column 0`, `column 1`, … where the file has no header. */
  readonly name: string;
  /** One label per row; empty where the cell is missing. */
  readonly values: readonly string[];
  /** Rows (from 0) whose cell is empty, `NaN`, `NA` or null. */
  readonly missing: readonly number[];
  /** Number of cells that look like numbers; 0 where the file says that the column is text. */
  readonly numericCells: number;
  /** Row (from 0) of the first cell that is neither a number nor missing. */
  readonly firstTextRow: number;
}

/** A column that cannot be used, such as dates: an error only once it is selected. */
export interface UnreadableColumn {
  /** Discriminates the union. */
  readonly kind: "unreadable";
  /** Name from the header. */
  readonly name: string;
  /** What it holds, and where this was seen. */
  readonly reason: string;
}

/** A numeric array, such as `.npy` holds. */
export interface ArrayFile {
  /** Discriminates the union. */
  readonly kind: "array";
  /** The values in C order, samples first. */
  readonly array: NdArray;
}

/** A list of text labels, such as a `.npy` of strings holds. */
export interface LabelsFile {
  /** Discriminates the union. */
  readonly kind: "labels";
  /** One label per sample. */
  readonly labels: readonly string[];
}

/** A table with named columns, such as `.csv` and `.parquet` hold. */
export interface TableFile {
  /** Discriminates the union. */
  readonly kind: "table";
  /** The columns, in the order of the file; all have the same number of rows. */
  readonly columns: readonly DataColumn[];
  /** Line of the file (from 1) on which each row starts, for messages, where there are lines. */
  readonly lines?: ArrayLike<number>;
}

/** What a data file holds. */
export type DataFile = ArrayFile | LabelsFile | TableFile;
