/**
 * Measures the bias and the spread of every mutual-information method on the contract's cases:
 * `deno run tests/statistical/mi_spread.ts [seeds] [method …]`. The table in `mi_contract_test.ts`
 * is what this prints.
 *
 * @module
 */
import { METHODS } from "../../lib/mi/registry.ts";
import {
  apply,
  casesOf,
  CONTRACT_SAMPLES,
  drawInvariance,
  type Spread,
} from "../support/estimator_contract.ts";

/** Methods that train by random batches: their spread over seeds on one data set is measured too. */
const TRAINED = new Set(["mine"]);

/** Seeds below this one are the tests' own. */
const FIRST_SEED = 1000;

if (import.meta.main) {
  const [seeds = "40", ...methods] = Deno.args;
  for (const id of methods.length > 0 ? methods : METHODS.ids()) await measure(id, Number(seeds));
}

async function measure(id: string, seeds: number): Promise<void> {
  if (TRAINED.has(id)) await measureRetraining(id, seeds);
  for (const { name, truth, draw } of casesOf(METHODS.get(id))) {
    const errors: number[] = [];
    for (let seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed++) {
      errors.push((await apply(METHODS.get(id), draw(CONTRACT_SAMPLES, seed))).nats - truth);
    }
    const { bias, sd } = spreadOf(errors);
    const row = `"${name}": { bias: ${bias.toFixed(3)}, sd: ${sd.toFixed(3)} },`;
    // deno-lint-ignore no-console -- a script that prints its result
    console.log(`${id}  ${row}`);
  }
}

async function measureRetraining(id: string, seeds: number): Promise<void> {
  const values: number[] = [];
  for (let seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed++) {
    values.push((await apply(METHODS.get(id), drawInvariance(), { seed, device: "cpu" })).nats);
  }
  // deno-lint-ignore no-console -- a script that prints its result
  console.log(`${id}  retraining: ${spreadOf(values).sd.toFixed(3)}`);
}

function spreadOf(errors: readonly number[]): Spread {
  const bias = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const squares = errors.reduce((sum, error) => sum + (error - bias) ** 2, 0);
  return { bias, sd: Math.sqrt(squares / (errors.length - 1)) };
}
