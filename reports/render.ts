/**
 * Draws Vega-Lite specifications as SVG and PNG, with a font that comes along: the pictures are the
 * same on a machine that has no fonts.
 *
 * @module
 */
import { loadPackage, PACKAGES } from "../lib/packages.ts";
import type { VegaLiteSpec } from "./artefact.ts";
import { FONT } from "./font.ts";

/** The pictures of one specification. */
export interface Picture {
  /** SVG with text as text, for a page: it can be selected, and takes the page's colours. */
  readonly inlineSvg: string;
  /** SVG with text as outlines, so that it looks the same everywhere. */
  readonly svg: string;
  /** PNG on a white ground, {@linkcode PIXEL_RATIO} pixels to a unit of the specification. */
  readonly png: Uint8Array;
}

/** Pixels of the PNG to a unit of the specification. */
export const PIXEL_RATIO = 2;

/** Width and height of a picture, in units of its specification. */
export interface Size {
  /** Width. */
  readonly width: number;
  /** Height. */
  readonly height: number;
}

/** The size that an SVG states; 0 × 0 where it states none. */
export function pictureSize(svg: string): Size {
  const [, head = ""] = /<svg([^>]*)>/.exec(svg) ?? [];
  const read = (name: string) => Number(new RegExp(`\\b${name}="([\\d.]+)`).exec(head)?.[1] ?? 0);
  return { width: read("width"), height: read("height") };
}

/** What is used of vega. */
interface Vega {
  parse(spec: unknown): unknown;
  View: new (runtime: unknown, options: { renderer: "none"; logLevel: number }) => {
    toSVG(): Promise<string>;
    finalize(): void;
  };
  Warn: number;
  textMetrics: { width: (item: TextItem, text?: string) => number };
}

/** A text mark, as far as its width depends on it. */
interface TextItem {
  readonly text?: unknown;
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

/** What is used of opentype.js. */
interface OpenType {
  readonly default: { parse(font: ArrayBufferLike): Font };
}

/** A font, as far as the width of text depends on it. */
interface Font {
  readonly unitsPerEm: number;
  charToGlyph(character: string): { readonly advanceWidth: number };
}

/** What is used of vega-lite. */
interface VegaLite {
  compile(spec: unknown): { readonly spec: unknown };
}

/** What is used of resvg-wasm. */
interface ResvgWasm {
  initWasm(module: Uint8Array): Promise<void>;
  Resvg: new (svg: string, options: unknown) => {
    render(): { asPng(): Uint8Array; free(): void };
    toString(): string;
    free(): void;
  };
}

/** What draws; loading it takes most of a second, so a run does it once. */
export interface Renderer {
  /** Draws a specification. */
  draw(spec: VegaLiteSpec): Promise<Picture>;
  /** Draws an SVG as PNG; without fonts, text leaves no mark. */
  rasterise(svg: string, options?: { readonly fonts?: boolean }): Uint8Array;
}

let renderer: Promise<Renderer> | undefined;

/** The renderer of this process: vega, vega-lite, resvg and the font are loaded at the first call. */
export function openRenderer(): Promise<Renderer> {
  renderer ??= loadRenderer();
  return renderer;
}

async function loadRenderer(): Promise<Renderer> {
  const [vega, vegaLite, openType, resvg, fonts] = await Promise.all([
    loadPackage<Vega>("vega"),
    loadPackage<VegaLite>("vega-lite"),
    loadPackage<OpenType>("opentype"),
    loadResvg(),
    readFonts(),
  ]);
  const [regular, bold] = fonts.map(({ buffer }) => openType.default.parse(buffer));
  vega.textMetrics.width = (item, text) => textWidth(item, text, regular, bold);
  const open = (svg: string, buffers: readonly Uint8Array[]) =>
    new resvg.Resvg(svg, {
      background: "white",
      fitTo: { mode: "zoom", value: PIXEL_RATIO },
      font: { fontBuffers: buffers, defaultFontFamily: FONT, loadSystemFonts: false },
    });
  const rasterise = (svg: string, options: { readonly fonts?: boolean } = {}): Uint8Array => {
    const image = open(svg, options.fonts === false ? [] : fonts);
    const rendered = image.render();
    const png = rendered.asPng();
    rendered.free();
    image.free();
    return png;
  };
  return {
    rasterise,
    async draw(spec) {
      const view = new vega.View(vega.parse(vegaLite.compile(spec).spec), {
        renderer: "none",
        logLevel: vega.Warn,
      });
      const inlineSvg = await view.toSVG();
      view.finalize();
      const image = open(inlineSvg, fonts);
      const svg = compactSvg(image.toString());
      image.free();
      return { inlineSvg, svg, png: rasterise(inlineSvg) };
    },
  };
}

/**
 * Outlines to a hundredth of a unit, which no screen shows, without indentation and what is invisible:
 * half the size.
 */
function compactSvg(svg: string): string {
  return svg
    .replace(/^ +/gm, "")
    .replace(/<path [^>]*visibility="hidden"[^>]*\/>\n/g, "")
    .replace(/ d="[^"]*"/g, (path) => path.replace(/-?\d+\.\d{3,}/g, toHundredths));
}

function toHundredths(number: string): string {
  return String(Math.round(Number(number) * 100) / 100);
}

/**
 * Width of a text mark in the font that it will be set in. Without a canvas, vega takes 0.8 em for
 * every character, which is a third too much, and lays out titles and legends accordingly.
 */
function textWidth(item: TextItem, text: string | undefined, regular: Font, bold: Font): number {
  const { fontSize = 11, fontWeight } = item;
  const font = fontWeight === "bold" || Number(fontWeight) >= 600 ? bold : regular;
  const units = [...String(text ?? item.text ?? "")].reduce(
    (sum, character) => sum + font.charToGlyph(character).advanceWidth,
    0,
  );
  return (units / font.unitsPerEm) * fontSize;
}

async function loadResvg(): Promise<ResvgWasm> {
  const resvg = await loadPackage<ResvgWasm>("resvg-wasm");
  await resvg.initWasm(await readPackageFile("resvg-wasm", "index_bg.wasm"));
  return resvg;
}

/** The files of the regular and the bold font. */
export async function readFonts(): Promise<readonly Uint8Array[]> {
  // The package has no code; importing its package.json puts it into the package cache.
  const specifier = `${PACKAGES["dejavu-fonts"]}/package.json`;
  await import(specifier, { with: { type: "json" } });
  return await Promise.all(
    ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"].map((file) =>
      readPackageFile("dejavu-fonts", `ttf/${file}`)
    ),
  );
}

function readPackageFile(name: keyof typeof PACKAGES, path: string): Promise<Uint8Array> {
  return Deno.readFile(new URL(import.meta.resolve(`${PACKAGES[name]}/${path}`)));
}
