/**
 * What a benchmark is, and how one is run: our work and that of its peers in turns, so that what else
 * the machine does falls on all of them alike.
 *
 * @module
 */
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
  /** Our time, median over the rounds, in milliseconds. */
  readonly ms: number;
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
  readonly run: () => Promise<{ ms: number; check: number }>;
  readonly times: number[];
  check: number;
}

/**
 * Runs a benchmark: one round to warm up, then `rounds` rounds of ours and each peer in turn.
 *
 * @param benchmark What to run.
 * @param rounds Timed rounds.
 * @param pool Running peers.
 * @returns A row for each peer, or one without.
 */
export async function runBenchmark(
  benchmark: Benchmark,
  rounds: number,
  pool: PeerPool,
): Promise<BenchmarkRow[]> {
  const data = benchmark.makeData();
  const contestants: Contestant[] = [{
    peer: null,
    run: () => timeOurs(benchmark, data),
    times: [],
    check: NaN,
  }];
  for (const peer of benchmark.peers) {
    const process = await pool.get(peer.module);
    if (!process) continue;
    await process.load(benchmark.id, data);
    const run = () => process.time({ ...peer.command, name: benchmark.id });
    contestants.push({ peer, run, times: [], check: NaN });
  }
  for (let round = 0; round <= rounds; round++) {
    for (const contestant of contestants) {
      const { ms, check } = await contestant.run();
      if (round > 0) contestant.times.push(ms);
      contestant.check = check;
    }
  }
  return makeRows(benchmark, data, contestants);
}

async function timeOurs(
  benchmark: Benchmark,
  data: Samples,
): Promise<{ ms: number; check: number }> {
  const start = performance.now();
  const check = await benchmark.run(data);
  return { ms: performance.now() - start, check };
}

function makeRows(
  { work, peers }: Benchmark,
  { n, d }: Samples,
  [ours, ...theirs]: readonly Contestant[],
): BenchmarkRow[] {
  const ms = median(ours.times);
  const own = { work, n, d, ms };
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
