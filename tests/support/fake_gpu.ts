/**
 * A `navigator.gpu` that is made up.
 *
 * @module
 */

/** Runs `work` with another `navigator.gpu`. */
export async function withGpu(gpu: () => unknown, work: () => Promise<unknown>): Promise<void> {
  const before = Object.getOwnPropertyDescriptor(navigator, "gpu");
  Object.defineProperty(navigator, "gpu", { configurable: true, get: gpu });
  try {
    await work();
  } finally {
    if (before) Object.defineProperty(navigator, "gpu", before);
    else delete (navigator as unknown as Record<string, unknown>).gpu;
  }
}

/** A GPU that has no adapter. */
export const NO_ADAPTER = (): unknown => ({ requestAdapter: () => Promise.resolve(null) });
