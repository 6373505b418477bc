/**
 * The 40 tasks of Czyż et al., "Beyond Normal: On the Evaluation of Mutual Information Estimators"
 * (NeurIPS 2023), from their definitions. The random numbers are ours, so that samples differ from
 * published files.
 *
 * @module
 */
import {
  asinh,
  bimodalX,
  bimodalY,
  halfCube,
  type SideMap,
  spiral,
  swissRoll,
  toUnit,
  wigglyX,
  wigglyY,
} from "./maps.ts";
import {
  additiveNoise,
  denseNormal,
  drawSource,
  pairedNormal,
  type Source,
  student,
} from "./sources.ts";
import { type TaskEntry, taskEntry } from "./task.ts";

/** Maps of X and of Y. */
type Maps = readonly [SideMap, SideMap];

const SAME: Maps = [(samples) => samples, (samples) => samples];
const UNIT: Maps = [toUnit, toUnit];
const HALF_CUBE: Maps = [halfCube, halfCube];
const ASINH: Maps = [asinh, asinh];
const SPIRAL: Maps = [spiral(0, 1), spiral(1, 2)];

function after([firstX, firstY]: Maps, [thenX, thenY]: Maps): Maps {
  return [(samples) => thenX(firstX(samples)), (samples) => thenY(firstY(samples))];
}

function task(
  family: string,
  id: string,
  summary: string,
  source: Source,
  [mapX, mapY]: Maps = SAME,
  dims: readonly [number, number] = [source.dim, source.dim],
): TaskEntry {
  return taskEntry({
    id,
    suite: "bmi",
    family,
    summary,
    dims,
    mutualInformation: source.mutualInformation,
    draw(n, seed) {
      const { x, y } = drawSource(source, n, seed);
      return { x: mapX(x), y: mapY(y) };
    },
  });
}

function oneDimensional(): TaskEntry[] {
  const normal = pairedNormal(1, 1, 0.75);
  const one = (id: string, summary: string, source: Source, maps?: Maps): TaskEntry =>
    task("1v1", `1v1-${id}`, summary, source, maps);
  return [
    one("normal", "Normal, correlation 0.75", normal),
    one("normal-cdf", "Normal, correlation 0.75, made uniform", normal, UNIT),
    one("bimodal", "Normal, correlation 0.75, made bimodal", normal, [bimodalX, bimodalY]),
    one("wiggly", "Normal, correlation 0.75, through sums of sines", normal, [wigglyX, wigglyY]),
    one("half-cube", "Normal, correlation 0.75, to the power 3/2", normal, HALF_CUBE),
    one("additive-0.1", "Uniform, plus uniform noise of half-width 0.1", additiveNoise(0.1)),
    one("additive-0.75", "Uniform, plus uniform noise of half-width 0.75", additiveNoise(0.75)),
    one("student-1", "Student's t, 1 degree of freedom", student(1, 1)),
    one("asinh-student-1", "Student's t, 1 degree of freedom, through asinh", student(1, 1), ASINH),
    task("swissroll", "swissroll", "Correlation 0.75, made uniform, X rolled up", normal, [
      (x) => swissRoll(toUnit(x)),
      toUnit,
    ], [2, 1]),
  ];
}

function multivariate(): TaskEntry[] {
  const dense = [2, 3, 5, 25, 50].map((d) =>
    task("dense", `dense-${d}`, `Normal, ${d} + ${d}, all correlations 0.5`, denseNormal(d))
  );
  const paired = [2, 3, 5, 25].map((d) =>
    task("2pair", `2pair-${d}`, `Normal, ${d} + ${d}, two pairs at 0.8`, twoPairs(d))
  );
  const heavy = [[2, 1], [2, 2], [3, 2], [3, 3], [5, 2], [5, 3]].map(([d, freedom]) =>
    task(
      "student",
      `student-${d}-${freedom}`,
      `Student's t, ${d} + ${d}, ${freedom} degrees of freedom`,
      student(d, freedom),
    )
  );
  return [...dense, ...paired, ...heavy];
}

function transformed(): TaskEntry[] {
  const kinds: readonly [string, string, string, Maps][] = [
    ["transformed", "normal-cdf", "made uniform", UNIT],
    ["transformed", "half-cube", "to the power 3/2", HALF_CUBE],
    ["spiral", "spiral", "turned by an angle that grows with the length", SPIRAL],
    ["spiral", "spiral-cdf", "made uniform, then turned", after(UNIT, SPIRAL)],
  ];
  const pairs = kinds.flatMap(([family, id, text, maps]) =>
    [3, 5, 25].map((d) =>
      task(family, `${id}-${d}`, `Two pairs at 0.8 in ${d} + ${d}, ${text}`, twoPairs(d), maps)
    )
  );
  const heavy = [[2, 1], [3, 2], [5, 2]].map(([d, freedom]) =>
    task(
      "student",
      `asinh-student-${d}-${freedom}`,
      `Student's t, ${d} + ${d}, ${freedom} degrees of freedom, through asinh`,
      student(d, freedom),
      ASINH,
    )
  );
  return [...pairs, ...heavy];
}

function twoPairs(dim: number): Source {
  return pairedNormal(dim, 2, 0.8);
}

/** The 40 tasks: 9 of 1 + 1 dimensions, the Swiss roll, 15 multivariate ones, 15 transformed ones. */
export const BMI_TASKS: readonly TaskEntry[] = [
  ...oneDimensional(),
  ...multivariate(),
  ...transformed(),
];
