import { loadMnist } from "../../../data/mnist.ts";
import { assertClose, deepStrictEqual, ok, rejects, strictEqual } from "../../support/assert.ts";

const NAMES = { images: "t10k-images-idx3-ubyte", labels: "t10k-labels-idx1-ubyte" };

/** The two IDX files of the test split, as they are distributed. */
async function testFiles(): Promise<{ images: Uint8Array; labels: Uint8Array }> {
  const { images, labels } = await loadMnist({ split: "test" });
  return {
    images: idx([0x803, 10000, 28, 28], images.data as Uint8Array),
    labels: idx([0x801, 10000], labels),
  };
}

function idx(header: number[], values: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 * header.length + values.length);
  const view = new DataView(bytes.buffer);
  header.forEach((word, i) => view.setUint32(4 * i, word));
  bytes.set(values, 4 * header.length);
  return bytes;
}

async function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
  const compressed = stream.pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(compressed).arrayBuffer());
}

/** Writes files by name into a fresh folder and reads the test split from there. */
async function loadFrom(files: Record<string, Uint8Array>): ReturnType<typeof loadMnist> {
  const directory = await Deno.makeTempDir();
  try {
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.writeFile(`${directory}/${name}`, bytes);
    }
    return await loadMnist({ split: "test", directory });
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

Deno.test("loadMnist() gives 60,000 digits when split is train", async () => {
  const { images, labels } = await loadMnist({ split: "train" });
  deepStrictEqual(images.shape, [60000, 28, 28]);
  strictEqual(images.data.length, 60000 * 28 * 28);
  deepStrictEqual([...labels.subarray(0, 10)], [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
  const counts = new Array(10).fill(0);
  labels.forEach((label) => counts[label]++);
  deepStrictEqual(counts, [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
  let [sum, squares] = [0, 0];
  for (const value of images.data) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / images.data.length;
  const sd = Math.sqrt(squares / images.data.length - mean * mean);
  // The usual normalisation constants, 0.1307 and 0.3081, have four digits.
  assertClose(mean / 255, 0.1307, { atol: 5e-5 });
  assertClose(sd / 255, 0.3081, { atol: 5e-5 });
});

Deno.test("loadMnist() gives the same 10,000 digits when files are in a folder, plain or .gz", async () => {
  const packaged = await loadMnist({ split: "test" });
  deepStrictEqual(packaged.images.shape, [10000, 28, 28]);
  deepStrictEqual([...packaged.labels.subarray(0, 5)], [7, 2, 1, 0, 4]);
  const { images, labels } = await testFiles();
  const mixed = await loadFrom({
    [NAMES.images]: images,
    [`${NAMES.labels}.gz`]: await gzip(labels),
  });
  ok(mixed.images.data.every((value, i) => value === packaged.images.data[i]));
  deepStrictEqual(mixed.labels, packaged.labels);
  const dotted = await loadFrom({
    "t10k-images.idx3-ubyte": images,
    "t10k-labels.idx1-ubyte": labels,
  });
  deepStrictEqual(dotted.labels, packaged.labels);
});

Deno.test("loadMnist() throws and names the file when one is missing or damaged", async () => {
  const { images, labels } = await testFiles();
  await rejects(loadFrom({ [NAMES.images]: images }), {
    name: "InputError",
    code: "file-not-found",
    message: /has no t10k-labels-idx1-ubyte/,
  });
  const altered = labels.slice();
  altered[5000] ^= 1;
  await rejects(loadFrom({ [NAMES.images]: images, [NAMES.labels]: altered }), {
    code: "corrupt-file",
    message: /t10k-labels-idx1-ubyte is not MNIST's: its SHA-256 is/,
  });
  await rejects(loadFrom({ [NAMES.images]: images.subarray(0, 5000) }), {
    message: /t10k-images-idx3-ubyte has 5000 bytes uncompressed, expected 7840016/,
  });
  await rejects(loadFrom({ [NAMES.images]: labels }), { message: /magic number 2051 expected/ });
  await rejects(loadFrom({ [NAMES.images]: new Uint8Array(2) }), { message: /fewer than 4 bytes/ });
  const compressed = await gzip(labels);
  await rejects(
    loadFrom({ [NAMES.images]: images, [`${NAMES.labels}.gz`]: compressed.subarray(0, 900) }),
    { message: /not a complete gzip file/ },
  );
  const sizes = images.slice();
  new DataView(sizes.buffer).setUint32(8, 14);
  await rejects(loadFrom({ [NAMES.images]: sizes }), { message: /axis 1 has length 14/ });
});

Deno.test("loadMnist() throws when the folder does not exist or the split is unknown", async () => {
  await rejects(loadMnist({ split: "test", directory: "no/such/folder" }), {
    code: "file-not-found",
  });
  await rejects(loadMnist({ split: "valid" as "test" }), { code: "invalid-option" });
});
