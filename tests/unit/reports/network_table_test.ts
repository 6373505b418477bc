import { classifierTableLines, tableLines } from "../../../lib/nn/network_tables.ts";
import { mnistAutoencoder, mnistClassifier } from "../../../lib/nn/networks.ts";
import type { TableCell } from "../../../reports/artefact.ts";
import { ARTEFACTS } from "../../../reports/artefacts.ts";
import { mergedLines, printedLine } from "../../../reports/network_table.ts";
import { deepStrictEqual, ok, strictEqual, throws } from "../../support/assert.ts";

function rowsOf(id: string): readonly (readonly TableCell[])[] {
  return ARTEFACTS.get(id).create().table?.([]).rows ?? [];
}

/** Rows whose built line is the paper's, as "text" each. */
function agreeing(id: string): string[] {
  return rowsOf(id).filter(([, printed, built]) => printed.text === built.text)
    .map(([, { text }]) => text);
}

Deno.test("classifierTableLines() is Table 1 but for dropout, pooling and noise", () => {
  const unprinted = /^(Dropout|MaxPool2d|GaussianDropout)\(/;
  const lines = classifierTableLines(mnistClassifier()).map(({ stage, layers }) =>
    `${stage}: ${layers.filter((layer) => !unprinted.test(layer)).join(", ")}`
  );
  deepStrictEqual(lines, [
    "L1: Conv2d(1, 8, ks=3), LeakyReLU(0.01)",
    "L2: Conv2d(8, 16, ks=3), LeakyReLU(0.01)",
    "L3: Conv2d(16, 32, ks=3), LeakyReLU(0.01)",
    "L4: Dense(32, 32), LeakyReLU(0.01)",
    "L5: Dense(32, 10), LogSoftMax",
  ]);
  deepStrictEqual(lines, rowsOf("table-1").map(([, { text }]) => text));
});

Deno.test("noise is the last of every layer of the classifier, and the tables show its size", () => {
  for (const { layers } of classifierTableLines(mnistClassifier(0.25))) {
    strictEqual(layers[layers.length - 1], "GaussianDropout(0.25)");
  }
});

Deno.test("tableLines() with separate dense layers is Table 4 and its decoder", () => {
  deepStrictEqual(tableLines(mnistAutoencoder(6), "separate").map(({ layers }) => layers.join()), [
    "Dropout(0.1),Conv2d(1, 8, ks=3),MaxPool2d(2),LeakyReLU(0.01)",
    "Dropout(0.1),Conv2d(8, 16, ks=3),MaxPool2d(2),LeakyReLU(0.01)",
    "Dropout(0.1),Conv2d(16, 32, ks=3),MaxPool2d(2),LeakyReLU(0.01)",
    "Dense(288, 128),LeakyReLU(0.01)",
    "Dense(128, 6),Sigmoid,GaussianDropout(0.1)",
    "Dense(6, 128),LeakyReLU(0.01)",
    "Dense(128, 1568),LeakyReLU(0.01)",
    "Conv2d(32, 16, ks=3),LeakyReLU(0.01)",
    "Upsample(2),Conv2d(16, 8, ks=3),LeakyReLU(0.01)",
    "Upsample(2),Conv2d(8, 1, ks=3)",
  ]);
});

Deno.test("Tables 3 and 4 agree with the paper in these lines", () => {
  const pooled = "BatchNorm2d, LeakyReLU(0.2), MaxPool2d(2)";
  const branch = "MaxPool2d(2), LeakyReLU(0.01)] twice in parallel";
  deepStrictEqual(agreeing("table-3"), [
    `×1: Conv2d(4, 8, ks=3), ${pooled}`,
    `×2 (3): Conv2d(8, 8, ks=3), ${pooled}`,
    "×1: Upsample(2), Conv2d(8, 4, ks=3), BatchNorm2d, LeakyReLU(0.2)",
    `×1: [Conv2d(1, 8, ks=3), ${branch}`,
    `×1 (2): [Conv2d(8, 8, ks=3), ${branch}`,
    "×1: Dense(100, 100), LeakyReLU(0.01)",
    "×1: Dense(100, 1)",
  ]);
  const dropped = "MaxPool2d(2), LeakyReLU(0.01)";
  deepStrictEqual(agreeing("table-4"), [
    `×1: Dropout(0.1), Conv2d(1, 8, ks=3), ${dropped}`,
    `×1: Dropout(0.1), Conv2d(8, 16, ks=3), ${dropped}`,
    `×1: Dropout(0.1), Conv2d(16, 32, ks=3), ${dropped}`,
    "×1: Dense(288, 128), LeakyReLU(0.01)",
  ]);
});

Deno.test("a line has a note exactly where it is not the paper's", () => {
  for (const id of ["table-1", "table-3", "table-4"]) {
    for (const [, printed, built] of rowsOf(id)) {
      strictEqual(built.note === undefined, printed.text === built.text, built.text);
    }
  }
  const notes = rowsOf("table-3").map(([, , { note }]) => note);
  strictEqual(notes[0], "here alone: GaussianNoise(0.1)");
  strictEqual(notes[4], "×3 (4), not ×2 (3)");
  strictEqual(notes[6], "here alone: Sigmoid; in the paper alone: BatchNorm2d, LeakyReLU(0.2)");
  strictEqual(notes[9], "here alone: Dense(256, 100); in the paper alone: Dense(128, 100)");
  strictEqual(notes[12], "not printed");
  ok(ARTEFACTS.get("table-4").create().table?.([]).notes.some((note) => note.includes("24 × 24")));
});

Deno.test("mergedLines() names what differs, and refuses what is more than a number", () => {
  const line = printedLine("×2", "Dense(8, 2), Tanh");
  deepStrictEqual(mergedLines([line], [printedLine("×3", "Dense(8, 4), Tanh")], "dim"), [
    { label: "×2 (3)", layers: ["Dense(8, dim)", "Tanh"], parallel: false },
  ]);
  for (
    const other of [
      printedLine("×2", "Dense(8, 2), Sigmoid"),
      printedLine("×2", "Dense(8, 2)"),
      printedLine("×2", "Dense(8, 2), Tanh", true),
    ]
  ) throws(() => mergedLines([line], [other], "dim"), { name: "RangeError" });
  throws(() => mergedLines([line], [], "dim"), { name: "RangeError" });
  throws(() => mergedLines([line], [printedLine("×2", "Dense(8, 4), Tanh")]), /differ/);
});
