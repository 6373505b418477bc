/**
 * The flags of `estimate` that say what is compressed, and how.
 *
 * @module
 */
import { COMPRESSORS } from "../compress/registry.ts";
import type { OptionValues } from "../registry.ts";
import { type FlagSpec, optionFlags, type ParsedFlags } from "./flags.ts";

/** Options that the short form of a compressor names: "ae:4:16x16". */
const SHORT_FORM = new Set(["dim", "height", "width"]);

const SIDES = ["x", "y"] as const;

/** What is compressed, how it is trained, and where encoders are kept. */
export function encoderFlags(): FlagSpec[] {
  const group = "Compression";
  const compressor = COMPRESSORS.ids().map((id) => `${id}:4`).join(", ");
  const code = { kind: "text", placeholder: "ID:DIM", group } as const;
  const file = { kind: "text", placeholder: "FILE", group } as const;
  const target = { ...file, placeholder: "FILE.json" } as const;
  return [
    { name: "compress-x", ...code, description: `Compress X first: ${compressor}` },
    { name: "compress-y", ...code, description: `Compress Y first: ${compressor}` },
    {
      name: "save-encoder",
      ...target,
      description: "Save the autoencoder that is trained, for --encoder (needs --allow-write); " +
        "a name that ends in .tfjs makes a folder of models for TensorFlow.js",
    },
    ...SIDES.map((side) => ({
      name: `save-encoder-${side}`,
      ...target,
      description: `The same where both sides are trained: that of ${side.toUpperCase()}`,
    })),
    {
      name: "encoder",
      ...file,
      description: "Compress by a saved autoencoder, each continuous side that has no compressor " +
        "of its own",
    },
    ...SIDES.map((side) => ({
      name: `encoder-${side}`,
      ...file,
      description: `Compress ${side.toUpperCase()} by a saved autoencoder`,
    })),
    ...trainingFlags(group),
  ];
}

/** The options of every compressor that its short form does not name: `--ae-epochs`. */
function trainingFlags(group: string): FlagSpec[] {
  return COMPRESSORS.entries().flatMap(({ id, options }) => {
    const own = options.filter(({ name }) => !SHORT_FORM.has(name));
    return optionFlags([{ id, options: own }], group).map((flag) => ({
      ...flag,
      name: `${id}-${flag.name}`,
    }));
  });
}

/** The options of compressors that were given as flags, by compressor. */
export function compressorOptions(flags: ParsedFlags): Record<string, OptionValues> {
  const given: Record<string, OptionValues> = {};
  for (const { id, options } of COMPRESSORS.entries()) {
    for (const option of options.filter(({ name }) => !SHORT_FORM.has(name))) {
      const [{ name }] = optionFlags([{ id, options: [option] }], "");
      const value = flags.values.get(`${id}-${name}`);
      if (value !== undefined) {
        given[id] = { ...given[id], [option.name]: value as number | string };
      }
    }
  }
  return given;
}
