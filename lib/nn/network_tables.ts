/**
 * The lines of the paper's tables of networks, from the definitions that are built.
 *
 * @module
 */
import type { CriticSpec } from "./critic_networks.ts";
import type { AutoencoderSpec, ClassifierSpec, LayerSpec } from "./networks.ts";

/** Channels, or length, of a sample after a layer; `shape` is that before it. */
export function shapeAfter(spec: LayerSpec, shape: readonly number[]): number[] {
  switch (spec.kind) {
    case "conv": {
      const lost = spec.padding === "same" ? 0 : spec.size - 1;
      return [shape[0] - lost, shape[1] - lost, spec.filters];
    }
    case "max-pool":
      return [Math.floor(shape[0] / spec.size), Math.floor(shape[1] / spec.size), shape[2]];
    case "upsample":
      return [shape[0] * spec.factor, shape[1] * spec.factor, shape[2]];
    case "dense":
      return [spec.units];
    case "flatten":
      return [shape.reduce((product, length) => product * length, 1)];
    case "reshape":
      return [...spec.shape];
    default:
      return [...shape];
  }
}

/** A layer in the notation of the paper's tables: "Conv2d(4, 8, ks=3)"; null for a mere reshape. */
export function describeLayer(spec: LayerSpec, shape: readonly number[]): string | null {
  const channels = shape[shape.length - 1];
  switch (spec.kind) {
    case "conv":
      return `Conv2d(${channels}, ${spec.filters}, ks=${spec.size})`;
    case "batch-norm":
      return shape.length === 3 ? "BatchNorm2d" : "BatchNorm1d";
    case "leaky-relu":
      return `LeakyReLU(${spec.slope})`;
    case "max-pool":
      return `MaxPool2d(${spec.size})`;
    case "upsample":
      return `Upsample(${spec.factor})`;
    case "dense":
      return `Dense(${channels}, ${spec.units})`;
    case "tanh":
      return "Tanh";
    case "sigmoid":
      return "Sigmoid";
    case "log-softmax":
      return "LogSoftMax";
    case "dropout":
      return `Dropout(${spec.rate})`;
    case "noise":
      return `${spec.multiplicative ? "GaussianDropout" : "GaussianNoise"}(${spec.sigma})`;
    default:
      return null;
  }
}

/** A line of a table: how often in a row, and which layers. */
export interface TableLine {
  /** Repetitions. */
  readonly times: number;
  /** Layers, in the notation of the paper. */
  readonly layers: readonly string[];
  /** Two such branches side by side, one for each input. */
  readonly parallel: boolean;
  /** Name of the line where it is a layer of the information plane: "L1". */
  readonly stage?: string;
}

/** What a convolution shares its line with when it stands before it. */
const BEFORE_CONVOLUTION: readonly LayerSpec["kind"][] = ["noise", "dropout", "upsample"];

/**
 * The lines of Table 3 or 4 for an autoencoder: a new line at every convolution with the noise,
 * dropout or upsampling before it, and at the encoder's end; equal lines in a row are counted.
 *
 * @param spec The autoencoder.
 * @param dense What fully connected layers do: Table 3 has those around the code in one line,
 *   Table 4 has a line for each. @default {"joined"}
 * @returns The lines, in order.
 */
export function tableLines(
  spec: AutoencoderSpec,
  dense: "joined" | "separate" = "joined",
): TableLine[] {
  const lines: TableLine[] = [];
  let kinds: LayerSpec["kind"][] = [];
  let current: string[] = [];
  let shape: readonly number[] = spec.inputShape;
  const close = (): void => {
    addLine(lines, { times: 1, layers: current, parallel: false });
    [kinds, current] = [[], []];
  };
  for (const layer of [...spec.encoder, ...spec.codeNoise, ...spec.decoder]) {
    const { kind } = layer;
    if (
      kind === "upsample" || kind === "dropout" || kind === "flatten" ||
      kind === "conv" && !kinds.every((before) => BEFORE_CONVOLUTION.includes(before)) ||
      kind === "dense" && dense === "separate"
    ) close();
    const text = describeLayer(layer, shape);
    if (text) {
      kinds.push(kind);
      current.push(text);
    }
    shape = shapeAfter(layer, shape);
  }
  close();
  return lines;
}

/**
 * The lines of Tables 1 and 4 for a classifier: one for each L_i, with its name.
 *
 * @param spec The classifier.
 * @returns The lines, in order.
 */
export function classifierTableLines(spec: ClassifierSpec): TableLine[] {
  let shape: readonly number[] = spec.inputShape;
  return spec.stages.map(({ name, layers }) => {
    const described = layers.map((layer) => {
      const text = describeLayer(layer, shape);
      shape = shapeAfter(layer, shape);
      return text;
    });
    const texts = described.filter((text) => text !== null);
    return { times: 1, layers: texts, parallel: false, stage: name };
  });
}

/** Adds a line, or counts it where it is that before it; a line without layers is left out. */
function addLine(lines: TableLine[], line: TableLine): void {
  if (line.layers.length === 0) return;
  const last = lines[lines.length - 1];
  if (last && last.parallel === line.parallel && last.layers.join() === line.layers.join()) {
    lines[lines.length - 1] = { ...last, times: last.times + line.times };
  } else lines.push(line);
}

/** The lines of Table 3 for a critic: a line for each block of the branches and each dense layer. */
export function criticTableLines(spec: CriticSpec): TableLine[] {
  const lines: { times: number; layers: string[]; parallel: boolean }[] = [];
  const collect = (layers: readonly LayerSpec[], start: readonly number[], parallel: boolean) => {
    let shape = start;
    for (const layer of layers) {
      const text = describeLayer(layer, shape);
      shape = shapeAfter(layer, shape);
      if (!text) continue;
      if (layer.kind === "conv" || layer.kind === "dense") {
        lines.push({ times: 1, layers: [], parallel });
      }
      lines[lines.length - 1].layers.push(text);
    }
    return shape;
  };
  const [x, y] = spec.inputShapes.map((shape) => collect(spec.branch, shape, true));
  const branches = lines.splice(0).slice(
    0,
    spec.branch.filter(({ kind }) => kind === "conv").length,
  );
  collect(spec.head, [x[0] + y[0]], false);
  const merged: TableLine[] = [];
  for (const line of [...branches, ...lines]) addLine(merged, line);
  return merged;
}
