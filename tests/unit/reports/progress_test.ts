import { cellKey } from "../../../reports/cell.ts";
import { durationText, openProgress } from "../../../reports/progress.ts";
import { smallArtefact } from "../../support/report_artefact.ts";
import { deepStrictEqual, match, ok, strictEqual } from "../../support/assert.ts";

const CELLS = new Map(
  smallArtefact({ id: "figure-7", method: "wkl", n: 100 }).create().cells("quick", 1)
    .map(({ cell }) => [cellKey(cell), cell]),
);

function show(interactive: boolean): string[] {
  const written: string[] = [];
  const progress = openProgress(CELLS, {
    interactive,
    writeOut: () => {},
    writeError: (text) => void written.push(text),
  });
  const [first, second] = CELLS.keys();
  progress.start(first);
  progress.done(first);
  progress.start(second);
  progress.close();
  return written;
}

Deno.test("openProgress() shows what is running and the time left on a terminal", () => {
  const written = show(true);
  match(written.at(-2) ?? "", /1 of 10 cells, about \d+ s left \| kl latent gaussian-image I=/);
  strictEqual(written.at(-1), "\r\x1b[K");
  ok(written.every((text) => !text.includes("\n")));
});

Deno.test("openProgress() writes plain lines, and seldom, where there is no terminal", () => {
  deepStrictEqual(show(false), []);
});

Deno.test("openProgress() does not count what an earlier run did as work of this one", async () => {
  const written: string[] = [];
  const [[key, cell]] = CELLS;
  const progress = openProgress(new Map([[key, cell]]), {
    interactive: true,
    writeOut: () => {},
    writeError: (text) => void written.push(text),
  });
  progress.start(key);
  progress.advance(key, 0.9, "epoch 90");
  await new Promise((resolve) => setTimeout(resolve, 1100));
  progress.advance(key, 0.91, "epoch 91");
  await new Promise((resolve) => setTimeout(resolve, 600));
  progress.close();
  // A hundredth in a second or two: nine more hundredths take nine times as long.
  const [, seconds] = /about (\d+) s left/.exec(written.at(-2) ?? "") ?? [];
  ok(Number(seconds) >= 9, written.at(-2));
});

Deno.test("durationText() rounds up to whole seconds", () => {
  deepStrictEqual(
    [0, 1, 59_000, 59_001, 185_000, 7_800_000].map(durationText),
    ["0 s", "1 s", "59 s", "1 min 0 s", "3 min 5 s", "2 h 10 min"],
  );
});
