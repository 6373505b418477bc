/**
 * Data with known mutual information for visitors who have none at hand.
 *
 * @module
 */
import { SAMPLERS } from "../../data/samplers.ts";
import type { Samples } from "../../lib/types.ts";
import type { EstimateRequest } from "./messages.ts";
import type { Source } from "./sources.ts";
import { STANDARD } from "./standard.ts";

/** An example. */
export interface Example {
  /** Its sources. */
  readonly sources: readonly Source[];
  /** True mutual information in nats. */
  readonly truth: number;
  /** What to estimate. */
  readonly request: EstimateRequest;
}

interface ExampleEntry {
  /** What its button says. */
  readonly title: string;
  /** Makes it. */
  make(): Example;
}

const SEED = 1;

/** The examples by id, in the order of their buttons. */
export const EXAMPLES: Readonly<Record<string, ExampleEntry>> = {
  vectors: {
    title: "Two vectors of two numbers",
    make: () => pair("uniform", { dims: 2 }, { samples: 2000, nats: 2 }, null),
  },
  images: {
    title: "Images that share a shape, compressed",
    make: () => pair("gaussian-image", { side: 16 }, { samples: 2000, nats: 2 }, "pca:4"),
  },
  labels: { title: "A measurement and its class", make: withLabels },
};

function pair(
  sampler: string,
  options: Record<string, number>,
  { samples, nats }: { readonly samples: number; readonly nats: number },
  compress: string | null,
): Example {
  const { x, y } = SAMPLERS.get(sampler).create(options)
    .sample({ samples, mutualInformation: nats, seed: SEED });
  const side = (source: string) => ({ source, columns: null, discrete: false, compress });
  return {
    sources: [array("x.npy", x), array("y.npy", y)],
    truth: nats,
    request: { ...STANDARD, x: side("x.npy"), y: side("y.npy") },
  };
}

/** A uniform number in the unit interval, and which third it is in: ln 3 nats. */
function withLabels(): Example {
  const { x } = SAMPLERS.get("uniform").create({ dims: 1 })
    .sample({ samples: 1500, mutualInformation: 0, seed: SEED });
  const sizes = ["small", "medium", "large"];
  const values = Array.from(x.data, (value) => sizes[Math.min(2, Math.floor(3 * value))]);
  const source = "measurements.csv";
  const side = (name: string) => ({ source, columns: [name], discrete: false, compress: null });
  return {
    sources: [{
      name: source,
      file: {
        kind: "table",
        columns: [
          { kind: "number", name: "length", values: x.data, missing: [] },
          { kind: "text", name: "size", values, missing: [], numericCells: 0, firstTextRow: 0 },
        ],
      },
    }],
    truth: Math.log(3),
    request: { ...STANDARD, x: side("length"), y: side("size") },
  };
}

function array(name: string, { data, n, d }: Samples): Source {
  return { name, file: { kind: "array", array: { data, shape: [n, d] } } };
}
