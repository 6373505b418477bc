/**
 * Colours on a terminal, and text in columns.
 *
 * @module
 */

/** Wraps text in the escape codes of a style, or returns it as it is. */
export interface Style {
  /** Headings and the numbers that matter. */
  bold(text: string): string;
  /** Explanations. */
  dim(text: string): string;
  /** Names of flags and commands. */
  cyan(text: string): string;
  /** Warnings. */
  yellow(text: string): string;
  /** Errors. */
  red(text: string): string;
}

/** The style for a stream that shows colours, or for one that does not. */
export function createStyle(color: boolean): Style {
  const wrap = (open: number, close: number) => (text: string) =>
    color ? `\x1b[${open}m${text}\x1b[${close}m` : text;
  return {
    bold: wrap(1, 22),
    dim: wrap(2, 22),
    cyan: wrap(36, 39),
    yellow: wrap(33, 39),
    red: wrap(31, 39),
  };
}

/**
 * Breaks `text` at spaces into lines of at most `width` characters (a longer word has its own line).
 */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const last = lines.length - 1;
    if (lines[last] === "") lines[last] = word;
    else if (lines[last].length + 1 + word.length <= width) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Pads the cells of every column to one width; the first column to the left, the rest to the right. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, j) => Math.max(...rows.map((row) => row[j].length)));
  return rows.map((row) =>
    row.map((cell, j) => j === 0 ? cell.padEnd(widths[j]) : cell.padStart(widths[j])).join("  ")
      .trimEnd()
  );
}
