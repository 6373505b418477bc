/**
 * Assembles WebAssembly text into the modules that embed it. Run as a program, it writes them anew.
 *
 * @module
 */
import initialiseWabt from "npm:wabt@1.0.39";

/** Every embedded module: its text, and the TypeScript file that holds its bytes. */
export const WASM_MODULES: readonly { readonly wat: string; readonly embedded: string }[] = [
  { wat: "lib/compress/covariance_panel.wat", embedded: "lib/compress/covariance_panel_wasm.ts" },
];

const ROOT = new URL("../../", import.meta.url);

/**
 * The TypeScript source that embeds an assembled module.
 *
 * @param wat Path of the text, from the root of the repository.
 */
export async function embed(wat: string): Promise<string> {
  const wabt = await initialiseWabt();
  const module = wabt.parseWat(wat, await Deno.readTextFile(new URL(wat, ROOT)), { simd: true });
  const base64 = btoa(String.fromCharCode(...module.toBinary({}).buffer));
  module.destroy();
  const name = wat.slice(wat.lastIndexOf("/") + 1);
  const lines = base64.match(/.{1,90}/g) ?? [];
  const text = lines.map((line) => `  "${line}"`).join(" +\n");
  return `/**
 * Generated from \`${name}\` by \`tests/support/assemble_wat.ts\`; not to be edited.
 *
 * @module
 */

/** The assembled module in base64: embedded code needs no permission to be read. */
export const ${name.replace(".wat", "").toUpperCase()}_WASM: string =\n${text};\n`;
}

if (import.meta.main) {
  for (const { wat, embedded } of WASM_MODULES) {
    await Deno.writeTextFile(new URL(embedded, ROOT), await embed(wat));
  }
}
