/**
 * NumPy's `.npy` format: writing.
 *
 * @module
 */
import { InputError } from "../lib/errors.ts";
import type { NdArray, NumericArray } from "../lib/types.ts";

/** The first bytes of every `.npy` file. */
export const NPY_MAGIC: readonly number[] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** NumPy starts the values on a multiple of this many bytes. */
const ALIGNMENT = 64;

/**
 * Writes an array as `.npy`, version 1.0, little-endian, C order.
 *
 * @param array The values with their shape; not changed. The element type is kept (a
 *   `Uint8ClampedArray` is written as `uint8`).
 * @returns The bytes of the file.
 * @throws {InputError} If the number of values does not match the shape.
 */
export function encodeNpy(array: NdArray): Uint8Array {
  const { data, shape } = array;
  const count = shape.reduce((product, length) => product * length, 1);
  if (count !== data.length) {
    throw new InputError(
      "invalid-data",
      `Cannot write ${data.length} values with shape (${shape.join(", ")}), which needs ${count}.`,
    );
  }
  const header = npyHeader(typeDescriptor(data), shape);
  const bytes = new Uint8Array(header.length + data.byteLength);
  bytes.set(header);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), header.length);
  return bytes;
}

/**
 * The header of a `.npy` file, version 1.0, C order, padded so that the values are aligned.
 *
 * @param descriptor NumPy's type string, such as `<f8`.
 * @param shape Length of each axis.
 * @returns Everything that stands before the values.
 */
export function npyHeader(descriptor: string, shape: readonly number[]): Uint8Array {
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dictionary = `{'descr': '${descriptor}', 'fortran_order': False, 'shape': (${axes}), }`;
  const unpadded = NPY_MAGIC.length + 4 + dictionary.length + 1;
  const length = Math.ceil(unpadded / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(length);
  bytes.set(NPY_MAGIC);
  bytes[6] = 1;
  new DataView(bytes.buffer).setUint16(8, length - 10, true);
  const text = dictionary + " ".repeat(length - unpadded) + "\n";
  bytes.set(new TextEncoder().encode(text), 10);
  return bytes;
}

/** NumPy's type string. Typed arrays are little-endian on every machine that Deno runs on. */
function typeDescriptor(data: NumericArray): string {
  const size = data.BYTES_PER_ELEMENT;
  const order = size === 1 ? "|" : "<";
  if (data instanceof Float64Array || data instanceof Float32Array) return `${order}f${size}`;
  const signed = data instanceof Int8Array || data instanceof Int16Array ||
    data instanceof Int32Array;
  return `${order}${signed ? "i" : "u"}${size}`;
}
