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
        entry.setAttribute("aria-pressed", String(picked.includes(entry.textContent?.trim())));
      }
    };
    refresh();
    view.addSignalListener(`pick_${field}`, refresh);
  }
}

/** @param {Element} entry */
function makeButton(entry) {
  entry.setAttribute("role", "button");
  entry.setAttribute("tabindex", "0");
  entry.setAttribute("aria-label", entry.textContent?.trim() ?? "");
  entry.addEventListener("keydown", (event) => {
    const { key } = /** @type {KeyboardEvent} */ (event);
    if (key !== "Enter" && key !== " ") return;
    event.preventDefault();
    // The chart listens to clicks on the symbol.
    const symbol = entry.querySelector("[class*=legend_symbols] path");
    symbol?.dispatchEvent(new MouseEvent("click", { bubbles: true, view: self }));
  });
}
