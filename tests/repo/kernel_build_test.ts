import { deepStrictEqual, ok, strictEqual } from "../support/assert.ts";
import { compileKernels, generate, MODULES } from "../../kernels/build.ts";

for (const { target, builds } of MODULES) {
  Deno.test(`deno task build:kernels gives the committed bytes of ${target}`, async () => {
    const file = new URL(`../../kernels/${target}`, import.meta.url);
    strictEqual(await generate(builds), await Deno.readTextFile(file));
  });
}

/** Identifiers of the sections of a WebAssembly module. */
function sections(binary: Uint8Array): number[] {
  const found: number[] = [];
  for (let at = 8; at < binary.length;) {
    found.push(binary[at++]);
    let size = 0;
    for (let shift = 0;; shift += 7) {
      const byte = binary[at++];
      size |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    at += size;
  }
  return found;
}

Deno.test("the training kernels import a memory and write nothing into it when they start", async () => {
  const { builds } = MODULES.find(({ target }) => target === "training/module.ts")!;
  for (const build of builds) {
    const binary = new Uint8Array(await compileKernels(build));
    const present = sections(binary);
    ok(present.includes(10), "no code section: the parsing is wrong");
    // 5 memory, 8 start function, 11 data, 12 data count.
    deepStrictEqual(present.filter((id) => [5, 8, 11, 12].includes(id)), []);
    const imports = WebAssembly.Module.imports(new WebAssembly.Module(binary));
    ok(
      imports.some(({ module, name, kind }) => `${module}.${name} ${kind}` === "env.memory memory"),
    );
  }
});
