/**
 * The settings that a request starts from.
 *
 * @module
 */
import { DEFAULT_METHOD } from "../../lib/mi/default_method.ts";
import type { MethodRequest } from "./messages.ts";

/** The settings of the library. */
export const STANDARD: MethodRequest = {
  method: DEFAULT_METHOD,
  methodOptions: {},
  interval: null,
  level: 0.95,
  test: 0,
  seed: 0,
  jitter: 0,
  device: "auto",
};
