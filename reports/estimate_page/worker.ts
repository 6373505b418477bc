/**
 * The Worker of the page: it holds the data and does the work. Its program is text inside the page, so
 * that the page is one file and the Worker has the page's Content-Security-Policy.
 *
 * @module
 */
import { kernelModule } from "../../kernels/simd/instance.ts";
import { threadBudget } from "../../kernels/simd/pool.ts";
import { InputError } from "../../lib/errors.ts";
import { METHODS } from "../../lib/mi/registry.ts";
import { VERSION } from "../../lib/version.ts";
import { EXAMPLES } from "./examples.ts";
import { measure } from "./measure.ts";
import type { Answer, EstimateRequest, Failure, Order, SideRequest } from "./messages.ts";
import { openSources, selectSide, type Source, summarise } from "./sources.ts";

/** The parts of a Worker's global scope that are used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Order>) => void) | null;
  postMessage(answer: Answer): void;
}

/** Methods that the page does not offer: they train networks, with tfjs. */
const TRAINED = new Set(["mine"]);

const scope = globalThis as unknown as WorkerScope;
const open = new Map<string, Source>();

/** The order before: each waits for it, so that no estimate overtakes the file it is about. */
let before: Promise<void> = Promise.resolve();

scope.onmessage = ({ data: order }) => {
  before = before.then(() => obey(order)).catch((error) => {
    scope.postMessage({ kind: "failed", ...failureOf(error) });
  });
};

async function obey(order: Order): Promise<void> {
  if (order.kind === "estimate") return await estimateFor(order.request);
  const answer = order.kind === "open" ? await openFiles(order.files) : openExample(order.id);
  if (!order.again) scope.postMessage(answer);
}

function about(): Answer {
  return {
    kind: "about",
    version: VERSION,
    threads: threadBudget(),
    simd: kernelModule() !== null,
    methods: METHODS.entries().filter(({ id }) => !TRAINED.has(id)).map((
      { id, summary, assumptions, bias, options },
    ) => (
      { id, summary, assumptions, bias, options }
    )),
    examples: Object.entries(EXAMPLES).map(([id, { title }]) => ({ id, title })),
  };
}

/** Asking for an adapter can take half a second: nothing waits for it. */
async function gpuText(): Promise<string> {
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null);
  if (!adapter) return "no WebGPU adapter";
  const { description, vendor, architecture, isFallbackAdapter } = adapter.info;
  const name = description || `${vendor} ${architecture}`.trim() || "an adapter without a name";
  return `WebGPU on ${name}${isFallbackAdapter ? " (software)" : ""}`;
}

async function openFiles(files: readonly File[]): Promise<Answer> {
  const sources: Source[] = [];
  for (const file of files) {
    sources.push(...await openSources(new Uint8Array(await file.arrayBuffer()), file.name));
  }
  return keep(sources, (summaries) => ({ kind: "opened", sources: summaries }));
}

function openExample(id: string): Answer {
  const { sources, truth, request } = EXAMPLES[id].make();
  return keep(sources, (summaries) => ({ kind: "example", sources: summaries, truth, request }));
}

function keep(
  sources: readonly Source[],
  answer: (summaries: ReturnType<typeof summarise>[]) => Answer,
): Answer {
  open.clear();
  for (const source of sources) open.set(source.name, source);
  return answer(sources.map(summarise));
}

async function estimateFor(request: EstimateRequest): Promise<void> {
  const [x, y] = [select(request.x), select(request.y)];
  const { estimate, contributions, codes, converge } = await measure(
    x,
    y,
    request,
    (fraction, step) => scope.postMessage({ kind: "progress", fraction, step }),
  );
  scope.postMessage({ kind: "estimate", estimate, contributions, codes });
  scope.postMessage({ kind: "converged", ...await converge() });
}

function select(side: SideRequest) {
  const source = open.get(side.source);
  if (source === undefined) throw new InputError("no-source", `${side.source} is not open.`);
  return selectSide(source, side);
}

function failureOf(error: unknown): Failure {
  if (error instanceof InputError) return { message: error.message, hint: error.hint ?? null };
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (name === "RangeError" && /allocation failed|Invalid (typed )?array length/.test(message)) {
    return {
      message: "The data need more memory than there is.",
      hint: "Use fewer samples or columns.",
    };
  }
  return { message: `Unexpected ${name}: ${message}`, hint: "This is a fault of infoplane." };
}

// The library starts with an await, during which messages would be lost: the page waits for this one.
scope.postMessage(about());
scope.postMessage({ kind: "gpu", text: await gpuText() });
