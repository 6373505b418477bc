/**
 * Diagrams as layered Vega-Lite: boxes, polygons, arrows and text at given places.
 *
 * @module
 */
import type { VegaLiteSpec } from "./artefact.ts";
import { COLORS, THEME, VEGA_LITE_SCHEMA } from "./theme.ts";

/** A point: units to the right of, and below, the top left corner. */
export type Point = readonly [number, number];

/** A rectangle around a centre. */
export interface Box {
  /** Centre. */
  readonly at: Point;
  /** Width and height. */
  readonly size: Point;
  /** Fill colour. */
  readonly fill: string;
  /** Outline colour. */
  readonly stroke: string;
}

/** A filled outline. */
export interface Polygon {
  /** Corners, in order. */
  readonly corners: readonly Point[];
  /** Fill colour. */
  readonly fill: string;
  /** Outline colour. */
  readonly stroke: string;
}

/** A straight line, with an arrowhead at its end unless it is dashed. */
export interface Arrow {
  /** Start. */
  readonly from: Point;
  /** End. */
  readonly to: Point;
  /** Colour. @default {the colour of text} */
  readonly color?: string;
  /** A dashed line without arrowhead. @default {false} */
  readonly dashed?: boolean;
}

/** A line of text. */
export interface Label {
  /** Where it is. */
  readonly at: Point;
  /** The text. */
  readonly text: string;
  /** Font size. @default {13} */
  readonly size?: number;
  /** Colour. @default {the colour of text} */
  readonly color?: string;
  /** Which part of the text is at `at`. @default {"center"} */
  readonly align?: "left" | "center" | "right";
  /** Bold or normal. @default {"normal"} */
  readonly weight?: "normal" | "bold";
}

/** A small picture: one square for each pixel. */
export interface Raster {
  /** Centre. */
  readonly at: Point;
  /** Width and height of the whole picture. */
  readonly size: number;
  /** Rows of grey values, 0 (dark) to 1 (bright). */
  readonly pixels: readonly (readonly number[])[];
}

/** What a diagram is made of; later kinds are drawn over earlier ones. */
export interface Diagram {
  /** Title. */
  readonly title: string;
  /** Lines below the title. */
  readonly subtitle: readonly string[];
  /** Width and height. */
  readonly size: Point;
  /** Arrows and dashed lines. */
  readonly arrows: readonly Arrow[];
  /** Boxes. */
  readonly boxes: readonly Box[];
  /** Polygons. */
  readonly polygons: readonly Polygon[];
  /** Small pictures. */
  readonly rasters: readonly Raster[];
  /** Text. */
  readonly labels: readonly Label[];
}

/**
 * Draws a diagram.
 *
 * @param diagram What it is made of.
 * @returns The specification.
 */
export function drawDiagram(diagram: Diagram): VegaLiteSpec {
  const [width, height] = diagram.size;
  return {
    $schema: VEGA_LITE_SCHEMA,
    title: { text: diagram.title, subtitle: diagram.subtitle },
    width,
    height,
    view: { stroke: null },
    layer: [
      ...lineLayers(diagram.arrows),
      boxLayer(diagram.boxes),
      ...diagram.polygons.map(polygonLayer),
      ...diagram.rasters.map(rasterLayer),
      ...labelLayers(diagram.labels),
    ],
    config: THEME,
    resolve: { scale: { x: "shared", y: "shared" } },
    encoding: {
      x: { type: "quantitative", scale: { domain: [0, width] }, axis: null },
      y: { type: "quantitative", scale: { domain: [0, height], reverse: true }, axis: null },
    },
  };
}

function position(names: { readonly x: string; readonly y: string }): VegaLiteSpec {
  return {
    x: { field: names.x, type: "quantitative" },
    y: { field: names.y, type: "quantitative" },
  };
}

/** A field whose values are used as they are: colours, sizes and angles. */
function verbatim(field: string): VegaLiteSpec {
  return {
    field,
    type: field === "angle" || field === "size" ? "quantitative" : "nominal",
    scale: null,
  };
}

