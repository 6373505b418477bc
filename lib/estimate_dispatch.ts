/**
 * Which formula of a method serves two sides, as {@linkcode estimate} applies it.
 *
 * @module
 */
import { InputError } from "./errors.ts";
import type { CompressedSide } from "./estimate_compression.ts";
import type { Side } from "./estimate_inputs.ts";
import type { Settings } from "./estimate_settings.ts";
import { PLUG_IN, plugIn } from "./mi/plug_in.ts";
import type { Context, Labels, MiEstimate, MiMethod, Samples } from "./types.ts";

/** What was computed: the method's result, under the name and with the settings to report. */
export interface Computed {
  /** The estimate. */
  readonly mi: MiEstimate;
  /** Id of the method, or that of the plug-in estimate. */
  readonly method: string;
  /** Settings of the method, and `jitter` where there is one. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What {@linkcode dispatch} needs of the settings. */
export type DispatchSettings = Pick<Settings, "method" | "jitter" | "context">;

/**
 * Estimates by Eq. (4) for two continuous sides, by Eq. (5) for one, by the plug-in formula for none.
 *
 * @param x X, or its code.
 * @param y Y, or its code.
 * @param settings Method, jitter (to be reported) and context.
 * @returns The estimate and its method.
 * @throws {InputError} If the method takes no discrete side, or there are too few samples.
 */
export async function dispatch(
  x: CompressedSide,
  y: CompressedSide,
  { method, jitter, context }: DispatchSettings,
): Promise<Computed> {
  const [a, b] = [x.side, y.side];
  const parameters = jitter > 0 ? { ...method.parameters, jitter } : method.parameters;
  const reported = { method: method.id, parameters };
  if (a.kind === "discrete") {
    if (b.kind === "discrete") {
      return { mi: plugIn(a.labels, b.labels), method: PLUG_IN, parameters: {} };
    }
    return { mi: await mixed(method, b.samples, a.labels, context, y.name), ...reported };
  }
  if (b.kind === "discrete") {
    return { mi: await mixed(method, a.samples, b.labels, context, x.name), ...reported };
  }
  if (!method.tolerates?.manyDimensions) checkEnough(a, b, method);
  return { mi: await method.continuous(a.samples, b.samples, context), ...reported };
}

async function mixed(
  method: MiMethod,
  samples: Samples,
  labels: Labels,
  context: Context,
  name: string,
): Promise<MiEstimate> {
  if (method.mixed) {
    try {
      return await method.mixed(samples, labels, context, name);
    } catch (error) {
      throw explainText(error, labels);
    }
  }
  throw new InputError(
    "continuous-only",
    `Method "${method.id}" takes continuous data only: one side is discrete.`,
    "Choose another method.",
  );
}

/** Numbers with a unit, such as "0.8%", are text and so labels, each its own class: say so. */
function explainText(error: unknown, labels: Labels): unknown {
  if (!(error instanceof InputError) || error.code !== "class-too-small") return error;
  const cell = labels.find((label) =>
    typeof label === "string" && Number.isNaN(Number(label)) && /^[-+]?[.,]?\d/.test(label.trim())
  );
  if (cell === undefined) return error;
  const hint = `Its values are text, such as "${cell}", and so taken for labels: ` +
    "if they are numbers, remove what is not part of the number.";
  return new InputError(error.code, error.message, hint, { cause: error });
}

function checkEnough(x: Side, y: Side, { parameters }: MiMethod): void {
  const d = x.d + y.d;
  const neighbors = Number(parameters.neighbors ?? 0);
  const needed = Math.max(d, neighbors) + 1;
  if (x.n >= needed) return;
  throw new InputError(
    "too-few-samples",
    `The number of samples is ${x.n}: ${x.d} + ${y.d} dimensions` +
      `${neighbors > 0 ? ` and k = ${neighbors} neighbours` : ""} need at least ${needed}.`,
    x.n > d
      ? `Use fewer neighbours (at most ${x.n - 1}), or more samples.`
      : adviseCompression(x, y, x.n - 1),
  );
}

/** Compression is a way out only where a side can shrink until both have `most` dimensions. */
function adviseCompression(x: Side, y: Side, most: number): string {
  const [name, wide, other] = x.d >= y.d ? ["x", x, y] as const : ["y", y, x] as const;
  const dim = Math.min(4, wide.d - 1, most - other.d);
  if (dim < 1) return "Give more samples.";
  return `Give more samples, or compress, e.g. --compress-${name} pca:${dim}.`;
}
