/**
 * Layer outputs that another framework saved: a folder of `.npy` files per epoch and layer.
 *
 * @module
 */
import { InputError } from "../lib/errors.ts";
import type { EpochMetrics } from "../lib/plane/recorded_source.ts";
import type { Labels, NdArray, SamplesLike } from "../lib/types.ts";
import type { DataFile } from "./data_file.ts";
import { parseDataFile } from "./files.ts";

/** The file system, as far as it is needed. Failures throw errors named `NotFound`, `NotADirectory`. */
export interface FolderAccess {
  /** Names of what is in a folder. */
  list(path: string): Promise<readonly string[]>;
  /** The bytes of a file. */
  read(path: string): Promise<Uint8Array>;
}

/** An opened folder; the outputs of an epoch are read when they are asked for. */
export interface LayerFolder {
  /** The inputs, samples first. */
  readonly inputs: NdArray;
  /** Labels, or rows of numbers. */
  readonly targets: Labels | NdArray;
  /** Whether the targets are labels. */
  readonly targetsDiscrete: boolean;
  /** The epochs there are, ascending. */
  readonly epochs: readonly number[];
  /** Names of the layers, L2 before L10. */
  readonly layers: readonly string[];
  /** Losses and accuracy, as far as they were saved. */
  readonly metrics: ReadonlyMap<number, EpochMetrics>;
  /** Outputs of all layers at one of the epochs. */
  load(epoch: number): Promise<Readonly<Record<string, SamplesLike>>>;
}

/**
 * Opens a folder of layer outputs. Its layout:
 *
 * - `inputs.npy`: the inputs whose outputs were saved, shape `(n, …)`;
 * - `labels.npy`: n integers or texts; or `targets.npy`: shape `(n, …)`, continuous targets;
 * - `epoch-000/L1.npy`, `epoch-000/L2.npy`, …: outputs of the layers, shape `(n, …)`, in the order of
 *   the inputs, with their noise on; epoch 0 is the untrained network; every epoch has the same layers;
 * - `metrics.csv` or `metrics.json`, if at hand: columns `epoch`, and any of `loss`, `test_loss`,
 *   `accuracy`.
 *
 * @param folder Its path.
 * @param access The file system.
 * @returns The opened folder.
 * @throws {InputError} If a file is missing, cannot be read, or does not fit the others; it is named.
 */
export async function openLayerFolder(folder: string, access: FolderAccess): Promise<LayerFolder> {
  const root = folder.replace(/\/+$/, "");
  const names = await listFolder(root, access);
  const inputs = toArray(await readFile(root, "inputs.npy", names, access), `${root}/inputs.npy`);
  const rows = inputs.shape[0];
  const targets = await readTargets(root, names, rows, access);
  const folders = epochFolders(root, names);
  const layers = await commonLayers(root, folders, access);
  return {
    inputs,
    ...targets,
    epochs: [...folders.keys()],
    layers,
    metrics: await readMetrics(root, names, access),
    async load(epoch) {
      const outputs: Record<string, NdArray> = {};
      for (const layer of layers) {
        const path = `${root}/${folders.get(epoch)}/${layer}.npy`;
        outputs[layer] = toArray(await parseDataFile(await read(path, access), path), path);
        checkRows(path, outputs[layer].shape[0], rows);
      }
      return outputs;
    },
  };
}

const LAYOUT =
  "Layout: inputs.npy, labels.npy or targets.npy, epoch-000/L1.npy, epoch-000/L2.npy, …";

function fail(code: string, message: string, hint?: string, cause?: unknown): never {
  throw new InputError(code, message, hint ?? LAYOUT, { cause });
}

async function listFolder(path: string, access: FolderAccess): Promise<readonly string[]> {
  try {
    return await access.list(path);
  } catch (error) {
    const { name } = error as Error;
    if (name === "NotFound") fail("no-folder", `There is no folder ${path}.`, undefined, error);
    if (name === "NotADirectory") fail("no-folder", `${path} is no folder.`, undefined, error);
    throw error;
  }
}

async function readFile(
  root: string,
  file: string,
  names: readonly string[],
  access: FolderAccess,
): Promise<DataFile> {
  if (!names.includes(file)) fail("missing-file", `${root} has no ${file}.`);
  return await parseDataFile(await read(`${root}/${file}`, access), `${root}/${file}`);
}

async function read(path: string, access: FolderAccess): Promise<Uint8Array> {
  const bytes = await access.read(path);
  return bytes.length > 0 ? bytes : fail("empty-file", `${path} is empty.`, "Save it again.");
}

function toArray(file: DataFile, path: string): NdArray {
  if (file.kind !== "array") fail("invalid-data", `${path} holds text, not numbers.`);
  if (file.array.shape.length > 0 && file.array.shape[0] > 0) return file.array;
  return fail("empty", `${path} holds no samples: its shape is (${file.array.shape.join(", ")}).`);
}

function checkRows(path: string, found: number, rows: number): void {
  if (found === rows) return;
  fail(
    "sample-count",
    `${path} has ${found} rows, inputs.npy has ${rows}.`,
    "Save the outputs for all inputs, in their order.",
  );
}

