/**
 * Colours and configuration that all pictures share.
 *
 * @module
 */
import { FONT } from "./font.ts";

/** Version of the Vega-Lite schema that the specifications follow. */
export const VEGA_LITE_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json";

/**
 * Colours, from the palette of Okabe and Ito that colour-blind readers can tell apart. Blue and
 * green mean what they mean in the paper's Figures 2 to 4.
 */
export const COLORS = {
  /** Text and axes. */
  ink: "#1f2328",
  /** Secondary text. */
  muted: "#59636e",
  /** Grid lines. */
  grid: "#e3e7ec",
  /** Estimates from compressed data (blue in the paper). */
  compressed: "#0072b2",
  /** Estimates from structured latents (green in the paper). */
  latent: "#009e73",
  /** The linear compressor, where it is set against another one. */
  linear: "#d55e00",
  /** A neural estimator on new samples. */
  neural: "#cc79a7",
  /** The same on the samples that it was trained on. */
  neuralOnTraining: "#b8860b",
  /** This project's own estimator, from compressed data. */
  ours: "#5e35b1",
  /** The same from structured latents. */
  oursLatent: "#a77bd8",
  /** Fill of shapes in diagrams. */
  surface: "#f3f5f8",
  /** Fill of what belongs to compressed data. */
  paleBlue: "#e3f0f8",
  /** Fill of what belongs to structured latents. */
  paleGreen: "#e3f4ee",
} as const;

/**
 * The same colours on a dark ground, for pages. Hues keep their meaning; each is light enough to be
 * told from the ground, and fills are dark enough for the text on them.
 */
export const DARK_COLORS: Readonly<Partial<Record<keyof typeof COLORS, string>>> = {
  ink: "#e6e9ed",
  muted: "#9ea8b4",
  grid: "#2d343c",
  compressed: "#5cb3e6",
  latent: "#3fc59b",
  linear: "#ff9248",
  neural: "#e39bc4",
  neuralOnTraining: "#e3b341",
  ours: "#b39ddb",
  oursLatent: "#8f6fd0",
  surface: "#20252b",
  paleBlue: "#16303f",
  paleGreen: "#14352b",
};

/** Colours of the layers of a network, first to last, in order. */
export const LAYER_COLORS: readonly string[] = [
  "#2f6fd6",
  "#d0602a",
  "#17917a",
  "#b0569b",
  "#b58900",
  "#7a8290",
];

/** The colours of the layers on a dark ground. */
export const DARK_LAYER_COLORS: readonly string[] = [
  "#6ea4f7",
  "#f08a55",
  "#45c4a6",
  "#d987c6",
  "#dfb43a",
  "#a9b1bc",
];

/** Configuration of every specification. */
export const THEME: { readonly [name: string]: unknown } = {
  background: "white",
  font: FONT,
  padding: 14,
  title: {
    anchor: "start",
    fontSize: 15,
    fontWeight: "bold",
    color: COLORS.ink,
    subtitleFontSize: 11,
    subtitleColor: COLORS.muted,
    subtitleLineHeight: 15,
    subtitlePadding: 5,
    offset: 14,
  },
  view: { stroke: COLORS.grid },
  axis: {
    labelColor: COLORS.ink,
    titleColor: COLORS.ink,
    labelFontSize: 11,
    titleFontSize: 11.5,
    titleFontWeight: "normal",
    titlePadding: 8,
    gridColor: COLORS.grid,
    domainColor: COLORS.muted,
    tickColor: COLORS.muted,
    tickCount: 5,
  },
  header: {
    labelFontSize: 12,
    labelFontWeight: "bold",
    labelColor: COLORS.ink,
    titleFontSize: 12,
    titleColor: COLORS.ink,
  },
  legend: {
    labelFontSize: 11.5,
    titleFontSize: 11.5,
    labelColor: COLORS.ink,
    titleColor: COLORS.ink,
    labelLimit: 400,
  },
};
