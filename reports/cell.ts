/**
 * Cells: the units of work of a report, each named by the settings that determine its result.
 *
 * @module
 */
import { sha256 } from "npm:@noble/hashes@2.4.0/sha2.js";
import { bytesToHex, utf8ToBytes } from "npm:@noble/hashes@2.4.0/utils.js";
import type { Checkpoint } from "./checkpoint.ts";
import type { Json, Measurement } from "./record.ts";
import { revisionsOf } from "./revisions.ts";

/** Settings of a cell: a JSON object. */
export type CellSettings = { readonly [name: string]: Json };

/** A unit of work: what is to be computed, and nothing about when or where. */
export interface Cell {
  /** What kind of work it is; names a function in `run_cell.ts`. */
  readonly kind: string;
  /** Seed of the run; the cell derives its own from it. */
  readonly seed: number;
  /** Everything that determines the result besides the seed and the code. */
  readonly settings: CellSettings;
  /** Parts of the code that the result depends on: keys of `REVISIONS`. */
  readonly parts: readonly string[];
  /**
   * Cells whose results it is given, such as the training of a network. Their keys are part of its
   * identity. @default {none}
   */
  readonly needs?: readonly Cell[];
  /** What progress displays call it. Not part of the identity. */
  readonly label: string;
  /** Expected work, in any fixed unit. Not part of the identity. */
  readonly cost: number;
}

/** What a cell gives: one measurement, or several where a training yields one after another. */
export interface CellResult {
  /** Measurements, in a fixed order; none where the cell gives a model alone. */
  readonly measurements: readonly Measurement[];
  /** The trained model, in its JSON form. */
  readonly model?: Json;
}

/** What a cell has besides its settings while it is computed. */
export interface CellContext {
  /** Results of the cells that it needs, in their order. */
  readonly needed: readonly CellResult[];
  /** Where long work keeps its state, so that it can go on; undefined for nowhere. */
  readonly checkpoint?: Checkpoint | undefined;
  /** Told how far the cell is, from 0 to 1, and where that is. */
  readonly onProgress: (fraction: number, step: string) => void;
}

/** For cells that need nothing, when nobody waits for them. */
export const NO_CONTEXT: CellContext = { needed: [], onProgress: () => {} };

/** What {@linkcode runCell} is given besides a cell. */
export interface CellSurroundings extends Omit<CellContext, "checkpoint"> {
  /** Path of a file where long work keeps its state, so that it can go on. @default {nowhere} */
  readonly checkpointPath?: string | undefined;
  /** The state is written at least this many milliseconds after the last time. @default {15000} */
  readonly checkpointMs?: number | undefined;
}

/** A result with the computing time that it took, in this run and those that it went on from, which is not part of the result. */
export interface TimedResult {
  /** What the cell gave. */
  readonly result: CellResult;
  /** Computing time in milliseconds. */
  readonly elapsedMs: number;
}

/**
 * Name of a cell in the cache: a digest of its kind, seed, settings and the revisions of the code
 * that it depends on. The order in which settings were written does not matter.
 *
 * @param cell The cell.
 * @returns 32 hexadecimal digits.
 */
export function cellKey({ kind, seed, settings, parts, needs }: Cell): string {
  const identity = { kind, seed, settings, revisions: revisionsOf(parts) };
  return digest(needs ? { ...identity, needs: needs.map(cellKey) } : identity).slice(0, 32);
}

/** SHA-256 of the canonical JSON text of `value`, as 64 hexadecimal digits. */
export function digest(value: Json): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(value))));
}

/**
 * JSON text with the keys of every object in order, so that equal values have equal texts.
 *
 * @param value The value.
 * @returns Its text, without spaces.
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members = Object.keys(value).sort()
    .filter((name) => value[name] !== undefined)
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name])}`);
  return `{${members.join(",")}}`;
}

/** `Array.isArray` that narrows readonly arrays. */
function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/**
 * Each cell once, with the cells that it needs before it; cells with the same key are the same work.
 */
export function distinctCells(cells: readonly Cell[]): Map<string, Cell> {
  const byKey = new Map<string, Cell>();
  const add = (cell: Cell): void => {
    const key = cellKey(cell);
    if (byKey.has(key)) return;
    cell.needs?.forEach(add);
    byKey.set(key, cell);
  };
  cells.forEach(add);
  return byKey;
}