async function readTargets(
  root: string,
  names: readonly string[],
  rows: number,
  access: FolderAccess,
): Promise<Pick<LayerFolder, "targets" | "targetsDiscrete">> {
  const [hasLabels, hasTargets] = ["labels.npy", "targets.npy"].map((name) => names.includes(name));
  if (hasLabels === hasTargets) {
    fail(
      "missing-file",
      hasLabels
        ? `${root} has labels.npy and targets.npy: only one of them can be Y.`
        : `${root} has neither labels.npy nor targets.npy.`,
    );
  }
  const name = hasLabels ? "labels.npy" : "targets.npy";
  const file = await readFile(root, name, names, access);
  if (hasTargets) {
    const targets = toArray(file, `${root}/${name}`);
    checkRows(`${root}/${name}`, targets.shape[0], rows);
    return { targets, targetsDiscrete: false };
  }
  const targets = file.kind === "labels" ? file.labels : wholeLabels(file, `${root}/${name}`);
  checkRows(`${root}/${name}`, targets.length, rows);
  return { targets, targetsDiscrete: true };
}

function wholeLabels(file: DataFile, path: string): number[] {
  const { data, shape } = toArray(file, path);
  if (data.length !== shape[0]) {
    fail(
      "invalid-labels",
      `${path} has ${data.length / shape[0]} numbers per sample: labels are one.`,
    );
  }
  const wrong = data.findIndex((value) => !Number.isInteger(value));
  if (wrong >= 0) {
    fail(
      "invalid-labels",
      `${path} has ${data[wrong]} in row ${wrong + 1}: labels are whole numbers or text.`,
      "Save continuous targets as targets.npy.",
    );
  }
  return Array.from(data);
}

/** Folders of the epochs, by epoch, ascending. */
function epochFolders(root: string, names: readonly string[]): Map<number, string> {
  const found = names.flatMap((name): [number, string][] => {
    const [, digits] = /^epoch[-_]?(\d+)$/i.exec(name) ?? [];
    return digits === undefined ? [] : [[Number(digits), name]];
  }).sort(([a], [b]) => a - b);
  if (found.length === 0) fail("missing-file", `${root} has no folders epoch-000, epoch-001, ….`);
  const twice = found.findIndex(([epoch], i) => i > 0 && epoch === found[i - 1][0]);
  if (twice > 0) {
    fail("duplicate-epoch", `${root}/${found[twice - 1][1]} and ${found[twice][1]} are one epoch.`);
  }
  return new Map(found);
}

async function commonLayers(
  root: string,
  folders: ReadonlyMap<number, string>,
  access: FolderAccess,
): Promise<readonly string[]> {
  let common: { folder: string; layers: readonly string[] } | undefined;
  for (const folder of folders.values()) {
    const layers = (await listFolder(`${root}/${folder}`, access))
      .filter((name) => name.endsWith(".npy"))
      .map((name) => name.slice(0, -".npy".length))
      .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
    if (layers.length === 0) fail("missing-file", `${root}/${folder} has no .npy file.`);
    common ??= { folder, layers };
    const [[has, lacks, layer] = []] = [
      ...common.layers.filter((name) => !layers.includes(name))
        .map((name) => [common!.folder, folder, name]),
      ...layers.filter((name) => !common!.layers.includes(name))
        .map((name) => [folder, common!.folder, name]),
    ];
    if (layer === undefined) continue;
    fail(
      "missing-file",
      `${root}/${lacks} has no ${layer}.npy, and ${has} has one.`,
      "Every epoch needs the outputs of the same layers.",
    );
  }
  return common!.layers;
}

const METRICS = { loss: "loss", test_loss: "testLoss", accuracy: "accuracy" } as const;

async function readMetrics(
  root: string,
  names: readonly string[],
  access: FolderAccess,
): Promise<ReadonlyMap<number, EpochMetrics>> {
  const name = ["metrics.csv", "metrics.json"].find((candidate) => names.includes(candidate));
  if (name === undefined) return new Map();
  const file = await readFile(root, name, names, access);
  const columns = file.kind === "table" ? file.columns : [];
  const numbers = (wanted: string): Float64Array | undefined => {
    const column = columns.find((candidate) => candidate.name.trim() === wanted);
    return column?.kind === "number" ? column.values : undefined;
  };
  const epochs = numbers("epoch");
  if (!epochs) {
    return fail(
      "missing-column",
      `${root}/${name} has no column epoch of numbers.`,
      "Its columns: epoch, and any of loss, test_loss, accuracy.",
    );
  }
  const known = Object.entries(METRICS).flatMap(([column, key]) => {
    const values = numbers(column);
    return values ? [{ key, values }] : [];
  });
  return new Map(Array.from(epochs, (epoch, row) => [
    epoch,
    Object.fromEntries(known.map(({ key, values }) => [
      key,
      Number.isFinite(values[row]) ? values[row] : null,
    ])),
  ]));
}
