/**
 * Makes a specification fit the width that a page has for it. Pure; runs in the page.
 *
 * @module
 */

/** Room for an axis with its title and the heading of a row, in pixels. */
const AXIS = 75;
const HEADING = 30;

/** Room for an entry of a legend without its text, and for a letter of that. */
const ENTRY = 32;
const LETTER = 6.6;

/** Room between panels. */
const GAP = 24;

/** Least width of a panel that can be read. */
const LEAST = 95;

/**
 * For a narrow screen: panels that stand side by side go below each other, and grids of panels get as
 * many columns as there is room for, as do legends. What cannot be narrower is left as it is.
 *
 * @param {any} spec A Vega-Lite specification; not changed.
 * @param {number} width Pixels there are.
 * @returns {any} The specification to draw.
 */
export function fit(spec, width) {
  return fitLegends(arranged(spec, width), width);
}

/**
 * @param {any} spec
 * @param {number} width
 */
function arranged(spec, width) {
  const side = spec.hconcat ?? spec.concat;
  if (side) {
    const { hconcat: _, ...rest } = spec;
    const widest = Math.max(...side.map((/** @type {any} */ view) => view.width ?? width));
    const columns = Math.max(1, Math.floor(width / (widest + AXIS)));
    const concat = side.map((/** @type {any} */ view) => arranged(view, width));
    const most = Math.min(columns, spec.columns ?? side.length);
    return { ...rest, columns: most, concat, bounds: "full", spacing: GAP };
  }
  if (spec.vconcat) {
    const below = (/** @type {any} */ view) => arranged(view, width);
    return { ...spec, vconcat: spec.vconcat.map(below) };
  }
  if (spec.facet?.column && spec.spec) return shrunk(spec, width) ?? wrapped(spec, width);
  return spec.layer || spec.mark ? narrowed(spec, width - AXIS) : spec;
}

/**
 * Legends below a chart in as many columns as there is room for, with names in as many lines as it takes.
 *
 * @param {any} node A specification or a part of one; not changed.
 * @param {number} width Pixels there are.
 * @returns {any} The same with such legends.
 */
export function fitLegends(node, width) {
  if (Array.isArray(node)) return node.map((part) => fitLegends(part, width));
  if (typeof node !== "object" || node === null) return node;
  const parts = Object.entries(node).map(([name, part]) => {
    if (name === "values") return [name, part]; // Data: there is nothing in it, and much of it.
    return [name, fitLegends(part, width)];
  });
  const copy = Object.fromEntries(parts);
  if (copy.legend?.orient !== "bottom" || !copy.scale?.domain) return copy;
  const names = /** @type {string[]} */ (copy.scale.domain.map(String));
  const letters = Math.floor((width - AXIS - ENTRY) / LETTER);
  const longest = Math.max(...names.map(({ length }) => length));
  const room = Math.max(1, Math.floor(width / (ENTRY + LETTER * longest)));
  const columns = Math.min(copy.legend.columns ?? names.length, room);
  if (longest <= letters) return { ...copy, legend: { ...copy.legend, columns } };
  const lines = Object.fromEntries(names.map((name) => [name, brokenLines(name, letters)]));
  const labelExpr = `(${JSON.stringify(lines)})[datum.label]`;
  return { ...copy, legend: { ...copy.legend, columns, labelExpr } };
}

/**
 * Lines of at most so many letters; all but the last end in a space, so that they read as one text.
 *
 * @param {string} text
 * @param {number} letters
 * @returns {string[]}
 */
function brokenLines(text, letters) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.length - 1;
    if (lines[last] === "" || lines[last].length + word.length <= letters) {
      lines[last] += `${word} `;
    } else lines.push(`${word} `);
  }
  return lines.map((line, i) => i === lines.length - 1 ? line.trimEnd() : line);
}

/** @param {any} view @param {number} most */
function narrowed(view, most) {
  const isDrawing = view.view?.stroke === null; // A diagram has no axes to follow a new width.
  if (isDrawing || typeof view.width !== "number" || view.width <= most) return view;
  return { ...view, width: Math.max(LEAST, most) };
}

/**
 * A grid with smaller panels, where they can still be read.
 *
 * @param {any} spec
 * @param {number} width
 */
function shrunk(spec, width) {
  const { row, column } = spec.facet;
  const count = column.sort?.length ?? 1;
  const apart = spec.resolve?.scale !== undefined;
  const axes = apart ? count * AXIS : AXIS;
  const panel = Math.floor((width - axes - (row ? HEADING : 0)) / count - GAP);
  return panel < LEAST ? undefined : resized(spec, panel);
}

/**
 * @param {any} spec
 * @param {number} panel Width of a panel; its height follows.
 */
function resized(spec, panel) {
  const height = Math.round(panel * spec.spec.height / spec.spec.width);
  return { ...spec, spec: { ...spec.spec, width: panel, height } };
}

/**
 * A grid of panels as a list that wraps, each with its whole heading.
 *
 * @param {any} spec
 * @param {number} width
 */
function wrapped(spec, width) {
  const { row, column } = spec.facet;
  const headings = [column, row].filter(Boolean);
  const heading = headings.map(({ field }) => `datum[${JSON.stringify(field)}]`).join(' + ", " + ');
  const apart = spec.resolve?.scale !== undefined; // Each panel has its own axes then.
  const columns = apart
    ? Math.max(1, Math.floor(width / (1.5 * LEAST + AXIS)))
    : Math.max(1, Math.floor((width - AXIS) / (LEAST + GAP)));
  const room = apart ? width / columns - AXIS : (width - AXIS) / columns - GAP;
  const panel = Math.floor(Math.max(LEAST, Math.min(room, 320)));
  const sort = (row?.sort ?? [undefined]).flatMap((/** @type {string | undefined} */ below) =>
    (column.sort ?? []).map((/** @type {string} */ across) =>
      below === undefined ? across : `${across}, ${below}`
    )
  );
  return {
    ...resized(spec, panel),
    transform: [...spec.transform ?? [], { calculate: heading, as: "panel" }],
    facet: {
      field: "panel",
      type: "nominal",
      title: null,
      sort,
      header: { labelFontSize: panel < 150 ? 9.5 : 10.5, labelLimit: panel + GAP },
    },
    columns,
    spacing: GAP,
  };
}
