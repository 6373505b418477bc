/**
 * What a benchmark is, and how one is run: our work and that of its peers in turns, so that what else
 * the machine does falls on all of them alike.
 *
 * @module
 */
import { closePool } from "../../kernels/simd/pool.ts";
import type { Samples } from "../../lib/types.ts";
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
  /** Data that everyone works on; made outside the timed part. */
  readonly makeData: () => Samples;
  /** The timed part; returns a number that the peers compute too. */
  readonly run: (data: Samples) => Promise<number>;
  /** Who else does it. */
  readonly peers: readonly Peer[];
}

/** One line of the result. */
export interface BenchmarkRow {
  /** What was timed. */
  readonly work: string;
  /** Samples. */
  readonly n: number;
  /** Dimensions. */
  readonly d: number;
  /** Our time with running Workers, median over the rounds, in milliseconds. */
  readonly ms: number;
  /** The same with Workers that are started first. */
  readonly coldMs: number;
  /** The peer; null where the benchmark has none. */
  readonly peer: string | null;
  /** Its time, median over the same rounds; null where it is not installed. */
  readonly peerMs: number | null;
  /** peerMs / ms: above 1 where we are faster. */
  readonly ratio: number | null;
  /** Whether both got the same result; null without a peer. */
  readonly agrees: boolean | null;
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
  readonly run: () => Promise<{ ms: number; coldMs?: number; check: number }>;
  readonly times: number[];
  readonly coldTimes: number[];
  check: number;
}

/**
 * Runs a benchmark: one round to warm up, then `rounds` rounds of ours and each peer in turn. Slow peers
 * run in the first timed round only.
 *
 * @param benchmark What to run.
 * @param rounds Timed rounds.
 * @param pool Running peers.
 * @param slowPeers Whether to run the slow peers at all.
 * @returns A row for each peer, or one without.
 */
export async function runBenchmark(
  benchmark: Benchmark,
  rounds: number,
  pool: PeerPool,
  slowPeers: boolean,
): Promise<BenchmarkRow[]> {
  const peers = benchmark.peers.filter(({ slow = false }) => slowPeers || !slow);
  const data = benchmark.makeData();
  const contestants: Contestant[] = [{
    peer: null,
    run: () => timeOurs(benchmark, data),
    times: [],
    coldTimes: [],
    check: NaN,
  }];
  for (const peer of peers) {
    const process = await pool.get(peer.module);
    if (!process) continue;
    await process.load(benchmark.id, data);
    const run = () => process.time({ ...peer.command, name: benchmark.id });
    contestants.push({ peer, run, times: [], coldTimes: [], check: NaN });
  }
  for (let round = 0; round <= rounds; round++) {
    for (const contestant of contestants) {
      if (contestant.peer?.slow && round !== 1) continue;
      const { ms, coldMs, check } = await contestant.run();
      if (round > 0) contestant.times.push(ms);
      if (round > 0 && coldMs !== undefined) contestant.coldTimes.push(coldMs);
      contestant.check = check;
    }
  }
  return makeRows({ ...benchmark, peers }, data, contestants);
}

/** Two runs: one that starts the Workers, one that finds them running. */
async function timeOurs(
  benchmark: Benchmark,
  data: Samples,
): Promise<{ ms: number; coldMs: number; check: number }> {
  closePool();
  const cold = performance.now();
  await benchmark.run(data);
  const start = performance.now();
  const check = await benchmark.run(data);
  return { ms: performance.now() - start, coldMs: start - cold, check };
}

function makeRows(
  { work, peers }: Benchmark,
  { n, d }: Samples,
  [ours, ...theirs]: readonly Contestant[],
): BenchmarkRow[] {
  const ms = median(ours.times);
  const own = { work, n, d, ms, coldMs: median(ours.coldTimes) };
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
