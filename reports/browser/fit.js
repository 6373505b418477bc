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
const LEAST = 105;

/**
 * For a narrow screen: panels that stand side by side go below each other, and grids of panels get as
 * many columns as there is room for, as do legends. What cannot be narrower is left as it is.
 *
 * @param {any} spec A Vega-Lite specification; not changed.
 * @param {number} width Pixels there are.
 * @returns {any} The specification to draw.
 */
export function fit(spec, width) {
  return withLegendColumns(arranged(spec, width), width);
}

/**
 * @param {any} spec
 * @param {number} width
 */
function arranged(spec, width) {
  if (spec.hconcat) {
    const { hconcat, ...rest } = spec;
    return {
      ...rest,
      vconcat: hconcat.map((/** @type {any} */ view) => narrowed(view, width - AXIS)),
    };
  }
  if (spec.concat) {
    const views = spec.concat.map((/** @type {any} */ view) => narrowed(view, width - AXIS));
    return { ...spec, columns: 1, concat: views };
  }
  if (spec.facet?.column && spec.spec) return shrunk(spec, width) ?? wrapped(spec, width);
  return spec.layer || spec.mark ? narrowed(spec, width - AXIS) : spec;
}

/**
 * Legends below a chart in as many columns as there is room for.
 *
 * @param {any} node A part of a specification.
 * @param {number} width
 * @returns {any}
 */
function withLegendColumns(node, width) {
  if (Array.isArray(node)) return node.map((part) => withLegendColumns(part, width));
  if (typeof node !== "object" || node === null) return node;
  const parts = Object.entries(node).map(([name, part]) => {
    if (name === "values") return [name, part]; // Data: there is nothing in it, and much of it.
    return [name, withLegendColumns(part, width)];
  });
  const copy = Object.fromEntries(parts);
  if (copy.legend?.orient !== "bottom" || !copy.scale?.domain) return copy;
  const longest = Math.max(...copy.scale.domain.map((/** @type {any} */ name) => `${name}`.length));
  const room = Math.max(1, Math.floor(width / (ENTRY + LETTER * longest)));
  const columns = Math.min(copy.legend.columns ?? copy.scale.domain.length, room);
  return { ...copy, legend: { ...copy.legend, columns } };
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
    ? Math.max(1, Math.floor(width / (LEAST + AXIS)))
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
