/**
 * NumPy's `.npy` format: reading. The values are decoded by `npyjs`; what it does not check is checked
 * here (byte order, types that are no numbers, truncation), and so are Fortran order and text.
 *
 * @module
 */
import { InputError } from "../lib/errors.ts";
import type { NdArray, NumericArray } from "../lib/types.ts";
import type { ArrayFile, LabelsFile } from "./data_file.ts";
import { NPY_MAGIC, npyHeader } from "./npy.ts";

/** Why a kind of values cannot be read, by NumPy's type character. */
const UNREADABLE: Readonly<Record<string, string>> = {
  O: "pickled Python objects",
  c: "complex numbers",
  M: "dates",
  m: "time differences",
  V: "structured records",
};

interface NpyHeader {
  /** NumPy's type character: f, i, u, b, U, S. */
  readonly kind: string;
  /** Bytes per value. */
  readonly itemSize: number;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the values start. */
  readonly offset: number;
}

/**
 * Reads a `.npy` file: float16/32/64, signed and unsigned integers up to 64 bits, text (as labels),
 * and booleans (as labels where there is one for each sample, and as 0 and 1 in masks of more);
 * little-endian, C or Fortran order, versions 1 to 3.
 *
 * @param bytes The whole file; not changed. The result may share its memory.
 * @param name What to call the file in messages.
 * @returns The values in C order, or labels. float16 becomes float32; 64-bit integers become float64.
 * @throws {InputError} If the file is cut short, has no valid header, holds values of another kind or
 *   byte order, or 64-bit integers beyond ±(2⁵³ − 1).
 */
export async function readNpy(bytes: Uint8Array, name: string): Promise<ArrayFile | LabelsFile> {
  const header = readHeader(bytes, name);
  const values = valueBytes(bytes, header, name);
  if (header.kind === "U" || header.kind === "S") {
    return { kind: "labels", labels: readLabels(values, header, name) };
  }
  if (header.kind === "b" && isList(header.shape)) {
    return { kind: "labels", labels: Array.from(values, (value) => String(value !== 0)) };
  }
  const { parse } = await import("npm:npyjs@1.2.0");
  const decoded: unknown = parse(alignedFile(values, header)).data;
  const data = toNumeric(decoded, name);
  const { shape } = header;
  const array: NdArray = header.fortranOrder && shape.length > 1
    ? { data: toCOrder(data, shape), shape }
    : { data, shape };
  return { kind: "array", array };
}

