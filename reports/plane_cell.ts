/**
 * The cell behind Figure 5: the information plane of the MNIST classifier (Algorithm 2).
 *
 * @module
 */
import { mnistSets } from "../data/mnist_sets.ts";
import { mnistClassifier } from "../lib/nn/networks.ts";
import { trainingEngine } from "../lib/nn/tfjs.ts";
import { classifierSource } from "../lib/plane/classifier_source.ts";
import { expLayer } from "../lib/plane/derived_layers.ts";
import { type InformationPlane, informationPlane } from "../lib/plane/information_plane.ts";
import type { PlaneInformation, PlaneRecord, PlaneState } from "../lib/plane/plane_types.ts";
import { deriveSeed } from "../lib/rng.ts";
import { VERSION } from "../lib/version.ts";
import {
  canonicalJson,
  type Cell,
  type CellContext,
  type CellResult,
  type CellSettings,
} from "./cell.ts";
import { encoderOf } from "./code_estimation_cell.ts";
import type { Json, Measurement, PlaneQuantity, ReportRecord } from "./record.ts";

/** What determines the information plane, besides the encoder of the images. */
export interface PlaneSettings {
  /** Number of training images. */
  readonly training: number;
  /** Number of test images, whose layer outputs are measured. */
  readonly test: number;
  /** Passes over the training images. */
  readonly epochs: number;
  /** Rows of a step. */
  readonly batchSize: number;
  /** Step size of Adam. */
  readonly learningRate: number;
  /** Noise-to-signal ratio of every layer. */
  readonly sigma: number;
  /** Principal components that a layer's outputs are compressed to. */
  readonly layerDim: number;
  /** Registry id of the method. */
  readonly method: string;
  /** Neighbours of the method. */
  readonly neighbors: number;
}

/** Milliseconds of a training image in a step, and of all estimates for a test image at an epoch. */
const STEP_MS = 0.12;
const MEASURE_MS = 0.25;

/**
 * The cell of an information plane.
 *
 * @param seed Seed of the run.
 * @param encoder The cell that trains the encoder of the images.
 * @param settings What else determines it.
 * @returns The cell; its result has two measurements, I(X; L) and I(L; Y), for every epoch, the
 *   untrained network included, and every layer.
 */
export function planeCell(seed: number, encoder: Cell, settings: PlaneSettings): Cell {
  const { epochs, training, test, method } = settings;
  return {
    kind: "plane",
    seed,
    settings: settings as unknown as CellSettings,
    parts: [`method:${method}`, "compressor:pca", "network:classifier"],
    needs: [encoder],
    label: "information plane",
    cost: epochs * (training * STEP_MS + test * MEASURE_MS),
  };
}

/** What the checkpoint holds. */
interface PlaneCheckpoint {
  readonly plane: PlaneState;
  readonly measurements: readonly Measurement[];
}

/** Computes the cell, and keeps its state as it goes. */
export async function runPlane(cell: Cell, context: CellContext): Promise<CellResult> {
  const settings = cell.settings as unknown as PlaneSettings;
  const { checkpoint, onProgress } = context;
  const plane = await openPlane(cell, context);
  try {
    const saved = await checkpoint?.read<PlaneCheckpoint>();
    if (saved) plane.restore(saved.plane);
    const measurements: Measurement[] = [...saved?.measurements ?? []];
    for await (const record of plane) {
      measurements.push(...measurementsOf(record));
      if (!plane.epochDone) continue;
      onProgress(record.epoch / settings.epochs, `epoch ${record.epoch} of ${settings.epochs}`);
      await checkpoint?.offer(() => ({ plane: plane.save(), measurements }));
    }
    return { measurements };
  } finally {
    plane.dispose();
  }
}

async function openPlane(cell: Cell, context: CellContext): Promise<InformationPlane> {
  const settings = cell.settings as unknown as PlaneSettings;
  const { batchSize, learningRate, sigma, epochs, layerDim, method, neighbors } = settings;
  const { training, test, labels } = await mnistSets(settings);
  const identity = canonicalJson(cell.settings);
  const source = await classifierSource(mnistClassifier(sigma), {
    training,
    test,
    seed: deriveSeed(cell.seed, "classifier", identity),
    batchSize,
    learningRate,
  });
  return informationPlane(source, {
    targets: labels,
    targetsDiscrete: true,
    epochs,
    inputCompressor: await encoderOf(cell.needs![0], context.needed[0]),
    layerCompressor: `pca:${layerDim}`,
    derived: [expLayer("L5")],
    estimate: { method, neighbors, device: "cpu" },
    seed: deriveSeed(cell.seed, "plane", identity),
  });
}

function measurementsOf(record: PlaneRecord): Measurement[] {
  return [
    measurementOf(record, "I(X;L)", "input", record.inputInformation),
    measurementOf(record, "I(L;Y)", "target", record.targetInformation),
  ];
}

function measurementOf(
  { epoch, layer, loss, testLoss, accuracy, warnings, errors }: PlaneRecord,
  quantity: PlaneQuantity,
  side: "input" | "target",
  information: PlaneInformation | null,
): Measurement {
  const concerns = ({ about }: { readonly about: string }) => about === side || about === "layer";
  const codes = [...new Set(warnings.filter(concerns).map(({ code }) => code))];
  const error = information ? undefined : errors.find(concerns);
  return {
    estimate: information?.nats ?? null,
    standardError: information?.standardError ?? null,
    device: "cpu",
    version: VERSION,
    engine: trainingEngine(),
    quantity,
    epoch,
    layer,
    ...(loss === null ? {} : { loss }),
    ...(testLoss === null ? {} : { testLoss }),
    ...(accuracy === null ? {} : { accuracy }),
    ...(codes.length > 0 ? { warnings: codes } : {}),
    ...(error ? { error: { code: error.code, message: error.message } } : {}),
  };
}

/**
 * The records of a computed cell.
 *
 * @param cell A cell of {@linkcode planeCell}.
 * @param result What it gave.
 * @param artefact Id of the artefact that shows it.
 * @returns One record for each measurement; the panel is the layer.
 */
export function planeRecords(cell: Cell, result: CellResult, artefact: string): ReportRecord[] {
  const settings = cell.settings as unknown as PlaneSettings;
  const [encoder] = cell.needs!;
  return result.measurements.map((measurement) => ({
    artefact,
    panel: measurement.layer ?? "",
    family: "mnist",
    side: 28,
    method: settings.method,
    curve: "compressed",
    truth: null,
    n: settings.test,
    seed: cell.seed,
    ...measurement,
    settings: {
      ...cell.settings,
      methodOptions: { neighbors: settings.neighbors },
      compression: { id: "ae", ...encoder.settings } as unknown as Json,
    },
  }));
}
