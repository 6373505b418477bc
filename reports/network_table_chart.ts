/**
 * Tables of networks drawn as pictures: long texts, broken into lines.
 *
 * @module
 */
import type { Artefact, ReportTable, VegaLiteSpec } from "./artefact.ts";
import { type Arrow, drawDiagram, type Label } from "./diagram.ts";
import type { TableTitles } from "./table_chart.ts";
import { COLORS } from "./theme.ts";

/** Left edges of the columns, and the width of the whole. */
const LEFT_EDGES = [0, 150, 520];
const WIDTH = 900;

/** Characters that fit into a column: of its text, and of its note. */
const TEXT_LENGTHS = [20, 56, 56];
const NOTE_LENGTH = 64;

/** Font sizes, and the height of a line of text. */
const SIZES = { header: 12, text: 11, note: 9.5 };
const LINE_HEIGHT = 16;

/**
 * Draws a table of networks.
 *
 * @param table A table with the network's name, what is printed and what is built.
 * @param titles Titles.
 * @returns The specification.
 */
export function drawNetworkTable(table: ReportTable, titles: TableTitles): VegaLiteSpec {
  const labels: Label[] = table.header.map((text, i) => (
    { at: [LEFT_EDGES[i], 8], text, size: SIZES.header, align: "left", weight: "bold" }
  ));
  const rules: Arrow[] = [];
  let top = 24;
  for (const row of table.rows) {
    const startsNetwork = row[0].text !== "";
    rules.push(ruleAt(top, startsNetwork ? COLORS.muted : COLORS.grid));
    const texts = row.map(({ text }, i) => broken(text, TEXT_LENGTHS[i]));
    const notes = row.map(({ note = "" }) => broken(note, NOTE_LENGTH));
    texts.forEach((lines, i) => {
      const at = (line: number): Label["at"] => [LEFT_EDGES[i], top + LINE_HEIGHT * (line + 0.8)];
      const heading = i === 0 ? { weight: "bold" as const } : {};
      lines.forEach((text, line) =>
        labels.push({ at: at(line), text, size: SIZES.text, align: "left", ...heading })
      );
      notes[i].forEach((text, line) =>
        labels.push({
          at: at(lines.length + line),
          text,
          size: SIZES.note,
          align: "left",
          color: COLORS.linear,
        })
      );
    });
    top += LINE_HEIGHT * Math.max(...texts.map((lines, i) => lines.length + notes[i].length)) + 8;
  }
  rules.push(ruleAt(top, COLORS.muted));
  return drawDiagram({
    ...titles,
    size: [WIDTH, top],
    arrows: rules,
    boxes: [],
    polygons: [],
    rasters: [],
    labels,
  });
}

function ruleAt(y: number, color: string): Arrow {
  return { from: [0, y], to: [WIDTH, y], color, dashed: true };
}

/** Spaces at which a text may be broken: not within the arguments of a layer or within a size. */
const BREAKS = /(?<!×) (?!\d+[,)]|ks=|dim\b|×)/;

/** Text in lines of at most `length` characters. */
function broken(text: string, length: number): string[] {
  const lines: string[] = [];
  for (const word of text === "" ? [] : text.split(BREAKS)) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= length) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

/** An artefact that is a table of networks: no cells, no records. */
export function networkArtefact(table: ReportTable, title: string): Artefact {
  return {
    missing: [],
    cells: () => [],
    records: () => [],
    spec: () =>
      drawNetworkTable(table, {
        title,
        subtitle: ["Made from the definitions that training uses; differences below each line."],
      }),
    table: () => table,
  };
}
