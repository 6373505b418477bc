/**
 * The switch between a light and a dark page. Runs in the page.
 *
 * @module
 */

/** Where the choice is kept; browsers may refuse that to a page from disk. */
const KEY = "infoplane-ground";

/** Makes the button of the page work, from the system's preference or an earlier choice. */
export function connectGround() {
  const button = document.querySelector("button.ground");
  if (!button) return;
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen = recall();
  const apply = () => {
    const dark = chosen === undefined ? system.matches : chosen === "dark";
    if (chosen === undefined) delete document.documentElement.dataset.ground;
    else document.documentElement.dataset.ground = chosen;
    button.textContent = dark ? "Light page" : "Dark page";
  };
  button.addEventListener("click", () => {
    const dark = chosen === undefined ? system.matches : chosen === "dark";
    const next = dark ? "light" : "dark";
    chosen = (next === "dark") === system.matches ? undefined : next;
    keep(chosen);
    apply();
  });
  system.addEventListener("change", apply);
  apply();
  button.removeAttribute("hidden");
}

/** @returns {string | undefined} */
function recall() {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === "light" || kept === "dark" ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string | undefined} choice */
function keep(choice) {
  try {
    if (choice === undefined) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch {
    // The choice then lasts as long as the page.
  }
}
