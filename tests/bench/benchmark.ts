/**
 * What a benchmark is, and how one is run: our work and that of its peers in turns, so that what else
 * the machine does falls on all of them alike.
 *
 * @module
 */
import { closePool, openPool } from "../../kernels/simd/pool.ts";
import type { Samples } from "../../lib/types.ts";
import type { BenchmarkRow } from "../../reports/benchmark_report.ts";
import { type PeerCommand, PeerProcess } from "./peer_process.ts";

/** Other software that does the same work. */
export interface Peer {
  /** Name in the table: "scipy cKDTree, 1 worker". */
  readonly name: string;
  /** Python module that it needs. */
  readonly module: string;
  /** Command for `peer.py`, without the name of the data. */
  readonly command: PeerCommand;
  /** Greatest relative difference of the check numbers at which both did the same work. */
  readonly agreement: number;
  /** Takes so long that it is run only when asked for, and once. */
  readonly slow?: boolean;
}

/** One piece of work, ours and its peers'. */
export interface Benchmark {
  /** Name, for `--only`. */
  readonly id: string;
  /** What is timed, for the table. */
  readonly work: string;
  /** Data that everyone works on; made outside the timed part. Empty where the work has none. */
  readonly makeData: () => Samples;
  /** Does the work and times it; {@linkcode inProcess} where it is a function. */
  readonly time: (data: Samples) => Promise<Timing>;
  /** Who else does it. */
  readonly peers: readonly Peer[];
  /** So long that one round without another to warm up has to do, and only when asked for. */
  readonly long?: boolean;
  /** Most memory that a process for this work alone takes, in bytes; null where it cannot be told. */
  readonly peakBytes?: () => Promise<number | null>;
}

/** Longer work has had its Workers all the time. */
const SHORT_MS = 1000;

/** Times of one run of ours, or of a peer. */
export interface Timing {
  /** Milliseconds. */
  readonly ms: number;
  /** Milliseconds where Workers had to be started first. */
  readonly coldMs?: number;
  /** The number that the others compute too. */
  readonly check: number;
}

/** How to run benchmarks. */
export interface RunOptions {
  /** Timed rounds. */
  readonly rounds: number;
  /** Whether to run what takes minutes: slow peers, and long benchmarks. */
  readonly slow: boolean;
}

/** Starts each peer once, whatever the number of benchmarks. */
export class PeerPool {
  readonly #processes = new Map<string, Promise<PeerProcess | null>>();

  /** The process for a Python module; null where no interpreter has it. */
  get(module: string): Promise<PeerProcess | null> {
    const process = this.#processes.get(module) ?? PeerProcess.start(module);
    this.#processes.set(module, process);
    return process;
  }

  /** Versions of the packages of every running peer. */
  async versions(): Promise<Record<string, Readonly<Record<string, string>>>> {
    const found: Record<string, Readonly<Record<string, string>>> = {};
    for (const [module, process] of this.#processes) {
      const running = await process;
      if (running) found[module] = running.versions;
    }
    return found;
  }

  /** Ends all of them. */
  async close(): Promise<void> {
    for (const process of this.#processes.values()) await (await process)?.close();
  }
}

interface Contestant {
  readonly peer: Peer | null;
  readonly run: () => Promise<Timing>;
  readonly times: number[];
  readonly coldTimes: number[];
  check: number;
}

/**
 * Runs a benchmark: one round to warm up, then `rounds` rounds of ours and each peer in turn. Slow peers
 * run in the first timed round only, long benchmarks in one round without another before it.
 *
 * @param benchmark What to run.
 * @param pool Running peers.
 * @param options Rounds, and whether to run what is slow.
 * @returns A row for each peer, or one without.
 */
export async function runBenchmark(
  benchmark: Benchmark,
  pool: PeerPool,
  { rounds, slow }: RunOptions,
): Promise<BenchmarkRow[]> {
  const peers = benchmark.peers.filter((peer) => slow || !peer.slow);
  const data = benchmark.makeData();
  const contestants = await enter({ ...benchmark, peers }, data, pool);
  const last = benchmark.long ? 1 : rounds;
  for (let round = benchmark.long ? 1 : 0; round <= last; round++) {
    for (const contestant of contestants) {
      if (contestant.peer?.slow && round !== 1) continue;
      const { ms, coldMs, check } = await contestant.run();
      if (round > 0) contestant.times.push(ms);
      if (round > 0 && coldMs !== undefined) contestant.coldTimes.push(coldMs);
      contestant.check = check;
    }
  }
  const peakBytes = await benchmark.peakBytes?.() ?? null;
  return makeRows({ ...benchmark, peers }, data, contestants)
    .map((row) => ({ ...row, rounds: last, peakBytes }));
}

/** Ours, and the peers that are installed. */
async function enter(
  { id, peers, time }: Benchmark,
  data: Samples,
  pool: PeerPool,
): Promise<Contestant[]> {
  const contestants: Contestant[] = [
    { peer: null, run: () => time(data), times: [], coldTimes: [], check: NaN },
  ];
  for (const peer of peers) {
    const process = await pool.get(peer.module);
    if (!process) continue;
    await process.load(id, data);
    const run = () => process.time({ ...peer.command, name: id });
    contestants.push({ peer, run, times: [], coldTimes: [], check: NaN });
  }
  return contestants;
}

/**
 * Times a function twice: once where it has to start the Workers if it wants any, once where it finds
 * them running.
 *
 * @param work The function; returns a number that the peers compute too.
 * @returns What times it.
 */
export function inProcess(work: (data: Samples) => Promise<number>): Benchmark["time"] {
  return async (data) => {
    closePool();
    const cold = performance.now();
    await work(data);
    const coldMs = performance.now() - cold;
    openPool();
    if (coldMs < SHORT_MS) await work(data); // The Workers get ready and do their part once.
    const start = performance.now();
    const check = await work(data);
    return { ms: performance.now() - start, coldMs, check };
  };
}

function makeRows(
  { work, peers }: Benchmark,
  { n, d }: Samples,
  [ours, ...theirs]: readonly Contestant[],
): Omit<BenchmarkRow, "rounds" | "peakBytes">[] {
  const ms = median(ours.times);
  const coldMs = ours.coldTimes.length > 0 ? median(ours.coldTimes) : null;
  const own = { work, n, d, ms, coldMs };
  if (peers.length === 0) return [{ ...own, peer: null, peerMs: null, ratio: null, agrees: null }];
  return peers.map((peer) => {
    const contestant = theirs.find((other) => other.peer === peer);
    if (!contestant) return { ...own, peer: peer.name, peerMs: null, ratio: null, agrees: null };
    const peerMs = median(contestant.times);
    const difference = Math.abs(contestant.check - ours.check);
    const agrees = difference <= peer.agreement * Math.abs(contestant.check);
    return { ...own, peer: peer.name, peerMs, ratio: peerMs / ms, agrees };
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
