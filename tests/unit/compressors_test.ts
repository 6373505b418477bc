import { COMPRESSORS } from "../../lib/compress/registry.ts";
import type { OptionValues } from "../../lib/registry.ts";
import { testCompressor } from "../support/compressor_contract.ts";

/** Compressors whose encoder undoes their decoder. */
const PROJECTIONS = new Set(["pca"]);

/** Settings with which a training takes a second. */
const SHORT: Readonly<Record<string, OptionValues>> = {
  ae: { epochs: 40, batchSize: 64, learningRate: 5e-3 },
};

for (const entry of COMPRESSORS.entries()) {
  testCompressor(entry.id, {
    create: (dim) => entry.create({ dim, ...SHORT[entry.id] }),
    projects: PROJECTIONS.has(entry.id),
  });
}
