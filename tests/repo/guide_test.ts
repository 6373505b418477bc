import { strictEqual } from "../support/assert.ts";
import { runDocument, shellDocuments, withoutTimes } from "../support/shell_blocks.ts";

Deno.test.each(shellDocuments())(
  "the shell blocks of $path run, and print what they say",
  async (document) => {
    await runDocument(document, ({ command, printed }, output) => {
      if (printed === null) return;
      strictEqual(withoutTimes(output), withoutTimes(printed), `${command}: run deno task docs`);
    });
  },
);
