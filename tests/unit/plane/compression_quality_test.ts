import { measureCompressionQuality } from "../../../lib/plane/compression_quality.ts";
import { SAMPLERS } from "../../../data/samplers.ts";
import { fitPca } from "../../../lib/compress/pca.ts";
import { AUTOENCODER } from "../../../lib/compress/autoencoder_entry.ts";
import { assertClose, deepStrictEqual, ok, rejects, strictEqual } from "../../support/assert.ts";

const images = SAMPLERS.get("gaussian-image").create({ side: 8 });

Deno.test("measureCompressionQuality() compares codes, latents and truth, for every method", async () => {
  const request = { samples: 600, mutualInformation: 1, seed: 4 };
  const quality = await measureCompressionQuality(images, {
    compressX: "pca:2",
    compressY: "pca:2",
    methods: [{ method: "wkl" }, { method: "kl", neighbors: 3 }],
    ...request,
  });
  deepStrictEqual(JSON.parse(JSON.stringify(quality)), quality);
  strictEqual(quality.mutualInformation, 1);
  strictEqual(quality.samples, 600);
  deepStrictEqual(quality.methods.map(({ method }) => method), ["wkl", "kl"]);
  strictEqual(quality.methods[1].parameters.neighbors, 3);
  strictEqual(quality.compression.x!.dim, 2);
  for (const { latent, structured, code } of quality.methods) {
    for (const level of [latent!, structured!, code]) {
      assertClose(level.error!, level.estimate!.mutualInformation - 1, { atol: 1e-12 });
    }
    // Five standard errors: the latents are normal, 2 + 2 dimensions.
    assertClose(latent!.estimate!.mutualInformation, 1, {
      atol: 5 * latent!.estimate!.standardError!,
    });
  }
  const again = await measureCompressionQuality(images.sample(request), {
    compressX: "pca:2",
    compressY: "pca:2",
    methods: [{ method: "wkl" }],
    seed: 4,
  });
  const [first, second] = [quality, again].map(({ methods }) => methods[0].code.estimate!);
  strictEqual(second.mutualInformation, first.mutualInformation);
});

Deno.test("measureCompressionQuality() trains autoencoders, or takes a fitted encoder", async () => {
  const pair = images.sample({ samples: 300, mutualInformation: 1, seed: 1 });
  const ae = AUTOENCODER.create({ dim: 2, height: 8, epochs: 3, batchSize: 100 });
  const quality = await measureCompressionQuality(pair, {
    compressX: ae,
    compressY: await fitPca(pair.y, 2),
  });
  deepStrictEqual(
    [quality.compression.x!.id, quality.compression.y!.id],
    ["ae", "pca"],
  );
  const [{ code }] = quality.methods;
  strictEqual(code.failure, null);
  deepStrictEqual(code.estimate!.dimensions, { x: 2, y: 2, codeX: 2, codeY: 2 });
});

Deno.test("measureCompressionQuality() says why a method fails, and refuses what no method can take", async () => {
  const pair = images.sample({ samples: 30, mutualInformation: 1, seed: 1 });
  const options = { compressX: "pca:2", compressY: "pca:2" } as const;
  const { methods } = await measureCompressionQuality(pair, {
    ...options,
    methods: [{ neighbors: 40 }],
  });
  strictEqual(methods[0].code.estimate, null);
  ok(methods[0].code.failure!.code.length > 0);
  await rejects(measureCompressionQuality(images, options), { code: "missing-option" });
  await rejects(measureCompressionQuality(pair, { ...options, methods: [{ method: "x" }] }), {
    code: "unknown-method",
  });
});
