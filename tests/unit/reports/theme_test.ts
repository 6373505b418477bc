import { COLORS, DARK_COLORS, DARK_LAYER_COLORS, LAYER_COLORS } from "../../../reports/theme.ts";
import { deepStrictEqual, ok, strictEqual } from "../../support/assert.ts";

/** Relative luminance of a colour, as WCAG 2 defines it. */
function luminance(color: string): number {
  const [r, g, b] = [1, 3, 5].map((start) => {
    const share = parseInt(color.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = { light: "#ffffff", dark: "#14171b" };
const FILLS = ["grid", "surface", "paleBlue", "paleGreen"];

Deno.test("every colour of pictures has a twin for a dark ground", () => {
  deepStrictEqual(Object.keys(DARK_COLORS).sort(), Object.keys(COLORS).sort());
  strictEqual(LAYER_COLORS.length, DARK_LAYER_COLORS.length);
});

// WCAG 2 asks 3 : 1 of what a picture is made of (1.4.11), and 4.5 : 1 of text (1.4.3).
Deno.test("lines and text of pictures stand out from either ground", () => {
  for (const [name, color] of Object.entries(COLORS)) {
    if (FILLS.includes(name)) continue;
    const least = ["ink", "muted"].includes(name) ? 4.5 : 3;
    const dark = DARK_COLORS[name as keyof typeof COLORS] ?? color;
    ok(contrast(color, GROUNDS.light) >= least, `${name}: ${contrast(color, GROUNDS.light)}`);
    ok(contrast(dark, GROUNDS.dark) >= least, `${name}, dark: ${contrast(dark, GROUNDS.dark)}`);
  }
  for (const color of LAYER_COLORS) ok(contrast(color, GROUNDS.light) >= 3, color);
  for (const color of DARK_LAYER_COLORS) ok(contrast(color, GROUNDS.dark) >= 3, color);
});

Deno.test("text stays readable on the fills of diagrams", () => {
  for (const name of FILLS.filter((name) => name !== "grid") as (keyof typeof COLORS)[]) {
    ok(contrast(COLORS.ink, COLORS[name]) >= 4.5, name);
    ok(contrast(DARK_COLORS.ink ?? "", DARK_COLORS[name] ?? "") >= 4.5, `${name}, dark`);
  }
});
