/**
 * Reads `.npy` fixtures.
 *
 * @module
 */
import { parse } from "npm:npyjs@1.2.0";
import type { Samples } from "../../lib/types.ts";

/**
 * The array of a `.npy` file in C order, as samples: the first axis counts them, the others are
 * flattened. Integers become floats.
 *
 * @param url Where the file is, usually relative to `import.meta.url`.
 * @returns Samples of shape `(n, d)`.
 */
export async function readNpy(url: URL): Promise<Samples> {
  const bytes = await Deno.readFile(url);
  const { data, shape } = parse(bytes.buffer);
  const values = Float64Array.from(data as unknown as ArrayLike<number | bigint>, Number);
  const [n] = shape;
  return { data: values, n, d: values.length / n };
}
