/**
 * Serves the page of a run that is not over, and sends it the records as they come (Server-Sent Events).
 *
 * @module
 */
import { InputError } from "../lib/errors.ts";
import type { PlaneRecord } from "../lib/plane/plane_types.ts";
import { liveRow, liveSpec } from "./live_chart.ts";
import { livePageHtml, policyOf } from "./live_page.ts";
import { liveHeadline, liveTable } from "./live_table.ts";
import { readChartScripts } from "./package_scripts.ts";
import type { Fact } from "./page_parts.ts";
import { type LocalServer, serveLocally } from "./serve_locally.ts";

/** Least time between two messages on what is being done, in milliseconds. */
const STEP_MS = 250;

/** What is said of a run before its first record. */
export interface LiveRun {
  /** Facts on it. */
  readonly facts: readonly Fact[];
  /** Confidence level of its intervals. */
  readonly level: number;
}

/** What is sent: what has changed; to a page that has just been opened, everything. */
type Update = Readonly<Record<string, unknown>>;

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
  readonly #records: PlaneRecord[] = [];
  #run: LiveRun = { facts: [], level: 0.95 };
  #html = "";
  #policy = "";
  #spec = "";
  #epochs = 0;
  #step = { fraction: 0, step: "" };
  #steppedAt = -Infinity;
  #ended = false;
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
    this.#run = run;
    this.#send({ facts: run.facts });
  }

  /**
   * Shows a record.
   *
   * @param record The record.
   * @param epochs The last epoch that there will be.
   * @param epochDone Whether it is the last one of its epoch, which is then said to screen readers.
   */
  add(record: PlaneRecord, epochs: number, epochDone: boolean): void {
    this.#epochs = epochs;
    this.#records.push(record);
    const from = this.#records.length - 1;
    const spec = liveSpec(this.#records, this.#run.level);
    const text = JSON.stringify(spec);
    this.#send({
      ...(text === this.#spec ? {} : { spec }),
      ...this.#news(from),
      ...(epochDone ? { spoken: `${liveHeadline(record, epochs)}.` } : {}),
    });
    this.#spec = text;
  }

  /** Says what is being done; `fraction` of the work is done. */
  update(fraction: number, step: string): void {
    this.#step = { fraction, step };
    if (performance.now() - this.#steppedAt < STEP_MS) return;
    this.#steppedAt = performance.now();
    this.#send(this.#step);
  }

  /** Says that the run is complete; the page stays. */
  end(): void {
    this.#ended = true;
    this.#send({ ended: true, spoken: "The run is complete." });
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
        own.enqueue(messageOf(this.#everything()));
      },
      cancel: () => void this.#readers.delete(own),
    });
    return new Response(body, {
      headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
    });
  }

  #everything(): Update {
    const { facts, level } = this.#run;
    return {
      facts,
      ...this.#step,
      ended: this.#ended,
      ...(this.#records.length === 0
        ? {}
        : { spec: liveSpec(this.#records, level), ...this.#news(0) }),
    };
  }

  #news(from: number): Update {
    const records = this.#records;
    return {
      from,
      rows: records.slice(from).map(liveRow),
      epochs: [...new Set(records.map(({ epoch }) => epoch))],
      table: liveTable(records),
      headline: liveHeadline(records[records.length - 1], this.#epochs),
    };
  }

  #send(update: Update): void {
    if (this.#readers.size === 0) return;
    const message = messageOf(update);
    for (const reader of this.#readers) reader.enqueue(message);
  }
}

function messageOf(update: Update): Uint8Array {
  return new TextEncoder().encode(`data: ${JSON.stringify(update)}\n\n`);
}
