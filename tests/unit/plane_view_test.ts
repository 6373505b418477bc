import { planeView, sparkline } from "../../lib/cli/plane_view.ts";
import { createStyle } from "../../lib/cli/style.ts";
import { liveRecord, liveRecords } from "../support/live_records.ts";
import { deepStrictEqual, match, ok, strictEqual } from "../support/assert.ts";

const PLAIN = { epochs: 20, columns: 79, rows: 22, style: createStyle(false) };

Deno.test("planeView() has a row for each layer: estimates, changes, courses", () => {
  deepStrictEqual(planeView(liveRecords(3), PLAIN), [
    "Epoch 3 of 20: loss 0.3333, accuracy 77.50 %, test loss 0.2500",
    "layer    I(X; L)    change                   I(L; Y)    change",
    "L1         5.300    +0.100  ▁▃▆█               1.030    +0.010  ▁▃▆█",
    "L2         4.300    +0.100  ▁▃▆█               1.130    +0.010  ▁▃▆█",
    "exp(L2)    3.300    +0.100  ▁▃▆█               1.230    +0.010  ▁▃▆█",
  ]);
});

Deno.test("planeView() has nothing without records, and no change at the first", () => {
  deepStrictEqual(planeView([], PLAIN), []);
  const lines = planeView([liveRecord(0, 0)], PLAIN);
  strictEqual(lines[0], "Epoch 0 of 20: accuracy 10.00 %, test loss 1.000");
  match(lines[2], /^L1 +5\.000 +– {2}▅ +1\.000 +– {2}▅$/);
});

Deno.test("planeView() shows what could not be estimated as missing", () => {
  const failed = liveRecord(4, 1, { inputInformation: null, loss: null, testLoss: null });
  const lines = planeView([...liveRecords(3), liveRecord(4, 0), failed], PLAIN);
  match(lines[3], /^L2 +– +– {2}▁▃▆█ +1\.140 +\+0\.010 {2}▁▃▅▇█$/);
  strictEqual(lines[0], "Epoch 4 of 20: accuracy 82.00 %");
});

Deno.test("planeView() keeps to the size of the terminal", () => {
  const records = liveRecords(60);
  for (let columns = 8; columns <= 140; columns++) {
    for (const rows of [3, 4, 5, 24]) {
      const lines = planeView(records, { ...PLAIN, columns, rows });
      ok(lines.length <= rows, `${lines.length} lines of ${rows}`);
      for (const line of lines) ok(line.length <= columns, `${columns}: ${line}`);
    }
  }
  strictEqual(planeView(records, { ...PLAIN, rows: 4 })[3], "… and 2 more layers");
  const narrow = planeView(records, { ...PLAIN, epochs: 60, columns: 30 });
  deepStrictEqual(narrow.slice(0, 3), [
    "Epoch 60 of 60: loss 0.01667",
    "layer    I(X; L)  I(L; Y)",
    "L1        11.000    1.600",
  ]);
});

Deno.test("planeView() dims what this epoch has not measured yet, on terminals with colours", () => {
  const records = [...liveRecords(1), liveRecord(2, 0)];
  const lines = planeView(records, { ...PLAIN, style: createStyle(true) });
  ok(lines[0].startsWith("\x1b[1mEpoch 2 of 20\x1b[22m: "));
  ok(!lines[2].includes("\x1b"));
  ok(lines[3].startsWith("\x1b[2mL2 ") && lines[3].endsWith("\x1b[22m"));
  ok(!planeView(records, PLAIN).join("").includes("\x1b"));
});

Deno.test("sparkline() goes from the least value to the greatest, in as many blocks as fit", () => {
  strictEqual(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8), "▁▂▃▄▅▆▇█");
  strictEqual(sparkline([-5, 5], 8), "▁█");
  strictEqual(sparkline([3, 3, 3], 8), "▅▅▅");
  strictEqual(sparkline([0, null, 1], 8), "▁ █");
  strictEqual(sparkline([], 8), "");
  strictEqual(sparkline([null], 8), " ");
  // Means of pairs: 0.5, 2.5, 4.5, 6.5.
  strictEqual(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 4), "▁▃▆█");
  strictEqual(sparkline(Array.from({ length: 300 }, (_, i) => i), 24).length, 24);
});
