/**
 * The shell blocks of documents: what they run, and what they say it prints.
 *
 * @module
 */
import { createRng, encodeNpy } from "../../mod.ts";
import { ROOT, sourceFiles } from "./source_tree.ts";

/** A command with what it is said to print; null where nothing is said. */
export interface Step {
  readonly command: string;
  readonly printed: string | null;
}

/** A document with shell blocks that are run. */
export interface ShellDocument {
  /** Its path from the root of the repository. */
  readonly path: string;
  /** Its text. */
  readonly text: string;
}

/** The README and the guide. */
export function shellDocuments(): ShellDocument[] {
  return sourceFiles(".md").filter(({ path }) =>
    path === "README.md" || path.startsWith("docs/guide/")
  );
}

/**
 * The commands of a document, without those of blocks of which it says that they are not run, and why.
 *
 * @param document The document.
 * @returns Commands in their order: those of `sh` blocks, and those of `console` blocks with what they print.
 */
export function stepsOf({ path, text }: ShellDocument): Step[] {
  const pattern = /(<!-- not run: [^>]+ -->\s*)?```(sh|console)\n([^]*?)```/g;
  return [...text.matchAll(pattern)].flatMap(([, skipped, kind, block]): Step[] => {
    // The blocks of the README that only show commands need files of the reader's.
    if (skipped !== undefined || (kind === "sh" && path === "README.md")) return [];
    if (kind === "sh") {
      return block.split("\n").filter((line) => line.trim() !== "")
        .map((command) => ({ command, printed: null }));
    }
    return block.split(/^\$ /m).slice(1).map((part) => {
      const end = part.indexOf("\n");
      return { command: part.slice(0, end), printed: part.slice(end + 1).trim() };
    });
  });
}

/**
 * Runs the commands of a document as they are printed, with this Deno and this mod.ts, in a new folder.
 *
 * @param document The document.
 * @param onStep Told each command with what it printed, and what the document says.
 * @throws {Error} If a command fails.
 */
export async function runDocument(
  document: ShellDocument,
  onStep: (step: Step, output: string) => void,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const table = new URL("tests/fixtures/cli/table.csv", ROOT);
    await Deno.copyFile(table, `${folder}/table.csv`);
    if (document.path.endsWith("plane.md")) await recordLayers(`${folder}/run`);
    for (const step of stepsOf(document)) onStep(step, await run(step.command, folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Times differ from run to run. */
export function withoutTimes(text: string): string {
  return text.replaceAll(/\d+(\.\d+)? m?s$/gm, "… s");
}

/**
 * Writes what the commands of the documents print now; where only times differ, nothing changes.
 */
export async function rewriteOutputs(): Promise<void> {
  for (const document of shellDocuments()) {
    if (stepsOf(document).every(({ printed }) => printed === null)) continue;
    let { text } = document;
    await runDocument(document, ({ command, printed }, output) => {
      if (printed === null || withoutTimes(output) === withoutTimes(printed)) return;
      text = text.replace(`$ ${command}\n${printed}`, () => `$ ${command}\n${output}`);
    });
    if (text !== document.text) await Deno.writeTextFile(new URL(document.path, ROOT), text);
  }
}

async function run(command: string, cwd: string): Promise<string> {
  const line = command.replace(/\bdeno run /, '"$DENO" run ').replace(/ mod\.ts /, ' "$MOD" ');
  const { success, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", line],
    cwd,
    env: { DENO: Deno.execPath(), MOD: new URL("mod.ts", ROOT).pathname, NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`${command}: ${decoder.decode(stderr)}`);
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
