/**
 * Saved states as text: JSON in which float32 arrays are base64.
 *
 * @module
 */
import { decodeBase64, encodeBase64 } from "../../kernels/simd/base64.ts";
import { InputError } from "../errors.ts";

/** The key that marks an encoded array. */
const FLOAT32 = "$float32";

/**
 * A state such as `Trainer.save` or `InformationPlane.save` gives, as JSON text.
 *
 * @param state Plain data, with float32 arrays anywhere in it.
 * @returns Text for {@linkcode decodeState}, which gives the same bits.
 */
export function encodeState(state: unknown): string {
  return JSON.stringify(state, (_, value) => {
    if (!(value instanceof Float32Array)) return value;
    const { buffer, byteOffset, byteLength } = value;
    return { [FLOAT32]: encodeBase64(new Uint8Array(buffer, byteOffset, byteLength)) };
  });
}

/**
 * Reads what {@linkcode encodeState} wrote.
 *
 * @throws {InputError} If the text is no such state.
 */
export function decodeState(text: string): unknown {
  try {
    return JSON.parse(text, (_, value) => {
      const encoded = value?.[FLOAT32];
      return typeof encoded === "string" ? new Float32Array(decodeBase64(encoded).buffer) : value;
    });
  } catch (error) {
    throw new InputError(
      "invalid-checkpoint",
      `The checkpoint cannot be read: ${error instanceof Error ? error.message : error}.`,
      "Start anew.",
      { cause: error },
    );
  }
}
