/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Elements of the page, made and found.
 *
 * @module
 */

/** What may be in an element. */
type Content = Node | string;

/**
 * Makes an element.
 *
 * @param tag Name of the element.
 * @param attributes Attributes; those that are false or undefined are left out.
 * @param content What is in it; text stays text.
 * @returns The element.
 */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | number | boolean | undefined>> = {},
  ...content: readonly Content[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...content);
  return element;
}

/** The element with an id that the page is known to have. */
export function byId<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no #${id}.`);
  return element as Kind;
}

/** A control with its label. */
export function field(id: string, label: string, control: HTMLElement, note = ""): HTMLDivElement {
  control.id = id;
  const rest = note === "" ? [] : [make("small", { id: `${id}-note` }, note)];
  if (note !== "") control.setAttribute("aria-describedby", `${id}-note`);
  return make("div", { class: "field" }, make("label", { for: id }, label), control, ...rest);
}

/** A box to tick, with its label after it. */
export function check(id: string, label: string, ticked: boolean): HTMLLabelElement {
  return make(
    "label",
    { class: "check" },
    make("input", { type: "checkbox", id, checked: ticked }),
    make("span", {}, label),
  );
}

/** A list to choose from. */
export function choose(
  choices: readonly { readonly value: string; readonly text: string }[],
  chosen: string,
): HTMLSelectElement {
  return make(
    "select",
    {},
    ...choices.map(({ value, text }) =>
      make("option", { value, selected: value === chosen }, text)
    ),
  );
}

/** How a table is shown. */
export interface TableLook {
  /** What it holds, for who listens. */
  readonly label: string;
  /** Columns that are set to the right. */
  readonly right?: ReadonlySet<number>;
}

/** A table in a box that scrolls, by keyboard too. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { label, right = new Set() }: TableLook,
): HTMLDivElement {
  const cell = (tag: "th" | "td", text: string, column: number) =>
    make(tag, {
      class: right.has(column) ? "number" : undefined,
      scope: tag === "th" ? "col" : undefined,
    }, text);
  return make(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": label },
    make(
      "table",
      {},
      make("thead", {}, make("tr", {}, ...header.map((text, j) => cell("th", text, j)))),
      make(
        "tbody",
        {},
        ...rows.map((row) => make("tr", {}, ...row.map((text, j) => cell("td", text, j)))),
      ),
    ),
  );
}
