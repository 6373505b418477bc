/**
 * In which order cells run: what others wait for first, each after the cells that it needs.
 *
 * @module
 */
import { type Cell, cellKey, type CellResult, type TimedResult } from "./cell.ts";

/** The cells that are still to be started. */
export class Schedule {
  readonly #waiting: [string, Cell][];
  readonly #results: Map<string, CellResult>;
  #change: PromiseWithResolvers<void> = Promise.withResolvers();

  /**
   * Orders cells by their own expected work and that of the longest chain that waits for them.
   *
   * @param cells The cells to run, by key.
   * @param known Results of cells that need not run.
   * @throws {Error} If a cell needs one that is neither to run nor known.
   */
  constructor(cells: ReadonlyMap<string, Cell>, known: ReadonlyMap<string, TimedResult>) {
    const urgency = urgencies(cells);
    this.#waiting = [...cells].sort(([a], [b]) => urgency.get(b)! - urgency.get(a)!);
    this.#results = new Map([...known].map(([key, { result }]) => [key, result]));
    for (const { needs = [], label } of cells.values()) {
      const lost = needs.find((need) => !cells.has(cellKey(need)) && !known.has(cellKey(need)));
      if (lost) throw new Error(`"${label}" needs "${lost.label}", which is not to be computed.`);
    }
  }

  /** Whether every cell was taken. */
  get empty(): boolean {
    return this.#waiting.length === 0;
  }

  /**
   * Takes the most urgent cell that can run now, with the results that it needs.
   *
   * @returns The cell, or undefined where all that are left wait for others.
   */
  take(): { key: string; cell: Cell; needed: CellResult[] } | undefined {
    const index = this.#waiting.findIndex(([, { needs = [] }]) =>
      needs.every((need) => this.#results.has(cellKey(need)))
    );
    if (index < 0) return undefined;
    const [[key, cell]] = this.#waiting.splice(index, 1);
    return { key, cell, needed: (cell.needs ?? []).map((n) => this.#results.get(cellKey(n))!) };
  }

  /** Tells that a cell is finished. */
  finish(key: string, result: CellResult): void {
    this.#results.set(key, result);
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }

  /** Resolves when the next cell is finished. */
  change(): Promise<void> {
    return this.#change.promise;
  }
}

/** For each cell its cost and that of the longest chain of cells behind it. */
function urgencies(cells: ReadonlyMap<string, Cell>): Map<string, number> {
  const behind = new Map<string, number>();
  // A cell stands after what it needs (`distinctCells`), so that going backwards meets it first.
  for (const [key, { cost, needs = [] }] of [...cells].reverse()) {
    const chain = cost + (behind.get(key) ?? 0);
    for (const need of needs.map(cellKey)) {
      behind.set(need, Math.max(behind.get(need) ?? 0, chain));
    }
  }
  return new Map([...cells].map(([key, { cost }]) => [key, cost + (behind.get(key) ?? 0)]));
}
