/**
 * Pairs with ties, whose mutual information is known.
 *
 * @module
 */
import { createRng, type Rng } from "../../lib/rng.ts";

/** Rows of both sides. */
export interface TiedPair {
  /** X. */
  readonly x: number[][];
  /** Y. */
  readonly y: number[][];
}

/** A way to draw pairs, with its true value. */
export interface TiedCase {
  /** What the data are. */
  readonly name: string;
  /** True mutual information in nats. */
  readonly truth: number;
  /** Draws n pairs. */
  draw(n: number, seed: number): TiedPair;
}

const HALF_LOG = 0.5 * Math.log(2 * Math.PI * Math.E);

function poisson(mean: number, rng: Rng): number {
  let count = 0;
  for (let left = mean; (left += Math.log(1 - rng.uniform())) > 0; count++);
  return count;
}

/** Probabilities of 0, 1, … of the Poisson distribution. */
function poissonMasses(mean: number): number[] {
  const masses = [Math.exp(-mean)];
  for (let k = 1; k < mean + 12 * Math.sqrt(mean) + 12; k++) {
    masses.push(masses[k - 1] * mean / k);
  }
  return masses;
}

/** I(A; A + s E) for A of some places and weights, E normal: h(A + s E) − h(s E), by quadrature. */
function informationUnderNoise(places: number[], weights: number[], s: number): number {
  const [low, high] = [Math.min(...places) - 8 * s, Math.max(...places) + 8 * s];
  const step = s / 20;
  let entropy = 0;
  for (let y = low; y <= high; y += step) {
    let density = 0;
    places.forEach((place, i) => density += weights[i] * Math.exp(-0.5 * ((y - place) / s) ** 2));
    density /= s * Math.sqrt(2 * Math.PI);
    if (density > 0) entropy -= step * density * Math.log(density);
  }
  return entropy - HALF_LOG - Math.log(s);
}

function poissonUnderNoise(mean: number, s: number): number {
  const masses = poissonMasses(mean);
  return informationUnderNoise([...masses.keys()], masses, s);
}

/** |normal| with a share of zeros, as places and weights. */
function zeroInflatedUnderNoise(share: number, s: number): number {
  const step = 0.02;
  const places = Array.from({ length: 300 }, (_, i) => (i + 0.5) * step);
  const weights = places.map((z) =>
    (1 - share) * step * 2 * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI)
  );
  return informationUnderNoise([0, ...places], [share, ...weights], s);
}

/** I(A; A + B) = H(A + B) − H(B) of Poisson variables. */
function sumOfPoissons(a: number, b: number): number {
  const entropy = (masses: number[]): number =>
    masses.reduce((sum, p) => p > 0 ? sum - p * Math.log(p) : sum, 0);
  return entropy(poissonMasses(a + b)) - entropy(poissonMasses(b));
}

function rows(n: number, seed: number, row: (rng: Rng) => [number[], number[]]): TiedPair {
  const rng = createRng(seed);
  const pairs = Array.from({ length: n }, () => row(rng));
  return { x: pairs.map(([x]) => x), y: pairs.map(([, y]) => y) };
}

const zeroInflated = (rng: Rng): number => rng.uniform() < 0.3 ? 0 : Math.abs(rng.normal());

/** Counts, zero-inflated and rounded data, alone and beside a continuous column. */
export const TIED_CASES: readonly TiedCase[] = [
  {
    name: "counts of mean 3",
    truth: poissonUnderNoise(3, 2),
    draw: (n, seed) =>
      rows(n, seed, (rng) => {
        const a = poisson(3, rng);
        return [[a], [a + 2 * rng.normal()]];
      }),
  },
  {
    name: "counts of mean 100",
    truth: poissonUnderNoise(100, 10),
    draw: (n, seed) =>
      rows(n, seed, (rng) => {
        const a = poisson(100, rng);
        return [[a], [a + 10 * rng.normal()]];
      }),
  },
  {
    name: "counts beside a continuous column",
    truth: poissonUnderNoise(20, 4.5),
    draw: (n, seed) =>
      rows(n, seed, (rng) => {
        const a = poisson(20, rng);
        return [[a, rng.normal()], [a + 4.5 * rng.normal()]];
      }),
  },
  {
    name: "zero-inflated",
    truth: zeroInflatedUnderNoise(0.3, 0.5),
    draw: (n, seed) =>
      rows(n, seed, (rng) => {
        const a = zeroInflated(rng);
        return [[a], [a + 0.5 * rng.normal()]];
      }),
  },
  {
    name: "zero-inflated beside a continuous column",
    truth: zeroInflatedUnderNoise(0.3, 0.5),
    draw: (n, seed) =>
      rows(n, seed, (rng) => {
        const a = zeroInflated(rng);
        return [[rng.normal(), a], [a + 0.5 * rng.normal()]];
      }),
  },
  {
    name: "counts on both sides",
    truth: sumOfPoissons(3, 3),
    draw: (n, seed) =>
      rows(n, seed, (rng) => {
        const a = poisson(3, rng);
        return [[a], [a + poisson(3, rng)]];
      }),
  },
  {
    name: "two values",
    truth: informationUnderNoise([0, 2], [0.5, 0.5], 1),
    draw: (n, seed) =>
      rows(n, seed, (rng) => {
        const a = rng.integer(2);
        return [[a], [2 * a + rng.normal()]];
      }),
  },
  {
    // Rounding to 0.1 standard deviations costs about 0.1² / 24 (1 / (1 − ρ²) − 1) a side: 0.0015 nats.
    name: "rounded",
    truth: -0.5 * Math.log(1 - 0.64) - 0.0015,
    draw: (n, seed) =>
      rows(n, seed, (rng) => {
        const a = rng.normal();
        const b = 0.8 * a + 0.6 * rng.normal();
        return [[Math.round(10 * a) / 10], [Math.round(10 * b) / 10]];
      }),
  },
];
