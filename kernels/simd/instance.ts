/**
 * The compiled kernels on this thread: one WebAssembly instance with a memory of its own.
 *
 * @module
 */
import { decodeBase64 } from "./base64.ts";
import { ESTIMATORS_WASM } from "./module.ts";

/** The exports of `kernels/assembly/estimators.ts`. */
export interface KernelExports {
  /** Linear memory, laid out by the callers. */
  readonly memory: WebAssembly.Memory;
  /** Splits rows into leaves and bounds every node. */
  build(...args: readonly number[]): void;
  /** Lays the leaves' rows out for SIMD. */
  pack(...args: readonly number[]): void;
  /** Nearest neighbours of a range of rows. */
  query(...args: readonly number[]): void;
  /** The same in the Chebyshev metric. */
  queryChebyshev(...args: readonly number[]): void;
  /** As `query`, for high dimension. */
  queryBatched(...args: readonly number[]): void;
  /** The same in the Chebyshev metric. */
  queryBatchedChebyshev(...args: readonly number[]): void;
  /** Gaussian kernel sums of a range of rows. */
  kernelSums(...args: readonly number[]): void;
  /** Adds the Gram matrix of rows. */
  addGram(...args: readonly number[]): void;
  /** Neighbourhoods of pairs. */
  productBalls(...args: readonly number[]): void;
  /** Rows times a matrix. */
  multiplyRows(...args: readonly number[]): void;
  /** Reduces a symmetric matrix to a tridiagonal one. */
  tridiagonalise(...args: readonly number[]): void;
  /** The product of the reduction's reflections. */
  accumulate(...args: readonly number[]): void;
  /** Rotates neighbouring rows. */
  rotateRows(...args: readonly number[]): void;
  /** Squares of linear combinations of rows. */
  takeSquares(...args: readonly number[]): void;
  /** Covariance times vectors, the share of four rows. */
  addCovariancePanels(...args: readonly number[]): void;
}

let compiled: WebAssembly.Module | null | undefined;

/** The compiled module, or null where the engine has no SIMD. Compiled once. */
export function kernelModule(): WebAssembly.Module | null {
  if (compiled === undefined) {
    const bytes = decodeBase64(ESTIMATORS_WASM);
    compiled = WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
  }
  return compiled;
}

/** A fresh instance, with an empty memory, so that concurrent estimates share nothing. */
export function instantiate(module: WebAssembly.Module): KernelExports {
  return new WebAssembly.Instance(module).exports as unknown as KernelExports;
}

/** Hands out ranges of a linear memory, each a multiple of 16 bytes; grows the memory at the end. */
export class Layout {
  #end = 16;

  /** Reserves `bytes` and returns where they start. */
  reserve(bytes: number): number {
    const start = this.#end;
    this.#end = Math.ceil((start + bytes) / 16) * 16;
    return start;
  }

  /** End of what is reserved, in bytes. */
  get end(): number {
    return this.#end;
  }

  /**
   * Grows `memory` to hold what is reserved.
   *
   * @throws {RangeError} If the engine cannot give that much.
   */
  apply(memory: WebAssembly.Memory): void {
    const missing = Math.ceil((this.#end - memory.buffer.byteLength) / 65536);
    if (missing > 0) memory.grow(missing);
  }
}
