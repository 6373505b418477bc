import { smallArtefact, TRAINED } from "../../support/report_artefact.ts";
import { cellsOf, contentsOf, makeIn, withFolder } from "../../support/report_folder.ts";
import { SLOW } from "../../support/report_process.ts";
import {
  deepStrictEqual,
  notDeepStrictEqual,
  ok,
  rejects,
  strictEqual,
} from "../../support/assert.ts";

const FIRST = smallArtefact({ id: "figure-7", method: "wkl", n: 150 });
const SECOND = smallArtefact({ id: "figure-8", method: "kde-ml", n: 120 });

Deno.test("produce() gives the same bits whatever the number of jobs", async () => {
  await withFolder((one) =>
    withFolder(async (two) => {
      await makeIn(one, [FIRST, SECOND], { jobs: 1 });
      await makeIn(two, [FIRST, SECOND], { jobs: 3 });
      const contents = await contentsOf(one);
      deepStrictEqual(Object.keys(contents).length, 8);
      deepStrictEqual(await contentsOf(two), contents);
    })
  );
});

Deno.test("produce() gives the same bits for a subset, and whatever the order", async () => {
  await withFolder((all) =>
    withFolder(async (one) => {
      await makeIn(all, [SECOND, FIRST]);
      await makeIn(one, [FIRST]);
      const contents = await contentsOf(all);
      const kept = Object.entries(contents).filter(([name]) => name.startsWith("figure-7"));
      deepStrictEqual(await contentsOf(one), Object.fromEntries(kept));
    })
  );
});

Deno.test("produce() gives other estimates for another seed", async () => {
  await withFolder((one) =>
    withFolder(async (two) => {
      await makeIn(one, [FIRST]);
      await makeIn(two, [FIRST], { seed: 8 });
      const [a, b] = [await contentsOf(one), await contentsOf(two)];
      notDeepStrictEqual(a["figure-7.json"], b["figure-7.json"]);
    })
  );
});

Deno.test("produce() reuses finished cells, and computes damaged ones anew", async () => {
  await withFolder(async (folder) => {
    await makeIn(folder, [FIRST]);
    const contents = await contentsOf(folder);
    const [truncated, altered, kept] = await cellsOf(folder);
    const path = (name: string) => `${folder}/cells/${name}`;
    const text = await Deno.readTextFile(path(altered));
    await Deno.writeTextFile(path(truncated), '{"key":');
    await Deno.writeTextFile(path(altered), text.replace(/"estimate":-?\d/, '"estimate":7'));
    const before = await Deno.stat(path(kept));
    await makeIn(folder, [FIRST]);
    deepStrictEqual(await contentsOf(folder), contents);
    strictEqual((await Deno.stat(path(kept))).ino, before.ino, "a sound cell was computed again");
    ok((await Deno.readTextFile(path(altered))).includes('"digest"'));
    await makeIn(folder, [FIRST], { fresh: true });
    ok((await Deno.stat(path(kept))).ino !== before.ino, "--fresh must compute every cell");
    deepStrictEqual(await contentsOf(folder), contents);
  });
});

/** Starts the process that makes an artefact, and kills it as soon as something has happened. */
async function killOnce(
  happened: () => Promise<boolean>,
  ...args: readonly string[]
): Promise<void> {
  const script = new URL("../../support/report_process.ts", import.meta.url);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-all", script.href, ...args],
    stdout: "null",
    stderr: "null",
  }).spawn();
  const deadline = performance.now() + 60_000;
  while (!await happened() && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  child.kill("SIGKILL");
  await child.status;
}

Deno.test("produce() continues a training after kill -9 and gives the bits of an unbroken run", async () => {
  await withFolder((broken) =>
    withFolder(async (whole) => {
      const states = async () => {
        const names = await Array.fromAsync(Deno.readDir(`${broken}/checkpoints`)).catch(() => []);
        return names.filter(({ name }) => !name.endsWith(".tmp")).length;
      };
      await killOnce(async () => await states() > 0, broken, "trained");
      strictEqual(await states(), 1, "killed in the training, after it wrote its state");
      deepStrictEqual(await cellsOf(broken), []);
      await makeIn(broken, [TRAINED]);
      await makeIn(whole, [TRAINED], { jobs: 1 });
      deepStrictEqual(await contentsOf(broken), await contentsOf(whole));
      strictEqual(await states(), 0);
    })
  );
});

Deno.test("produce() continues after kill -9 and gives the bits of an unbroken run", async () => {
  await withFolder((broken) =>
    withFolder(async (whole) => {
      const finished = async () => (await cellsOf(broken).catch(() => [])).length;
      await killOnce(async () => await finished() >= 2, broken);
      const early = await finished();
      ok(
        early >= 2 && early < 10,
        `killed after ${early} of 10 cells: the test needs some of each`,
      );
      deepStrictEqual(await contentsOf(broken), {});
      await makeIn(broken, [SLOW]);
      await makeIn(whole, [SLOW]);
      deepStrictEqual(await contentsOf(broken), await contentsOf(whole));
    })
  );
});

Deno.test("produce() stops when it is aborted, and keeps the finished cells", async () => {
  await withFolder(async (folder) => {
    const controller = new AbortController();
    const { produce } = await import("../../../reports/produce.ts");
    const settings = { all: [], profile: "quick", seed: 7, jobs: 1, folder, fresh: false } as const;
    const output = {
      interactive: true,
      writeOut: () => {},
      // The live line tells when the first cell is finished.
      writeError: (text: string) => text.includes("1 of 10 cells") && controller.abort(),
    };
    await rejects(produce([FIRST], settings, { output, signal: controller.signal }), {
      name: "AbortError",
    });
    const kept = (await cellsOf(folder)).length;
    ok(kept >= 1 && kept < 10, `${kept} cells were kept`);
  });
});

Deno.test("produce() throws an InputError when the folder cannot be made", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    await rejects(makeIn(`${folder}/file`, [FIRST]), { code: "output-folder" });
  });
});
