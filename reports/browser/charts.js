/**
 * Draws the charts of the page, one after the other from the top, each from the specification that the
 * page holds. Runs in the page.
 *
 * @module
 */
import { fit, fitLegends } from "./fit.js";
import { makeLegendButtons } from "./legend.js";
import { connectWalk } from "./walk.js";

/** What follows the charts' font where a system does not have it: the same widths, then any. */
const FALLBACK = "Verdana, sans-serif";

/** Draws every chart. The page's element says when all are there: `data-charts="drawn"`. */
export async function drawCharts() {
  for (const figure of document.querySelectorAll("figure[data-spec]")) {
    try {
      await drawChart(/** @type {HTMLElement} */ (figure));
    } catch (error) {
      figure.append(`This chart could not be drawn: ${error}`);
      reportError(error);
    }
    performance.mark(`drawn ${figure.id}`);
    await new Promise((resolve) => setTimeout(resolve)); // Lets the page answer in between.
  }
  document.documentElement.dataset.charts = "drawn";
}

/** @param {HTMLElement} figure */
async function drawChart(figure) {
  const source = document.getElementById(figure.dataset.spec ?? "");
  connectWalk(figure, await drawSpec(figure, JSON.parse(source?.textContent ?? "{}")));
}

/**
 * Draws a specification in the width that its figure has.
 *
 * @param {HTMLElement} figure
 * @param {any} whole The specification.
 * @param {Record<string, unknown>} [options] Options of vega-embed.
 * @returns {Promise<any>} The chart's Vega view.
 */
export async function drawSpec(figure, whole, options = {}) {
  const holder = /** @type {HTMLElement} */ (figure.querySelector(".view"));
  // The page says the title in text, which can wrap.
  const { title: _, config, ...plain } = whole;
  const spec = { ...plain, config: { ...config, font: `${config?.font}, ${FALLBACK}` } };
  let view = await embed(holder, spec, options);
  const room = holder.clientWidth;
  // Legends and headings take room that is known only once they are drawn.
  if (holder.scrollWidth > room) view = await embed(holder, fitLegends(spec, room), options);
  for (let [tries, width] = [0, room]; tries < 2 && holder.scrollWidth > room; tries++) {
    view = await embed(holder, fit(spec, width), options);
    width -= holder.scrollWidth - room;
  }
  if (holder.scrollWidth > room) {
    // What scrolls has to be reached from the keyboard.
    holder.tabIndex = 0;
    holder.setAttribute("role", "region");
    holder.setAttribute("aria-label", `Chart: ${holder.dataset.name}`);
  }
  holder.style.minHeight = "";
  makeLegendButtons(figure, view);
  return view;
}

/**
 * @param {HTMLElement} holder
 * @param {any} spec
 * @param {Record<string, unknown>} options
 */
async function embed(holder, spec, options) {
  const { view } = await /** @type {any} */ (self).vegaEmbed(holder, spec, {
    renderer: "svg",
    actions: false,
    tooltip: { theme: "page" },
    patch: withoutInputs,
    ...options,
  });
  return view;
}

/**
 * The page has inputs of its own for what a specification binds to inputs.
 *
 * @param {any} spec Vega specification.
 */
function withoutInputs(spec) {
  const unbound = (/** @type {any} */ { bind: _, ...signal }) => signal;
  const signals = (spec.signals ?? []).map(unbound);
  return { ...spec, signals };
}
