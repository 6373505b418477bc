/**
 * Which side a file is, by its name.
 *
 * @module
 */

/**
 * Reads a side from a name: `x.npy`, `train_y.csv`, `data.npz:x`.
 *
 * @param name Name of a file, or of an array in one.
 * @returns The side; null where the name says none.
 */
export function sideOf(name: string): "x" | "y" | null {
  const last = name.split(/[:/\\]/).pop() ?? "";
  const stem = last.replace(/\.[^.]+(\.gz)?$/, "").toLowerCase();
  const side = /(?:^|[_\-.])([xy])(?:$|[_\-.])/.exec(stem)?.[1];
  return side === "x" || side === "y" ? side : null;
}
