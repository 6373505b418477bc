/**
 * Runs that write one record for each cell of work, in JSON lines, and go on where they were stopped.
 *
 * @module
 */

/** The records of a file's whole lines, and where these end; the file is left as it is. */
export function wholeRecords<Made>(bytes: Uint8Array): { records: Made[]; end: number } {
  const end = bytes.lastIndexOf(0x0a) + 1;
  const lines = new TextDecoder().decode(bytes.subarray(0, end)).split("\n").slice(0, -1);
  return { records: lines.map((line) => JSON.parse(line)), end };
}

/**
 * Reads the records of a file. A line that was cut off when a run was killed has no line end: it is cut out of
 * the file, to be made again; nothing before it is written anew.
 *
 * @param path The file; none, and an empty path, hold no records.
 * @returns The records in their order.
 */
export function readRecords<Made>(path: string): Made[] {
  if (path === "") return [];
  try {
    const bytes = Deno.readFileSync(path);
    const { records, end } = wholeRecords<Made>(bytes);
    if (end < bytes.length) Deno.truncateSync(path, end);
    return records;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** How cells become records. */
export interface CellRun<Cell, Made> {
  /** The work. */
  readonly cells: readonly Cell[];
  /** Threads: 1 for this one, more for as many Workers. */
  readonly jobs: number;
  /** Makes a record; depends on the cell alone. */
  readonly run: (cell: Cell) => Promise<Made>;
  /** A module that does the same for the cells that it is sent, and answers with {@linkcode replyTo}. */
  readonly worker: URL;
  /** Takes the records in the order of the cells, whatever the number of jobs. */
  readonly take: (record: Made) => void;
}

/** What a Worker answers: a record, or why there is none. */
type Reply<Made> = { readonly made: Made } | { readonly failure: string };

/** The answer of a Worker that makes a record; errors become text, so that the run ends with them. */
export async function replyTo<Made>(making: Promise<Made>): Promise<Reply<Made>> {
  try {
    return { made: await making };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

/** Makes the records of all cells. */
export async function runCells<Cell, Made>(work: CellRun<Cell, Made>): Promise<void> {
  const { cells, jobs, run, take } = work;
  if (jobs === 1) {
    for (const cell of cells) take(await run(cell));
    return;
  }
  const waiting = new Map<number, Made>();
  let next = 0;
  let written = 0;
  const serve = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      let current = 0;
      const post = (): void => {
        current = next++;
        if (current < cells.length) worker.postMessage(cells[current]);
        else resolve();
      };
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
      worker.onmessage = ({ data }: MessageEvent<Reply<Made>>) => {
        if ("failure" in data) return reject(new Error(data.failure));
        waiting.set(current, data.made);
        for (; waiting.has(written); waiting.delete(written++)) take(waiting.get(written)!);
        post();
      };
      post();
    });
  const workers = Array.from({ length: jobs }, () => new Worker(work.worker, { type: "module" }));
  try {
    await Promise.all(workers.map(serve));
  } finally {
    for (const worker of workers) worker.terminate();
  }
}

/** Makes what a file lacks, and adds it there; gives all records by their keys. */
export async function complete<Cell, Made extends Cell>(
  work: Omit<CellRun<Cell, Made>, "take">,
  keyOf: (cell: Cell) => string,
  path: string,
): Promise<Made[]> {
  const known = new Map(readRecords<Made>(path).map((record) => [keyOf(record), record]));
  const missing = work.cells.filter((cell) => !known.has(keyOf(cell)));
  const take = (record: Made): void => {
    known.set(keyOf(record), record);
    if (path !== "") Deno.writeTextFileSync(path, JSON.stringify(record) + "\n", { append: true });
  };
  await runCells({ ...work, cells: missing, take });
  return work.cells.map((cell) => known.get(keyOf(cell))!);
}
