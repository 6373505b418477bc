/// <reference lib="dom" />
/**
 * The result as the page shows it.
 *
 * @module
 */
import type { Estimate, IndependenceTest, Interval } from "../../lib/estimate_types.ts";
import { make, table } from "./dom.ts";
import type { CodePoint, SizePoint } from "./messages.ts";
import { codesSpec, contributionsSpec, type PlotColors, sizesSpec } from "./plots.ts";
import { draw } from "./vega.ts";

/** Classes whose entropies are listed. */
const MOST_CLASSES = 10;

/** What is shown. */
export interface Shown {
  /** The result. */
  readonly estimate: Estimate;
  /** Contribution of every sample, in nats. */
  readonly contributions: readonly number[];
  /** Codes of some samples. */
  readonly codes: readonly CodePoint[];
  /** True mutual information in nats, where it is known. */
  readonly truth: number | null;
  /** The command that gives the same number; null where there is no file. */
  readonly command: string | null;
}

/** A result on the page. */
export interface ResultView {
  /** Adds the estimates on parts of the samples, and what they say. */
  addSizes(points: readonly SizePoint[], text: string): void;
  /** Draws the figures anew, in the page's colours of now. */
  redraw(): void;
}

/**
 * Shows a result.
 *
 * @param place Where; what was there goes.
 * @param shown What to show.
 * @returns What changes it.
 */
export function showResult(place: HTMLElement, shown: Shown): ResultView {
  const { estimate } = shown;
  let sizes: readonly SizePoint[] = [];
  const plots = {
    contributions: figure(
      "What each sample adds.",
      "The mean of the bars, at the line, is the estimate.",
    ),
    codes: figure(
      "The samples.",
      "First coordinate of each side, after compression, coloured by what the sample adds.",
    ),
    sizes: figure(
      "Has it converged?",
      "Estimate on parts of the samples; one that still moves at the right needs more of them.",
    ),
  };
  place.replaceChildren(
    make("h2", { id: "result-heading", tabindex: -1 }, "Result"),
    make(
      "p",
      { class: "headline", id: "estimate" },
      `I(X; Y) = ${decimal(estimate.mutualInformation)} nats`,
    ),
    make("p", { id: "uncertainty" }, ...uncertainty(estimate, shown.truth)),
    ...estimate.warnings.map(({ message }) =>
      make("p", { class: "warning" }, make("strong", {}, "Note: "), message)
    ),
    make(
      "div",
      { class: "figures" },
      plots.contributions.element,
      plots.codes.element,
      plots.sizes.element,
    ),
    ...details(estimate),
    ...(shown.command === null ? [] : [
      make("h3", {}, "The same on the command line"),
      make("pre", { id: "command", tabindex: 0 }, shown.command),
    ]),
    make("p", {}, download(estimate)),
  );
  const drawSizes = (colors: PlotColors) => {
    if (sizes.length > 0) void draw(plots.sizes.plot, sizesSpec(sizes, shown.truth, colors));
  };
  const redraw = () => {
    const colors = pageColors();
    void draw(
      plots.contributions.plot,
      contributionsSpec(shown.contributions, estimate.mutualInformation, colors),
    );
    void draw(plots.codes.plot, codesSpec(shown.codes, colors));
    drawSizes(colors);
  };
  redraw();
  return {
    redraw,
    addSizes(points, text) {
      sizes = points;
      plots.sizes.element.append(make("p", { class: "muted", id: "convergence" }, text));
      drawSizes(pageColors());
    },
  };
}

function figure(title: string, text: string) {
  const plot = make("div", { class: "plot" });
  const caption = make("figcaption", {}, make("strong", {}, title), ` ${text}`);
  return { plot, element: make("figure", {}, caption, plot) };
}

/** The colours that the style sheet has now. */
function pageColors(): PlotColors {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: color("ink"),
    muted: color("muted"),
    faint: color("faint"),
    accent: color("accent"),
    warn: color("warn"),
  };
}

function uncertainty(
  { mutualInformation, interval, independenceTest }: Estimate,
  truth: number | null,
): string[] {
  return [
    `${decimal(mutualInformation / Math.LN2)} bits. `,
    interval === null ? "No interval." : intervalText(interval),
    independenceTest === undefined ? "" : testText(independenceTest),
    truth === null ? "" : ` The truth here is ${decimal(truth)} nats.`,
  ];
}

function intervalText({ level, lower, upper, kind, standardError }: Interval): string {
  const percent = Number((100 * level).toPrecision(12));
  return `${percent} % interval ${decimal(lower)} to ${decimal(upper)} nats, standard error ` +
    `${decimal(standardError)} (${kind}): noise, not bias.`;
}

function testText({ pValue, permutations }: IndependenceTest): string {
  return ` Independence: p = ${
    Number(pValue.toPrecision(3))
  }, from ${permutations} random pairings.`;
}

function details(estimate: Estimate): Node[] {
  const { method, parameters, samples, dimensions, device, adapter, seed, elapsedMs, version } =
    estimate;
  const options = Object.entries(parameters).filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${value}`).join(", ");
  const rows = [
    ["Method", options === "" ? method : `${method}: ${options}`],
    ["Samples", samples.toLocaleString("en")],
    ["X", columns(dimensions.x, dimensions.codeX)],
    ["Y", columns(dimensions.y, dimensions.codeY)],
    [
      "Run",
      `on the ${device.toUpperCase()}${
        adapter === undefined ? "" : ` (${adapter})`
      }, seed ${seed}, ${Math.round(elapsedMs)} ms, infoplane ${version}`,
    ],
  ];
  const entropies = entropyRows(estimate);
  return [
    make("h3", {}, "What was done"),
    table(["what", "value"], rows, { label: "What was done" }),
    ...(entropies.length === 0 ? [] : [
      make("h3", {}, "Entropies"),
      table(["entropy", "nats", "± se"], entropies, { label: "Entropies", right: new Set([1, 2]) }),
    ]),
  ];
}

/** The entropies that the estimate is made of; of many classes, the largest. */
function entropyRows({ entropies: { x, y, joint, conditional } }: Estimate): string[][] {
  const [side, given] = x ? ["X", "Y"] : ["Y", "X"];
  const classes = (conditional ?? []).slice(0, MOST_CLASSES)
    .map((part) => [`h(${side} | ${given} = ${part.label})`, part] as const);
  return ([["h(X)", x], ["h(Y)", y], ["h(X, Y)", joint], ...classes] as const)
    .flatMap(([name, part]) =>
      part ? [[name, decimal(part.nats), decimal(part.standardError)]] : []
    );
}

function columns(before: number, after: number): string {
  const text = `${before} ${before === 1 ? "column" : "columns"}`;
  return before === after ? text : `${text} → ${after}`;
}

function download(estimate: Estimate): HTMLAnchorElement {
  const text = JSON.stringify(estimate, null, 2);
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  return make(
    "a",
    { href: url, download: "estimate.json", id: "json" },
    "The whole result as JSON",
  );
}

/** Four decimals; more digits where those would show zeros only; as the command line has it. */
function decimal(value: number): string {
  const small = value !== 0 && Math.abs(value) < 5e-4;
  return small ? value.toExponential(2) : value.toFixed(4);
}
