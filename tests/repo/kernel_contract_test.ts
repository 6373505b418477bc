/** Every shader, its wrapper and its twin belong together: names, bindings, constants. */
import { GROUP_TILES, TILE_VECTORS } from "../../kernels/_collect_sums.ts";
import { WORKGROUP } from "../../kernels/_dispatch.ts";
import type { KernelSpec } from "../../kernels/_kernel.ts";
import { candidateCount, MAX_DIMENSION, MAX_NEIGHBORS } from "../../kernels/nearest_neighbors.ts";
import { deepStrictEqual, ok, strictEqual } from "../support/assert.ts";
import { gpu } from "../support/gpu.ts";

const KERNELS = new URL("../../kernels/", import.meta.url);

/** Values of the pipeline constants at both ends of their ranges. */
const CONSTANTS: Readonly<Record<string, readonly number[]>> = {
  VECTORS: [1, 32],
  CANDIDATES: [1, 96],
  BANDWIDTHS: [1, 8],
};

/** Values on the host that a shader repeats. */
const REPEATED: Readonly<Record<string, number>> = {
  WORKGROUP,
  TILE_VECTORS,
  GROUP_TILES,
  MAX_VECTORS: MAX_DIMENSION / 4,
  MAX_CANDIDATES: candidateCount(MAX_NEIGHBORS),
};

interface Shader {
  readonly name: string;
  readonly spec: KernelSpec;
  /** Source without comments. */
  readonly code: string;
  readonly module: Readonly<Record<string, unknown>>;
  readonly source: string;
}

async function loadShaders(): Promise<Shader[]> {
  const names = [...Deno.readDirSync(KERNELS)].map(({ name }) => name)
    .filter((name) => name.endsWith(".wgsl")).map((name) => name.slice(0, -5)).sort();
  return await Promise.all(names.map(async (name) => {
    const source = Deno.readTextFileSync(new URL(`${name}.wgsl`, KERNELS));
    const module = await import(new URL(`${name}.ts`, KERNELS).href);
    const spec = module[name.toUpperCase()] as KernelSpec;
    return { name, spec, module, source, code: source.replaceAll(/\/\/.*/g, "") };
  }));
}

const SHADERS = await loadShaders();

Deno.test("kernels/ has the kernels that are known", () => {
  deepStrictEqual(SHADERS.map(({ name }) => name), ["kde_log_sums", "nearest_neighbors"]);
});

Deno.test.each(SHADERS)("kernel $name has a table under its own name, and its shader as text", ({
  name,
  spec,
  source,
}) => {
  strictEqual(spec?.name, name);
  strictEqual(spec.wgsl, source);
});

Deno.test.each(SHADERS)("kernel $name has a wrapper and a twin named after it", async ({
  name,
  module,
  source,
}) => {
  const camel = name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const twin = await import(new URL(`${name}_reference.ts`, KERNELS).href);
  strictEqual(typeof module[`${camel}Gpu`], "function");
  strictEqual(typeof twin[`${camel}Reference`], "function");
  ok(source.includes(`${name}_reference.ts`), "the shader's header names its twin");
});

Deno.test.each(SHADERS)("kernel $name binds what its table says", ({ code, spec }) => {
  const declared = code.matchAll(
    /@group\((\d+)\)\s*@binding\((\d+)\)\s*var<\s*(uniform|storage)\s*(?:,\s*(\w+)\s*)?>\s*(\w+)/g,
  );
  const bindings = [...declared].map(([, group, binding, space, access, name]) => {
    strictEqual(group, "0");
    return { binding: Number(binding), name, kind: space === "uniform" ? "uniform" : access };
  });
  deepStrictEqual(
    bindings,
    spec.bindings.map(({ name, kind }, binding) => ({ binding, name, kind })),
  );
  deepStrictEqual(
    spec.bindings.slice(0, 3).map(({ name }) => name),
    ["params", "queries", "references"],
  );
});

Deno.test.each(SHADERS)(
  "kernel $name documents every binding in its header",
  ({ source, spec }) => {
    const header = source.slice(0, source.indexOf("struct"));
    for (const { name } of spec.bindings) ok(new RegExp(`^//   ${name} `, "m").test(header), name);
  },
);

Deno.test.each(SHADERS)("kernel $name has the overrides of its table", ({ code, spec }) => {
  const declared = [...code.matchAll(/\boverride\s+(\w+)/g)].map(([, name]) => name);
  deepStrictEqual(declared, spec.overrides);
});

Deno.test.each(SHADERS)("kernel $name repeats constants of the host unchanged", ({ code }) => {
  for (const [, name, value] of code.matchAll(/\bconst\s+(\w+)\s*:\s*u32\s*=\s*(\d\w*);/g)) {
    if (name === "EMPTY") continue;
    strictEqual(Number.parseInt(value), REPEATED[name], name);
  }
});

Deno.test("all kernels begin their Params with what the sweep writes", () => {
  const [first, ...others] = SHADERS.map(({ code }) => {
    const fields = /struct Params \{([^}]*)\}/.exec(code)?.[1] ?? "";
    return [...fields.matchAll(/(\w+)\s*:\s*([\w<>]+)/g)].map(([, name, type]) => `${name}:${type}`)
      .slice(0, 8);
  });
  deepStrictEqual(first, [
    "query_begin:u32",
    "query_count:u32",
    "query_offset:u32",
    "reference_begin:u32",
    "reference_end:u32",
    "reference_offset:u32",
    "part_rows:u32",
    "resume:u32",
  ]);
  for (const other of others) deepStrictEqual(other, first);
});

Deno.test.each(SHADERS)("kernel $name compiles without a message", { ignore: gpu.ignore }, async ({
  spec,
}) => {
  const kernels = gpu.kernels();
  const module = kernels.device.createShaderModule({ code: spec.wgsl });
  const { messages } = await module.getCompilationInfo();
  deepStrictEqual(messages.map(({ message }) => message), []);
  // Both ends of all ranges; naga checks array sizes and limits when the pipeline is made.
  for (const end of [0, 1]) {
    const constants = spec.overrides.map((name) => [name, CONSTANTS[name][end]]);
    await kernels.pipeline(spec, Object.fromEntries(constants));
  }
});
