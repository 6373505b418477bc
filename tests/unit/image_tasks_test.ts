import { SAMPLERS } from "../../data/samplers.ts";
import { autoencoderFromJson } from "../../lib/compress/autoencoder.ts";
import { ACCURACY_TASKS, tasksCalled } from "../bench/accuracy_tasks.ts";
import { deepStrictEqual, ok, throws } from "../support/assert.ts";
import { ROOT } from "../support/source_tree.ts";

/** More than go through an encoder at a time. */
const N = 1100;

Deno.test.each(["gaussian", "rectangle"])(
  "images of %ss are the sampler's, through the committed encoder, bit for bit",
  async (name) => {
    const { mutualInformation, dims, draw } = ACCURACY_TASKS.get(`${name}-16-mi3`).create();
    const { x, y } = await draw(N, 5);
    deepStrictEqual([x.n, x.d, y.n, y.d], [N, dims[0], N, dims[1]]);
    const sampler = SAMPLERS.get(`${name}-image`).create({ side: 16 });
    const pair = sampler.sample({ samples: N, mutualInformation, seed: 5 });
    const path = new URL(`reports/gallery/encoders/${name}-image-16.json`, ROOT);
    const encoder = await autoencoderFromJson(JSON.parse(await Deno.readTextFile(path)));
    deepStrictEqual(x, await encoder.encode(pair.x));
    deepStrictEqual(y, await encoder.encode(pair.y));
  },
);

Deno.test("names of suites, families and tasks stand for tasks", () => {
  deepStrictEqual(tasksCalled("gaussian-32"), [
    "gaussian-32-mi1",
    "gaussian-32-mi3",
    "gaussian-32-mi7",
  ]);
  deepStrictEqual(tasksCalled("galaxy"), ["galaxy"]);
  const counts = ["bmi", "mixtures", "codes", "images"].map((suite) => tasksCalled(suite).length);
  deepStrictEqual(counts, [40, 13, 30, 12]);
  ok(new Set(ACCURACY_TASKS.ids()).size === 95);
  throws(() => tasksCalled("gaussian-33"), { code: "unknown-task" });
});
