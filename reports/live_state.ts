/**
 * A run that is not over, as messages to the pages that follow it.
 *
 * @module
 */
import type { PlaneRecord } from "../lib/plane/plane_types.ts";
import { liveRow, liveSpec } from "./live_chart.ts";
import { liveHeadline, liveTable } from "./live_table.ts";
import type { Fact } from "./page_parts.ts";

/** What is said of a run before its first record. */
export interface LiveRun {
  /** Facts on it. */
  readonly facts: readonly Fact[];
  /** Confidence level of its intervals. */
  readonly level: number;
}

/** A message: what has changed, under the names that `reports/browser/live.js` explains. */
export type LiveUpdate = Readonly<Record<string, unknown>>;

/** The state of a run; every change gives the message that tells of it. */
export class LiveState {
  readonly #records: PlaneRecord[] = [];
  #run: LiveRun = { facts: [], level: 0.95 };
  #spec = "";
  #epochs = 0;
  #step: LiveUpdate = { fraction: 0, step: "" };
  #ended = false;

  /** Says what the run is. */
  describe(run: LiveRun): LiveUpdate {
    this.#run = run;
    return { facts: run.facts };
  }

  /** Says what is being done; `fraction` of the work is done. */
  step(fraction: number, step: string): LiveUpdate {
    this.#step = { fraction, step };
    return this.#step;
  }

  /**
   * Takes a record.
   *
   * @param record The record.
   * @param epochs The last epoch that there will be.
   * @param epochDone Whether it is the last one of its epoch, which is then said to screen readers.
   * @returns Its row and the new table, and the specification where that is another one; O(records).
   */
  add(record: PlaneRecord, epochs: number, epochDone: boolean): LiveUpdate {
    this.#epochs = epochs;
    this.#records.push(record);
    const spec = liveSpec(this.#records, this.#run.level);
    const text = JSON.stringify(spec);
    const isNew = text !== this.#spec;
    this.#spec = text;
    return {
      ...(isNew ? { spec } : {}),
      ...this.#news(this.#records.length - 1),
      ...(epochDone ? { spoken: `${liveHeadline(record, epochs)}.` } : {}),
    };
  }

  /** Says that the run is complete. */
  end(): LiveUpdate {
    this.#ended = true;
    return { ended: true, spoken: "The run is complete." };
  }

  /** All there is to say, for a page that has just been opened. */
  everything(): LiveUpdate {
    const { facts, level } = this.#run;
    const records = this.#records.length === 0
      ? {}
      : { spec: liveSpec(this.#records, level), ...this.#news(0) };
    return { facts, ...this.#step, ended: this.#ended, ...records };
  }

  #news(from: number): LiveUpdate {
    const records = this.#records;
    return {
      from,
      rows: records.slice(from).map(liveRow),
      epochs: [...new Set(records.map(({ epoch }) => epoch))],
      table: liveTable(records),
      headline: liveHeadline(records[records.length - 1], this.#epochs),
    };
  }
}