function readHeader(bytes: Uint8Array, name: string): NpyHeader {
  if (bytes.length < 10 || NPY_MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new InputError(
      "not-npy",
      bytes.length < 10
        ? `${name} has ${bytes.length} bytes: too short for a .npy file.`
        : `${name} is not a .npy file: it does not start with \\x93NUMPY.`,
      "Write it with numpy.save.",
    );
  }
  const major = bytes[6];
  if (major < 1 || major > 3) {
    throw new InputError("unsupported-npy", `${name} has .npy version ${major}; 1 to 3 are known.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = major === 1 ? 10 : 12;
  const length = bytes.length < start
    ? Infinity
    : major === 1
    ? view.getUint16(8, true)
    : view.getUint32(8, true);
  if (start + length > bytes.length) {
    throw new InputError("corrupt-file", `${name} is cut short: its header is incomplete.`);
  }
  const text = new TextDecoder("latin1").decode(bytes.subarray(start, start + length));
  return { ...parseDictionary(text, name), offset: start + length };
}

/** The header is a Python dictionary literal with three known keys. */
function parseDictionary(text: string, name: string): Omit<NpyHeader, "offset"> {
  const descriptor = /'descr'\s*:\s*(?:'([^']*)'|(\[))/.exec(text);
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text);
  const axes = /'shape'\s*:\s*\(([\d\sL,]*)\)/.exec(text);
  if (!descriptor || !order || !axes) {
    throw new InputError("corrupt-file", `${name} has a .npy header that cannot be read: ${text}`);
  }
  const shape = axes[1].split(",").map((axis) => axis.trim()).filter((axis) => axis !== "")
    .map((axis) => parseInt(axis, 10));
  const type = descriptor[2] ? "V" : descriptor[1];
  return { ...parseType(type, name), fortranOrder: order[1] === "True", shape };
}

function parseType(type: string, name: string): { kind: string; itemSize: number } {
  const parts = /^([<>|=]?)([a-zA-Z])(\d*)/.exec(type);
  const [order, kind, digits] = parts ? parts.slice(1) : ["", "?", ""];
  const size = Number(digits);
  if (Object.hasOwn(UNREADABLE, kind)) {
    throw new InputError(
      "unsupported-npy",
      `${name} holds ${UNREADABLE[kind]} (type ${type}), which cannot be read.`,
      "Save numbers or text instead, e.g. array.astype(float) or array.astype(str).",
    );
  }
  const sizes = { f: [2, 4, 8], i: [1, 2, 4, 8], u: [1, 2, 4, 8], b: [1] }[kind];
  const text = kind === "U" || kind === "S";
  if (!text && !sizes?.includes(size)) {
    throw new InputError(
      "unsupported-npy",
      `${name} holds values of type ${type}, which cannot be read.`,
      "Save float64 instead: array.astype('<f8').",
    );
  }
  if (order === ">" && (size > 1 || kind === "U") && kind !== "S") {
    throw new InputError(
      "unsupported-npy",
      `${name} is big-endian (type ${type}).`,
      `Save it little-endian: array.astype('${type.replace(">", "<")}').`,
    );
  }
  return { kind, itemSize: kind === "U" ? 4 * size : size };
}

/** The bytes of the values, exactly as many as the header says. */
function valueBytes(bytes: Uint8Array, header: NpyHeader, name: string): Uint8Array {
  const { shape, itemSize, offset } = header;
  const expected = shape.reduce((product, length) => product * length, 1) * itemSize;
  const found = bytes.length - offset;
  if (found !== expected) {
    throw new InputError(
      "corrupt-file",
      `${name} ${found < expected ? "is cut short" : "has more than one array"}: shape (${
        shape.join(", ")
      }) needs ${expected} bytes of values, the file has ${found}.`,
      found < expected ? "Fetch or save it again." : "Save one array per file.",
    );
  }
  return bytes.subarray(offset);
}

/**
 * The file again, with its values on an aligned offset and in a buffer of their own, as `npyjs` wants
 * it: files by other writers start them anywhere.
 */
function alignedFile(values: Uint8Array, header: NpyHeader): ArrayBuffer {
  const order = header.itemSize === 1 ? "|" : "<";
  const head = npyHeader(`${order}${header.kind}${header.itemSize}`, header.shape);
  const file = new Uint8Array(head.length + values.length);
  file.set(head);
  file.set(values, head.length);
  return file.buffer;
}

function toNumeric(values: unknown, name: string): NumericArray {
  if (Array.isArray(values)) return Uint8Array.from(values, Number);
  if (!(values instanceof BigInt64Array || values instanceof BigUint64Array)) {
    return values as NumericArray;
  }
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    numbers[i] = Number(values[i]);
    if (Number.isSafeInteger(numbers[i])) continue;
    throw new InputError(
      "unsafe-integer",
      `${name} holds the integer ${values[i]} (value ${i + 1}), beyond ±(2^53 − 1).`,
      "Save it as float64 if rounding does no harm, or as text if it is a label.",
    );
  }
  return numbers;
}

/** From Fortran order (first axis fastest) to C order (last axis fastest). */
function toCOrder(data: NumericArray, shape: readonly number[]): NumericArray {
  const out = data.slice();
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((a, b) => a * b, 1));
  const index = shape.map(() => 0);
  let source = 0;
  for (let target = 0; target < data.length; target++) {
    out[target] = data[source];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      source += strides[axis];
      if (++index[axis] < shape[axis]) break;
      source -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return out;
}

/** Whether there is one value for each sample. */
function isList(shape: readonly number[]): boolean {
  return shape.length > 0 && shape.slice(1).every((length) => length === 1);
}

/** Text of fixed length, padded with zeros: four bytes a character (U), or one (S). */
function readLabels(values: Uint8Array, header: NpyHeader, name: string): string[] {
  const { shape, itemSize, kind } = header;
  const count = shape[0] ?? 1;
  if (!isList(shape)) {
    throw new InputError(
      "invalid-data",
      `${name} holds text of shape (${shape.join(", ")}); one label per sample is needed.`,
    );
  }
  const view = new DataView(values.buffer, values.byteOffset, values.byteLength);
  const width = kind === "U" ? 4 : 1;
  return Array.from({ length: count }, (_, row) => {
    let label = "";
    for (let at = row * itemSize; at < (row + 1) * itemSize; at += width) {
      const code = width === 4 ? view.getUint32(at, true) : view.getUint8(at);
      if (code > 0x10ffff) {
        throw new InputError(
          "corrupt-file",
          `${name} holds text that is not Unicode (row ${row}).`,
        );
      }
      label += String.fromCodePoint(code);
    }
    return label.replace(/\0+$/, "");
  });
}
