import { encodeNpy, parseDataFile } from "../../../data/files.ts";
import type { NdArray, NumericArray } from "../../../lib/types.ts";
import { deepStrictEqual, ok, rejects, strictEqual, throws } from "../../support/assert.ts";

const FOLDER = new URL("../../fixtures/files/", import.meta.url);

function bytesOf(name: string): Promise<Uint8Array> {
  return Deno.readFile(new URL(name, FOLDER));
}

async function arrayOf(name: string, bytes?: Uint8Array): Promise<NdArray> {
  const file = await parseDataFile(bytes ?? await bytesOf(name), name);
  ok(file.kind === "array");
  return file.array;
}

const GRID = Array.from({ length: 12 }, (_, i) => i);

/** float16 widens to float32, 64-bit integers to float64; the others keep their type. */
const DTYPES = {
  f2: Float32Array,
  f4: Float32Array,
  f8: Float64Array,
  i1: Int8Array,
  i2: Int16Array,
  i4: Int32Array,
  i8: Float64Array,
  u1: Uint8Array,
  u2: Uint16Array,
  u4: Uint32Array,
  u8: Float64Array,
};

for (const [dtype, type] of Object.entries(DTYPES)) {
  Deno.test(`parseDataFile() reads ${dtype} when NumPy wrote it`, async () => {
    const array = await arrayOf(`${dtype}.npy`);
    deepStrictEqual(array, { data: type.from(GRID), shape: [3, 4] });
  });
}

for (const name of ["fortran.npy", "version_2.npy", "version_3.npy", "f8.npy.gz"]) {
  Deno.test(`parseDataFile() reads ${name} when NumPy wrote it`, async () => {
    deepStrictEqual(await arrayOf(name), { data: Float64Array.from(GRID), shape: [3, 4] });
  });
}

Deno.test("parseDataFile() reads three axes in Fortran order", async () => {
  const data = Int32Array.from({ length: 24 }, (_, i) => i);
  deepStrictEqual(await arrayOf("fortran_3d.npy"), { data, shape: [2, 3, 4] });
});

Deno.test("parseDataFile() reads booleans as 0 and 1", async () => {
  const data = Uint8Array.from(GRID, (value) => Number(value % 3 === 0));
  deepStrictEqual(await arrayOf("bool.npy"), { data, shape: [3, 4] });
});

Deno.test("parseDataFile() widens float16 exactly when values are subnormal or largest", async () => {
  const { data } = await arrayOf("float16_edges.npy");
  deepStrictEqual([...data], [2 ** -24, -0.5, 65504, 1365 / 4096]);
});

Deno.test("parseDataFile() reads one axis and none", async () => {
  deepStrictEqual(await arrayOf("one_dimension.npy"), {
    data: Float64Array.of(1.5, -2.5, 0),
    shape: [3],
  });
  deepStrictEqual(await arrayOf("scalar.npy"), { data: Float64Array.of(3), shape: [] });
});

Deno.test("parseDataFile() reads text as labels when it is Unicode or bytes", async () => {
  deepStrictEqual(await parseDataFile(await bytesOf("unicode.npy"), "unicode.npy"), {
    kind: "labels",
    labels: ["cat", "żółw", "🐟", ""],
  });
  deepStrictEqual(await parseDataFile(await bytesOf("byte_strings.npy"), "byte_strings.npy"), {
    kind: "labels",
    labels: ["cat", "dog"],
  });
});

Deno.test("parseDataFile() reads values on any offset when the file is part of a buffer", async () => {
  const file = await bytesOf("f8.npy");
  const shifted = new Uint8Array(file.length + 3).subarray(3);
  shifted.set(file);
  deepStrictEqual((await arrayOf("f8.npy", shifted)).data, Float64Array.from(GRID));
  // A header of odd length, as writers other than NumPy make, puts the values on an odd offset.
  const text = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,)}\n";
  const odd = new Uint8Array(10 + text.length + 16);
  odd.set(file.subarray(0, 8));
  odd[8] = text.length;
  odd.set(new TextEncoder().encode(text), 10);
  odd.set(new Uint8Array(Float64Array.of(1.5, -2).buffer), 10 + text.length);
  deepStrictEqual((await arrayOf("odd.npy", odd)).data, Float64Array.of(1.5, -2));
});

const BAD = [
  { name: "bad_big_endian.npy", message: /is big-endian \(type >f8\)/ },
  { name: "bad_complex.npy", message: /complex numbers \(type <c16\)/ },
  { name: "bad_object.npy", message: /pickled Python objects/ },
  { name: "bad_structured.npy", message: /structured records/ },
  { name: "bad_dates.npy", message: /dates/ },
  { name: "bad_longdouble.npy", message: /type <f16/ },
  { name: "bad_unsafe_integer.npy", message: /the integer 1152921504606846976 \(value 2\)/ },
];

for (const { name, message } of BAD) {
  Deno.test(`parseDataFile() throws when given ${name}`, async () => {
    const bytes = await bytesOf(name);
    await rejects(parseDataFile(bytes, name), { name: "InputError", message });
  });
}

Deno.test("parseDataFile() throws when a .npy file is cut short at any byte", async () => {
  const file = await bytesOf("f8.npy");
  for (let length = 0; length < file.length; length++) {
    await rejects(parseDataFile(file.slice(0, length), "x.npy"), {
      name: "InputError",
      message: /cut short|too short/,
    });
  }
});

Deno.test("parseDataFile() throws when a .npy file has other bytes than its header says", async () => {
  const file = await bytesOf("f8.npy");
  const longer = new Uint8Array(file.length + 8);
  longer.set(file);
  await rejects(parseDataFile(longer, "x.npy"), { message: /more than one array/ });
  const magic = file.slice();
  magic[1] = 0;
  await rejects(parseDataFile(magic, "x.npy"), { code: "not-npy" });
  const version = file.slice();
  version[6] = 9;
  await rejects(parseDataFile(version, "x.npy"), { message: /version 9/ });
  const header = file.slice();
  header.fill(32, 10, 60);
  await rejects(parseDataFile(header, "x.npy"), { message: /header that cannot be read/ });
});

for (const [dtype, type] of Object.entries(DTYPES)) {
  if (["f2", "i8", "u8"].includes(dtype)) continue;
  Deno.test(`encodeNpy() writes the same bytes as NumPy when the type is ${dtype}`, async () => {
    const file = encodeNpy({ data: type.from(GRID), shape: [3, 4] });
    // NumPy pads for a growing first axis; both headers end on a multiple of 64.
    deepStrictEqual(file, await bytesOf(`${dtype}.npy`));
  });
}

Deno.test("encodeNpy() is read back unchanged when the array is a view or has any axes", async () => {
  const view = Float32Array.of(9, 1, 2, 3, 4, 9).subarray(1, 5);
  const arrays: { data: NumericArray; shape: number[] }[] = [
    { data: view, shape: [4] },
    { data: view, shape: [2, 2, 1] },
    { data: Int8Array.of(-1), shape: [] },
    { data: new Float64Array(0), shape: [0, 3] },
  ];
  for (const array of arrays) {
    const bytes = encodeNpy(array);
    strictEqual((bytes.length - array.data.byteLength) % 64, 0);
    const back = await arrayOf("x.npy", bytes);
    deepStrictEqual([...back.data], [...array.data]);
    deepStrictEqual(back.shape, array.shape);
  }
});

Deno.test("encodeNpy() throws when the shape does not fit the values", () => {
  throws(() => encodeNpy({ data: Float64Array.of(1, 2, 3), shape: [2, 2] }), {
    code: "invalid-data",
  });
});
