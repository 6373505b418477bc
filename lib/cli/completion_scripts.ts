/**
 * Completion scripts for bash, zsh and fish. All words are in the scripts, so that completing starts no
 * program; a new version of infoplane needs a new script.
 *
 * @module
 */
import type { CompletedCommand, CompletedFlag } from "./completion_model.ts";

/** The shells that there are scripts for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** Name of a shell. */
export type Shell = (typeof SHELLS)[number];

/**
 * Writes a completion script.
 *
 * @param shell For which shell.
 * @param program What users type: "infoplane".
 * @param commands What to complete.
 * @returns The script.
 */
export function completionScript(
  shell: Shell,
  program: string,
  commands: readonly CompletedCommand[],
): string {
  return SCRIPTS[shell](program, commands);
}

const SCRIPTS = { bash, zsh, fish };

function bash(program: string, commands: readonly CompletedCommand[]): string {
  const values = commands.flatMap(({ name, flags }) =>
    flags.map((flag) => ({ pattern: `"${name} --${flag.name}"`, value: flag.value }))
  );
  const cases = (kind: string, action: string) => {
    const patterns = values.filter(({ value }) => value.kind === kind)
      .map(({ pattern }) => pattern);
    return patterns.length === 0 ? [] : [`    ${patterns.join(" | ")})${action} ;;`];
  };
  const words = values.flatMap(({ pattern, value }) =>
    value.kind === "words" ? [`    ${pattern}) ${bashWords(value.words)} ;;`] : []
  );
  return `# bash completion for ${program}
_${program}() {
  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    ${bashWords(commands.map(({ name }) => name))}
    return
  fi
  case "\${COMP_WORDS[1]} $previous" in
${
    [
      ...words,
      ...cases("file", " compopt -o default 2>/dev/null"),
      ...cases("folder", " compopt -o dirnames 2>/dev/null"),
      ...cases("other", ""),
    ].join("\n")
  }
    *)
      case \${COMP_WORDS[1]} in
${
    commands.map(({ name, flags, positionals }) =>
      `        ${name}) ${bashWords([...positionals, ...flags.map((flag) => `--${flag.name}`)])} ;;`
    ).join("\n")
  }
      esac
      ;;
  esac
}
complete -F _${program} ${program}
`;
}

function bashWords(words: readonly string[]): string {
  return `COMPREPLY=($(compgen -W "${words.join(" ")}" -- "$word"))`;
}

function zsh(program: string, commands: readonly CompletedCommand[]): string {
  const cases = commands.map(({ name, flags, positionals }) => {
    const specs = [
      ...(positionals.length > 0 ? [quote(`1:argument:(${positionals.join(" ")})`)] : []),
      ...flags.map(zshFlag),
    ];
    return `    ${name})\n      _arguments -s ${specs.join(" \\\n        ")}\n      ;;`;
  });
  return `#compdef ${program}
_${program}() {
  local -a commands=(
${commands.map(({ name, summary }) => `    ${quote(`${name}:${summary}`)}`).join("\n")}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${cases.join("\n")}
  esac
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _${program} "$@"
else
  compdef _${program} ${program}
fi
`;
}

function zshFlag({ name, description, value }: CompletedFlag): string {
  const text = description.replaceAll(/[\\[\]:]/g, "\\$&");
  const action = {
    words: () => `:value:(${value.kind === "words" ? value.words.join(" ") : ""})`,
    file: () => ":file:_files",
    folder: () => ":folder:_files -/",
    other: () => ":value: ",
    none: () => "",
  }[value.kind]();
  return quote(`--${name}[${text}]${action}`);
}

function fish(program: string, commands: readonly CompletedCommand[]): string {
  const lines = [`# fish completion for ${program}`, `complete -c ${program} -f`];
  for (const { name, summary, flags, positionals } of commands) {
    const seen = `complete -c ${program} -n ${quote(`__fish_seen_subcommand_from ${name}`)}`;
    lines.push(
      `complete -c ${program} -n __fish_use_subcommand -a ${name} -d ${fishQuote(summary)}`,
    );
    if (positionals.length > 0) lines.push(`${seen} -a ${quote(positionals.join(" "))}`);
    for (const { name: flag, short, description, value } of flags) {
      const action = {
        words: () => `-x -a ${value.kind === "words" ? quote(value.words.join(" ")) : ""}`,
        file: () => "-r -F",
        folder: () => `-x -a ${quote("(__fish_complete_directories)")}`,
        other: () => "-x",
        none: () => "",
      }[value.kind]();
      const letter = short === undefined ? "" : ` -s ${short}`;
      lines.push(
        `${seen} -l ${flag}${letter} ${action} -d ${fishQuote(description)}`.replace("  ", " "),
      );
    }
  }
  return lines.join("\n") + "\n";
}

/** A word for a POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A word for fish, which knows \\' and \\\\ inside quotes. */
function fishQuote(text: string): string {
  return `'${text.replaceAll(/['\\]/g, "\\$&")}'`;
}
