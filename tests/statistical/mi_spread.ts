/**
 * Measures the bias and the spread of every mutual-information method on the contract's cases:
 * `deno run tests/statistical/mi_spread.ts [seeds] [method …]`. The table in `mi_contract_test.ts`
 * is what this prints.
 *
 * @module
 */
import { METHODS } from "../../lib/mi/registry.ts";
import { apply, casesOf, CONTRACT_SAMPLES } from "../support/estimator_contract.ts";

/** Seeds below this one are the tests' own. */
const FIRST_SEED = 1000;

if (import.meta.main) {
  const [seeds = "40", ...methods] = Deno.args;
  for (const id of methods.length > 0 ? methods : METHODS.ids()) await measure(id, Number(seeds));
}

async function measure(id: string, seeds: number): Promise<void> {
  for (const { name, truth, draw } of casesOf(METHODS.get(id))) {
    const errors: number[] = [];
    for (let seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed++) {
      errors.push((await apply(METHODS.get(id), draw(CONTRACT_SAMPLES, seed))).nats - truth);
    }
    const bias = errors.reduce((sum, error) => sum + error, 0) / seeds;
    const variance = errors.reduce((sum, error) => sum + (error - bias) ** 2, 0) / (seeds - 1);
    const row = `"${name}": { bias: ${bias.toFixed(3)}, sd: ${Math.sqrt(variance).toFixed(3)} },`;
    // deno-lint-ignore no-console -- a script that prints its result
    console.log(`${id}  ${row}`);
  }
}
