/**
 * Compiles `assembly/` to WebAssembly and embeds it in `simd/module.ts` and `training/module.ts`:
 * `deno task build:kernels`. Embedded code needs no permission and loads by URL.
 *
 * @module
 */
import { encodeBase64 } from "./simd/base64.ts";

/** The compiler, pinned: another version may give other bytes. */
const COMPILER = "npm:assemblyscript@0.28.20/asc";

const OPTIONS = ["--runtime", "stub", "--noAssert", "-O3", "--enable"];

/** The training kernels work in the memory of tfjs-wasm. */
const IMPORTED_MEMORY = ["--importMemory", "--noExportMemory"];

const FOLDER = new URL("assembly/", import.meta.url);

/** One compilation of an entry of `assembly/`, and the constant that embeds it. */
interface Build {
  /** File name of the entry. */
  readonly entry: string;
  /** Name of the generated constant. */
  readonly constant: string;
  /** What it holds, after "The compiled kernels of `kernels/assembly/<entry>`". */
  readonly note: string;
  /** Features of WebAssembly that it needs. */
  readonly features: string;
  /** More options of the compiler. */
  readonly options: readonly string[];
}

/** The generated modules: path from this folder, and what they embed. */
export const MODULES: readonly { readonly target: string; readonly builds: readonly Build[] }[] = [{
  target: "simd/module.ts",
  builds: [{
    entry: "estimators.ts",
    constant: "ESTIMATORS_WASM",
    note: "",
    features: "simd,bulk-memory",
    options: [],
  }],
}, {
  target: "training/module.ts",
  builds: [{
    entry: "training.ts",
    constant: "TRAINING_WASM_RELAXED",
    note: ", with relaxed SIMD",
    features: "simd,relaxed-simd,bulk-memory",
    options: IMPORTED_MEMORY,
  }, {
    entry: "training.ts",
    constant: "TRAINING_WASM_PLAIN",
    note: ", without relaxed SIMD",
    features: "simd,bulk-memory",
    options: IMPORTED_MEMORY,
  }],
}];

/**
 * Compiles one entry of `assembly/`.
 *
 * @param build Entry, features and options.
 * @returns The bytes of the WebAssembly module.
 * @throws {Error} If it does not compile; the message is the compiler's.
 */
export async function compileKernels({ entry, features, options }: Build): Promise<Uint8Array> {
  const { default: asc } = await import(COMPILER);
  let binary: Uint8Array | undefined;
  const args = [entry, "--outFile", "out.wasm", ...OPTIONS, features, ...options];
  const { error, stderr } = await asc.main(args, {
    readFile: readSource,
    writeFile: (_name: string, contents: Uint8Array) => void (binary = contents),
    listFiles: () => [],
  });
  if (error || !binary) throw new Error(`${entry} does not compile: ${error} ${stderr}`);
  return binary;
}

function readSource(name: string): string | null {
  try {
    return Deno.readTextFileSync(new URL(name, FOLDER));
  } catch {
    return null; // The compiler asks for names that do not exist.
  }
}

/** The text of a generated module. */
export async function generate(builds: readonly Build[]): Promise<string> {
  let text = "// Generated from kernels/assembly by `deno task build:kernels`; do not edit.\n";
  for (const build of builds) {
    const lines = encodeBase64(await compileKernels(build)).match(/.{1,96}/g) ?? [];
    text += `
/** The compiled kernels of \`kernels/assembly/${build.entry}\`${build.note}, base64. */
export const ${build.constant}: string = [
${lines.map((line) => `  "${line}",`).join("\n")}
].join("");
`;
  }
  return text;
}

if (import.meta.main) {
  for (const { target, builds } of MODULES) {
    await Deno.writeTextFile(new URL(target, import.meta.url), await generate(builds));
  }
}
