/**
 * The true values of the mixtures in `data/benchmark`, by Monte Carlo of their exact densities:
 * `deno run tests/bench/mixture_truths.ts` prints what the definitions state.
 *
 * @module
 */
import { MIXTURES, TRUTH_SAMPLES } from "../../data/benchmark/mixture_tasks.ts";
import { monteCarloInformation } from "../../data/benchmark/mixtures.ts";

if (import.meta.main) {
  const { samples, seed } = TRUTH_SAMPLES;
  for (const { id, mixture } of MIXTURES) {
    const [nats, standardError] = monteCarloInformation(mixture, samples, seed);
    // deno-lint-ignore no-console -- this program's output
    console.log(`${id}: [${nats.toFixed(6)}, ${standardError.toPrecision(2)}]`);
  }
}
