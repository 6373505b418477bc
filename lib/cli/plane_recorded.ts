/**
 * `plane --layers`: layer outputs that another framework saved.
 *
 * @module
 */
import type { CliIo } from "./cli_io.ts";
import type { ParsedFlags } from "./flags.ts";
import { layerNoise } from "./plane_flag_values.ts";
import { namedCompressor, type PlaneRun, sharedOptions } from "./plane_shared.ts";
import { readBytes } from "./read_bytes.ts";

/** Opens the folder of `--layers`. */
export async function openRecorded(flags: ParsedFlags, io: CliIo): Promise<PlaneRun> {
  const { openLayerFolder } = await import("../../data/layer_folder.ts");
  const { recordedSource } = await import("../plane/recorded_source.ts");
  const folder = flags.text("layers")!;
  const opened = await openLayerFolder(folder, {
    list: (path) => io.files.list(path),
    read: (path) => readBytes(path, "--layers", io),
  });
  const { inputs, targets, targetsDiscrete, epochs, layers, metrics, load } = opened;
  const width = inputs.shape.slice(1).reduce((product, length) => product * length, 1);
  const input = flags.text("encoder") ?? flags.text("compress-input") ??
    (width > 4 ? "pca:4" : "none");
  const noise = layerNoise(flags, layers);
  const shared = sharedOptions(flags, null);
  return {
    source: recordedSource({ inputs, epochs, load, metrics, noise }),
    options: {
      ...shared.options,
      targets,
      targetsDiscrete,
      ...(flags.number("epochs") === undefined ? {} : { epochs: flags.number("epochs") }),
    },
    settings: { layers: folder, samples: inputs.shape[0], input, noise, ...shared.settings },
    inputCompressor: () => namedCompressor(flags, input, io),
  };
}
