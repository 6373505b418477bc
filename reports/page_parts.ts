/**
 * Parts that pages are made of: text, lists and tables as HTML.
 *
 * @module
 */
import type { ReportTable, TableCell } from "./artefact.ts";

/** Text as HTML, in an element or in an attribute between double quotes. */
export function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/** A list of one class; nothing for no lines. */
export function list(lines: readonly string[], kind: string): string {
  if (lines.length === 0) return "";
  return `<ul class="${kind}">${lines.map((line) => `<li>${escape(line)}</li>`).join("")}</ul>`;
}

/** Lines that can be folded away; nothing for no content. */
export function foldable(summary: string, content: string): string {
  if (content === "") return "";
  return `<details><summary>${escape(summary)}</summary>\n${content}\n</details>`;
}

/** Names with their values; nothing for none. */
export function nameList(facts: readonly Fact[]): string {
  if (facts.length === 0) return "";
  const items = facts.map(({ name, value }) =>
    `<div><dt>${escape(name)}</dt><dd>${escape(value)}</dd></div>`
  );
  return `<dl class="facts">${items.join("")}</dl>`;
}

/** A name with its value. */
export interface Fact {
  /** Such as "Seed". */
  readonly name: string;
  /** Such as "0". */
  readonly value: string;
}

/** A column with a longer text than this is one to be read, and keeps some width on a phone. */
const LONG = 60;

/**
 * A table with its notes, in a box that scrolls where the page is narrow.
 *
 * @param table The table.
 * @param caption What it shows, for assistive technology.
 * @returns HTML.
 */
export function tableHtml({ header, rows, notes }: ReportTable, caption: string): string {
  const head = header.map((text) => `<th scope="col">${escape(text)}</th>`).join("");
  const long = header.map((_, j) => rows.some((row) => row[j].text.length > LONG));
  const body = rows.map(([heading, ...cells]) => {
    // A row that goes on from the one above has no heading of its own.
    const first = heading.text === "" ? "<td></td>" : `<th scope="row">${cellText(heading)}</th>`;
    return `<tr>${first}${
      cells.map((cell, j) => `<td${long[j + 1] ? ' class="long"' : ""}>${cellText(cell)}</td>`)
        .join("")
    }</tr>`;
  });
  const name = escape(caption);
  return `<div class="scroll" role="region" aria-label="${name}" tabindex="0">
<table><caption>${name}</caption><thead><tr>${head}</tr></thead>
<tbody>${body.join("\n")}</tbody></table></div>
${list(notes, "notes")}`;
}

function cellText({ text, paper, note }: TableCell): string {
  const small = [
    paper === undefined ? "" : `<span class="paper">paper: ${escape(paper)}</span>`,
    note === undefined ? "" : `<span class="note">${escape(note)}</span>`,
  ];
  return `${escape(text)}${small.join("")}`;
}
