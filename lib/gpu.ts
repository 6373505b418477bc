/**
 * The GPU that all parts of the work share.
 *
 * @module
 */
import type { Kernels } from "../kernels/_kernel.ts";
import { AUTO_WORK, openKernels } from "../kernels/device.ts";
import type { Device } from "./types.ts";

/** Kernels once opened, for `auto` and for `gpu`; null where `auto` found no hardware. */
const opened = new Map<Device, Promise<Kernels | null>>();

/**
 * The GPU for a piece of work. It is opened once, stays open, and does not keep a program running.
 *
 * @param device `cpu` never takes one, `auto` for enough work on hardware, `gpu` always.
 * @param work Coordinate differences to be computed: n² d for a pass over all pairs.
 * @returns Kernels, or null for the CPU.
 * @throws {DeviceUnavailableError} If `gpu` is asked for and there is none.
 */
export async function gpuFor(device: Device, work: number): Promise<Kernels | null> {
  if (device === "cpu" || (device === "auto" && work < AUTO_WORK)) return null;
  const pending = opened.get(device);
  const known = pending && await pending;
  // What `auto` found, or lost, stays so; who insists gets another device for a lost one.
  if (known === null || (known && known.lost === null)) return known;
  if (known && device === "auto") return null;
  const opening = openKernels({ device });
  opened.set(device, opening);
  opening.catch(() => opened.delete(device));
  return await opening;
}
