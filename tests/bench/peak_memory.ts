/**
 * Most memory that a program takes, where the system tells (Linux).
 *
 * @module
 */

/** Run before the program ends, in its own process: its high-water mark, on standard error. */
const REPORT = `
addEventListener("unload", () => {
  const [, kilobytes] = Deno.readTextFileSync("/proc/self/status").match(/VmHWM:\\s*(\\d+) kB/);
  Deno.stderr.writeSync(new TextEncoder().encode("peak " + kilobytes + " kB\\n"));
});
`;

/**
 * Runs a program in a process of its own.
 *
 * @param program URL of the module.
 * @param args Its arguments.
 * @returns The largest resident memory of the process with all its Workers, in bytes; null where the
 *   system does not tell.
 * @throws {Error} If the program fails.
 */
export async function peakBytesOf(
  program: string,
  args: readonly string[],
): Promise<number | null> {
  if (Deno.build.os !== "linux") return null;
  const preload = `data:text/javascript,${encodeURIComponent(REPORT)}`;
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--quiet", `--preload=${preload}`, program, ...args],
    stdout: "null",
    stderr: "piped",
  }).output();
  const text = new TextDecoder().decode(stderr);
  if (!success) throw new Error(`${program} failed: ${text}`);
  const kilobytes = text.match(/peak (\d+) kB/)?.[1];
  return kilobytes === undefined ? null : 1024 * Number(kilobytes);
}
