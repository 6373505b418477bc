/**
 * Into which pieces a sweep over all pairs is cut.
 *
 * @module
 */
import { WORKGROUP } from "./_dispatch.ts";

/** Points of a query chunk: enough invocations for the largest GPUs. */
const QUERY_ROWS = 131_072;

/** Most bytes of one output buffer, and of one buffer of points. */
const OUTPUT_BYTES = 2 ** 25;
const BLOCK_BYTES = 2 ** 28;

/** Invocations that a dispatch should have; fewer queries are helped by cutting the references. */
const WANTED_INVOCATIONS = 65_536;

/** Most parts that references are cut into, and least rows of a part. */
const MAX_PARTS = 16;
const LEAST_PART_ROWS = 512;

/**
 * Instructions of one dispatch, in the unit of `costPerPair`. At 0.2e12 per second, a slow integrated
 * GPU, this takes 90 ms; the strictest watchdog (Windows) waits 2 s.
 */
const DISPATCH_COST = 2 ** 34;

/** The same on a software adapter, which has no watchdog, but takes as long. */
const SOFTWARE_DISPATCH_COST = 2 ** 28;

/** Sizes into which a sweep is cut; smaller ones are for tests. */
export interface SweepSizes {
  /** Points of a query chunk. */
  readonly queryRows?: number;
  /** Points of a buffer of references. */
  readonly blockRows?: number;
  /** References of one dispatch. */
  readonly referenceRows?: number;
  /** Parts of the references of a dispatch. */
  readonly parts?: number;
}

/** What the sizes of a sweep depend on. */
export interface SweepShape {
  /** Number of points. */
  readonly n: number;
  /** vec4s of a point. */
  readonly vectors: number;
  /** Four-byte words of the largest output, for a query and a part. */
  readonly outputWords: number;
  /** Instructions per pair, roughly. */
  readonly costPerPair: number;
  /** Whether the adapter is a software one. */
  readonly software: boolean;
}

/** Rows `begin` … `end − 1`. */
export interface Range {
  /** First row. */
  readonly begin: number;
  /** Row after the last. */
  readonly end: number;
}

/**
 * Sizes that fit the device and keep every dispatch short.
 *
 * @param shape Points and work.
 * @param limits Limits of the device.
 * @param given Sizes that are prescribed.
 * @returns All sizes.
 */
export function chooseSizes(
  { n, vectors, outputWords, costPerPair, software }: SweepShape,
  { maxStorageBufferBindingSize, maxBufferSize }: Pick<
    GPUSupportedLimits,
    "maxStorageBufferBindingSize" | "maxBufferSize"
  >,
  given: SweepSizes,
): Required<SweepSizes> {
  const bytes = Math.min(maxStorageBufferBindingSize, maxBufferSize, BLOCK_BYTES);
  const blockRows = Math.min(n, given.blockRows ?? Math.floor(bytes / (16 * vectors)));
  const outputRows = Math.floor(Math.min(OUTPUT_BYTES, bytes) / (4 * outputWords));
  const queryRows = Math.min(given.queryRows ?? Math.min(QUERY_ROWS, outputRows), blockRows);
  const parts = given.parts ?? Math.max(
    1,
    Math.min(
      MAX_PARTS,
      Math.floor(WANTED_INVOCATIONS / queryRows),
      Math.floor(blockRows / LEAST_PART_ROWS),
      Math.floor(outputRows / queryRows),
    ),
  );
  const cost = software ? SOFTWARE_DISPATCH_COST : DISPATCH_COST;
  const affordable = Math.max(WORKGROUP, Math.floor(cost / (queryRows * costPerPair)));
  const referenceRows = Math.min(blockRows, given.referenceRows ?? affordable);
  return { queryRows, blockRows, referenceRows, parts };
}

/** Pieces of at most `length` rows, none of which reaches over the end of a block. */
export function rowBlocks(n: number, blockRows: number, length: number): Range[] {
  return ranges({ begin: 0, end: n }, blockRows).flatMap((block) => ranges(block, length));
}

function ranges({ begin, end }: Range, length: number): Range[] {
  const count = Math.ceil((end - begin) / length);
  return Array.from({ length: count }, (_, i) => ({
    begin: begin + i * length,
    end: Math.min(end, begin + (i + 1) * length),
  }));
}
