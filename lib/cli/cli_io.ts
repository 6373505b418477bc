/**
 * What the command line needs from the machine it runs on; `main.ts` provides it, tests inject it.
 *
 * @module
 */

/** Files, as the commands use them. Failures throw errors named as `Deno.errors` names them. */
export interface CliFiles {
  /** The bytes of a file. */
  read(path: string): Promise<Uint8Array>;
  /** Names of what is in a folder. */
  list(path: string): Promise<readonly string[]>;
  /** Whether there is something at `path`. */
  exists(path: string): Promise<boolean>;
  /** Throws `NotCapable` unless `path` may be written; asks the user where there is one to ask. */
  requestWrite(path: string): Promise<void>;
  /** Writes a file whole. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Makes a folder and those above it. */
  makeFolder(path: string): Promise<void>;
  /** Renames a file or folder. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file or folder with all it holds; does nothing if there is none. */
  remove(path: string): Promise<void>;
}

/** What the program runs on. */
export interface MachineFacts {
  /** The runtime with its version: "Deno 2.9.6". */
  readonly runtime: string;
  /** The engine with its version: "V8 15.0.245". */
  readonly engine: string;
  /** Operating system and architecture: "linux x86_64". */
  readonly system: string;
}

/** The terminal, the files and the signals of one run. */
export interface CliIo {
  /** What stands for this program after `deno run`: a path or a URL of `mod.ts`. */
  readonly program: string;
  /** What it runs on. */
  readonly machine: MachineFacts;
  /** Whether standard output may be coloured. */
  readonly colorOut: boolean;
  /** Whether standard error may be coloured. */
  readonly colorError: boolean;
  /** Whether standard error is a terminal, so that progress can be shown and cleared. */
  readonly interactive: boolean;
  /** Size of the terminal in characters; 80 × 24 where there is none. */
  terminalSize(): { readonly columns: number; readonly rows: number };
  /** Writes to standard output. */
  writeOut(text: string): void;
  /** Writes to standard error. */
  writeError(text: string): void;
  /** All of standard input. */
  readInput(): Promise<Uint8Array>;
  /** The file system. */
  readonly files: CliFiles;
  /**
   * Calls `cleanUp` if the user interrupts the program, and then ends it with exit code 130.
   * Returns what takes the handler away again.
   */
  onInterrupt(cleanUp: () => Promise<void>): () => void;
}
