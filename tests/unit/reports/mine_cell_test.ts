import { InputError } from "../../../lib/errors.ts";
import { type Cell, type CellContext, cellKey, NO_CONTEXT } from "../../../reports/cell.ts";
import { openTfjs } from "../../../lib/nn/tfjs.ts";
import { Checkpoint } from "../../../reports/checkpoint.ts";
import {
  mineCell,
  type MineCellSettings,
  mineRecords,
  runMine,
} from "../../../reports/mine_cell.ts";
import { runReproduce } from "../../../reports/reproduce.ts";
import { runCells } from "../../../reports/worker_pool.ts";
import {
  assertClose,
  deepStrictEqual,
  match,
  ok,
  rejects,
  strictEqual,
} from "../../support/assert.ts";
import { runInProcess } from "../../support/cli.ts";
import { NO_ADAPTER, withGpu } from "../../support/fake_gpu.ts";
import { gpu } from "../../support/gpu.ts";
import { withFolder } from "../../support/report_folder.ts";

const SETTINGS: MineCellSettings = {
  family: "gaussian-image",
  side: 8,
  truth: 2,
  n: 60,
  validation: 20,
  steps: 4,
  batchSize: 16,
  repeat: 0,
};

const HERE = mineCell(1, SETTINGS);
const THERE = mineCell(1, { ...SETTINGS, device: "gpu" });

/** Stops a training after some steps, as an interruption would. */
class Interruption extends Error {}

function interruptedAt(step: number, path: string): CellContext {
  return {
    needed: [],
    checkpoint: new Checkpoint(path, 0),
    onProgress(_fraction, at) {
      if (at.startsWith(`step ${step} `)) throw new Interruption();
    },
  };
}

const onGpu = { ignore: gpu.ignore };

Deno.test("a MINE cell goes on from its checkpoint with the same bits", async () => {
  const whole = await runMine(HERE, NO_CONTEXT);
  await withFolder(async (folder) => {
    const path = `${folder}/state`;
    await rejects(runMine(HERE, interruptedAt(3, path)), Interruption);
    ok((await Deno.stat(path)).size > 0);
    const resumed = await runMine(HERE, { ...NO_CONTEXT, checkpoint: new Checkpoint(path) });
    deepStrictEqual(resumed, whole);
  });
});

Deno.test(
  "a MINE cell on a GPU is that on the CPU to rounding, and names what trained",
  onGpu,
  async () => {
    ok(cellKey(THERE) !== cellKey(HERE));
    const [here, there] = [await runMine(HERE, NO_CONTEXT), await runMine(THERE, NO_CONTEXT)];
    there.measurements.forEach(({ estimate, device, engine }, i) => {
      // Four steps of a critic with 36,000 weights: derived in tests/unit/training/mine_gpu_test.ts.
      const rounding = 2 * (9 + 256 + 100 + 100) * 2 ** -24;
      const flipped = 0.02 * 36_061 * 4 * 2e-3 * (rounding / 2);
      assertClose(estimate!, here.measurements[i].estimate!, { atol: rounding + flipped });
      strictEqual(device, "gpu");
      match(engine!, /^tfjs-webgpu 4\.22\.0, .+; used on tfjs-wasm 4\.22\.0, .* SIMD$/);
      strictEqual(here.measurements[i].device, "cpu");
      match(here.measurements[i].engine!, /^tfjs-wasm/);
    });
    const [record] = mineRecords(THERE, there, "figure-3", "mine, 8×8");
    strictEqual(record.device, "gpu");
    strictEqual((record.settings.methodOptions as { steps: number }).steps, SETTINGS.steps);
  },
);

Deno.test(
  "a MINE cell on a GPU goes on from its checkpoint with the same bits",
  onGpu,
  async () => {
    const whole = await runMine(THERE, NO_CONTEXT);
    await withFolder(async (folder) => {
      const path = `${folder}/state`;
      await rejects(runMine(THERE, interruptedAt(3, path)), Interruption);
      const resumed = await runMine(THERE, { ...NO_CONTEXT, checkpoint: new Checkpoint(path) });
      deepStrictEqual(resumed, whole);
    });
  },
);

