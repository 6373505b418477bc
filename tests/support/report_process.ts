/**
 * A process that makes one slow artefact in a folder, to be killed by a test:
 * `deno run … report_process.ts FOLDER`.
 *
 * @module
 */
import { makeIn } from "./report_folder.ts";
import { smallArtefact } from "./report_artefact.ts";

/** Ten cells, half of which take some tenths of a second each. */
export const SLOW = smallArtefact({ id: "figure-9", method: "kde-lse", n: 1200 });

if (import.meta.main) await makeIn(Deno.args[0], [SLOW], { jobs: 1 });
