/**
 * How long does a user wait at the command line, and for the import of the library?
 *
 * @module
 */
import { encodeNpy } from "../../data/npy.ts";
import { drawNormalPair } from "../../data/normal_pair.ts";
import type { Samples } from "../../lib/types.ts";
import type { Benchmark, Timing } from "./benchmark.ts";

const MOD = new URL("../../mod.ts", import.meta.url);
const DIM = 4;
const PAIR = drawNormalPair(
  { samples: 5000, mutualInformation: 2, seed: 1 },
  { dimX: DIM, dimY: DIM },
);

/** Data that the processes read for themselves. */
function noData(n: number, d: number): () => Samples {
  return () => ({ data: new Float64Array(), n, d });
}

async function runDeno(args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    env: { NO_COLOR: "1" },
  }).output();
  if (!success) throw new Error(`deno ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

/** From the start of the process to its end, with the files in the system's cache. */
async function timeEstimate(method: string): Promise<Timing> {
  const folder = await Deno.makeTempDir();
  try {
    const { x, y } = PAIR;
    const files = Object.entries({ x, y }).map(([name, { data, n, d }]) => {
      const path = `${folder}/${name}.npy`;
      Deno.writeFileSync(
        path,
        encodeNpy({ data: data as Float64Array<ArrayBuffer>, shape: [n, d] }),
      );
      return [`--${name}`, path];
    });
    const command = ["run", "--quiet", "--allow-read", MOD.pathname, "estimate", ...files.flat()];
    const start = performance.now();
    const out = await runDeno([...command, "--method", method, "--quiet"]);
    return { ms: performance.now() - start, check: Number(out) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** As the importing program sees it. */
async function timeImport(): Promise<Timing> {
  const ms = await runDeno([
    "eval",
    `const start = performance.now(); await import("${MOD}"); console.log(performance.now() - start);`,
  ]);
  return { ms: Number(ms), check: 0 };
}

/** The command line, and the import. */
export const PROCESSES: readonly Benchmark[] = [
  ...["wkl", "kde-ml"].map((method): Benchmark => ({
    id: `process-${method}-5000x8`,
    work: `estimate --method ${method}, 4+4, whole process on .npy`,
    makeData: noData(5000, 2 * DIM),
    time: () => timeEstimate(method),
    peers: [],
  })),
  {
    id: "process-import",
    work: "import of mod.ts",
    makeData: noData(0, 0),
    time: timeImport,
    peers: [],
  },
];
