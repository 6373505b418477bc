/**
 * Compiles `assembly/` to WebAssembly and embeds it in `simd/module.ts`: `deno task build:kernels`.
 * Embedded code needs no permission and loads by URL.
 *
 * @module
 */
import { encodeBase64 } from "./simd/base64.ts";

/** The compiler, pinned: another version may give other bytes. */
const COMPILER = "npm:assemblyscript@0.28.20/asc";

const OPTIONS = ["--runtime", "stub", "--noAssert", "-O3", "--enable", "simd,bulk-memory"];

const FOLDER = new URL("assembly/", import.meta.url);
const TARGET = new URL("simd/module.ts", import.meta.url);

/**
 * Compiles one entry of `assembly/`.
 *
 * @param entry File name of the entry.
 * @returns The bytes of the WebAssembly module.
 * @throws {Error} If it does not compile; the message is the compiler's.
 */
export async function compileKernels(entry: string): Promise<Uint8Array> {
  const { default: asc } = await import(COMPILER);
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main([entry, "--outFile", "out.wasm", ...OPTIONS], {
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

/** The text of the generated module that embeds `binary`. */
export function embed(binary: Uint8Array): string {
  const lines = encodeBase64(binary).match(/.{1,96}/g) ?? [];
  return `// Generated from kernels/assembly by \`deno task build:kernels\`; do not edit.

/** The compiled kernels of \`kernels/assembly/estimators.ts\`, base64. */
export const ESTIMATORS_WASM: string = [
${lines.map((line) => `  "${line}",`).join("\n")}
].join("");
`;
}

if (import.meta.main) {
  await Deno.writeTextFile(TARGET, embed(await compileKernels("estimators.ts")));
}
