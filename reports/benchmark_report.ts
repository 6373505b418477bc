/**
 * What `deno task bench --json` writes, and what follows from it.
 *
 * @module
 */

/** One piece of work, ours beside one peer. */
export interface BenchmarkRow {
  /** What was timed. */
  readonly work: string;
  /** Samples; 0 where there are none. */
  readonly n: number;
  /** Dimensions; 0 where there are none. */
  readonly d: number;
  /** Our time with running Workers, median over the rounds, in milliseconds. */
  readonly ms: number;
  /** The same with Workers that are started first; null where the work has no such difference. */
  readonly coldMs: number | null;
  /** The peer; null where the benchmark has none. */
  readonly peer: string | null;
  /** Its time, median over the same rounds; null where it was not run. */
  readonly peerMs: number | null;
  /** peerMs / ms: above 1 where we are faster. */
  readonly ratio: number | null;
  /** Whether both got the same result; null without a peer. */
  readonly agrees: boolean | null;
  /** Rounds that the medians are over. */
  readonly rounds: number;
  /** Most memory that a process for this work alone took, in bytes; null where it was not measured. */
  readonly peakBytes: number | null;
}

/** A run of the benchmarks. */
export interface BenchmarkReport {
  /** Version of this format. */
  readonly schema: 1;
  /** When it was run, ISO 8601. */
  readonly date: string;
  /** Where it was run. */
  readonly machine: { readonly cpu: string; readonly cores: number; readonly os: string };
  /** Versions of infoplane, Deno and, by Python module, of the peers. */
  readonly versions: {
    /** Version of infoplane. */
    readonly infoplane: string;
    /** Version of Deno. */
    readonly deno: string;
    /** Versions of Python and its packages, by the module that a peer needs. */
    readonly peers: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
  /** The rows. */
  readonly rows: readonly BenchmarkRow[];
}

/** A time at a size. */
export interface TimedSize {
  /** Samples. */
  readonly n: number;
  /** Time in milliseconds. */
  readonly ms: number;
}

/**
 * The exponent a of a time that grows as n^a, between the smallest and the largest size.
 *
 * @param times At least two sizes, in any order.
 * @returns ln of the ratio of the times over ln of the ratio of the sizes.
 */
export function growthExponent(times: readonly TimedSize[]): number {
  const sorted = times.toSorted((a, b) => a.n - b.n);
  const [first, last] = [sorted[0], sorted[sorted.length - 1]];
  return Math.log(last.ms / first.ms) / Math.log(last.n / first.n);
}

/** The machine, the versions of ours and of each process of peers, and the date, in parts. */
export function machineText({ machine, versions, date }: BenchmarkReport): string[] {
  const peers = Object.values(versions.peers).map((packages) =>
    Object.entries(packages).map(([name, version]) => `${name} ${version}`).join(", ")
  );
  return [
    `${machine.cores} × ${machine.cpu}, ${machine.os}`,
    `infoplane ${versions.infoplane}, Deno ${versions.deno}, ${date.slice(0, 10)}`,
    ...new Set(peers),
  ];
}
