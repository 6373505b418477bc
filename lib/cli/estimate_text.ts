/**
 * An estimate as people read it.
 *
 * @module
 */
import type {
  CompressionSummary,
  EntropySummary,
  Estimate,
  IndependenceTest,
  Interval,
} from "../estimate_types.ts";
import { PLUG_IN } from "../mi/plug_in.ts";
import { alignColumns, type Style } from "./style.ts";

/** Classes whose entropies are listed; the largest come first. */
const LISTED_CLASSES = 10;

/**
 * A short result: the estimate in nats and bits, its error, what was done, and the entropies.
 *
 * @param estimate The result.
 * @param style Style of the stream that it is written to.
 * @returns Lines, each with its end.
 */
export function estimateText(estimate: Estimate, style: Style): string {
  const { mutualInformation: nats } = estimate;
  const lines = [
    style.bold(`I(X; Y) = ${decimal(nats)} nats`) + ` (${decimal(nats / Math.LN2)} bits)`,
    ...uncertainty(estimate),
    "",
    ...settings(estimate),
    ...entropyTable(estimate, style),
  ];
  return lines.join("\n") + "\n";
}

/** The warnings, one line each. */
export function warningText({ warnings }: Estimate, style: Style): string {
  return warnings.map(({ message }) => `${style.yellow("warning:")} ${message}\n`).join("");
}

function uncertainty({ interval, independenceTest }: Estimate): string[] {
  return [
    interval === null ? "no interval" : intervalText(interval),
    ...(independenceTest ? [testText(independenceTest)] : []),
  ];
}

function intervalText(interval: Interval): string {
  const { level, lower, upper, kind, standardError, degreesOfFreedom, givenCompression } = interval;
  const percent = Number((100 * level).toPrecision(12));
  const law = degreesOfFreedom === null ? "" : `, t with ${degreesOfFreedom} degrees of freedom`;
  const given = givenCompression ? ", the compression taken as given" : "";
  return `${percent} % interval ${decimal(lower)} to ${decimal(upper)} nats, ` +
    `standard error ${decimal(standardError)} (${kind}${law}${given})`;
}

function testText({ pValue, permutations }: IndependenceTest): string {
  return `independence p = ${Number(pValue.toPrecision(3))}, from ${
    plural(permutations, "random pairing")
  }`;
}

function settings(estimate: Estimate): string[] {
  const { method, parameters, samples, device, adapter, seed } = estimate;
  const chosen = Object.entries(parameters)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${value}`);
  const where = `the ${device.toUpperCase()}${adapter ? ` (${adapter})` : ""}`;
  const { x, y } = estimate.compression;
  const engines = new Set(
    [x?.training?.engine, x?.engine, y?.training?.engine, y?.engine, estimate.engine]
      .filter((name) => name !== undefined),
  );
  const rows = [
    ["method", chosen.length > 0 ? `${method}: ${chosen.join(", ")}` : method],
    ["samples", group(samples)],
    ["x", sideText(estimate, "x")],
    ["y", sideText(estimate, "y")],
    ...[...engines].map((engine) => ["networks", engine]),
    ["run", `on ${where}, seed ${seed}, ${duration(estimate.elapsedMs)}`],
  ];
  return rows.map(([name, value]) => `${name.padEnd(8)} ${value}`);
}

function sideText(estimate: Estimate, side: "x" | "y"): string {
  const { dimensions, classes, compression } = estimate;
  const columns = plural(dimensions[side], "column");
  const labels = classes?.[side];
  if (labels !== undefined) return `${columns} of labels, ${plural(labels, "class", "classes")}`;
  const loss = compression[side];
  if (loss === null) return columns;
  return `${columns} → ${dimensions[side === "x" ? "codeX" : "codeY"]} (${lossText(loss)})`;
}

function lossText(summary: CompressionSummary): string {
  const { id, explainedVariance, reconstructionError, training } = summary;
  const kept = explainedVariance?.reduce((sum, share) => sum + share, 0);
  const variance = kept === undefined ? "" : `${(100 * kept).toFixed(1)} % of the variance kept, `;
  const error = Number(reconstructionError.toPrecision(3));
  const trained = training ? ` ${training.network}, ${plural(training.epochs, "epoch")}, ` : " ";
  return `${id}:${trained}${variance}mean squared error ${error}`;
}

function entropyTable({ entropies, method }: Estimate, style: Style): string[] {
  // Two discrete sides have Shannon entropies, which are written with a capital H.
  const h = method === PLUG_IN ? "H" : "h";
  const classes = entropies.conditional ?? [];
  const [side, given] = entropies.x ? ["X", "Y"] : ["Y", "X"];
  const named: (readonly [string, EntropySummary | null])[] = [
    [`${h}(X)`, entropies.x],
    [`${h}(Y)`, entropies.y],
    [`${h}(X, Y)`, entropies.joint],
    ...classes.slice(0, LISTED_CLASSES).map((part) =>
      [`${h}(${side} | ${given} = ${part.label}), n = ${group(part.samples)}`, part] as const
    ),
  ];
  const present = named.flatMap(([name, entropy]) => entropy ? [{ name, entropy }] : []);
  if (present.length === 0) return [];
  const withBandwidth = present.some(({ entropy }) => entropy.bandwidth !== undefined);
  const [heading, ...rows] = alignColumns([
    ["entropy", "nats", "± se", ...(withBandwidth ? ["bandwidth"] : [])],
    ...present.map(({ name, entropy }) => [
      name,
      decimal(entropy.nats),
      decimal(entropy.standardError),
      ...(withBandwidth ? [entropy.bandwidth?.toPrecision(4) ?? ""] : []),
    ]),
  ]);
  const left = classes.length - LISTED_CLASSES;
  const more = left > 0 ? [`… and ${plural(left, "more class", "more classes")} (see --json)`] : [];
  return ["", style.dim(heading), ...rows, ...more];
}

/** Four decimals; more digits where those would show zeros only. */
function decimal(value: number): string {
  const small = value !== 0 && Math.abs(value) < 5e-4;
  return small ? value.toExponential(2) : value.toFixed(4);
}

function group(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${group(count)} ${count === 1 ? one : many}`;
}

function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
