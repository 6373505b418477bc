/**
 * The GPU of the tests: a software adapter will do. Decided once; says which, or why none.
 *
 * @module
 */
import { DeviceUnavailableError } from "../../lib/errors.ts";
import { type Kernels, openKernels } from "../../kernels/device.ts";

/** What tests of GPU kernels need to know. */
export interface TestGpu {
  /** Whether to leave such tests out: there is no adapter. */
  readonly ignore: boolean;
  /** The kernels; throws where there is no adapter. */
  readonly kernels: () => Kernels;
}

async function openTestGpu(): Promise<TestGpu> {
  try {
    const kernels = await openKernels({ device: "gpu" }) as Kernels;
    const { description, software } = kernels.adapter;
    announce(`GPU tests run on ${description}${software ? ", a software adapter" : ""}`);
    return { ignore: false, kernels: () => kernels };
  } catch (error) {
    if (!(error instanceof DeviceUnavailableError)) throw error;
    announce(`GPU tests are IGNORED: ${error.message}`);
    return {
      ignore: true,
      kernels: () => {
        throw error;
      },
    };
  }
}

function announce(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${text}\n`));
}

/** The GPU, opened when this module is first imported. */
export const gpu: TestGpu = await openTestGpu();
