/// <reference lib="dom" />
/**
 * Draws Vega-Lite specifications in the page. Expressions are interpreted, not compiled, because the
 * page's Content-Security-Policy allows no code from text.
 *
 * @module
 */
import embed from "npm:vega-embed@7.3.0";
import type { VegaLiteSpec } from "../artefact.ts";

/** What is used of vega-embed. */
type Embed = (
  element: HTMLElement,
  spec: VegaLiteSpec,
  options: Readonly<Record<string, unknown>>,
) => Promise<{ finalize(): void }>;

const drawn = new WeakMap<HTMLElement, { finalize(): void }>();

/**
 * Draws a specification, in place of what was drawn there.
 *
 * @param element Where; its width is the figure's.
 * @param spec What to draw, data inline.
 */
export async function draw(element: HTMLElement, spec: VegaLiteSpec): Promise<void> {
  drawn.get(element)?.finalize();
  const result = await (embed as unknown as Embed)(element, spec, {
    ast: true,
    renderer: "svg",
    actions: { export: true, source: false, compiled: false, editor: false },
    downloadFileName: "infoplane",
    tooltip: { theme: "custom" },
  });
  element.querySelector("summary")?.setAttribute("aria-label", "Save this figure");
  drawn.set(element, result);
}
