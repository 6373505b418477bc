/**
 * Makes the entries of a chart's legend buttons: reached by Tab, pressed by Enter or Space, with their
 * state for screen readers. Runs in the page.
 *
 * @module
 */

/**
 * @param {Element} figure What holds the chart.
 * @param {any} view The chart's Vega view.
 */
export function makeLegendButtons(figure, view) {
  for (const legend of figure.querySelectorAll('[class*="_legend_entries"]')) {
    const field = /(\S+)_legend_entries/.exec(legend.getAttribute("class") ?? "")?.[1];
    const entries = [...legend.querySelectorAll(":scope > g")];
    const whole = legend.closest(".role-legend");
    // A symbol has no parts for assistive technology; a group has, and this one has buttons.
    whole?.setAttribute("role", "group");
    whole?.setAttribute("aria-label", "Legend: choose the curves to show");
    whole?.removeAttribute("aria-roledescription");
    for (const inner of legend.querySelectorAll("[role]")) inner.removeAttribute("role");
    legend.removeAttribute("role");
    legend.removeAttribute("aria-roledescription");
    for (const entry of entries) makeButton(entry);
    const refresh = () => {
      const picked = view.signal(`pick_${field}`)?.[field ?? ""] ?? [];
      for (const entry of entries) {
        entry.setAttribute("aria-pressed", String(picked.includes(nameOf(entry))));
      }
    };
    refresh();
    view.addSignalListener(`pick_${field}`, refresh);
  }
}

/**
 * The whole name of an entry, of which the chart may show the beginning only.
 *
 * @param {Element} entry
 * @returns {string}
 */
function nameOf(entry) {
  const symbol = /** @type {any} */ (entry.querySelector("[class*=legend_symbols] path"));
  return String(symbol?.__data__?.datum?.value ?? entry.textContent);
}

/** @param {Element} entry */
function makeButton(entry) {
  // Lines of a long name are drawn without the spaces between them, and would be read as one word.
  for (const line of entry.querySelectorAll("tspan:not(:last-child)")) line.append(" ");
  entry.setAttribute("role", "button");
  entry.setAttribute("tabindex", "0");
  entry.setAttribute("aria-label", nameOf(entry));
  entry.addEventListener("keydown", (event) => {
    const { key } = /** @type {KeyboardEvent} */ (event);
    if (key !== "Enter" && key !== " ") return;
    event.preventDefault();
    // The chart listens to clicks on the symbol.
    const symbol = entry.querySelector("[class*=legend_symbols] path");
    symbol?.dispatchEvent(new MouseEvent("click", { bubbles: true, view: self }));
  });
}
