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
const SAMPLES = 5000;

/** What a user waits for: the flags after the data, and the dimension of each side. */
interface Command {
  readonly dim: number;
  readonly flags: string;
}

/** The paper's methods, and the default one, alone and with its interval. */
const COMMANDS: readonly Command[] = [
  { dim: 4, flags: "--method wkl" },
  { dim: 4, flags: "--method kde-ml" },
  ...[1, 2, 5, 25].map((dim) => ({ dim, flags: "--method auto --interval none" })),
  { dim: 2, flags: "--method auto --interval subsampling" },
];

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
async function timeEstimate({ dim, flags }: Command): Promise<Timing> {
  const folder = await Deno.makeTempDir();
  try {
    const request = { samples: SAMPLES, mutualInformation: 2, seed: 1 };
    const { x, y } = drawNormalPair(request, { dimX: dim, dimY: dim });
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
    const out = await runDeno([...command, ...flags.split(" "), "--quiet"]);
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
  ...COMMANDS.map((command): Benchmark => ({
    id: `process-${command.flags.replaceAll(/--\w+ /g, "").replaceAll(" ", "-")}-5000x${
      2 * command.dim
    }`,
    work: `estimate ${command.flags}, ${command.dim}+${command.dim}, whole process on .npy`,
    makeData: noData(SAMPLES, 2 * command.dim),
    time: () => timeEstimate(command),
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
