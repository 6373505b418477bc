/**
 * Mutual information from entropies: equations (4) and (5) with any entropy estimator.
 *
 * @module
 */
import type { EntropyEntry } from "../entropy/entry.ts";
import { InputError } from "../errors.ts";
import type { OptionValues } from "../registry.ts";
import { groupByLabel, joinColumns, takeRows } from "../samples.ts";
import type {
  Context,
  EntropyEstimate,
  EntropyMethod,
  Labels,
  MiEstimate,
  MiMethod,
  Samples,
} from "../types.ts";
import { whiten } from "../whitening.ts";
import type { MethodEntry } from "./entry.ts";

/**
 * The mutual-information method that an entropy estimator gives.
 *
 * @param entropy Registry entry of the estimator.
 * @returns An entry with the same id, options and texts.
 */
export function entropyDifferenceEntry(entropy: EntropyEntry): MethodEntry {
  return {
    id: entropy.id,
    title: entropy.title,
    summary: entropy.summary,
    options: entropy.options,
    equation: `Eq. (4), (5); ${entropy.equation}`,
    assumptions: entropy.assumptions,
    bias: entropy.bias,
    cost: entropy.cost,
    create: (options: OptionValues = {}) => entropyDifference(entropy.create(options)),
  };
}

/**
 * Mutual information as a difference of entropies, each estimated on whitened data:
 * Eq. (4), Section 3.1, I = h(X) + h(Y) − h(X, Y) for continuous Y, and
 * Eq. (5), Section 3.1, I = h(X) − Σ p̂(y) h(X | Y = y) for discrete Y.
 *
 * In (4) the joint entropy comes first, and the bandwidth found there serves both marginals, so that
 * the three density estimates smooth alike. In (5) every class is whitened and estimated on its own.
 * The standard error is the plain sum of those of the entropies, in (5) weighted by p̂(y): it ignores
 * that they come from the same samples, and is therefore conservative. Contributions of the samples
 * are the differences of −ln ρ̂, and their mean is the estimate.
 *
 * @param method Entropy estimator.
 * @returns The mutual-information method, with the id and the parameters of `method`.
 */
export function entropyDifference(method: EntropyMethod): MiMethod {
  return {
    id: method.id,
    parameters: method.parameters,
    continuous: (x, y, context) => continuous(method, x, y, context),
    mixed: (x, labels, context, name) => mixed(method, x, labels, context, name),
    pairings: (x, y, context) => pairings(method, x, y, context),
  };
}

/** Both marginal entropies stay what they are, unless they depend on the bandwidth of the joint one. */
async function pairings(
  method: EntropyMethod,
  x: Samples,
  y: Samples,
  context: Context,
): Promise<(order: Int32Array, context: Context) => Promise<number>> {
  const joint = await jointEntropy(method, x, y, context);
  if (joint.bandwidth !== undefined) {
    return async (order, part) => (await continuous(method, x, takeRows(y, order), part)).nats;
  }
  const hx = await method.entropy(x, context, { name: "x" });
  const hy = await method.entropy(y, context, { name: "y" });
  return async (order, part) =>
    hx.nats + hy.nats - (await jointEntropy(method, x, takeRows(y, order), part)).nats;
}

async function continuous(
  method: EntropyMethod,
  x: Samples,
  y: Samples,
  context: Context,
): Promise<MiEstimate> {
  const step = stepper(context, 3);
  const joint = await jointEntropy(method, x, y, step("joint entropy"));
  const hints = joint.bandwidth === undefined ? {} : { bandwidth: joint.bandwidth };
  const hx = await method.entropy(x, step("entropy of x"), { ...hints, name: "x" });
  const hy = await method.entropy(y, step("entropy of y"), { ...hints, name: "y" });
  return {
    nats: hx.nats + hy.nats - joint.nats,
    standardError: hx.standardError + hy.standardError + joint.standardError,
    pointwise: hx.pointwise.map((value, i) => value + hy.pointwise[i] - joint.pointwise[i]),
    entropies: { x: hx, y: hy, joint },
    warnings: [...joint.warnings, ...hx.warnings, ...hy.warnings],
  };
}

/** h(X, Y); a singular covariance is blamed on x or y where one of them is singular by itself. */
async function jointEntropy(
  method: EntropyMethod,
  x: Samples,
  y: Samples,
  context: Context,
): Promise<EntropyEstimate> {
  try {
    return await method.entropy(joinColumns(x, y), context, { name: "(x, y)" });
  } catch (error) {
    if (!(error instanceof InputError) || error.code !== "singular-covariance") throw error;
    whiten(x, "x");
    whiten(y, "y");
    throw new InputError(
      error.code,
      error.message,
      "x and y are fine by themselves: where one is a linear function of the other, the mutual " +
        "information is infinite.",
      { cause: error },
    );
  }
}

async function mixed(
  method: EntropyMethod,
  x: Samples,
  labels: Labels,
  context: Context,
  side = "x",
): Promise<MiEstimate> {
  const groups = groupByLabel(labels);
  checkClasses(method, x, groups);
  const step = stepper(context, groups.size + 1);
  const hx = await method.entropy(x, step(`entropy of ${side}`), { name: side });
  const pointwise = Float64Array.from(hx.pointwise);
  const conditional = new Map<string, EntropyEstimate>();
  let nats = hx.nats;
  let standardError = hx.standardError;
  for (const [label, rows] of groups) {
    const name = `${side} in class "${label}"`;
    const part = await method.entropy(takeRows(x, rows), step(`entropy of class ${label}`), {
      name,
    });
    const share = rows.length / x.n;
    nats -= share * part.nats;
    standardError += share * part.standardError;
    rows.forEach((row, i) => pointwise[row] -= part.pointwise[i]);
    conditional.set(label, part);
  }
  const warnings = [hx, ...conditional.values()].flatMap((entropy) => entropy.warnings);
  return { nats, standardError, pointwise, entropies: { x: hx, conditional }, warnings };
}

/** Every class needs more points than dimensions to be whitened, and more than k for k neighbours. */
function checkClasses(method: EntropyMethod, x: Samples, groups: Map<string, number[]>): void {
  const neighbors = Number(method.parameters.neighbors ?? 0);
  const needed = Math.max(x.d, neighbors) + 1;
  const small = [...groups].filter(([, rows]) => rows.length < needed);
  if (small.length === 0) return;
  const [label, rows] = small.reduce((least, next) =>
    next[1].length < least[1].length ? next : least
  );
  const others = small.length > 1 ? ` (and ${small.length - 1} more classes are too small)` : "";
  throw new InputError(
    "class-too-small",
    `Class "${label}" has ${rows.length} of the ${x.n} samples${others}: at least ${needed} are ` +
      `needed (d = ${x.d}${neighbors > 0 ? `, k = ${neighbors} neighbours` : ""}).`,
    2 * groups.size > x.n
      ? `There are ${groups.size} classes: if the values are continuous, do not call them discrete.`
      : "Leave rare classes out or merge them, or use fewer dimensions or neighbours.",
  );
}

/**
 * Reports `of` equal steps, and stops before one when the work was aborted. Gives the context of each
 * step, whose progress is its share of the whole.
 */
function stepper(context: Context, of: number): (name: string) => Context {
  const { signal, onProgress } = context;
  let begun = 0;
  return (name) => {
    signal?.throwIfAborted();
    const before = begun++;
    onProgress?.(before / of, name);
    return { ...context, onProgress: (part) => onProgress?.((before + part) / of, name) };
  };
}
