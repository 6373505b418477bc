/**
 * The paper's images as tasks: pairs of images with known mutual information, through the committed
 * autoencoders. The encoders were trained on independent images of their own seeds; what a task draws
 * depends on the seed of its cell alone.
 *
 * @module
 */
import type { BenchmarkTask, TaskEntry, TaskSamples } from "../../data/benchmark/tasks.ts";
import { renderGaussians } from "../../data/gaussian_image.ts";
import { drawNormalPair } from "../../data/normal_pair.ts";
import { rectangleCoordinates, renderRectangles } from "../../data/rectangle_image.ts";
import { toUniform } from "../../data/vectors.ts";
import { type Autoencoder, autoencoderFromJson } from "../../lib/compress/autoencoder.ts";
import type { RegistryEntry } from "../../lib/registry.ts";
import type { Samples } from "../../lib/types.ts";

/** A task whose samples may take a network to make. */
export interface AccuracyTask extends Omit<BenchmarkTask, "draw"> {
  /** Draws n pairs; equal arguments give equal bits. */
  draw(n: number, seed: number): TaskSamples | Promise<TaskSamples>;
}

/** Registry entry of such a task. */
export interface AccuracyTaskEntry extends RegistryEntry<AccuracyTask> {
  /** Where the task comes from. */
  readonly suite: TaskEntry["suite"] | "images";
  /** What it is alike. */
  readonly family: string;
}

/** True values in nats. */
const LEVELS = [1, 3, 7];

/** Encoders that this thread has already read. */
const encoders = new Map<string, Promise<Autoencoder>>();

function encoderOf(name: string): Promise<Autoencoder> {
  let encoder = encoders.get(name);
  if (!encoder) {
    const url = new URL(`../../reports/gallery/encoders/${name}.json`, import.meta.url);
    encoder = Deno.readTextFile(url).then((text) => autoencoderFromJson(JSON.parse(text)));
    encoders.set(name, encoder);
  }
  return encoder;
}

/** The maps of a family from normal vectors to images, those of its sampler. */
interface Shape {
  readonly dim: number;
  readonly structure: (latent: Samples, side: number) => Samples;
  readonly render: (structured: Samples, side: number) => Samples;
}

const SHAPES = {
  gaussian: { dim: 2, structure: toUniform, render: renderGaussians },
  rectangle: { dim: 4, structure: rectangleCoordinates, render: renderRectangles },
} satisfies Record<string, Shape>;

/** Images that exist at a time. */
const ROWS = 1024;

/** The codes of the images of normal vectors, without all images at once. */
async function codesOf(
  latent: Samples,
  { structure, render }: Shape,
  side: number,
  encoder: Autoencoder,
): Promise<Samples> {
  const { data, n, d } = structure(latent, side);
  const codes = new Float64Array(n * encoder.dim);
  for (let row = 0; row < n; row += ROWS) {
    const part = data.subarray(row * d, (row + ROWS) * d);
    const images = render({ data: part, n: part.length / d, d }, side);
    codes.set((await encoder.encode(images)).data, row * encoder.dim);
  }
  return { data: codes, n, d: encoder.dim };
}

/** Each family has one encoder, for X and Y at every true value, as in the paper. */
function tasks(name: keyof typeof SHAPES, side: number): AccuracyTaskEntry[] {
  const shape = SHAPES[name];
  const family = `${name}-${side}`;
  return LEVELS.map((mutualInformation) => {
    const id = `${family}-mi${mutualInformation}`;
    const task: AccuracyTask = {
      id,
      dims: [shape.dim, shape.dim],
      mutualInformation,
      async draw(n, seed) {
        const encoder = await encoderOf(`${name}-image-${side}`);
        const request = { samples: n, mutualInformation, seed };
        const { x, y } = drawNormalPair(request, { dimX: shape.dim, dimY: shape.dim });
        return {
          x: await codesOf(x, shape, side, encoder),
          y: await codesOf(y, shape, side, encoder),
        };
      },
    };
    const summary = `Images of ${name}s, ${side} × ${side}, compressed, ${mutualInformation} nats`;
    return { id, title: id, summary, options: [], suite: "images", family, create: () => task };
  });
}

/** Round Gaussian functions and rectangles of two sizes, at three true values each. */
export const IMAGE_TASKS: readonly AccuracyTaskEntry[] = [
  ...tasks("gaussian", 16),
  ...tasks("rectangle", 16),
  ...tasks("gaussian", 32),
  ...tasks("rectangle", 32),
];