Deno.test("a MINE cell in a Worker trains on the GPU there", onGpu, async () => {
  const measured: string[] = [];
  await runCells(new Map([[cellKey(THERE), THERE]]), {
    jobs: 1,
    onDone: (_key, { result }) => {
      measured.push(...result.measurements.map(({ device }) => device));
      return Promise.resolve();
    },
  });
  deepStrictEqual(measured, ["gpu", "gpu"]);
});

Deno.test("a MINE cell is an error where its GPU is missing, and no training on the CPU", async () => {
  await withGpu(
    NO_ADAPTER,
    () => rejects(runMine(THERE, NO_CONTEXT), { name: "DeviceUnavailableError" }),
  );
});

Deno.test("runCells() passes on what is wrong with the input of a cell, class and hint included", async () => {
  const cell: Cell = { ...HERE, settings: { ...HERE.settings, family: "gaussian-imag" } };
  const run = runCells(new Map([["key", cell]]), { jobs: 1, onDone: () => Promise.resolve() });
  await rejects(run, (error: unknown) => {
    match((error as InputError).hint!, /gaussian-image/);
    return error instanceof InputError;
  });
});

Deno.test("reproduce says at once when device gpu is not there, and exits with 2", async () => {
  await withFolder((out) =>
    withGpu(NO_ADAPTER, async () => {
      const options = { profile: "quick", only: ["figure-1"], device: "gpu", out } as const;
      await rejects(runReproduce(options), { name: "DeviceUnavailableError" });
      const line = `reproduce --profile quick --only figure-1 --device gpu --out ${out}`;
      const { code, err } = await runInProcess(line.split(" "));
      strictEqual(code, 2);
      match(err, /^error: No GPU: WebGPU found no adapter\.\n[^\n]*--device cpu[^\n]*\n$/);
      deepStrictEqual([...Deno.readDirSync(out)], [], "something was computed");
    })
  );
});

Deno.test("reproduce on a GPU says where that is software", onGpu, async () => {
  await withFolder(async (out) => {
    const said: string[] = [];
    const output = {
      interactive: false,
      writeOut: () => {},
      writeError: (text: string) => void said.push(text),
    };
    const options = { profile: "quick", only: ["table-1"], device: "gpu", out, output } as const;
    strictEqual(await runReproduce({ ...options, signal: new AbortController().signal }), 0);
    const { software, description } = gpu.kernels().adapter;
    const remark = `The GPU is ${description}, which is software on the CPU`;
    strictEqual(said.some((text) => text.startsWith(remark)), software);
  });
});

// The last test, since the device of this thread is lost in it.
Deno.test(
  "a MINE cell says that its GPU failed in the middle, and keeps its state",
  onGpu,
  async () => {
    const whole = await runMine(THERE, NO_CONTEXT);
    const tf = await openTfjs();
    const { device } = tf.findBackend("webgpu") as { device: GPUDevice };
    await withFolder(async (folder) => {
      const path = `${folder}/state`;
      const context: CellContext = {
        needed: [],
        checkpoint: new Checkpoint(path, 0),
        onProgress: (_fraction, at) => at.startsWith("step 3 ") && device.destroy(),
      };
      await rejects(runMine(THERE, context), {
        code: "device-unavailable",
        message: /^The GPU could not train the critic: ./,
        hint: /the same command goes on/,
      });
      const resumed: unknown[] = [];
      await runCells(new Map([["key", THERE]]), {
        jobs: 1,
        checkpointOf: () => path,
        onDone: (_key, { result }) => Promise.resolve(void resumed.push(result)),
      });
      deepStrictEqual(resumed, [JSON.parse(JSON.stringify(whole))]);
    });
  },
);
