// The contract over every method in METHODS. Tolerances are |bias| + 4 sd, from 40 seeds that the tests
// do not use (`deno run tests/statistical/mi_spread.ts`), n = 500. A method without a row fails.
import { METHODS } from "../../lib/mi/registry.ts";
import { strictEqual } from "../support/assert.ts";
import {
  CONTRACT_SAMPLES,
  type MethodTraits,
  type Spread,
  testMethod,
} from "../support/estimator_contract.ts";

const SPREADS: Readonly<Record<string, Readonly<Record<string, Spread>>>> = {
  wkl: {
    "independent": { bias: -0.040, sd: 0.111 },
    "normal": { bias: -0.055, sd: 0.106 },
    "strong": { bias: 0.011, sd: 0.078 },
    "unrelated labels": { bias: -0.014, sd: 0.033 },
    "overlapping": { bias: -0.013, sd: 0.031 },
    "separated": { bias: -0.009, sd: 0.006 },
  },
  kl: {
    "independent": { bias: 0.016, sd: 0.131 },
    "normal": { bias: -0.013, sd: 0.120 },
    "strong": { bias: 0.019, sd: 0.126 },
    "unrelated labels": { bias: 0.009, sd: 0.078 },
    "overlapping": { bias: 0.003, sd: 0.053 },
    "separated": { bias: 0.001, sd: 0.003 },
  },
  "kde-ml": {
    "independent": { bias: -0.032, sd: 0.009 },
    "normal": { bias: -0.049, sd: 0.050 },
    "strong": { bias: -0.024, sd: 0.040 },
    "unrelated labels": { bias: -0.031, sd: 0.009 },
    "overlapping": { bias: -0.042, sd: 0.017 },
    "separated": { bias: -0.032, sd: 0.009 },
  },
  "kde-lse": {
    "independent": { bias: -0.065, sd: 0.018 },
    "normal": { bias: -0.083, sd: 0.051 },
    "strong": { bias: -0.034, sd: 0.042 },
    "unrelated labels": { bias: -0.039, sd: 0.013 },
    "overlapping": { bias: -0.052, sd: 0.022 },
    "separated": { bias: -0.041, sd: 0.012 },
  },
  "ksg-1": {
    "independent": { bias: -0.003, sd: 0.032 },
    "normal": { bias: -0.045, sd: 0.057 },
    "strong": { bias: -0.183, sd: 0.044 },
    "unrelated labels": { bias: -0.001, sd: 0.029 },
    "overlapping": { bias: -0.006, sd: 0.021 },
    "separated": { bias: -0.009, sd: 0.005 },
  },
  "ksg-2": {
    "independent": { bias: -0.001, sd: 0.035 },
    "normal": { bias: -0.031, sd: 0.061 },
    "strong": { bias: -0.161, sd: 0.047 },
    "unrelated labels": { bias: -0.001, sd: 0.029 },
    "overlapping": { bias: -0.006, sd: 0.021 },
    "separated": { bias: -0.009, sd: 0.005 },
  },
  "gaussian-copula": {
    "independent": { bias: 0.000, sd: 0.003 },
    "normal": { bias: -0.028, sd: 0.048 },
    "strong": { bias: -0.108, sd: 0.061 },
  },
  kcv: {
    "independent": { bias: -0.013, sd: 0.030 },
    "normal": { bias: 0.034, sd: 0.057 },
    "strong": { bias: -0.032, sd: 0.056 },
  },
  kcca: {
    "independent": { bias: -0.033, sd: 0.037 },
    "normal": { bias: -0.098, sd: 0.064 },
    "strong": { bias: -0.134, sd: 0.055 },
  },
  shear: {
    "independent": { bias: -0.004, sd: 0.051 },
    "normal": { bias: -0.028, sd: 0.075 },
    "strong": { bias: -0.031, sd: 0.065 },
  },
  cwkl: {
    "independent": { bias: 0.001, sd: 0.039 },
    "normal": { bias: -0.022, sd: 0.060 },
    "strong": { bias: -0.039, sd: 0.051 },
  },
  auto: {
    "independent": { bias: -0.012, sd: 0.024 },
    "normal": { bias: 0.038, sd: 0.058 },
    "strong": { bias: -0.016, sd: 0.060 },
    "unrelated labels": { bias: -0.001, sd: 0.029 },
    "overlapping": { bias: -0.006, sd: 0.021 },
    "separated": { bias: -0.009, sd: 0.005 },
  },
  // 24 seeds, and 200 steps instead of 2000: 200 pairs to train on, 50 to stop by, 250 for the bound.
  mine: {
    "independent": { bias: -0.046, sd: 0.052 },
    "normal": { bias: -0.136, sd: 0.060 },
    "strong": { bias: -0.642, sd: 0.148 },
    "unrelated labels": { bias: -0.025, sd: 0.014 },
    "overlapping": { bias: -0.116, sd: 0.045 },
    "separated": { bias: -0.121, sd: 0.034 },
  },
};

/** Methods that Gaussianise each coordinate. */
const COORDINATEWISE = new Set(["gaussian-copula", "kcv", "kcca", "shear", "cwkl", "auto"]);

/** Methods with traits of their own. */
const TRAITS: Readonly<Record<string, MethodTraits>> = {
  // Columns are standardised. Over 24 training seeds on the data of the invariance tests the sd was 0.058
  // nats. Linear dependence of X and Y is no error, since it takes no covariances: it reads a great
  // number, with the warning mine-saturation.
  mine: { maps: "coordinates", retraining: 0.058, refusesSingular: false },
};

strictEqual(CONTRACT_SAMPLES, 500, "the spreads were measured at 500 samples");
for (const entry of METHODS.entries()) {
  const maps = COORDINATEWISE.has(entry.id) ? "coordinates" : "linear";
  testMethod(entry, SPREADS[entry.id] ?? {}, TRAITS[entry.id] ?? { maps });
}
