/**
 * A process that makes one slow artefact in a folder, to be killed by a test:
 * `deno run … report_process.ts FOLDER` estimates, with `trained` after it trains.
 *
 * @module
 */
import { makeIn } from "./report_folder.ts";
import { smallArtefact, TRAINED } from "./report_artefact.ts";

/** Ten cells, half of which take some tenths of a second each. */
export const SLOW = smallArtefact({ id: "figure-9", method: "kde-lse", n: 1200 });

if (import.meta.main) {
  const [folder, kind] = Deno.args;
  await makeIn(folder, [kind === "trained" ? TRAINED : SLOW], { jobs: 1, checkpointMs: 100 });
}
