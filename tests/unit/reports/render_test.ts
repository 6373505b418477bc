import { decode } from "npm:fast-png@8.0.0";
import { loadPackage } from "../../../lib/packages.ts";
import { ARTEFACTS } from "../../../reports/artefacts.ts";
import { FONT } from "../../../reports/font.ts";
import { openRenderer, PIXEL_RATIO, readFonts } from "../../../reports/render.ts";
import { madeUpRecords } from "../../support/report_records.ts";
import { deepStrictEqual, ok, strictEqual } from "../../support/assert.ts";

const TEXT_ONLY = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40">
<text x="10" y="25" font-size="18" font-family="${FONT}" fill="#000">I(X; Y) ≤ ξ</text></svg>`;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels darker than mid-grey in a part of a picture, which is given in units of the specification. */
function darkPixels(png: Uint8Array, box: Box): number {
  const { width, data, channels } = decode(png);
  let count = 0;
  const { left, top, width: across, height: down } = box;
  for (let y = top * PIXEL_RATIO; y < (top + down) * PIXEL_RATIO; y++) {
    for (let x = left * PIXEL_RATIO; x < (left + across) * PIXEL_RATIO; x++) {
      const start = (y * width + x) * channels;
      if (data[start] + data[start + 1] + data[start + 2] < 3 * 128) count++;
    }
  }
  return count;
}

Deno.test("text leaves pixels with the font that comes along, and none without a font", async () => {
  const renderer = await openRenderer();
  const whole = { left: 0, top: 0, width: 200, height: 40 };
  ok(darkPixels(renderer.rasterise(TEXT_ONLY), whole) > 500);
  strictEqual(darkPixels(renderer.rasterise(TEXT_ONLY, { fonts: false }), whole), 0);
});

Deno.test("draw() sets the title of a figure in pixels, and in outlines in the SVG", async () => {
  const renderer = await openRenderer();
  const entry = ARTEFACTS.get("figure-3");
  const { png, svg, inlineSvg } = await renderer.draw(entry.create().spec(madeUpRecords(entry))!);
  const title = { left: 14, top: 14, width: 300, height: 16 };
  ok(darkPixels(png, title) > 1000, "the title has no pixels");
  ok(inlineSvg.includes("<text"), "the page's SVG has text");
  ok(!svg.includes("<text"), "the SVG file has outlines");
});

Deno.test("draw() gives an SVG file that looks like the PNG without any font", async () => {
  const renderer = await openRenderer();
  const entry = ARTEFACTS.get("figure-1");
  const { png, svg } = await renderer.draw(entry.create().spec([])!);
  const [want, got] = [png, renderer.rasterise(svg, { fonts: false })].map((file) => decode(file));
  deepStrictEqual([got.width, got.height], [want.width, want.height]);
  let difference = 0;
  for (let i = 0; i < want.data.length; i++) difference += Math.abs(got.data[i] - want.data[i]);
  // Outlines are rounded to 1/50 pixel: a few grey values at the edges of letters, on average over all
  // pixels 0.01 of 255 (measured). Missing text would make 3.
  ok(difference / got.data.length < 0.1, `mean difference ${difference / got.data.length}`);
});

Deno.test("draw() gives the same bytes again", async () => {
  const renderer = await openRenderer();
  const entry = ARTEFACTS.get("table-2");
  const spec = entry.create().spec(madeUpRecords(entry))!;
  deepStrictEqual(await renderer.draw(spec), await renderer.draw(spec));
});

interface OpenType {
  readonly default: {
    parse(font: ArrayBufferLike): { charToGlyphIndex(character: string): number };
  };
}

Deno.test("the font has a glyph for every character of every picture", async () => {
  const renderer = await openRenderer();
  const openType = await loadPackage<OpenType>("opentype");
  const fonts = (await readFonts()).map(({ buffer }) => openType.default.parse(buffer));
  for (const entry of ARTEFACTS.entries()) {
    const spec = entry.create().spec(madeUpRecords(entry));
    if (spec === null) continue;
    const { inlineSvg } = await renderer.draw(spec);
    const texts = [...inlineSvg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text).join("");
    ok(texts.length > 50, entry.id);
    for (const font of fonts) {
      const missing = [...new Set(texts)].filter((character) => !font.charToGlyphIndex(character));
      deepStrictEqual(missing, [], entry.id);
    }
  }
});
