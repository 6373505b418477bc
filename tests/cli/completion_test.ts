import { COMMANDS } from "../../lib/cli/run_cli.ts";
import { METHODS, SAMPLERS } from "../../mod.ts";
import { deepStrictEqual, match, ok, strictEqual } from "../support/assert.ts";
import { runInProcess } from "../support/cli.ts";

const isThere = (shell: string) => {
  try {
    return new Deno.Command(shell, { args: ["-c", "true"] }).outputSync().success;
  } catch {
    return false;
  }
};
const HAS = { bash: isThere("bash"), zsh: isThere("zsh"), fish: isThere("fish") };

async function scriptOf(shell: string): Promise<string> {
  const { code, out, err } = await runInProcess(["completion", shell]);
  strictEqual(code, 0, err);
  return out;
}

/** What a shell prints; fails with what it complains of. */
async function run(shell: string, program: string, input: string): Promise<string[]> {
  const { success, stdout, stderr } = await new Deno.Command(shell, {
    args: ["-c", program, input],
  })
    .output();
  const decoder = new TextDecoder();
  ok(success, decoder.decode(stderr));
  return decoder.decode(stdout).split("\n").filter((line) => line !== "").sort();
}

/** What bash completes after `line`, whose last word may be empty. */
async function completeInBash(line: string): Promise<string[]> {
  return await run(
    "bash",
    `source <(echo "$0"); COMP_WORDS=(${line.replace(/ $/, ' ""')}); ` +
      "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _infoplane; printf '%s\\n' \"${COMPREPLY[@]}\"",
    await scriptOf("bash"),
  );
}

Deno.test.each([
  { line: "infoplane ", expected: COMMANDS.map(({ name }) => name) },
  { line: "infoplane es", expected: ["estimate"] },
  { line: "infoplane estimate --method ", expected: METHODS.ids() },
  { line: "infoplane estimate --x-c", expected: ["--x-columns"] },
  { line: "infoplane estimate --json --device g", expected: ["gpu"] },
  { line: "infoplane estimate --neighbors ", expected: [] },
  { line: "infoplane generate u", expected: ["uniform"] },
  { line: "infoplane reproduce --profile ", expected: ["quick", "default", "paper"] },
  { line: "infoplane completion ", expected: ["bash", "zsh", "fish", "--help", "--debug"] },
])("bash completes: $line", { ignore: !HAS.bash }, async ({ line, expected }) => {
  deepStrictEqual(await completeInBash(line), [...expected].sort());
});

Deno.test("fish completes commands, flags, families and files", { ignore: !HAS.fish }, async () => {
  const script = await scriptOf("fish");
  const complete = async (line: string) => {
    const lines = await run("fish", `echo $argv[1] | source; complete -C '${line}'`, script);
    return lines.map((found) => found.split("\t")[0]);
  };
  deepStrictEqual(await complete("infoplane "), COMMANDS.map(({ name }) => name).sort());
  deepStrictEqual(await complete("infoplane estimate --method "), METHODS.ids().sort());
  ok((await complete("infoplane generate ")).join().includes(SAMPLERS.ids().sort()[0]));
});

Deno.test("zsh takes the script", { ignore: !HAS.zsh }, async () => {
  const load = 'autoload -Uz compinit; compinit -u -D; source <(print -r -- "$0"); ' +
    "print -r -- $_comps[infoplane]";
  deepStrictEqual(await run("zsh", load, await scriptOf("zsh")), ["_infoplane"]);
});

Deno.test("every flag of every command is in every script", async () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const script = await scriptOf(shell);
    for (const { flags } of COMMANDS) {
      for (const { name } of flags()) {
        match(script, new RegExp(shell === "fish" ? ` -l ${name} ` : `--${name}\\b`));
      }
    }
  }
});

Deno.test("completion of another shell exits with 2", async () => {
  const { code, err } = await runInProcess(["completion", "zhs"]);
  strictEqual(code, 2);
  match(err, /no completion for "zhs"\.\nDid you mean "zsh"\? Shells: bash, zsh, fish\.\n$/);
  strictEqual((await runInProcess(["completion"])).code, 2);
});
