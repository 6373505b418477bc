import { runInProcess } from "../support/cli.ts";
import { strictEqual } from "../support/assert.ts";

// The texts come from the registries: a new method, sampler or option changes them. Regenerate with
// `deno test -u --allow-all tests/golden/cli_help_test.ts` and review the difference.
Deno.test.each([
  { line: "--help" },
  { line: "estimate --help" },
  { line: "plane --help" },
  { line: "generate --help" },
  { line: "reproduce --help" },
  { line: "report --help" },
  { line: "methods --help" },
  { line: "info --help" },
  { line: "completion --help" },
  { line: "methods" },
])("infoplane $line prints its text", async ({ line }, t) => {
  const { code, out, err } = await runInProcess(line.split(" "));
  strictEqual(code, 0, err);
  await t.assertSnapshot(out);
});
