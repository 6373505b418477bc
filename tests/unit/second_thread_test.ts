import { TASKS } from "../../data/benchmark/tasks.ts";
import { closePool, setThreadBudget, takeThread } from "../../kernels/simd/pool.ts";
import { InputError } from "../../lib/errors.ts";
import { AUTO } from "../../lib/mi/auto.ts";
import { sideBySide } from "../../lib/mi/jobs.ts";
import { endSecondThread } from "../../lib/mi/second_thread.ts";
import { createRng } from "../../lib/rng.ts";
import type { Context, MiEstimate } from "../../lib/types.ts";
import { deepStrictEqual, ok, rejects, strictEqual } from "../support/assert.ts";
import { ROOT } from "../support/source_tree.ts";

const CONTEXT: Context = { seed: 1, device: "cpu" };

// 900 samples in 4 + 4 dimensions are expected to take 0.2 s for each direction: just worth a Worker.
const { x: X, y: Y } = TASKS.get("warp4-mi7").create().draw(900, 1);

function estimate(context: Partial<Context> = {}): Promise<MiEstimate> {
  return AUTO.create().continuous(X, Y, { ...CONTEXT, ...context });
}

setThreadBudget(1);
const ALONE = await estimate();

/** Counts the second threads that are started and ended, and runs `work` with two threads. */
async function withTwoThreads(
  work: (counts: { started: number; ended: number }) => Promise<void>,
  replacement?: (Original: typeof Worker) => unknown,
): Promise<void> {
  const Original = globalThis.Worker;
  const counts = { started: 0, ended: 0 };
  class Counting extends Original {
    readonly counts: boolean;
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.counts = String(url).endsWith("/jobs.ts");
      if (this.counts) counts.started++;
    }
    override terminate(): void {
      if (this.counts) counts.ended++;
      super.terminate();
    }
  }
  globalThis.Worker = (replacement?.(Original) ?? Counting) as typeof Worker;
  setThreadBudget(2);
  try {
    await work(counts);
  } finally {
    endSecondThread();
    closePool();
    setThreadBudget(1);
    globalThis.Worker = Original;
  }
}

Deno.test("two threads give the bits of one, and keep their Worker for the next estimate", async () => {
  await withTwoThreads(async (counts) => {
    const steps: string[] = [];
    const onProgress = (_: number, step: string): number => steps.push(step);
    deepStrictEqual(await estimate({ onProgress }), ALONE);
    deepStrictEqual(await estimate(), ALONE);
    deepStrictEqual(counts, { started: 1, ended: 0 });
    ok(steps.includes("predicting x and y"), steps.join());
  });
});

Deno.test("the Worker ends when it has been idle for 0.2 s", async () => {
  await withTwoThreads(async (counts) => {
    await estimate();
    strictEqual(counts.ended, 0);
    const { promise, resolve } = Promise.withResolvers<void>();
    setTimeout(resolve, 400);
    await promise;
    deepStrictEqual(counts, { started: 1, ended: 1 });
  });
});

Deno.test("where other work has the budget's second thread, there is no Worker", async () => {
  await withTwoThreads(async (counts) => {
    const giveBack = takeThread();
    ok(giveBack);
    strictEqual(takeThread(), null);
    deepStrictEqual(await estimate(), ALONE);
    deepStrictEqual(counts, { started: 0, ended: 0 });
    giveBack();
    giveBack(); // Twice is once.
    deepStrictEqual(await estimate(), ALONE);
    strictEqual(counts.started, 1);
  });
});

Deno.test("an abort ends both threads, and the next estimate starts anew", async () => {
  await withTwoThreads(async (counts) => {
    const controller = new AbortController();
    const onProgress = (_: number, step: string): void => {
      if (step === "predicting x and y") controller.abort(new Error("enough"));
    };
    await rejects(estimate({ signal: controller.signal, onProgress }), { message: "enough" });
    deepStrictEqual(counts, { started: 1, ended: 1 });
    deepStrictEqual(await estimate(), ALONE);
    strictEqual(counts.started, 2);
  });
});

Deno.test("errors of either half come through as they are", async () => {
  const rng = createRng("second-thread");
  const a = { data: Float64Array.from({ length: 200 }, () => rng.normal()), n: 100, d: 2 };
  const constant = { data: new Float64Array(200), n: 100, d: 2 };
  await withTwoThreads(async (counts) => {
    const there = sideBySide(() => Promise.resolve(1), { call: "direction", a, b: constant }, 1000);
    await rejects(
      there,
      (error) => error instanceof InputError && error.code === "constant-column",
    );
    strictEqual(counts.started, 1);
    const here = (): Promise<never> => Promise.reject(new InputError("mine", "It is mine."));
    await rejects(sideBySide(here, { call: "direction", a, b: a }, 1000), { code: "mine" });
    strictEqual(counts.ended, 1);
  });
});

Deno.test.each([
  { permissions: [], started: 0 },
  { permissions: ["--allow-read=tests"], started: 0 },
  { permissions: ["--allow-read=."], started: 1 },
])("with $permissions an estimate asks for nothing more", async ({ permissions, started }) => {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", ...permissions, "tests/support/two_thread_program.ts"],
    cwd: ROOT,
  }).output();
  const decoder = new TextDecoder();
  deepStrictEqual([code, decoder.decode(stderr)], [0, ""]);
  deepStrictEqual(JSON.parse(decoder.decode(stdout)), { nats: ALONE.nats, started });
});

// After this one no Worker is started any more.
Deno.test("a Worker that fails is made up for", async () => {
  const failing = (Original: typeof Worker) =>
    class extends Original {
      override postMessage(): void {
        queueMicrotask(() => this.onerror?.(new ErrorEvent("error", { cancelable: true })));
      }
    };
  await withTwoThreads(async () => deepStrictEqual(await estimate(), ALONE), failing);
  await withTwoThreads(async (counts) => {
    deepStrictEqual(await estimate(), ALONE);
    strictEqual(counts.started, 0);
  });
});
