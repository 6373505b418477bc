/**
 * A Python process that times peers: started once, so that imports cost nothing and its runs can
 * alternate with ours.
 *
 * @module
 */
import type { Samples } from "../../lib/types.ts";

/** Python interpreters to look in, in order; INFOPLANE_PYTHON names another one. */
const INTERPRETERS = ["python3", "/usr/bin/python3"];

/** One command for `peer.py`: its name and arguments. */
export interface PeerCommand {
  /** Name of the command. */
  readonly command: string;
  /** Arguments of the command. */
  readonly [argument: string]: string | number;
}

/** One answer of `peer.py` to a timed command. */
export interface PeerTiming {
  /** Time of the call, in milliseconds. */
  readonly ms: number;
  /** A number that our side computes too. */
  readonly check: number;
}

/** A running `peer.py`. */
export class PeerProcess {
  /** Versions of Python and its packages. */
  readonly versions: Readonly<Record<string, string>>;
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: ReadableStreamDefaultReader<string>;
  #buffer = "";

  private constructor(child: Deno.ChildProcess, versions: Record<string, string>) {
    this.#child = child;
    this.#writer = child.stdin.getWriter();
    this.#lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    this.versions = versions;
  }

  /**
   * Starts `peer.py` with the first interpreter that can import a module.
   *
   * @param module Name of the module that the peer needs: "scipy".
   * @param program File in this folder that answers the commands.
   * @returns The process, or null where no interpreter has the module.
   */
  static async start(module: string, program = "peer.py"): Promise<PeerProcess | null> {
    const own = Deno.env.get("INFOPLANE_PYTHON");
    for (const interpreter of own ? [own] : INTERPRETERS) {
      if (!await canImport(interpreter, module)) continue;
      const script = new URL(program, import.meta.url).pathname;
      const child = new Deno.Command(interpreter, {
        args: [script],
        stdin: "piped",
        stdout: "piped",
      }).spawn();
      const versions: Record<string, string> = {};
      const process = new PeerProcess(child, versions);
      Object.assign(versions, (await process.#ask({ command: "versions" })).versions);
      return process;
    }
    return null;
  }

  /** Hands the peer data under a name. */
  async load(name: string, { data, n, d }: Samples): Promise<void> {
    const path = await Deno.makeTempFile({ suffix: ".f64" });
    try {
      await Deno.writeFile(path, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      await this.#ask({ command: "load", name, path, n, d });
    } finally {
      await Deno.remove(path);
    }
  }

  /** Times one command. */
  async time(command: PeerCommand): Promise<PeerTiming> {
    const { ms, check } = await this.#ask(command);
    return { ms: Number(ms), check: Number(check) };
  }

  /** Ends the process. */
  async close(): Promise<void> {
    await this.#writer.close();
    await this.#lines.cancel();
    await this.#child.status;
  }

  async #ask(command: PeerCommand): Promise<Record<string, unknown>> {
    await this.#writer.write(new TextEncoder().encode(`${JSON.stringify(command)}\n`));
    while (!this.#buffer.includes("\n")) {
      const { value, done } = await this.#lines.read();
      if (done) throw new Error(`The peer ended during "${command.command}".`);
      this.#buffer += value;
    }
    const end = this.#buffer.indexOf("\n");
    const answer = JSON.parse(this.#buffer.slice(0, end));
    this.#buffer = this.#buffer.slice(end + 1);
    if (answer.error) throw new Error(`The peer failed: ${answer.error}`);
    return answer;
  }
}

async function canImport(interpreter: string, module: string): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(interpreter, {
      args: ["-c", `import numpy, ${module}`],
      stderr: "null",
      stdout: "null",
    }).output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