function lineLayers(arrows: readonly Arrow[]): VegaLiteSpec[] {
  const rows = arrows.map(({ from, to, color = COLORS.ink, dashed = false }) => ({
    x: from[0],
    y: from[1],
    x2: to[0],
    y2: to[1],
    color,
    dashed,
    angle: (Math.atan2(to[1] - from[1], to[0] - from[0]) * 180) / Math.PI + 90,
  }));
  const encoding = {
    ...position({ x: "x", y: "y" }),
    x2: { field: "x2" },
    y2: { field: "y2" },
    color: verbatim("color"),
  };
  const solid = rows.filter(({ dashed }) => !dashed);
  return [
    { data: { values: solid }, mark: { type: "rule", strokeWidth: 1.5 }, encoding },
    {
      data: { values: rows.filter(({ dashed }) => dashed) },
      mark: { type: "rule", strokeWidth: 1.5, strokeDash: [4, 4] },
      encoding,
    },
    {
      data: { values: solid },
      mark: { type: "point", shape: "triangle", filled: true, size: 70, opacity: 1 },
      encoding: {
        ...position({ x: "x2", y: "y2" }),
        angle: verbatim("angle"),
        color: verbatim("color"),
      },
    },
  ];
}

function boxLayer(boxes: readonly Box[]): VegaLiteSpec {
  const values = boxes.map(({ at: [x, y], size: [width, height], fill, stroke }) => ({
    x: x - width / 2,
    x2: x + width / 2,
    y: y - height / 2,
    y2: y + height / 2,
    fill,
    stroke,
  }));
  return {
    data: { values },
    mark: { type: "rect", cornerRadius: 6, strokeWidth: 1.5 },
    encoding: {
      ...position({ x: "x", y: "y" }),
      x2: { field: "x2" },
      y2: { field: "y2" },
      fill: verbatim("fill"),
      stroke: verbatim("stroke"),
    },
  };
}

function polygonLayer({ corners, fill, stroke }: Polygon): VegaLiteSpec {
  const values = corners.map(([x, y], order) => ({ x, y, order }));
  return {
    data: { values },
    mark: { type: "line", interpolate: "linear-closed", fill, stroke, strokeWidth: 1.5 },
    encoding: { ...position({ x: "x", y: "y" }), order: { field: "order", type: "quantitative" } },
  };
}

function rasterLayer({ at, size, pixels }: Raster): VegaLiteSpec {
  const side = size / pixels.length;
  const values = pixels.flatMap((row, i) =>
    row.map((value, j) => ({
      x: at[0] - size / 2 + j * side,
      x2: at[0] - size / 2 + (j + 1) * side,
      y: at[1] - size / 2 + i * side,
      y2: at[1] - size / 2 + (i + 1) * side,
      value: Math.round(value * 1000) / 1000,
    }))
  );
  return {
    data: { values },
    mark: { type: "rect", strokeWidth: 0 },
    encoding: {
      ...position({ x: "x", y: "y" }),
      x2: { field: "x2" },
      y2: { field: "y2" },
      color: {
        field: "value",
        type: "quantitative",
        legend: null,
        scale: { domain: [0, 1], range: ["#20262d", "#ffffff"] },
      },
    },
  };
}

/** Alignment and weight are no channels of Vega-Lite, so each combination is a layer. */
function labelLayers(labels: readonly Label[]): VegaLiteSpec[] {
  const groups = Map.groupBy(
    labels,
    ({ align = "center", weight = "normal" }) => `${align} ${weight}`,
  );
  return [...groups].map(([group, members]) => {
    const [align, fontWeight] = group.split(" ");
    const values = members.map(({ at: [x, y], text, size = 13, color = COLORS.ink }) => ({
      x,
      y,
      text,
      size,
      color,
    }));
    return {
      data: { values },
      mark: { type: "text", align, baseline: "middle", fontWeight },
      encoding: {
        ...position({ x: "x", y: "y" }),
        text: { field: "text", type: "nominal" },
        size: verbatim("size"),
        color: verbatim("color"),
      },
    };
  });
}
