/**
 * A fitted PCA: its codes, and its JSON form.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import type { FittedCompressor, Samples } from "../types.ts";
import { type LinearCode, project, reconstruct } from "./linear_code.ts";

/** What a fitted PCA consists of. */
export interface PcaFields extends LinearCode {
  /** Variance of every code coordinate (divisor n − 1), descending: λᵢ of Statement 11. */
  readonly variances: readonly number[];
  /** Sum of the variances of all `inputDim` columns (divisor n − 1). */
  readonly totalVariance: number;
  /** Number of samples that it was fitted to. */
  readonly samples: number;
  /** Passes of the solver over the data. */
  readonly passes: number;
}

/** A fitted PCA. */
export interface Pca extends FittedCompressor, PcaFields {
  /** Always "pca". */
  readonly id: "pca";
  /** Shares of {@linkcode PcaFields.totalVariance} that the code coordinates explain. */
  readonly explainedVariance: readonly number[];
  /** A JSON-serialisable form, for {@linkcode pcaFromJson}; `JSON.stringify` calls it by itself. */
  toJSON(): PcaJson;
}

/** A fitted PCA as JSON; numbers keep all their digits. */
export interface PcaJson {
  /** Always "pca". */
  readonly id: "pca";
  /** Version of this form. */
  readonly schema: 1;
  /** Mean of the data, length `inputDim`. */
  readonly mean: readonly number[];
  /** Orthonormal components, shape `(dim, inputDim)`. */
  readonly components: readonly (readonly number[])[];
  /** Variance of every code coordinate, descending. */
  readonly variances: readonly number[];
  /** Sum of the variances of all columns. */
  readonly totalVariance: number;
  /** Number of samples that it was fitted to. */
  readonly samples: number;
  /** Passes of the solver over the data. */
  readonly passes: number;
}

/**
 * A PCA from its parts. Its reconstruction error is the variance that the components leave,
 * per coordinate, with divisor n: the mean squared error on the data that it was fitted to.
 *
 * @param fields Mean, components, variances and what is known about the fit; kept, not copied.
 * @returns The fitted compressor.
 */
export function createPca(fields: PcaFields): Pca {
  const { mean, components, variances, totalVariance, samples, passes } = fields;
  const inputDim = mean.length;
  const dim = variances.length;
  const kept = variances.reduce((sum, variance) => sum + variance, 0);
  const left = Math.max(totalVariance - kept, 0) * (samples - 1) / samples;
  return {
    ...fields,
    id: "pca",
    dim,
    inputDim,
    explainedVariance: variances.map((variance) => variance / totalVariance),
    reconstructionError: dim === inputDim ? 0 : left / inputDim,
    async encode(data: Samples): Promise<Samples> {
      checkDimension(data, inputDim, "data", "the data that the PCA was fitted to");
      return await Promise.resolve(project(data, fields));
    },
    async decode(codes: Samples): Promise<Samples> {
      checkDimension(codes, dim, "codes", "the code of this PCA");
      return await Promise.resolve(reconstruct(codes, fields));
    },
    toJSON: () => ({
      id: "pca",
      schema: 1,
      mean: [...mean],
      components: Array.from(
        { length: dim },
        (_, c) => [...components.subarray(c * inputDim, (c + 1) * inputDim)],
      ),
      variances: [...variances],
      totalVariance,
      samples,
      passes,
    }),
  };
}

function checkDimension({ d }: Samples, expected: number, what: string, reference: string): void {
  if (d === expected) return;
  throw new InputError(
    "dimension-mismatch",
    `The ${what} have ${d} columns, ${reference} has ${expected}.`,
  );
}

/**
 * Reads what {@linkcode Pca.toJSON} wrote; it gives the same codes, bit for bit.
 *
 * @param value Parsed JSON.
 * @returns The fitted compressor.
 * @throws {InputError} If it is no such object, or its lengths or numbers are inconsistent.
 */
export function pcaFromJson(value: unknown): Pca {
  const json = (value ?? {}) as Partial<PcaJson>;
  ensure(json.id === "pca" && json.schema === 1, `id is not "pca" or schema is not 1`);
  const { mean, components, variances, totalVariance, samples, passes } = json as PcaJson;
  ensure(isNumbers(mean) && mean.length > 0, "mean is no list of finite numbers");
  ensure(isNumbers(variances) && variances.length > 0, "variances is no list of finite numbers");
  ensure(
    Array.isArray(components) && components.length === variances.length &&
      components.every((row) => isNumbers(row) && row.length === mean.length),
    `components is not of shape (${variances.length}, ${mean.length})`,
  );
  ensure(
    isNumbers([totalVariance, samples, passes]) && totalVariance > 0 && samples >= 2,
    "totalVariance, samples or passes is no valid number",
  );
  return createPca({
    mean: Float64Array.from(mean),
    components: Float64Array.from(components.flat()),
    variances: [...variances],
    totalVariance,
    samples,
    passes,
  });
}

function ensure(condition: boolean, problem: string): asserts condition {
  if (condition) return;
  throw new InputError(
    "invalid-pca",
    `This is no saved PCA: ${problem}.`,
    "Save one with JSON.stringify(pca).",
  );
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isFinite(item));
}
