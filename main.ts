/**
 * The command line on Deno: files, terminal and signals. The commands are in `lib/cli`.
 *
 * @module
 */
import { closePool } from "./kernels/simd/pool.ts";
import { cannotWrite } from "./lib/cannot_write.ts";
import type { CliFiles, CliIo } from "./lib/cli/cli_io.ts";
import { runCli } from "./lib/cli/run_cli.ts";
import { endSecondThread } from "./lib/mi/second_thread.ts";

/**
 * Runs one command line on the real terminal and file system.
 *
 * @param args What follows the name of the program.
 * @param program URL of the module that was started, for the commands that messages show.
 * @returns The exit code: 0 done, 1 our fault, 2 bad input or usage, 130 interrupted.
 */
export async function main(
  args: readonly string[],
  program: string = import.meta.url,
): Promise<number> {
  quietGraphics();
  try {
    return await runCli(args, createDenoIo(program));
  } finally {
    // Workers that wait for more would keep the program from ending.
    closePool();
    endSecondThread();
  }
}

/**
 * Mesa complains on standard error of a missing XDG_RUNTIME_DIR when WebGPU looks for adapters, which
 * need none: where the environment may be written, there is one.
 */
function quietGraphics(): void {
  const name = "XDG_RUNTIME_DIR";
  if (Deno.build.os !== "linux") return;
  if (Deno.permissions.querySync({ name: "env", variable: name }).state !== "granted") return;
  if (!Deno.env.get(name)) Deno.env.set(name, "/tmp");
}

function createDenoIo(program: string): CliIo {
  return {
    program: programName(program),
    machine: {
      runtime: `Deno ${Deno.version.deno}`,
      engine: `V8 ${Deno.version.v8}`,
      system: `${Deno.build.os} ${Deno.build.arch}`,
    },
    colorOut: !Deno.noColor && Deno.stdout.isTerminal(),
    colorError: !Deno.noColor && Deno.stderr.isTerminal(),
    interactive: Deno.stderr.isTerminal(),
    terminalSize,
    writeOut: (text) => writeAll(Deno.stdout, text, "standard output"),
    writeError: (text) => writeAll(Deno.stderr, text, "standard error"),
    readInput: () => new Response(Deno.stdin.readable).bytes(),
    files: DENO_FILES,
    onInterrupt,
  };
}

const DENO_FILES: CliFiles = {
  read: (path) => Deno.readFile(path),
  list: async (path) => (await Array.fromAsync(Deno.readDir(path))).map(({ name }) => name),
  async exists(path) {
    try {
      await Deno.lstat(path);
      return true;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      if (error instanceof Deno.errors.NotADirectory) return false;
      throw error;
    }
  },
  async requestWrite(path) {
    const { state } = await Deno.permissions.request({ name: "write", path });
    if (state === "granted") return;
    throw new Deno.errors.NotCapable(`Requires write access to "${path}", run again with it`);
  },
  write: (path, bytes) => Deno.writeFile(path, bytes),
  makeFolder: (path) => Deno.mkdir(path, { recursive: true }),
  rename: (from, to) => Deno.rename(from, to),
  async remove(path) {
    try {
      await Deno.remove(path, { recursive: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      if (error instanceof Deno.errors.NotADirectory) return;
      throw error;
    }
  },
};

/** A terminal may have no size, as one of a serial line or of some editors. */
function terminalSize(): { readonly columns: number; readonly rows: number } {
  try {
    const { columns, rows } = Deno.consoleSize();
    if (columns > 0 && rows > 0) return { columns, rows };
  } catch {
    // No stream is a terminal.
  }
  return { columns: 80, rows: 24 };
}

/** The path from the current folder where the program is in it, else the whole path or URL. */
function programName(url: string): string {
  const { protocol, pathname } = new URL(url);
  if (protocol !== "file:") return url;
  const path = decodeURIComponent(pathname);
  const folder = `${Deno.cwd()}/`;
  return path.startsWith(folder) ? path.slice(folder.length) : path;
}

/** Writes all of `text`; a reader that has gone, such as `head`, ends the program without a word. */
function writeAll(
  stream: { writeSync(bytes: Uint8Array): number },
  text: string,
  name: string,
): void {
  let bytes = new TextEncoder().encode(text);
  try {
    while (bytes.length > 0) bytes = bytes.subarray(stream.writeSync(bytes));
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) Deno.exit(0);
    throw cannotWrite(error, name);
  }
}

function onInterrupt(cleanUp: () => Promise<void>): () => void {
  const handler = () => void cleanUp().finally(() => Deno.exit(130));
  Deno.addSignalListener("SIGINT", handler);
  return () => Deno.removeSignalListener("SIGINT", handler);
}

if (import.meta.main) Deno.exitCode = await main(Deno.args);
