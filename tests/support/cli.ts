/**
 * Runs the command line: inside the test with files in memory, or as a real process.
 *
 * @module
 */
import type { CliIo } from "../../lib/cli/cli_io.ts";
import { runCli } from "../../lib/cli/run_cli.ts";
import { ROOT } from "./source_tree.ts";

/** What a run of the command line left behind. */
export interface CliResult {
  /** Exit code. */
  readonly code: number;
  /** Standard output. */
  readonly out: string;
  /** Standard error. */
  readonly err: string;
}

/** Files in memory: content by path; null stands for a folder. */
export type MemoryFiles = Map<string, Uint8Array | null>;

/** An in-memory file system with the given text or bytes. */
export function memoryFiles(
  contents: Readonly<Record<string, string | Uint8Array | null>> = {},
): MemoryFiles {
  const encoder = new TextEncoder();
  return new Map(
    Object.entries(contents).map(([path, content]) => [
      path,
      typeof content === "string" ? encoder.encode(content) : content,
    ]),
  );
}

/**
 * Runs one command line inside this process.
 *
 * @param args What follows the name of the program.
 * @param files The file system; changed by what the command writes.
 * @param overrides Parts of the terminal to replace.
 * @returns Exit code and output.
 */
export async function runInProcess(
  args: readonly string[],
  files: MemoryFiles = memoryFiles(),
  overrides: Partial<CliIo> = {},
): Promise<CliResult> {
  let out = "";
  let err = "";
  const code = await runCli(args, {
    program: "mod.ts",
    machine: { runtime: "Deno 2.9.6", engine: "V8 15.0", system: "linux x86_64" },
    colorOut: false,
    colorError: false,
    interactive: false,
    terminalSize: () => ({ columns: 80, rows: 24 }),
    writeOut: (text) => out += text,
    writeError: (text) => err += text,
    readInput: () => Promise.resolve(new Uint8Array()),
    files: memoryAccess(files),
    onInterrupt: () => () => {},
    ...overrides,
  });
  return { code, out, err };
}

/** Access to files in memory, with the errors that Deno's file system has. */
export function memoryAccess(files: MemoryFiles): CliIo["files"] {
  const inside = (folder: string) =>
    [...files.keys()].filter((path) => path === folder || path.startsWith(`${folder}/`));
  return {
    // deno-lint-ignore require-await -- rejects, as the real one does, where it would throw
    async read(path) {
      const bytes = files.get(path);
      if (bytes === undefined) throw new Deno.errors.NotFound(path);
      if (bytes === null) throw new Deno.errors.IsADirectory(path);
      return bytes;
    },
    // deno-lint-ignore require-await -- rejects, as the real one does, where it would throw
    async list(path) {
      if (files.get(path)) throw new Deno.errors.NotADirectory(path);
      const below = inside(path).filter((found) => found !== path);
      if (below.length === 0 && !files.has(path)) throw new Deno.errors.NotFound(path);
      return [...new Set(below.map((found) => found.slice(path.length + 1).split("/")[0]))];
    },
    exists: (path) => Promise.resolve(inside(path).length > 0),
    requestWrite: () => Promise.resolve(),
    write: (path, bytes) => Promise.resolve(void files.set(path, bytes)),
    makeFolder: (path) => Promise.resolve(void files.set(path, null)),
    rename(from, to) {
      for (const path of inside(from)) {
        files.set(to + path.slice(from.length), files.get(path) ?? null);
        files.delete(path);
      }
      return Promise.resolve();
    },
    remove(path) {
      for (const found of inside(path)) files.delete(found);
      return Promise.resolve();
    },
  };
}

/** Settings of {@linkcode runProcess}. */
export interface ProcessOptions {
  /** Flags of `deno run`, such as permissions. @default {["--allow-read"]} */
  readonly permissions?: readonly string[];
  /** Working folder. @default {the root of the project} */
  readonly cwd?: string | URL;
  /** What to run. @default {mod.ts of the project} */
  readonly program?: string;
  /** Further environment variables. */
  readonly env?: Record<string, string>;
}

/** Runs the program as a process of its own, not on a terminal. */
export async function runProcess(
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<CliResult> {
  const { code, stdout, stderr } = await denoCommand(args, options).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

/** The command that {@linkcode runProcess} runs. */
export function denoCommand(args: readonly string[], options: ProcessOptions = {}): Deno.Command {
  const { permissions = ["--allow-read"], program, cwd = ROOT, env = {} } = options;
  const module = program ?? new URL("mod.ts", ROOT).href;
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", ...permissions, module, ...args],
    cwd,
    env: { ...env, NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}
