import { strictEqual } from "../support/assert.ts";
import { compileKernels, embed } from "../../kernels/build.ts";

Deno.test("deno task build:kernels gives the committed bytes", async () => {
  const committed = await Deno.readTextFile(
    new URL("../../kernels/simd/module.ts", import.meta.url),
  );
  strictEqual(embed(await compileKernels("estimators.ts")), committed);
});
