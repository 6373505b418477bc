/**
 * The same estimate on the command line.
 *
 * @module
 */
import type { EstimateRequest, MethodRequest, SideRequest } from "./messages.ts";

/**
 * The command that gives the same bits.
 *
 * @param request What was estimated.
 * @param standard The settings that need not be said.
 * @returns One line for a POSIX shell.
 */
export function commandText(
  request: EstimateRequest,
  standard: MethodRequest,
): string {
  const flags = [
    ...dataFlags(request.x, request.y),
    ...sideFlags("x", request.x),
    ...sideFlags("y", request.y),
    `--method ${request.method}`,
    ...Object.entries(request.methodOptions).map(([name, value]) => `--${kebab(name)} ${value}`),
    ...(["interval", "level", "test", "seed", "jitter", "device"] as const)
      .filter((name) => request[name] !== standard[name])
      .map((name) => `--${name} ${request[name]}`),
  ];
  return ["deno run --allow-read mod.ts estimate", ...flags].join(" ");
}

function dataFlags(x: SideRequest, y: SideRequest): string[] {
  return x.source === y.source && x.columns !== null && y.columns !== null
    ? [`--data ${quote(x.source)}`]
    : [`--x ${quote(x.source)}`, `--y ${quote(y.source)}`];
}

function sideFlags(side: "x" | "y", { columns, discrete, compress }: SideRequest): string[] {
  const names = columns?.map((name) => name.replaceAll(",", "\\,")).join(",");
  return [
    ...(names === undefined ? [] : [`--${side}-columns ${quote(names)}`]),
    ...(discrete ? [`--${side}-discrete`] : []),
    ...(compress === null ? [] : [`--compress-${side} ${compress}`]),
  ];
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function quote(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
