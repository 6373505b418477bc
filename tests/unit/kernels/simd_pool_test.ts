import { nearestNeighborsSimd } from "../../../kernels/simd/nearest_neighbors.ts";
import { instantiate, kernelModule } from "../../../kernels/simd/instance.ts";
import { closePool, openPool, runParts, setThreadBudget } from "../../../kernels/simd/pool.ts";
import { createRng } from "../../../lib/rng.ts";
import { ok, strictEqual } from "../../support/assert.ts";

const N = 100_000;
const D = 6;
const rng = createRng("pool");
const DATA = Float64Array.from({ length: N * D }, () => rng.normal());

type Found = Awaited<ReturnType<typeof nearestNeighborsSimd>>;

const ALONE = await nearestNeighborsSimd(DATA, N, D, 5);

/** Without the list of differences, which takes minutes for so many numbers. */
function assertSame(got: Found): void {
  ok(got !== null && ALONE !== null);
  strictEqual(got.indices.findIndex((value, i) => value !== ALONE.indices[i]), -1, "indices");
  strictEqual(got.distances.findIndex((value, i) => value !== ALONE.distances[i]), -1, "distances");
}

/** Runs `work` with four threads and another class of Workers, and ends them. */
async function withWorkers(Worker: unknown, work: () => Promise<void>): Promise<void> {
  const original = globalThis.Worker;
  globalThis.Worker = Worker as typeof original;
  setThreadBudget(4);
  try {
    await work();
  } finally {
    closePool();
    setThreadBudget(1);
    globalThis.Worker = original;
  }
}

/** Counts Workers; the real ones. */
function countingWorkers(): { started: number; Worker: unknown } {
  const Original = globalThis.Worker;
  const counter = {
    started: 0,
    Worker: class extends Original {
      constructor(url: string, options: WorkerOptions) {
        super(url, options);
        counter.started++;
      }
    },
  };
  return counter;
}

Deno.test("runParts() starts Workers within the budget, keeps them, and uses them again", async () => {
  const counter = countingWorkers();
  await withWorkers(counter.Worker, async () => {
    assertSame(await nearestNeighborsSimd(DATA, N, D, 5));
    const first = counter.started;
    ok(first >= 1 && first <= 3, `${first} Workers`);
    assertSame(await nearestNeighborsSimd(DATA, N, D, 5));
    ok(counter.started <= 3, `${counter.started} Workers`);
  });
});

Deno.test("runParts() does little work without Workers", async () => {
  const counter = countingWorkers();
  await withWorkers(counter.Worker, async () => {
    await nearestNeighborsSimd(DATA.subarray(0, 600), 100, D, 5);
  });
  strictEqual(counter.started, 0);
});

Deno.test("openPool() starts the Workers of the budget, which serve the next work", async () => {
  const counter = countingWorkers();
  await withWorkers(counter.Worker, async () => {
    openPool();
    strictEqual(counter.started, 3);
    assertSame(await nearestNeighborsSimd(DATA, N, D, 5));
    strictEqual(counter.started, 3);
  });
});

Deno.test("runParts() does all work here where no Worker can be started", async () => {
  class NoWorker {
    constructor() {
      throw new DOMException("not allowed", "SecurityError");
    }
  }
  await withWorkers(NoWorker, async () => {
    assertSame(await nearestNeighborsSimd(DATA, N, D, 5));
  });
});

Deno.test("runParts() takes the parts back from a Worker that fails", async () => {
  const Original = globalThis.Worker;
  let failed = 0;
  /** Fails when it is sent its first part, as where a policy forbids such Workers. */
  class FailingWorker extends Original {
    override postMessage(message: unknown): void {
      if ((message as { module?: unknown }).module) return;
      queueMicrotask(() => {
        failed++;
        this.onerror?.(new ErrorEvent("error", { message: "blocked", cancelable: true }));
      });
    }
  }
  await withWorkers(FailingWorker, async () => {
    assertSame(await nearestNeighborsSimd(DATA, N, D, 5));
  });
  ok(failed > 0, "no Worker was asked");
});

Deno.test("runParts() takes the parts back from Workers that never answer", async () => {
  const { module, kernels } = { module: kernelModule()!, kernels: instantiate(kernelModule()!) };
  let asked = 0;
  class SilentWorker {
    postMessage(message: { readonly part?: number }): void {
      if (message.part !== undefined) asked++;
    }
    terminate(): void {}
  }
  // Parts that do nothing but take their time, so that Workers are worth it.
  const slow = {
    ...kernels,
    query: () => {
      const end = performance.now() + 20;
      while (performance.now() < end);
    },
  };
  const parts = Array.from({ length: 40 }, () => ({ args: [], pointer: 0, length: 0 }));
  const done = new Set<number>();
  await withWorkers(SilentWorker, async () => {
    await runParts({
      module,
      kernels: slow,
      imageBytes: 0,
      call: "query",
      parts,
      collect: (part) => void done.add(part),
      patienceMs: 100,
    });
  });
  ok(asked > 0, "no Worker was asked");
  strictEqual(done.size, parts.length);
});

Deno.test("runParts() serves two works at once with the same bits", async () => {
  await withWorkers(globalThis.Worker, async () => {
    const both = await Promise.all([
      nearestNeighborsSimd(DATA, N, D, 5),
      nearestNeighborsSimd(DATA, N, D, 5),
    ]);
    both.forEach(assertSame);
  });
});
