import { createRng, encodeNpy } from "../../mod.ts";
import { ok, strictEqual } from "../support/assert.ts";
import { ROOT, sourceFiles } from "../support/source_tree.ts";

/** One shell block of a document. */
interface ShellBlock {
  /** `sh`: commands; `console`: commands with what they print. */
  readonly kind: string;
  readonly text: string;
}

/** A command with what it is said to print; null where nothing is said. */
interface Step {
  readonly command: string;
  readonly printed: string | null;
}

/** The blocks of a document, without those of which it says that they are not run, and why. */
function shellBlocks(markdown: string): ShellBlock[] {
  const pattern = /(<!-- not run: [^>]+ -->\s*)?```(sh|console)\n([^]*?)```/g;
  return [...markdown.matchAll(pattern)]
    .filter(([, skipped]) => skipped === undefined)
    .map(([, , kind, text]) => ({ kind, text }));
}

function stepsOf({ kind, text }: ShellBlock): Step[] {
  if (kind === "sh") {
    return text.split("\n").filter((line) => line.trim() !== "")
      .map((command) => ({ command, printed: null }));
  }
  return text.split(/^\$ /m).slice(1).map((part) => {
    const end = part.indexOf("\n");
    return { command: part.slice(0, end), printed: part.slice(end + 1).trim() };
  });
}

/** Runs a command as it is printed, with this Deno and this mod.ts, in a folder. */
async function run(command: string, cwd: string): Promise<string> {
  const line = command.replace(/\bdeno run /, '"$DENO" run ').replace(/ mod\.ts /, ' "$MOD" ');
  const { success, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", line],
    cwd,
    env: { DENO: Deno.execPath(), MOD: new URL("mod.ts", ROOT).pathname, NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  ok(success, `${command}: ${decoder.decode(stderr)}`);
  return (decoder.decode(stdout) + decoder.decode(stderr)).trim();
}

/** What the script for PyTorch leaves behind: outputs of two noisy layers at three epochs. */
async function recordLayers(folder: string): Promise<void> {
  const rng = createRng(1);
  const rows = 300;
  const save = (name: string, width: number, value: (row: number, column: number) => number) => {
    const data = Float64Array.from(
      { length: rows * width },
      (_, i) => value(Math.floor(i / width), i % width),
    );
    return Deno.writeFile(`${folder}/${name}.npy`, encodeNpy({ data, shape: [rows, width] }));
  };
  const labels = Array.from({ length: rows }, () => rng.integer(3));
  const inputs = labels.map((label) => [0, 1, 2].map((j) => Number(j === label) + rng.normal()));
  for (const epoch of ["000", "005", "010"]) {
    await Deno.mkdir(`${folder}/epoch-${epoch}`, { recursive: true });
    for (const layer of ["2", "4"]) {
      const gain = 0.5 + Number(epoch) / 10;
      await save(
        `epoch-${epoch}/${layer}`,
        3,
        (row, j) => gain * inputs[row][j] + 0.1 * rng.normal(),
      );
    }
  }
  await save("inputs", 3, (row, j) => inputs[row][j]);
  const array = { data: Int32Array.from(labels), shape: [rows] };
  await Deno.writeFile(`${folder}/labels.npy`, encodeNpy(array));
}

/** Times differ from run to run. */
function withoutTimes(text: string): string {
  return text.replaceAll(/\d+(\.\d+)? m?s$/gm, "… s");
}

const documents = sourceFiles(".md").filter(({ path }) =>
  path === "README.md" || path.startsWith("docs/guide/")
);

Deno.test.each(documents)("the shell blocks of $path run, and print what they say", async ({
  path,
  text,
}) => {
  // The blocks of the README that only show commands need files of the reader's.
  const blocks = shellBlocks(text).filter(({ kind }) => path !== "README.md" || kind === "console");
  const folder = await Deno.makeTempDir();
  try {
    const table = new URL("tests/fixtures/cli/table.csv", ROOT);
    await Deno.copyFile(table, `${folder}/table.csv`);
    if (path.endsWith("plane.md")) await recordLayers(`${folder}/run`);
    for (const { command, printed } of blocks.flatMap(stepsOf)) {
      const output = await run(command, folder);
      if (printed !== null) strictEqual(withoutTimes(output), withoutTimes(printed), command);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
