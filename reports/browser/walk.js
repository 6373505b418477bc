/**
 * The slider and the play button of a chart that has the parameter `epoch`. Runs in the page.
 *
 * @module
 */

/** How long a whole walk takes, and least and most for one step, in milliseconds. */
const WALK_MS = 9000;
const STEP_MS = { least: 60, most: 600 };

/**
 * @param {HTMLElement} figure What holds the chart and its controls.
 * @param {any} view The chart's Vega view.
 * @returns {((now: readonly number[], drawn: any) => Promise<unknown>) | undefined} Tells of more epochs,
 *   and of the view that shows them: a slider at the last one goes on to the new last one, another stays.
 */
export function connectWalk(figure, view) {
  const controls = /** @type {HTMLElement | null} */ (figure.querySelector(".walk"));
  if (!controls) return;
  let epochs = /** @type {readonly number[]} */ (JSON.parse(controls.dataset.epochs ?? "[]"));
  const slider = /** @type {HTMLInputElement} */ (controls.querySelector("input"));
  const button = /** @type {HTMLButtonElement} */ (controls.querySelector("button"));
  const shown = /** @type {HTMLElement} */ (controls.querySelector(".shown"));
  let last = epochs.length - 1;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  /** @type {number | undefined} */
  let timer;

  /** @param {number} index */
  const show = (index) => {
    slider.value = String(index);
    slider.setAttribute("aria-valuetext", `epoch ${epochs[index]} of ${epochs[last]}`);
    shown.textContent = `${epochs[index]} of ${epochs[last]}`;
    return view.signal("epoch", epochs[index]).runAsync();
  };
  const label = () => {
    button.textContent = still.matches ? "Next epoch" : timer === undefined ? "Play" : "Pause";
  };
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    label();
  };
  const step = () => {
    const index = Number(slider.value);
    if (index >= last) return stop();
    show(index + 1);
    if (index + 1 >= last) stop();
  };
  const play = () => {
    if (Number(slider.value) >= last) show(0);
    const pause = Math.max(STEP_MS.least, Math.min(STEP_MS.most, WALK_MS / epochs.length));
    timer = setInterval(step, pause);
    label();
  };

  slider.addEventListener("input", () => {
    stop();
    show(Number(slider.value));
  });
  button.addEventListener("click", () => {
    if (!still.matches) return timer === undefined ? play() : stop();
    show(Number(slider.value) >= last ? 0 : Number(slider.value) + 1);
  });
  still.addEventListener("change", stop);
  slider.max = String(last);
  label();
  show(last);
  controls.hidden = false;

  return (now, drawn) => {
    const index = Number(slider.value);
    const follows = index >= last && timer === undefined;
    [epochs, view, last] = [now, drawn, now.length - 1];
    slider.max = String(last);
    return show(follows ? last : index);
  };
}
