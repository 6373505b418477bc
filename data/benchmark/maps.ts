/**
 * Injective smooth maps of one side, which leave the mutual information as it is (Statement 1).
 *
 * @module
 */
import { normalCdf } from "../../lib/special.ts";
import type { Samples } from "../../lib/types.ts";

/** A map of all samples of one side. */
export type SideMap = (samples: Samples) => Samples;

/** The map that applies one function to every coordinate. */
export function coordinatewise(map: (value: number) => number): SideMap {
  return ({ data, n, d }) => ({ data: data.map((value) => map(value)), n, d });
}

/** Φ: from normal to uniform coordinates. */
export const toUnit: SideMap = coordinatewise(normalCdf);

/** x √|x|. */
export const halfCube: SideMap = coordinatewise((x) => x * Math.sqrt(Math.abs(x)));

/** The inverse hyperbolic sine. */
export const asinh: SideMap = coordinatewise(Math.asinh);

/** A sum of sines that stays increasing, for X. */
export const wigglyX: SideMap = coordinatewise((x) =>
  x + 0.4 * Math.sin(x) + 0.2 * Math.sin(1.7 * x + 1) + 0.03 * Math.sin(3.3 * x - 2.5)
);

/** Another, for Y. */
export const wigglyY: SideMap = coordinatewise((y) =>
  y - 0.4 * Math.sin(0.4 * y) + 0.17 * Math.sin(1.3 * y + 3.5) + 0.02 * Math.sin(4.3 * y - 2.5)
);

/** From a normal coordinate to 0.3 N(0, 1) + 0.7 N(5, 1). */
export const bimodalX: SideMap = toMixture((x) => 0.3 * normalCdf(x) + 0.7 * normalCdf(x - 5));

/** From a normal coordinate to 0.5 N(−1, 1) + 0.5 N(3, 1). */
export const bimodalY: SideMap = toMixture((x) => 0.5 * normalCdf(x + 1) + 0.5 * normalCdf(x - 3));

/** Solves F(x) = Φ(z) by bisection, to the last bit. */
function toMixture(distribution: (x: number) => number): SideMap {
  return coordinatewise((z) => {
    const level = normalCdf(z);
    let low = -12;
    let high = 16;
    while (true) {
      const middle = (low + high) / 2;
      if (middle <= low || middle >= high) return middle;
      if (distribution(middle) < level) low = middle;
      else high = middle;
    }
  });
}

/** One coordinate u in (0, 1) rolled up in the plane: (t cos t, t sin t) / 21 with t = 1.5 π (1 + 2u). */
export function swissRoll({ data, n }: Samples): Samples {
  const out = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    const t = 1.5 * Math.PI * (1 + 2 * data[i]);
    out[2 * i] = t * Math.cos(t) / 21;
    out[2 * i + 1] = t * Math.sin(t) / 21;
  }
  return { data: out, n, d: 2 };
}

/**
 * exp(A ‖x‖² / d) x, where A rotates two of the d coordinates: a turn that grows with the length, and
 * therefore a bijection.
 *
 * @param first One coordinate of the plane of rotation.
 * @param second The other.
 * @returns The map.
 */
export function spiral(first: number, second: number): SideMap {
  return ({ data, n, d }) => {
    const out = Float64Array.from(data);
    for (let i = 0; i < n; i++) {
      let squares = 0;
      for (let j = 0; j < d; j++) squares += data[i * d + j] ** 2;
      const [cos, sin] = [Math.cos(squares / d), Math.sin(squares / d)];
      const [u, v] = [data[i * d + first], data[i * d + second]];
      out[i * d + first] = cos * u - sin * v;
      out[i * d + second] = sin * u + cos * v;
    }
    return { data: out, n, d };
  };
}
