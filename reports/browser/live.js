/**
 * Follows a run: draws the records that the server sends as they come. Runs in the page.
 *
 * @module
 */
import { drawSpec } from "./charts.js";
import { connectGround } from "./ground.js";
import { connectWalk } from "./walk.js";

/** Least time between two sentences for screen readers, in milliseconds: a run can be fast. */
const QUIET_MS = 10_000;

/**
 * What the server sends: what has changed; the first time, everything.
 *
 * @typedef {object} LiveUpdate
 * @property {any} [spec] Specification without rows, where it is another one.
 * @property {number} [from] Number of rows before these.
 * @property {any[]} [rows] New rows.
 * @property {number[]} [epochs] Epochs that there are records of.
 * @property {string[][]} [table] Rows of the table, as text.
 * @property {string} [headline] The state of the network, in a line.
 * @property {string} [spoken] The same in a sentence, after every complete epoch.
 * @property {number} [fraction] Share of the work that is done.
 * @property {string} [step] What is being done.
 * @property {{ name: string, value: string }[]} [facts] Facts on the run.
 * @property {boolean} [ended] Whether the run is over.
 */

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const figure = /** @type {HTMLElement} */ (document.querySelector("figure"));
const part = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @type {any} */
let spec;
/** @type {any} */
let view;
/** @type {any[]} */
let rows = [];
/** @type {number[]} */
let epochs = [];
/** @type {ReturnType<typeof connectWalk>} */
let walk;

/** Updates wait for each other: drawing takes a while. */
let busy = Promise.resolve();
const pending = /** @type {LiveUpdate[]} */ ([]);

/** Draws what has come; several updates that came meanwhile are drawn at once. */
async function draw() {
  let isNew = false;
  let added = /** @type {any[]} */ ([]);
  for (const update of pending.splice(0)) {
    if (update.spec) [spec, isNew] = [update.spec, true];
    if (update.from === 0) [rows, added, isNew] = [[], [], true];
    rows.push(...update.rows ?? []);
    added.push(...update.rows ?? []);
    epochs = update.epochs ?? epochs;
  }
  if (!spec || rows.length === 0) return;
  figure.hidden = false; // What is drawn has to know its width.
  if (isNew) {
    const data = { ...spec.data, values: rows };
    // Expressions are interpreted, since the page's policy forbids to make code of them.
    view = await drawSpec(figure, { ...spec, data }, { ast: true });
  } else {
    if (added.length === 0) return;
    await view.insert(spec.data.name, added).runAsync();
  }
  if (!walk && epochs.length > 1) {
    const controls = /** @type {HTMLElement} */ (figure.querySelector(".walk"));
    controls.dataset.epochs = JSON.stringify(epochs);
    walk = connectWalk(figure, view);
  }
  await walk?.(epochs, view);
  document.documentElement.dataset.rows = String(rows.length);
}

/** @param {readonly (readonly string[])[]} lines */
function fillTable(lines) {
  const [body] = /** @type {HTMLTableElement} */ (document.querySelector("table")).tBodies;
  while (body.rows.length > lines.length) body.deleteRow(-1);
  lines.forEach((texts, i) => {
    const row = body.rows[i] ?? body.insertRow();
    texts.forEach((text, j) => {
      if (!row.cells[j]) row.append(document.createElement(j === 0 ? "th" : "td"));
      if (j === 0) row.cells[j].setAttribute("scope", "row");
      if (row.cells[j].textContent !== text) row.cells[j].textContent = text;
    });
  });
  part("table").hidden = lines.length === 0;
}

let spokenAt = -QUIET_MS;
let sentence = "";

/** Says a text, or keeps it until the last one is old enough; a newer one takes its place. */
function speak(/** @type {string} */ text) {
  const isWaiting = sentence !== "";
  sentence = text;
  if (isWaiting) return;
  setTimeout(() => {
    spokenAt = performance.now();
    part("spoken").textContent = sentence;
    sentence = "";
  }, Math.max(0, spokenAt + QUIET_MS - performance.now()));
}

/** @param {"waiting" | "running" | "ended" | "lost"} state */
function setState(state) {
  main.dataset.state = state;
  part("work").hidden = state !== "running";
  const texts = {
    waiting: "The page waits for the run.",
    running: "The run goes on.",
    ended: "The run is complete.",
    lost:
      "The run has been ended or interrupted, or cannot be reached: what came of it stays here. " +
      "The page goes on when there is a run at this address again.",
  };
  if (part("state").textContent !== texts[state]) part("state").textContent = texts[state];
}

/** @param {LiveUpdate} update */
function take(update) {
  if (update.facts) fillFacts(update.facts);
  if (update.table) fillTable(update.table);
  if (update.headline) part("headline").textContent = update.headline;
  if (update.spoken) speak(update.spoken);
  if (update.step !== undefined) part("step").textContent = update.step;
  if (update.fraction !== undefined) {
    /** @type {HTMLProgressElement} */ (part("progress")).value = update.fraction;
  }
  if (update.ended !== undefined) setState(update.ended ? "ended" : "running");
  if (!update.rows && !update.spec) return;
  pending.push(update);
  busy = busy.then(draw).catch(reportError);
}

/** @param {readonly { name: string, value: string }[]} facts */
function fillFacts(facts) {
  part("facts").replaceChildren(...facts.map(({ name, value }) => {
    const [item, term, text] = ["div", "dt", "dd"].map((tag) => document.createElement(tag));
    [term.textContent, text.textContent] = [name, value];
    item.append(term, text);
    return item;
  }));
}

connectGround();
const source = new EventSource("events");
source.addEventListener("message", ({ data }) => take(JSON.parse(data)));
source.addEventListener("error", () => setState("lost"));
