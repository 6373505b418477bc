/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * The page: from a file to an estimate. All work is done in a Worker, which Cancel ends.
 *
 * @module
 */
import { textUrl } from "../../kernels/simd/text_url.ts";
import { commandText } from "./command_text.ts";
import { byId, make, table } from "./dom.ts";
import type { About, Answer, EstimateRequest, Order, SourceSummary } from "./messages.ts";
import { methodFields } from "./method_fields.ts";
import { type ResultView, showResult } from "./result_view.ts";
import { sideOf } from "./side_of.ts";
import { guessSides, sideFields } from "./side_fields.ts";
import { STANDARD } from "./standard.ts";

/** The program of the Worker is in the page as text. */
const program = textUrl(byId("worker").textContent ?? "");

let worker = startWorker();
/** Orders for a Worker that is not ready yet; null for one that is. */
let waiting: Order[] | null = [];
/** What fills a new Worker again after Cancel. */
let refill: (Order & { kind: "open" | "example" }) | null = null;
let about: About | null = null;
let truth: number | null = null;
let isExample = false;
let request: EstimateRequest | null = null;
let view: ResultView | null = null;
let readRequest: (() => EstimateRequest) | null = null;

function startWorker(): Worker {
  const started = new Worker(program, { type: "module" });
  started.onmessage = ({ data }: MessageEvent<Answer>) => receive(data);
  started.onerror = (event) => fail(`The work stopped: ${event.message}`, null);
  return started;
}

function send(order: Order): void {
  if (waiting) waiting.push(order);
  else worker.postMessage(order);
}

function begin(answer: About): void {
  for (const order of waiting ?? []) worker.postMessage(order);
  waiting = null;
  if (about === null) showAbout(answer);
  about = answer;
}

function receive(answer: Answer): void {
  switch (answer.kind) {
    case "about":
      return begin(answer);
    case "gpu":
      byId("gpu").textContent = answer.text;
      return;
    case "opened":
      return showSources(answer.sources, { ...STANDARD, ...guessSides(answer.sources) });
    case "example":
      truth = answer.truth;
      showSources(answer.sources, answer.request);
      return run();
    case "progress":
      return showProgress(answer.fraction, answer.step);
    case "estimate":
      return present(answer);
    case "converged":
      view?.addSizes(answer.points, answer.text);
      return rest("Done.");
    case "failed":
      return fail(answer.message, answer.hint);
  }
}

function showAbout({ version, threads, simd, examples }: About): void {
  byId("about").replaceChildren(
    `infoplane ${version}; ${simd ? "WebAssembly SIMD" : "no WebAssembly SIMD"}, `,
    `${threads} ${threads === 1 ? "thread" : "threads"}; `,
    make("span", { id: "gpu" }, "looking for a WebGPU adapter"),
    ".",
  );
  for (const { id, title } of examples) {
    const button = make("button", { type: "button", "data-example": id }, title);
    button.addEventListener("click", () => fill({ kind: "example", id }));
    byId("examples").append(button);
    // A link to an example: index.html#images.
    if (location.hash === `#${id}`) button.click();
  }
}

/** Gives the Worker data, in place of what it had. */
function fill(order: Order & { kind: "open" | "example" }): void {
  if (!byId("cancel").hidden) restart();
  clear();
  truth = null;
  isExample = order.kind === "example";
  refill = order;
  byId("status").textContent = "Reading the data …";
  send(order);
}

function showSources(sources: readonly SourceSummary[], start: EstimateRequest): void {
  byId("status").textContent = `Read ${sources.map(({ name }) => name).join(", ")}.`;
  byId("sources").replaceChildren(...sources.map(sourceView));
  const x = sideFields("x", sources, start.x);
  const y = sideFields("y", sources, start.y);
  byId("side-fields").replaceChildren(x.element, y.element);
  const readMethod = methodFields(about?.methods ?? [], start, {
    method: byId("method-fields"),
    more: byId("more-fields"),
  });
  readRequest = () => ({ ...readMethod(), x: x.read(), y: y.read() });
  byId("sides").hidden = byId("method").hidden = false;
}

function sourceView({ name, rows, columns, preview }: SourceSummary): HTMLElement {
  const shown = columns.slice(0, preview[0]?.length ?? 0);
  const right = new Set(shown.flatMap(({ kind }, j) => kind === "number" ? [j] : []));
  const size = `${rows.toLocaleString("en")} rows, ${columns.length} ` +
    (columns.length === 1 ? "column" : "columns") +
    (columns.length > shown.length ? `, of which the first ${shown.length} are shown` : "");
  return make(
    "div",
    {},
    make("h3", {}, name),
    make("p", { class: "muted" }, size),
    table(shown.map(({ name }) => name), preview, {
      label: `First rows of ${name}`,
      right,
    }),
  );
}

function run(): void {
  if (readRequest === null) return;
  if (!byId("cancel").hidden) return;
  clear();
  request = readRequest();
  byId("cancel").hidden = false;
  byId<HTMLButtonElement>("run").disabled = true;
  showProgress(0, "starting");
  send({ kind: "estimate", request });
}

function showProgress(fraction: number, step: string): void {
  const bar = byId<HTMLProgressElement>("progress");
  bar.hidden = false;
  bar.value = fraction;
  // Only the step is announced: a number that changes all the time is noise to a listener.
  const text = `Computing: ${step} …`;
  if (byId("status").textContent !== text) byId("status").textContent = text;
}

function present({ estimate, contributions, codes }: Answer & { kind: "estimate" }): void {
  byId("result").hidden = false;
  const command = request === null || isExample ? null : commandText(request, STANDARD);
  view = showResult(byId("result"), { estimate, contributions, codes, truth, command });
  showProgress(1, "parts of the samples");
  byId("result-heading").focus();
}

/** Nothing is being computed any more. */
function rest(status: string): void {
  byId("progress").hidden = byId("cancel").hidden = true;
  byId<HTMLButtonElement>("run").disabled = false;
  byId("status").textContent = status;
}

function clear(): void {
  byId("problem").replaceChildren();
  byId("result").hidden = true;
  byId("result").replaceChildren();
  view = null;
}

function fail(message: string, hint: string | null): void {
  rest("");
  byId("problem").replaceChildren(
    make(
      "p",
      { class: "problem" },
      make("strong", {}, "Problem: "),
      message,
      hint === null ? "" : ` ${hint}`,
    ),
  );
}

/** Ends the Worker with whatever it does; a new one takes its place. */
function restart(): void {
  worker.terminate();
  waiting = [];
  worker = startWorker();
}

function cancel(): void {
  restart();
  rest("Cancelled.");
  byId("run").focus();
  if (refill !== null) send({ ...refill, again: true });
}

/** Opens files. One that is called x and one that is called y are a pair, also one after the other. */
function take(files: readonly File[]): void {
  if (files.length === 0) return;
  const before = refill?.kind === "open" && refill.files.length === 1 ? refill.files : [];
  const sides = [...before, ...files].map(({ name }) => sideOf(name));
  const isPair = sides.length === 2 && sides.includes("x") && sides.includes("y");
  fill({ kind: "open", files: isPair ? [...before, ...files] : files });
}

byId("settings").addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
byId("cancel").addEventListener("click", cancel);
byId("files").addEventListener("change", ({ target }) => {
  take([...(target as HTMLInputElement).files ?? []]);
});
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("dragging");
});
document.addEventListener("dragleave", () => document.body.classList.remove("dragging"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("dragging");
  take([...event.dataTransfer?.files ?? []]);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => view?.redraw());
