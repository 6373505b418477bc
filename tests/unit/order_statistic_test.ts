import { orderStatistic } from "../../lib/order_statistic.ts";
import { createRng } from "../../lib/rng.ts";
import { strictEqual } from "../support/assert.ts";

Deno.test("orderStatistic() finds what sorting would, with ties and without", () => {
  const rng = createRng("order-statistic");
  for (let run = 0; run < 300; run++) {
    const length = 1 + rng.integer(40);
    const levels = 1 + rng.integer(50);
    const values = Float64Array.from({ length }, () => rng.integer(levels) - 20);
    if (run % 10 === 0) values[rng.integer(length)] = Infinity;
    if (run % 15 === 0) values[rng.integer(length)] = NaN;
    const sorted = values.toSorted();
    for (let place = 0; place < length; place++) {
      strictEqual(orderStatistic(values.slice(), place), sorted[place], `${place} of ${values}`);
    }
  }
});
