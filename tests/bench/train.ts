/**
 * Training speed: `deno task bench:train [--only MODEL] [--rounds N] [--json FILE]`. Milliseconds for a
 * sample in one step of Adam, median over rounds in which our training on one thread, two networks in
 * two Workers, and PyTorch take turns. PyTorch is timed where python3 has it, with one thread and with
 * two, and the better median counts: on a busy machine, two of its threads are slower than one.
 *
 * @module
 */
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { trainingEngine } from "../../lib/nn/tfjs.ts";
import { VERSION } from "../../lib/version.ts";
import { PeerProcess } from "./peer_process.ts";
import { createTrainCase, TRAIN_MODELS } from "./train_models.ts";
import type { TrainReport, TrainRow } from "./train_report.ts";

const CASES: readonly (readonly [string, number])[] = [
  ["autoencoder-16", 128],
  ["autoencoder-16", 1024],
  ["autoencoder-16", 5000],
  ["autoencoder-32", 1024],
  ["autoencoder-32", 5000],
  ["classifier", 1024],
];

const TORCH_THREADS = [1, 2] as const;

/** Until then the engine compiles what it finds hot. */
const WARM_UP_MS = 500;

/** Steps that take at least about this long are timed together. */
const ROUND_MS = 150;

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string" },
      rounds: { type: "string", default: "5" },
      json: { type: "string" },
    },
  });
  const load = loadavg()[0];
  const peer = await PeerProcess.start("torch", "train_peer.py");
  const workers = [createWorker(), createWorker()];
  const rows: TrainRow[] = [];
  try {
    for (const [model, batch] of CASES) {
      if (values.only !== undefined && model !== values.only) continue;
      const found = await runCase(model, batch, Number(values.rounds), peer, workers);
      rows.push(...found);
      found.forEach((row) => print(formatRow(row)));
    }
  } finally {
    workers.forEach((worker) => worker.terminate());
    await peer?.close();
  }
  const machine = {
    date: new Date().toISOString().slice(0, 10),
    version: VERSION,
    engine: trainingEngine(),
    deno: Deno.version.deno,
    cpu: cpus()[0]?.model ?? "",
    cores: cpus().length,
    load,
    rounds: Number(values.rounds),
    peers: peer?.versions ?? null,
  };
  print(JSON.stringify(machine));
  if (values.json) {
    const report: TrainReport = { ...machine, rows };
    await Deno.writeTextFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
  }
}

async function runCase(
  model: string,
  batch: number,
  rounds: number,
  peer: PeerProcess | null,
  workers: readonly Worker[],
): Promise<TrainRow[]> {
  const ours = await createTrainCase(model, batch);
  const { layers, inputShape, loss } = TRAIN_MODELS[model];
  const prepared = await peer?.time({
    command: "prepare",
    name: model,
    layers: JSON.stringify(layers),
    inputShape: inputShape as unknown as string,
    loss,
    batch,
  });
  if (prepared && prepared.check !== ours.parameters) {
    throw new Error(`${model}: ${ours.parameters} parameters here, ${prepared.check} in PyTorch.`);
  }
  for (const end = performance.now() + WARM_UP_MS; performance.now() < end;) ours.step();
  const torchStep = async (threads: number): Promise<number> =>
    (await peer!.time({ command: "step", name: model, threads })).ms;
  if (peer) { for (const threads of TORCH_THREADS) await torchStep(threads); }
  const steps = Math.max(1, Math.round(ROUND_MS / ours.step()));
  // Two networks of this size need twice the memory; at the greatest sizes that is left out.
  const withWorkers = batch * inputShape[0] ** 2 < 2e6;
  if (withWorkers) {
    await Promise.all(workers.map((worker) => ask(worker, { model, batch, warmUpMs: WARM_UP_MS })));
  }
  const [one, two]: number[][] = [[], []];
  const torch = TORCH_THREADS.map((threads) => ({ threads, times: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    let ms = 0;
    for (let i = 0; i < steps; i++) ms += ours.step();
    one.push(ms / steps / batch);
    for (const { threads, times } of peer ? torch : []) {
      ms = 0;
      for (let i = 0; i < steps; i++) ms += await torchStep(threads);
      times.push(ms / steps / batch);
    }
    if (!withWorkers) continue;
    const start = performance.now();
    await Promise.all(workers.map((worker) => ask(worker, { steps })));
    two.push((performance.now() - start) / steps / batch / workers.length);
  }
  ours.dispose();
  await peer?.time({ command: "forget" });
  const best = torch
    .map(({ threads, times }) => ({ threads, ms: median(times) }))
    .reduce((least, next) => next.ms < least.ms ? next : least);
  return [one, ...(withWorkers ? [two] : [])].map((values, i) => {
    const msPerSample = median(values);
    return {
      model,
      batch,
      threads: i + 1,
      msPerSample,
      torchMsPerSample: peer ? best.ms : null,
      torchThreads: peer ? best.threads : null,
      ratio: peer ? best.ms / msPerSample : null,
    };
  });
}

function createWorker(): Worker {
  return new Worker(new URL("train_worker.ts", import.meta.url), { type: "module" });
}

function ask(worker: Worker, message: unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.onmessage = () => resolve();
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(message);
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function formatRow(row: TrainRow): string {
  const { model, batch, threads, msPerSample, torchMsPerSample, torchThreads, ratio } = row;
  const torch = torchMsPerSample === null
    ? "PyTorch: not installed"
    : `PyTorch, threads ${torchThreads}: ${torchMsPerSample.toFixed(4)}; ratio ${
      ratio!.toFixed(2)
    }`;
  return `${model.padEnd(15)} batch ${String(batch).padStart(4)}, threads ${threads}: ` +
    `${msPerSample.toFixed(4)} ms a sample; ${torch}`;
}

function print(text: string): void {
  // deno-lint-ignore no-console -- this program's output
  console.log(text);
}

await main(Deno.args);
