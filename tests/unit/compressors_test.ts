import { COMPRESSORS } from "../../lib/compress/registry.ts";
import { testCompressor } from "../support/compressor_contract.ts";

/** Compressors whose encoder undoes their decoder. */
const PROJECTIONS = new Set(["pca"]);

for (const entry of COMPRESSORS.entries()) {
  testCompressor(entry.id, {
    create: (dim) => entry.create({ dim }),
    projects: PROJECTIONS.has(entry.id),
  });
}
