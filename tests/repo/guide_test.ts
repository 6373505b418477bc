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
  const line = command.replace(/^deno /, '"$DENO" ').replace(/ mod\.ts /, ' "$MOD" ');
  const { success, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", line],
    cwd,
    env: { DENO: Deno.execPath(), MOD: new URL("mod.ts", ROOT).pathname, NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  ok(success, `${command}: ${decoder.decode(stderr)}`);
  return (decoder.decode(stdout) + decoder.decode(stderr)).trim();
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
    for (const { command, printed } of blocks.flatMap(stepsOf)) {
      const output = await run(command, folder);
      if (printed !== null) strictEqual(withoutTimes(output), withoutTimes(printed), command);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
