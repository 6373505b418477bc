/**
 * Serves the page of a run that is not over, and sends it the records as they come (Server-Sent Events).
 *
 * @module
 */
import { InputError } from "../lib/errors.ts";
import type { PlaneRecord } from "../lib/plane/plane_types.ts";
import { livePageHtml, policyOf } from "./live_page.ts";
import { type LiveRun, LiveState, type LiveUpdate } from "./live_state.ts";
import { readChartScripts } from "./package_scripts.ts";
import { type LocalServer, serveLocally } from "./serve_locally.ts";

/** Least time between two messages on what is being done, in milliseconds. */
const STEP_MS = 250;

/**
 * Listens on 127.0.0.1, and loads what the page draws with.
 *
 * @param port Port; 0 takes any that is free.
 * @returns The page, before its first record.
 * @throws {InputError} If the port is taken or denied, or what draws cannot be loaded.
 * @throws {Deno.errors.NotCapable} If Deno was not given the network.
 */
export async function openLivePage(port: number): Promise<LivePage> {
  const page = new LivePage(port);
  try {
    await page.load();
    return page;
  } catch (error) {
    await page.stop();
    throw error;
  }
}

/** The page of a run; see {@linkcode openLivePage}. */
export class LivePage {
  readonly #server: LocalServer;
  readonly #readers = new Set<ReadableStreamDefaultController<Uint8Array>>();
  readonly #state = new LiveState();
  #html = "";
  #policy = "";
  #steppedAt = -Infinity;
  #stopped: Promise<void> | undefined;

  /** Listens; {@linkcode openLivePage} is the way here. */
  constructor(port: number) {
    this.#server = serveLocally(port, (request) => this.#answer(request));
  }

  /** Loads what the page draws with. */
  async load(): Promise<void> {
    try {
      this.#html = livePageHtml(await readChartScripts());
    } catch (error) {
      if (!(error instanceof Error) || error.name === "NotCapable") throw error;
      throw new InputError(
        "plot-package",
        `What draws the page of --live could not be loaded: ${error.message}`,
        "Its npm packages are downloaded at the first use. Without --live none of them is needed.",
        { cause: error },
      );
    }
    this.#policy = await policyOf(this.#html);
  }

  /** Address of the page. */
  get url(): string {
    return this.#server.url;
  }

  /** Says what the run is. */
  describe(run: LiveRun): void {
    this.#send(this.#state.describe(run));
  }

  /**
   * Shows a record.
   *
   * @param record The record.
   * @param epochs The last epoch that there will be.
   * @param epochDone Whether it is the last one of its epoch, which is then said to screen readers.
   */
  add(record: PlaneRecord, epochs: number, epochDone: boolean): void {
    this.#send(this.#state.add(record, epochs, epochDone));
  }

  /** Says what is being done; `fraction` of the work is done. */
  update(fraction: number, step: string): void {
    const update = this.#state.step(fraction, step);
    if (performance.now() - this.#steppedAt < STEP_MS) return;
    this.#steppedAt = performance.now();
    this.#send(update);
  }

  /** Says that the run is complete; the page stays. */
  end(): void {
    this.#send(this.#state.end());
  }

  /** Resolves when the server has ended. */
  get finished(): Promise<void> {
    return this.#server.finished;
  }

  /** Ends it, also a second time; open pages keep what they show. */
  async stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    await this.#stopped;
  }

  async #stop(): Promise<void> {
    for (const reader of this.#readers) reader.close();
    this.#readers.clear();
    await this.#server.stop();
  }

  #answer(request: Request): Response {
    const { pathname } = new URL(request.url);
    if (pathname === "/events") return this.#follow();
    if (pathname !== "/") return new Response("There is no such page.\n", { status: 404 });
    return new Response(request.method === "HEAD" ? null : this.#html, {
      headers: {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        "content-security-policy": this.#policy,
        "x-content-type-options": "nosniff",
      },
    });
  }

  /** Everything so far, and then what comes. */
  #follow(): Response {
    let own: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        own = controller;
        this.#readers.add(own);
        own.enqueue(messageOf(this.#state.everything()));
      },
      cancel: () => void this.#readers.delete(own),
    });
    return new Response(body, {
      headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
    });
  }

  #send(update: LiveUpdate): void {
    if (this.#readers.size === 0) return;
    const message = messageOf(update);
    for (const reader of this.#readers) reader.enqueue(message);
  }
}

function messageOf(update: LiveUpdate): Uint8Array {
  return new TextEncoder().encode(`data: ${JSON.stringify(update)}\n\n`);
}
