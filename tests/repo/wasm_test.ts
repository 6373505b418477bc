import { strictEqual } from "../support/assert.ts";
import { embed, WASM_MODULES } from "../support/assemble_wat.ts";

for (const { wat, embedded } of WASM_MODULES) {
  Deno.test(`${embedded} holds what ${wat} assembles to`, async () => {
    const file = new URL(`../../${embedded}`, import.meta.url);
    strictEqual(await Deno.readTextFile(file), await embed(wat));
  });
}
